package chat

import (
	"math"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// place are the settings that say which chat, and whose; configs embed it.
type place struct {
	Chat engine.Value `json:"chat" validate:"required"`
	For  engine.Value `json:"for,omitzero"`
}

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

// Fields names the settings for forms and the reference.
func (*place) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "chat", Title: title("Channel or group", "Канал или группа"), Widget: "value",
			Help: title(
				"Its number such as -1001234567890, or @name. The bot must be an administrator there.",
				"Номер вида -1001234567890 или @имя. Бот должен быть там администратором.",
			),
		},
		{
			Name: "for", Title: title("Whom", "Кого"), Widget: "value",
			Help: title("The Telegram id of another contact. Empty is the user of this conversation.", "Telegram-id другого контакта. Пусто — пользователь этого разговора."),
		},
	}
}

// check reports chats and contacts that cannot be.
func (p *place) check(k *engine.Checking) {
	if x, fixed := p.Chat.Constant(); fixed {
		if _, ok := chatOf(x); !ok {
			k.Error("chat_invalid", "/chat", "write @name of a public chat, or the number of a chat such as -1001234567890")
		}
	}
	if t := p.For.Type(); !p.For.IsZero() && t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
		k.Error("contact_invalid", "/for", "the id of a contact is a number")
	}
}

// render gives the chat as the Bot API takes it, and whom.
func (p *place) render(t *engine.Turn) (chat any, user int64, err error) {
	v, err := t.Value(&p.Chat)
	if err != nil {
		return nil, 0, err
	}
	chat, ok := chatOf(v)
	if !ok {
		return nil, 0, engine.Trouble("chat_invalid", "which chat it is is not known: its number or @name is expected once its value is put in")
	}
	user = t.User().ID
	if !p.For.IsZero() {
		if v, err = t.Value(&p.For); err != nil {
			return nil, 0, err
		}
		if user, ok = whole(v); !ok || user <= 0 {
			return nil, 0, engine.Trouble("contact_invalid", "the id of a contact is a whole number; this value is none")
		}
	}
	return chat, user, nil
}

// chatOf reads a chat: a negative number, also as a text, or a public name.
func chatOf(v any) (any, bool) {
	if n, ok := whole(v); ok {
		return n, n < 0
	}
	s, _ := v.(string)
	s = strings.TrimSpace(s)
	name, public := strings.CutPrefix(s, "@")
	return s, public && len(name) >= 4 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// whole reads a whole number, also one written as a text.
func whole(v any) (int64, bool) {
	switch v := v.(type) {
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) < 1<<53
	case string:
		n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 54)
		return n, err == nil
	default:
		return 0, false
	}
}

// doing is the state of the wait: which step is under way, and for whom. Values of the event that began it are gone by
// the next step.
type doing struct {
	Step string `json:"step"`
	Chat any    `json:"chat"`
	User int64  `json:"user"`
}

// waiting waits for what Telegram says.
func waiting(t *engine.Turn, d doing) engine.Outcome {
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}, State: t.Pack(d)})
}

// trouble makes a refusal the block's own.
func trouble(j *engine.JobResult) error {
	e := *j.Error
	return &e
}
