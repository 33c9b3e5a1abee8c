package trigger

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// button (trigger.button) starts its flow when a button with its key is pressed, in any message of the bot, also one that
// was sent to another chat or long ago.
//
// Config: Key; Parts, how the button's data is split at ":" and what types the parts have; Answer and Alert, what the
// press shows. Exits: next, error. Errors: those of the answer (expression_…). Outputs: local.data, and local.<name> for
// each part. A press whose data does not fit the parts is taken for an old button.
type button struct {
	engine.TriggerSettings
	engine.NoWait

	Key    string      `json:"key" validate:"required,max=32" jsonschema:"minLength=1,maxLength=32"`
	Parts  []dataPart  `json:"parts,omitempty" validate:"max=10,dive" jsonschema:"maxItems=10"`
	Answer engine.Line `json:"answer,omitzero"`
	Alert  bool        `json:"alert,omitempty"`
}

// dataPart is one part of a button's data.
type dataPart struct {
	Name string `json:"name" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Type string `json:"type,omitempty" validate:"omitempty,oneof=text number bool" jsonschema:"enum=text,enum=number,enum=bool"`
}

var (
	keySpelling  = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)
	partSpelling = regexp.MustCompile(`^[\p{L}_][\p{L}\p{Nd}_]*$`)
)

// maxAnswer is Telegram's: Bot API, answerCallbackQuery.text.
const maxAnswer = 200

func buttonType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.button", Version: 1, Icon: "click", Trigger: true,
		Title: engine.Text{"en": "Button pressed", "ru": "Нажатие кнопки"},
		Help: engine.Text{
			"en": "Starts the flow when a button with this key is pressed, in whatever message it stands: of another flow, a notice to the staff, a message of last year.",
			"ru": "Запускает сценарий по нажатию кнопки с этим ключом, в каком бы сообщении она ни была: в другом сценарии, в уведомлении сотрудникам, в прошлогоднем сообщении.",
		},
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Outputs: []engine.Output{
			{Name: "local.data", Type: "text", Title: engine.Text{"en": "The button's data", "ru": "Данные кнопки"}},
		},
		Example: `{"key": "take_order", "parts": [{"name": "order", "type": "number"}], "answer": "The order is yours"}`,
		New:     func() engine.Block { return new(button) },
	}
}

// Fields names the settings for forms and the reference.
func (b *button) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "key", Title: engine.Text{"en": "Key", "ru": "Ключ"}, Help: engine.Text{
			"en": "The name that buttons give as their event.", "ru": "Имя, которое кнопки указывают как событие.",
		}},
		{Name: "parts", Title: engine.Text{"en": "Parts of the data", "ru": "Части данных"}, Help: engine.Text{
			"en": "If the button's data has parts with : between them, their names and types.",
			"ru": "Если данные кнопки состоят из частей через «:», их имена и типы.",
		}},
		{Name: "answer", Title: engine.Text{"en": "Answer", "ru": "Ответ"}, Help: engine.Text{
			"en": "Words that appear over the chat for a moment, up to 200 characters.", "ru": "Слова, которые на миг появятся поверх чата, до 200 символов.",
		}},
		{Name: "alert", Title: engine.Text{"en": "As a window", "ru": "Окном"}, Help: engine.Text{
			"en": "Shows the answer in a window that has to be closed.", "ru": "Показать ответ в окне, которое нужно закрыть.",
		}},
	}, b.TriggerSettings.Fields()...)
}

// Fields names the settings of a part.
func (*dataPart) Fields() []engine.Field {
	return []engine.Field{
		{Name: "name", Title: engine.Text{"en": "Name", "ru": "Имя"}, Help: engine.Text{
			"en": "The flow reads it as local.name.", "ru": "Сценарий читает её как local.имя.",
		}},
		{Name: "type", Title: engine.Text{"en": "Type", "ru": "Тип"}, Help: engine.Text{
			"en": "text, number or bool. Text if empty.", "ru": "text, number или bool. Пусто — text.",
		}},
	}
}

// Check reports keys and names that cannot be used.
func (b *button) Check(k *engine.Checking) {
	if !keySpelling.MatchString(b.Key) && b.Key != "" {
		k.Error("button_key_invalid", "/key", "key %q is misspelt: letters a-z, digits and _ . -", b.Key)
	}
	seen := map[string]bool{"data": true}
	for i, p := range b.Parts {
		path := fmt.Sprintf("/parts/%d/name", i)
		switch {
		case p.Name == "": // the schema says so
		case !partSpelling.MatchString(p.Name):
			k.Error("name_invalid", path, "name %q is misspelt: letters, digits and _, first no digit", p.Name)
		case seen[p.Name]:
			k.Error("name_duplicate", path, "the name %q is taken", p.Name)
		}
		seen[p.Name] = true
	}
	if b.Alert && b.Answer.IsZero() {
		k.Warn("alert_unused", "/alert", "there is no answer to show in a window")
	}
	for lang, src := range b.Answer.Sources() {
		if n := len([]rune(src)); n > maxAnswer && !strings.Contains(src, "{{") {
			path := "/answer"
			if lang != "" {
				path += "/" + lang
			}
			k.Error("answer_too_long", path, "the answer has %d characters; Telegram allows %d", n, maxAnswer)
		}
	}
}

// Keys names the button.
func (b *button) Keys() []string { return []string{"button:" + b.Key} }

// Match takes presses of buttons with the key whose data fits.
func (b *button) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	if ev.Kind != engine.ButtonPressed || ev.Button == nil || ev.Button.ID != b.Key {
		return engine.Match{}, false
	}
	data, _ := ev.Button.Value.(string)
	out := engine.Values{"data": data}
	if len(b.Parts) == 0 {
		return engine.Match{Weight: engine.WeightExact, Outputs: out}, true
	}
	parts := strings.SplitN(data, ":", len(b.Parts))
	if len(parts) != len(b.Parts) {
		return engine.Match{}, false
	}
	for i, p := range b.Parts {
		v, ok := p.value(parts[i])
		if !ok {
			return engine.Match{}, false
		}
		out[p.Name] = v
	}
	return engine.Match{Weight: engine.WeightExact, Outputs: out}, true
}

func (p *dataPart) value(s string) (any, bool) {
	switch p.Type {
	case "number":
		return engine.ParseNumber(s)
	case "bool":
		return s == "true" || s == "1", s == "true" || s == "false" || s == "1" || s == "0"
	default:
		return s, true
	}
}

// Enter answers the press and goes on.
func (b *button) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if b.Answer.IsZero() {
		return engine.Leave("next"), nil
	}
	words, err := t.Line(&b.Answer)
	if err != nil {
		return engine.Stay(), err
	}
	t.Answer(engine.ButtonAnswer{Text: words, Alert: b.Alert})
	return engine.Leave("next"), nil
}
