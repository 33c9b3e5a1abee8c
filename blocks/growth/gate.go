package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// gate (growth.gate) lets on who is a member of channels or groups.
//
// Config: Chats; Prompt, what is shown to others, with a button for each chat that is missing and one to look again;
// CheckLabel; NotYet, the words when somebody is still missing; Cache, how long membership is remembered; Timeout of the
// waiting. Waits: for Telegram's answers, then for the button; anything may interrupt. Leaves local.missing behind, the
// names of the chats that are missing. Exits: member; not_member, where there is no prompt; unknown, if Telegram did not
// say; timeout; blocked; error. Errors: gate_unknown where unknown is open, text_empty, those of the texts.
//
// In a group it asks about whoever is talking; the button is for that one alone.
type gate struct {
	Chats      []gateChat            `json:"chats" validate:"required,min=1,max=10,dive" jsonschema:"minItems=1,maxItems=10"`
	Prompt     *engine.MessageConfig `json:"prompt,omitempty"`
	CheckLabel engine.Line           `json:"check_label,omitzero"`
	NotYet     engine.Line           `json:"not_yet,omitzero"`
	Cache      *flow.Duration        `json:"cache,omitempty"`
	Timeout    *flow.Duration        `json:"timeout,omitempty"`
}

// gateChat is a chat that must be joined.
type gateChat struct {
	Chat  string      `json:"chat" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Title engine.Line `json:"title,omitzero"`
	URL   engine.Link `json:"url,omitzero"`
}

// The exits.
const (
	memberExit    = "member"
	notMemberExit = "not_member"
	unknownExit   = "unknown"
	timeoutExit   = "timeout"
)

const (
	checkButton = "_check"
	memberKind  = "growth.member"

	missingVar engine.Var = "local.missing"
)

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

func gateType() engine.BlockType {
	return engine.BlockType{
		Name: "growth.gate", Version: 1, Icon: "lock-access", Title: title("Must be a member", "Нужна подписка"),
		Help: title(
			"Lets on who has joined your channel or group, and asks others to. The bot must be an administrator there.",
			"Пропускает тех, кто вступил в ваш канал или группу, остальных просит вступить. Бот должен быть там администратором.",
		),
		Exits: []engine.Exit{
			{Name: memberExit, Title: title("Member", "Подписан")},
			{Name: notMemberExit, Title: title("Not a member", "Не подписан")},
			{Name: unknownExit, Title: title("Telegram did not say", "Telegram не ответил"), Inherit: true},
			engine.TimeoutExit(), engine.BlockedExit(), engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(missingVar), Type: "list", Title: title("Chats that are missing", "Куда не вступил")},
		},
		Example: `{"chats": [{"chat": "@my_channel", "title": "Our channel"}], "prompt": {"text": "Please join our channel first."}}`,
		New:     func() engine.Block { return new(gate) },
	}
}

// Fields names the settings for forms and the reference.
func (*gate) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "chats", Title: title("Channels and groups", "Каналы и группы"),
			Help: title("All of them must be joined.", "Вступить нужно во все."),
		},
		{
			Name: "prompt", Title: title("What to show", "Что показать"),
			Help: title(
				"To those who are missing somewhere; buttons to the chats stand under it. Without it they leave by Not a member.",
				"Тем, кто ещё не везде вступил; под текстом будут кнопки чатов. Без него они выйдут по «Не подписан».",
			),
		},
		{
			Name: "check_label", Title: title("Button to look again", "Кнопка проверки"),
			Help: title("Empty is “I have joined”.", "Пусто — «Я вступил»."),
		},
		{
			Name: "not_yet", Title: title("If still missing", "Если ещё не вступил"),
			Help: title("Added to the text after the button was pressed.", "Добавится к тексту после нажатия кнопки."),
		},
		{
			Name: "cache", Title: title("Remember for", "Помнить"),
			Help: title("How long a member is not asked about again, such as 1h.", "Сколько не проверять подписчика заново, например 1h."),
		},
		{
			Name: "timeout", Title: title("Wait for", "Ждать"),
			Help: title("How long the button is waited for, such as 1d.", "Сколько ждать нажатия, например 1d."),
		},
	}
}

// Fields names the settings of a chat.
func (*gateChat) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "chat", Title: title("Chat", "Чат"),
			Help: title("@name of a public channel or group, or its number such as -1001234567890.", "@имя открытого канала или группы или номер вида -1001234567890."),
		},
		{
			Name: "title", Title: title("Title", "Название"),
			Help: title("What its button says; the name if empty.", "Надпись на кнопке; пусто — имя чата."),
		},
		{
			Name: "url", Title: title("Link", "Ссылка"),
			Help: title("Where the button leads. Needed for private chats: an invite link.", "Куда ведёт кнопка. Для закрытых чатов — ссылка-приглашение."),
		},
	}
}

// Exits leaves out what cannot happen: without a prompt nothing is waited for.
func (g *gate) Exits(fixed []engine.Exit) []engine.Exit {
	out := make([]engine.Exit, 0, len(fixed))
	for _, e := range fixed {
		switch e.Name {
		case notMemberExit:
			if g.Prompt != nil {
				continue
			}
		case timeoutExit, "blocked":
			if g.Prompt == nil {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// ButtonIDs is the id of the button to look again.
func (*gate) ButtonIDs() []string { return []string{checkButton} }

// Check reports chats that cannot be, and prompts that cannot be shown.
func (g *gate) Check(k *engine.Checking) {
	for i := range g.Chats {
		c := &g.Chats[i]
		path := fmt.Sprintf("/chats/%d", i)
		switch {
		case c.Chat == "":
		case !chatName(c.Chat):
			k.Error("chat_invalid", path+"/chat", "write @name of a public chat, or the number of a chat such as -1001234567890")
		case !strings.HasPrefix(c.Chat, "@") && c.URL.IsZero() && g.Prompt != nil:
			k.Error("chat_link_missing", path+"/url", "a chat without a public name needs a link that people can join by")
		}
	}
	if g.Prompt == nil {
		if !g.CheckLabel.IsZero() || !g.NotYet.IsZero() || g.Timeout != nil {
			k.Warn("prompt_missing", "/prompt", "without a message nothing is shown and nothing waited for")
		}
		return
	}
	g.Prompt.Check(k, "/prompt")
	g.Prompt.CheckText(k, "/prompt")
	if len(g.Prompt.Buttons) > 0 || g.Prompt.List != nil || g.Prompt.Keyboard != nil {
		k.Error("buttons_unwanted", "/prompt", "the message has the buttons of the chats and can have no others")
	}
	if g.Prompt.Split {
		k.Error("split_prompt", "/prompt/split", "a message with buttons cannot be split into several")
	}
}

// chatName reports whether a chat is named as Telegram names them.
func chatName(s string) bool {
	if name, public := strings.CutPrefix(s, "@"); public {
		return len(name) >= 4 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
	}
	digits, negative := strings.CutPrefix(s, "-")
	return negative && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// looking is the state of the wait.
type looking struct {
	Next    int   `json:"next"`              // chat that is being asked about; len(Chats) when the button is waited for
	Missing []int `json:"missing,omitempty"` // chats that the user is not in
	Pressed bool  `json:"pressed,omitempty"` // a press began this look
	// Until is when the waiting ends; looking again does not make it longer.
	Until time.Time `json:"until,omitzero"`
}

// Enter asks about the first chat.
func (g *gate) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return g.look(t, looking{})
}

// look asks about the next chat, or ends the look.
func (g *gate) look(t *engine.Turn, s looking) (engine.Outcome, error) {
	for ; s.Next < len(g.Chats); s.Next++ {
		r, err := t.Record(memberKind, g.key(t, s.Next))
		if err != nil {
			return engine.Stay(), err
		}
		if g.Cache != nil && r.Exists() {
			continue
		}
		if err := t.AskTelegram("getChatMember", map[string]any{"chat_id": g.chatID(s.Next), "user_id": t.User().ID}); err != nil {
			return engine.Stay(), err
		}
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}, State: t.Pack(s)}), nil
	}
	return g.looked(t, s)
}

func (g *gate) key(t *engine.Turn, i int) string { return engine.UserKey(t.User().ID, g.Chats[i].Chat) }

// chatID is the chat as the Bot API takes it: a number, or a public name.
func (g *gate) chatID(i int) any {
	var n int64
	if _, err := fmt.Sscan(g.Chats[i].Chat, &n); err == nil {
		return n
	}
	return g.Chats[i].Chat
}

// looked goes on by what is known of all chats.
func (g *gate) looked(t *engine.Turn, s looking) (engine.Outcome, error) {
	names := make([]any, 0, len(s.Missing))
	for _, i := range s.Missing {
		name, err := g.title(t, i)
		if err != nil {
			return engine.Stay(), err
		}
		names = append(names, name)
	}
	if err := t.Set(missingVar, names); err != nil {
		return engine.Stay(), err
	}
	switch {
	case len(s.Missing) == 0:
		return engine.Leave(memberExit), nil
	case g.Prompt == nil:
		return engine.Leave(notMemberExit), nil
	}
	if err := g.show(t, s); err != nil {
		return engine.Stay(), err
	}
	w := engine.Wait{
		Accept: []engine.EventKind{engine.ButtonPressed, engine.TimerFired}, Interrupt: engine.InterruptAny,
	}
	if g.Timeout != nil && s.Until.IsZero() {
		s.Until = t.Now().Add(g.Timeout.Std())
	}
	w.Deadline, w.State = s.Until, t.Pack(s)
	return engine.WaitFor(w), nil
}

// show shows what is missing; after a press in the message that is there.
func (g *gate) show(t *engine.Turn, s looking) error {
	c, err := g.Prompt.Content(t)
	if err != nil {
		return err
	}
	if strings.TrimSpace(c.Text) == "" {
		return engine.Trouble("text_empty", "the text of the message is empty once its values are put in")
	}
	if c.Inline, err = g.buttons(t, s); err != nil {
		return err
	}
	p := *g.Prompt
	p.Slot = g.slot(t)
	if s.Pressed {
		if err := g.notYet(t, &c); err != nil {
			return err
		}
		t.Emit(engine.Effect{Kind: engine.EditMessage, Slot: p.Slot, Target: &engine.Target{Slot: p.Slot, OrSend: true}, Content: &c})
		return nil
	}
	p.Deliver(t, c)
	return nil
}

// notYet puts the words for who is still missing under the text: a message of their own would pile up with every press.
func (g *gate) notYet(t *engine.Turn, c *engine.Content) error {
	words, err := t.Line(&g.NotYet)
	if err != nil {
		return err
	}
	if words == "" {
		words = t.Words("gate_not_yet")
	}
	c.Text += "\n\n" + engine.EscapeText(words)
	return nil
}

func (g *gate) slot(t *engine.Turn) string {
	if g.Prompt.Slot != "" {
		return g.Prompt.Slot
	}
	slot := "_gate." + t.BlockID()
	if !t.Chat().Private() { // slots belong to the chat
		slot = fmt.Sprintf("%s.%d", slot, t.User().ID)
	}
	return slot
}

func (g *gate) buttons(t *engine.Turn, s looking) ([][]engine.Button, error) {
	var rows [][]engine.Button
	for _, i := range s.Missing {
		name, err := g.title(t, i)
		if err != nil {
			return nil, err
		}
		url, err := t.Link(&g.Chats[i].URL)
		if err != nil {
			return nil, err
		}
		if url == "" {
			url = "https://t.me/" + strings.TrimPrefix(g.Chats[i].Chat, "@")
		}
		rows = append(rows, []engine.Button{{Label: name, URL: url}})
	}
	label, err := t.Line(&g.CheckLabel)
	if err != nil {
		return nil, err
	}
	if label == "" {
		label = t.Words("gate_check")
	}
	return append(rows, []engine.Button{{Label: label, Token: t.Token(checkButton, false)}}), nil
}

func (g *gate) title(t *engine.Turn, i int) (string, error) {
	s, err := t.Line(&g.Chats[i].Title)
	if s == "" {
		s = g.Chats[i].Chat
	}
	return s, err
}

// Resume takes an answer of Telegram, or the button.
func (g *gate) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	var s looking
	if err := t.Load(&s); err != nil {
		return engine.Stay(), err
	}
	switch {
	case ev.Kind == engine.JobDone && ev.Job != nil && s.Next < len(g.Chats):
		return g.answered(t, s, ev.Job)
	case ev.Kind == engine.ButtonPressed && ev.Button != nil && ev.Button.ID == checkButton:
		t.Answer(engine.ButtonAnswer{Text: t.Words("gate_checking")})
		return g.look(t, looking{Pressed: true, Until: s.Until})
	case ev.Kind == engine.TimerFired && ev.Timer != nil && ev.Timer.Name == engine.DeadlineTimer:
		return engine.Leave(timeoutExit), nil
	default:
		return engine.Stay(), nil
	}
}

// answered takes what Telegram said of one chat.
func (g *gate) answered(t *engine.Turn, s looking, j *engine.JobResult) (engine.Outcome, error) {
	in, known := membership(j)
	switch {
	case !known:
		return g.unknown(t, s, j.Error)
	case in:
		r, err := t.Record(memberKind, g.key(t, s.Next))
		if err != nil {
			return engine.Stay(), err
		}
		if g.Cache != nil {
			r.Value, r.Owner, r.Expires = engine.Values{}, t.User().ID, t.Now().Add(g.Cache.Std())
			if err := t.SetRecord(r); err != nil {
				return engine.Stay(), err
			}
		}
	default:
		s.Missing = append(s.Missing, s.Next)
	}
	s.Next++
	return g.look(t, s)
}

// unknown leaves where Telegram did not say, and tells the owner why.
func (g *gate) unknown(t *engine.Turn, s looking, why *engine.RunError) (engine.Outcome, error) {
	message := "Telegram gave an answer that cannot be read"
	if why != nil {
		message = why.Message
	}
	e := engine.Trouble("gate_unknown", "it is not known who is in %s, the bot must be an administrator there: %s", g.Chats[s.Next].Chat, message)
	if t.Open(unknownExit) {
		return engine.Stay(), e
	}
	t.Note(engine.Note{Kind: engine.NoteError, Error: e})
	return engine.Leave(unknownExit), nil
}

// membership reads what getChatMember says: TELEGRAM section 8.
func membership(j *engine.JobResult) (in, known bool) {
	if j.Error != nil {
		if j.Error.Code == "telegram_other" && strings.Contains(strings.ToLower(j.Error.Message), "participant") {
			return false, true // somebody who never was in the chat
		}
		return false, false
	}
	var m struct {
		Status   string `json:"status"`
		IsMember bool   `json:"is_member"`
	}
	if json.Unmarshal(j.Result, &m) != nil {
		return false, false
	}
	switch m.Status {
	case "creator", "administrator", "member":
		return true, true
	case "restricted":
		return m.IsMember, true
	case "left", "kicked":
		return false, true
	default:
		return false, false
	}
}

// Reshow shows what is missing again; nothing while Telegram is being asked.
func (g *gate) Reshow(_ context.Context, t *engine.Turn) error {
	var s looking
	if err := t.Load(&s); err != nil {
		return err
	}
	if s.Next < len(g.Chats) {
		return nil
	}
	s.Pressed = false
	return g.show(t, s)
}

// Immediate says that only a membership that is remembered leaves in the turn that asked.
func (g *gate) Immediate(exit string) bool {
	return exit == memberExit && g.Cache != nil || exit == "error"
}
