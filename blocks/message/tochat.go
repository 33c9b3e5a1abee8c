package message

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// toChat (message.to_chat) posts a message, with a file if you like, to another chat: an answer of the staff to a customer,
// or a post in a channel or group.
//
// Config: Chat, the number of the chat; Topic of a forum; the settings of a message that make sense in another chat; the
// file settings of message.media, and then the text is its caption. A contact reads it in his language (user.language if he
// has chosen one, else what Telegram says), everybody else in the bot's own. Buttons open addresses, copy a text or carry an event for
// trigger.button. Waits: where blocked or error is connected or ended on purpose, until Telegram has taken or refused the
// message; commands may interrupt. Exits: next; blocked, if the contact has blocked the bot; error. Errors: chat_invalid,
// topic_invalid, text_empty, send_chat_not_found, send_rights and other refusals, those of the texts (expression_…) and of
// message.media.
//
// Where neither blocked nor error leads anywhere, nobody in the flow would do anything about a refusal, and the block goes on
// by next at once; the owner hears of a refusal then, and also of one that comes after a command has ended the wait.
type toChat struct {
	attached

	Chat       engine.Value            `json:"chat" validate:"required"`
	Topic      engine.Value            `json:"topic,omitzero"`
	Text       engine.Template         `json:"text,omitzero"`
	Variations []engine.Template       `json:"variations,omitempty" validate:"max=20" jsonschema:"maxItems=20"`
	Buttons    [][]engine.ButtonConfig `json:"buttons,omitempty" validate:"max=100,dive,max=8,dive"`
	Silent     bool                    `json:"silent,omitempty"`
	Protect    bool                    `json:"protect,omitempty"`
	Preview    string                  `json:"preview,omitempty" validate:"omitempty,oneof=off small large above" jsonschema:"enum=off,enum=small,enum=large,enum=above"`
	Split      bool                    `json:"split,omitempty"`
}

// The exits of a refusal.
const (
	blockedExit = "blocked"
	errorExit   = "error"
)

func toChatType() engine.BlockType {
	return engine.BlockType{
		Name: "message.to_chat", Version: 1, Icon: "message-forward",
		Title: engine.Text{"en": "Message to another chat", "ru": "Сообщение в другой чат"},
		Help: engine.Text{
			"en": "Posts to a channel, a group or another person, such as the answer to a customer. A bot can only write to people who started it, and to chats that it is a member of; in a channel it must be an administrator. With an exit for refusals connected, the flow waits until Telegram has answered; without one it goes on at once, and you hear of a refusal.",
			"ru": "Пишет в канал, группу или другому человеку, например отвечает клиенту. Бот может писать только тем, кто его запустил, и в чаты, где он состоит; в канале он должен быть администратором. Если выход для отказа подключён, сценарий дождётся ответа Telegram; если нет — пойдёт дальше сразу, а об отказе узнаете вы.",
		},
		Exits: []engine.Exit{engine.NextExit(), engine.BlockedExit(), engine.ErrorExit()},
		Example: `{"chat": "{{ local.customer }}", "text": "The shop answers:\n{{ local.answer }}", "buttons": [[` +
			`{"label": "Write back", "event": "ask", "data": "{{ local.order }}"}]]}`,
		New: func() engine.Block { return new(toChat) },
	}
}

// message is the message as everything with one has it.
func (m *toChat) message() *engine.MessageConfig {
	return &engine.MessageConfig{
		Text: m.Text, Variations: m.Variations, Buttons: m.Buttons, Silent: m.Silent, Protect: m.Protect, Preview: m.Preview,
		Split: m.Split,
	}
}

// Fields names the settings for forms and the reference.
func (m *toChat) Fields() []engine.Field {
	out := []engine.Field{
		{
			Name: "chat", Title: engine.Text{"en": "Chat", "ru": "Чат"}, Widget: "value",
			Help: engine.Text{
				"en": "Number of the chat: the Telegram id of a person who wrote to this bot, or of a channel or group such as -1001234567890.",
				"ru": "Номер чата: Telegram-id человека, который писал этому боту, либо канала или группы, например -1001234567890.",
			},
		},
		{
			Name: "topic", Title: engine.Text{"en": "Topic", "ru": "Тема"}, Widget: "value",
			Help: engine.Text{"en": "Number of a topic, in a group with topics.", "ru": "Номер темы, если в группе есть темы."},
		},
	}
	for _, f := range m.message().Fields() {
		switch f.Name {
		case "text", "variations", "buttons", "silent", "protect", "preview", "split":
			out = append(out, f)
		}
	}
	return append(out, m.attached.Fields()...)
}

// Check reports chats that cannot be, what Telegram would refuse, and buttons that only work in the session's own chat.
func (m *toChat) Check(k *engine.Checking) {
	c := m.message()
	c.Check(k, "")
	if m.untouched() {
		c.CheckText(k, "")
	} else {
		m.checkFile(k, "")
		m.checkCaptionUnder(k, c)
		m.checkFileUses(k, "")
	}
	if x, known := m.Chat.Constant(); known {
		if _, ok := chatNumber(x); !ok {
			k.Error("chat_invalid", "/chat", "write the number of the chat, such as 123456789 or -1001234567890: a bot that posts needs it, not a name")
		}
	} else if t := m.Chat.Type(); t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
		k.Error("chat_invalid", "/chat", "the number of a chat is expected; this value is none")
	}
	if x, known := m.Topic.Constant(); known {
		if n, ok := chatNumber(x); !ok || n < 0 {
			k.Error("topic_invalid", "/topic", "the number of a topic is a whole number above 0")
		}
	}
	for r, row := range m.Buttons {
		for i := range row {
			p := fmt.Sprintf("/buttons/%d/%d", r, i)
			switch b := &row[i]; {
			case b.Callback():
				k.Error("button_elsewhere", p,
					"this button is pressed in another chat and cannot lead on from here: give it an event, and start a flow with it")
			case !b.WebApp.IsZero() && m.intoGroup():
				k.Error("button_web_app", p+"/web_app", "a Mini App opens from a button only in private chats: Telegram refuses it in a group or channel")
			}
		}
	}
}

// intoGroup reports whether the chat is known to be a group or channel, whose numbers are negative: Bot API, Chat.id.
func (m *toChat) intoGroup() bool {
	x, known := m.Chat.Constant()
	n, ok := chatNumber(x)
	return known && ok && n < 0
}

// Enter posts the message.
func (m *toChat) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	chat, err := m.number(t, &m.Chat)
	if err != nil {
		return engine.Stay(), err
	}
	if chat == 0 {
		return engine.Stay(), engine.Trouble("chat_invalid", "which chat it is is not known: its number is expected once the value is put in")
	}
	topic, err := m.number(t, &m.Topic)
	if err != nil {
		return engine.Stay(), err
	}
	if topic < 0 || topic == 0 && !m.Topic.IsZero() {
		return engine.Stay(), engine.Trouble("topic_invalid", "which topic it is is not known: its number is expected once the value is put in")
	}
	lang, err := readerLanguage(t, chat)
	if err != nil {
		return engine.Stay(), err
	}
	var c engine.Content
	render := func() (err error) {
		c, err = m.content(t)
		return err
	}
	if lang == "" {
		err = t.ForOwner(render)
	} else {
		err = t.InLanguage(lang, render)
	}
	if err != nil {
		return engine.Stay(), err
	}
	c.TopicID = topic
	e := engine.Effect{Kind: engine.SendMessage, ChatID: chat, Content: &c}
	if !t.Settled(blockedExit) && !t.Settled(errorExit) {
		t.Emit(e)
		return engine.Leave(nextExit), nil
	}
	e.Gen = t.Gen()
	t.Emit(e)
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.SendDone, engine.SendFailed}}), nil
}

// Resume takes what became of the message.
func (*toChat) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch f := ev.Failure; {
	case ev.Kind == engine.SendDone:
		return engine.Leave(nextExit), nil
	case ev.Kind != engine.SendFailed || f == nil:
		return engine.Stay(), nil
	case f.Blocked() && t.Settled(blockedExit):
		return engine.Leave(blockedExit), nil
	default:
		return engine.Stay(), f.Trouble()
	}
}

// Immediate says that nothing but a person who has blocked the bot is surely told by Telegram.
func (*toChat) Immediate(exit string) bool { return exit != blockedExit }

// content renders the message, which must show something.
func (m *toChat) content(t *engine.Turn) (engine.Content, error) {
	c, err := m.message().Content(t)
	switch {
	case err != nil:
		return engine.Content{}, err
	case !m.untouched():
		err = m.attach(t, &c)
		return c, err
	case strings.TrimSpace(c.Text) == "":
		return engine.Content{}, engine.Trouble("text_empty", "the text of the message is empty once its values are put in")
	}
	return c, nil
}

// number reads a number of a chat or topic; 0 if it is none.
func (*toChat) number(t *engine.Turn, v *engine.Value) (int64, error) {
	x, err := t.Value(v)
	if err != nil {
		return 0, err
	}
	n, _ := chatNumber(x)
	return n, nil
}

// readerLanguage is the language of a contact: the one chosen in this bot, else that of his Telegram; empty if neither is
// known, or it is a group or channel.
func readerLanguage(t *engine.Turn, chat int64) (string, error) {
	if chat < 0 {
		return "", nil
	}
	if chat == t.User().ID {
		return t.Lang(), nil
	}
	c, err := t.Contact(chat)
	if err != nil {
		return "", err
	}
	return c.Lang(), nil
}

// chatNumber reads the number of a chat or topic, also one written as a text. It has at most 52 bits: Bot API, Chat.id.
func chatNumber(v any) (int64, bool) {
	n, ok := v.(float64)
	if s, text := v.(string); text {
		n, ok = engine.ParseNumber(s)
	}
	if !ok || n == 0 || n != math.Trunc(n) || math.Abs(n) > 1<<52 {
		return 0, false
	}
	return int64(n), true
}
