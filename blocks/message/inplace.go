package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// inPlace are the settings and the behaviour of a message that its own buttons change: a menu, a list.
type inPlace struct {
	Slot       string             `json:"slot,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Silent     bool               `json:"silent,omitempty"`
	Protect    bool               `json:"protect,omitempty"`
	Preview    string             `json:"preview,omitempty" validate:"omitempty,oneof=off small large above" jsonschema:"enum=off,enum=small,enum=large,enum=above"`
	Reply      bool               `json:"reply,omitempty"`
	Anyone     bool               `json:"anyone,omitempty"`
	AfterPress string             `json:"after_press,omitempty" validate:"omitempty,oneof=keep remove delete" jsonschema:"enum=keep,enum=remove,enum=delete"`
	Old        engine.StalePolicy `json:"old_buttons,omitempty" validate:"omitempty,oneof=run reshow alert" jsonschema:"enum=run,enum=reshow,enum=alert"`
}

const (
	afterDelete = "delete"

	// maxPageSize leaves room for the buttons that turn pages and go back.
	maxPageSize = 90
)

// Fields names the settings for forms and the reference.
func (*inPlace) Fields() []engine.Field {
	out := slices.DeleteFunc((*engine.MessageConfig)(nil).Fields(), func(f engine.Field) bool {
		return !slices.Contains([]string{"slot", "silent", "protect", "preview", "reply", "anyone"}, f.Name)
	})
	return append(out,
		engine.Field{
			Name: "after_press", Title: engine.Text{"en": "After a choice", "ru": "После выбора"},
			Help: engine.Text{
				"en": "What becomes of the message when the user goes on: keep leaves it, remove takes its buttons away, delete deletes it.",
				"ru": "Что станет с сообщением, когда пользователь пойдёт дальше: keep оставит его, remove уберёт кнопки, delete удалит.",
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

// Stale is the rule for old buttons.
func (p *inPlace) Stale() engine.StalePolicy { return p.Old }

// check reports what is wrong with the shared settings.
func (p *inPlace) check(k *engine.Checking) {
	(&engine.MessageConfig{Slot: p.Slot}).Check(k, "")
}

// put shows the text and the buttons: in the message whose button was pressed, else in a new one.
func (p *inPlace) put(t *engine.Turn, text string, rows [][]engine.Button) error {
	ev := t.Event()
	if ev.Kind == engine.ButtonPressed && ev.Button != nil && ev.Button.MessageID != 0 {
		return p.edit(t, engine.Target{MessageID: ev.Button.MessageID, OrSend: true}, text, rows)
	}
	return p.send(t, text, rows)
}

// send shows the text and the buttons in a new message.
func (p *inPlace) send(t *engine.Turn, text string, rows [][]engine.Button) error {
	c, err := p.content(t, text, rows)
	if err != nil {
		return err
	}
	t.Send(c, p.Slot)
	return nil
}

func (p *inPlace) edit(t *engine.Turn, to engine.Target, text string, rows [][]engine.Button) error {
	c, err := p.content(t, text, rows)
	if err != nil {
		return err
	}
	t.Emit(engine.Effect{Kind: engine.EditMessage, Slot: p.Slot, Target: &to, Content: &c})
	return nil
}

func (p *inPlace) content(t *engine.Turn, text string, rows [][]engine.Button) (engine.Content, error) {
	if strings.TrimSpace(engine.PlainText(text)) == "" {
		return engine.Content{}, engine.Trouble("text_empty", "the text of the message is empty once its values are put in")
	}
	if n := engine.VisibleLength(text); n > engine.MaxTextLength {
		return engine.Content{}, engine.Trouble("text_too_long", "the text has %d characters; Telegram allows %d in one message", n, engine.MaxTextLength)
	}
	c := engine.Content{Text: text, Inline: rows, Silent: p.Silent, Protect: p.Protect, Preview: p.Preview}
	if m := t.Event().Message; m != nil {
		c.TopicID = m.TopicID
		if p.Reply {
			c.ReplyTo = m.ID
		}
	}
	return c, nil
}

// chosen changes the message whose button led on.
func (p *inPlace) chosen(t *engine.Turn) {
	b := t.Event().Button
	if b == nil || b.MessageID == 0 {
		return
	}
	switch p.AfterPress {
	case afterRemove:
		t.Emit(engine.Effect{
			Kind: engine.EditMessage, Target: &engine.Target{MessageID: b.MessageID, Buttons: true}, Content: &engine.Content{},
		})
	case afterDelete:
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{MessageID: b.MessageID}})
	}
}

// inColumns arranges buttons in rows.
func inColumns(buttons []engine.Button, columns int) [][]engine.Button {
	var rows [][]engine.Button
	for row := range slices.Chunk(buttons, max(columns, 1)) {
		rows = append(rows, row)
	}
	return rows
}

// pageRow has a button to the page before, one with the number of this page, and one to the next; the last page is before
// the first. Pages count from 0.
func pageRow(page, pages int, token func(page int) string) []engine.Button {
	return []engine.Button{
		{Label: "◀️", Token: token((page + pages - 1) % pages)},
		{Label: strconv.Itoa(page+1) + "/" + strconv.Itoa(pages), Token: token(page)},
		{Label: "▶️", Token: token((page + 1) % pages)},
	}
}

// titleOf gives a line's source as the title of an exit.
func titleOf(l *engine.Line, otherwise string) engine.Text {
	out := engine.Text{"en": otherwise}
	for lang, src := range l.Sources() {
		if lang == "" {
			lang = "en"
		}
		out[lang] = src
	}
	return out
}
