package message

import (
	"context"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// text (message.text) sends a text with buttons, or puts it into a message that was sent before.
//
// Config: the settings of every message; Edit, a named message to be changed instead of sending (sent anew where it
// cannot be changed); AfterPress, what becomes of the buttons; Old, what old buttons do. Waits: for a press, if buttons
// lead on and next is not connected. Exits: button:<id> for each button that leads on and for the list; next; empty, if
// there may be nothing to press; timeout; blocked; error. Errors: those of the texts (expression_…), text_empty,
// text_too_long, button_url, button_copy, buttons_too_many, list_expected, list_value_too_large.
type text struct {
	engine.MessageConfig

	Edit       string             `json:"edit,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	AfterPress string             `json:"after_press,omitempty" validate:"omitempty,oneof=keep remove mark" jsonschema:"enum=keep,enum=remove,enum=mark"`
	Old        engine.StalePolicy `json:"old_buttons,omitempty" validate:"omitempty,oneof=run reshow alert" jsonschema:"enum=run,enum=reshow,enum=alert"`
}

const (
	nextExit  = "next"
	emptyExit = "empty"

	afterRemove = "remove"
	afterMark   = "mark"
	pressedMark = "✅ "
)

func textType() engine.BlockType {
	return engine.BlockType{
		Name: "message.text", Version: 1, Icon: "message",
		Title: engine.Text{"en": "Message", "ru": "Сообщение"},
		Help: engine.Text{
			"en": "Sends a text, with buttons if you like. If a button leads on and Next is not connected, the block waits for a press.",
			"ru": "Отправляет текст, при желании с кнопками. Если от кнопки есть выход, а «Дальше» не подключён, блок ждёт нажатия.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: emptyExit, Title: engine.Text{"en": "Nothing to press", "ru": "Нечего нажать"}, Optional: true},
			engine.TimeoutExit(), engine.BlockedExit(), engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: "event.value", Type: "any", Title: engine.Text{"en": "Value of the pressed list button", "ru": "Значение нажатой кнопки списка"}},
			{Name: "event.button", Type: "text", Title: engine.Text{"en": "Id of the pressed button", "ru": "Идентификатор нажатой кнопки"}},
		},
		Example: `{"text": "Hi, {{ user.first_name }}! What would you like?", "buttons": [[{"id": "coffee", "label": "Coffee"}, {"id": "tea", "label": "Tea"}], [{"label": "Our site", "url": "https://example.com"}]]}`,
		New:     func() engine.Block { return new(text) },
	}
}

// Fields names the settings for forms and the reference.
func (m *text) Fields() []engine.Field {
	return append(m.MessageConfig.Fields(),
		engine.Field{
			Name: "edit", Title: engine.Text{"en": "Change a message", "ru": "Изменить сообщение"},
			Help: engine.Text{
				"en": "Name of a message sent before, which is changed into this one. If it cannot be changed, a new one is sent.",
				"ru": "Имя отправленного раньше сообщения, которое станет этим. Если изменить его нельзя, уйдёт новое.",
			},
		},
		engine.Field{
			Name: "after_press", Title: engine.Text{"en": "After a press", "ru": "После нажатия"},
			Help: engine.Text{
				"en": "keep leaves the buttons, remove takes them away, mark shows which one was chosen.",
				"ru": "keep оставит кнопки, remove уберёт их, mark отметит выбранную.",
			},
		},
		engine.Field{
			Name: "old_buttons", Title: engine.Text{"en": "Old buttons", "ru": "Старые кнопки"},
			Help: engine.Text{
				"en": "What a press does after the user went on: run works as before, reshow asks the open question again, alert says it is out of date.",
				"ru": "Что сделает нажатие, когда пользователь уже ушёл дальше: run сработает как прежде, reshow повторит открытый вопрос, alert скажет, что кнопка устарела.",
			},
		},
	)
}

// Exits gives an exit for each button that leads on, then the fixed ones.
func (m *text) Exits(fixed []engine.Exit) []engine.Exit {
	return pressExits(m.ButtonExits(), fixed, m.mayBeEmpty())
}

// pressExits joins the exits of what can be pressed with the fixed ones. Where there is something to press next may be left
// open, since the block then waits; empty is there only where all of it may be hidden, and timeout only where it waits.
func pressExits(own, fixed []engine.Exit, mayBeEmpty bool) []engine.Exit {
	out, waits := own, len(own) > 0
	for _, e := range fixed {
		switch e.Name {
		case nextExit:
			e.Optional = waits
		case emptyExit:
			if !mayBeEmpty {
				continue
			}
		case "timeout":
			if !waits {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// mayBeEmpty reports whether there are buttons that lead on, all of which may be hidden.
func (m *text) mayBeEmpty() bool {
	some := m.List != nil
	for _, row := range m.Buttons {
		for i := range row {
			if !row[i].Callback() {
				continue
			}
			if row[i].ShowIf.IsZero() {
				return false
			}
			some = true
		}
	}
	return some
}

// Check reports what Telegram would refuse.
func (m *text) Check(k *engine.Checking) {
	m.MessageConfig.Check(k, "")
	m.CheckText(k, "")
	if m.Edit == "" {
		return
	}
	if m.Keyboard != nil {
		k.Error("edit_keyboard", "/keyboard", "Telegram cannot change a message to have a keyboard below the input field")
	}
	if m.Split {
		k.Error("edit_split", "/split", "a message that is changed cannot be split")
	}
}

// Immediate says that the exits of buttons are left only after a wait.
func (m *text) Immediate(exit string) bool { return exit == nextExit || exit == emptyExit }

// Stale is the rule for old buttons.
func (m *text) Stale() engine.StalePolicy { return m.Old }

// Enter sends the message, and waits for a press where there is something to press and nowhere else to go.
func (m *text) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := m.content(t)
	if err != nil {
		return engine.Stay(), err
	}
	return m.put(t, c), nil
}

// put sends the content, and waits for a press where there is something to press and nowhere else to go.
func (m *text) put(t *engine.Turn, c engine.Content) engine.Outcome {
	leads := engine.Pressable(c.Inline)
	if !leads && m.mayBeEmpty() && t.Connected(emptyExit) {
		return engine.Leave(emptyExit)
	}
	m.send(t, c)
	if !leads || t.Connected(nextExit) {
		return engine.Leave(nextExit)
	}
	return engine.WaitFor(engine.Wait{
		Accept: []engine.EventKind{engine.ButtonPressed}, Interrupt: engine.InterruptAny,
	})
}

// Resume leaves by the pressed button.
func (m *text) Resume(ctx context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return m.Press(ctx, t, ev)
}

// Reshow sends the message again.
func (m *text) Reshow(_ context.Context, t *engine.Turn) error {
	c, err := m.content(t)
	if err != nil {
		return err
	}
	m.Deliver(t, c)
	return nil
}

// Press leaves by the pressed button, whether the session waits here or not.
func (m *text) Press(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.ButtonPressed || ev.Button == nil {
		return engine.Stay(), nil
	}
	if m.List != nil && ev.Button.ID == m.List.ID {
		if err := t.Save(m.List.SaveTo, ev.Button.Value); err != nil {
			return engine.Stay(), err
		}
	}
	if err := m.afterPress(t, ev.Button); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(engine.ButtonExit(ev.Button.ID)), nil
}

// afterPress changes the buttons of the pressed message.
func (m *text) afterPress(t *engine.Turn, p *engine.ButtonPress) error {
	if p.MessageID == 0 {
		return nil
	}
	var rows [][]engine.Button
	switch m.AfterPress {
	case afterRemove:
	case afterMark:
		var err error
		if rows, err = m.Marked(t, p, pressedMark); err != nil {
			return err
		}
	default:
		return nil
	}
	t.Emit(engine.Effect{
		Kind:    engine.EditMessage,
		Target:  &engine.Target{MessageID: p.MessageID, Buttons: true},
		Content: &engine.Content{Inline: rows},
	})
	return nil
}

// content renders the message, which must have a text.
func (m *text) content(t *engine.Turn) (engine.Content, error) {
	c, err := m.Content(t)
	if err != nil {
		return engine.Content{}, err
	}
	if strings.TrimSpace(c.Text) == "" {
		return engine.Content{}, engine.Trouble("text_empty", "the text of the message is empty once its values are put in")
	}
	return c, nil
}

// send sends the content, or changes a message into it.
func (m *text) send(t *engine.Turn, c engine.Content) {
	if m.Edit == "" {
		m.Deliver(t, c)
		return
	}
	slot := m.Edit
	if m.Slot != "" {
		slot = m.Slot
	}
	t.Emit(engine.Effect{
		Kind: engine.EditMessage, Slot: slot, Target: &engine.Target{Slot: m.Edit, OrSend: true}, Content: &c,
	})
	if m.DeleteAfter != nil {
		t.Emit(engine.Effect{
			Kind: engine.DeleteMessage, Target: &engine.Target{Slot: slot}, Delay: time.Duration(*m.DeleteAfter),
		})
	}
}
