package track

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// event (track.event) counts an event: something that happened, with a number and properties if you like. What waits for it
// in this session (logic.wait_event, or a delay that it cancels) goes on, or in the private chat with another user.
//
// Config: Name; Value, a number; Properties; To, the id of the user whose private chat is told. Waits: none. Exits: next,
// error. Errors: not_a_number, contact_invalid, event_too_large, those of the values (expression_…).
//
// It is counted for the user who is talking, in groups for the member, whomever it is sent to.
type event struct {
	engine.NoWait

	Name       string                  `json:"name" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Value      engine.Value            `json:"value,omitzero"`
	Properties map[string]engine.Value `json:"properties,omitempty" validate:"max=50" jsonschema:"maxProperties=50"`
	To         engine.Expression       `json:"to,omitzero"`
}

// maxProperties is the most that the properties of an event take, in bytes of JSON: they are kept for ever.
const maxProperties = 4 << 10

func eventType() engine.BlockType {
	return engine.BlockType{
		Name: "track.event", Version: 1, Icon: "activity", Title: title("Event", "Событие"),
		Help: title(
			"Counts that something happened, for the statistics. A flow that waits for an event with this name goes on: of this user, or of another one, such as a customer whose order the staff has approved.",
			"Отмечает, что что-то произошло, для статистики. Сценарий, который ждёт события с этим именем, пойдёт дальше: у этого пользователя или у другого, например у клиента, чей заказ одобрил сотрудник.",
		),
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"name": "order", "value": "{{ session.total }}", "properties": {"delivery": "{{ session.delivery }}"}}`,
		New:     func() engine.Block { return new(event) },
	}
}

// Fields names the settings for forms and the reference.
func (*event) Fields() []engine.Field {
	return []engine.Field{
		{Name: "name", Title: title("Name", "Имя"), Help: title("Such as order or video_ready.", "Например order или video_ready.")},
		{
			Name: "value", Title: title("Value", "Значение"), Widget: "value",
			Help: title("A number that the statistics add up, such as the price.", "Число, которое статистика сложит, например цена."),
		},
		{
			Name: "properties", Title: title("Properties", "Свойства"),
			Help: title("What else is known of it; who waits for the event reads them as event.data.", "Что ещё о нём известно; тот, кто ждёт события, прочтёт их как event.data."),
		},
		{
			Name: "to", Title: title("Also tell", "Сообщить и"),
			Help: title(
				"Expression that gives the Telegram id of the user whose flow waits for the event. Empty is this user.",
				"Формула, которая даёт Telegram id пользователя, чей сценарий ждёт события. Пусто — этот пользователь.",
			),
		},
	}
}

// Signals names what the block sends.
func (e *event) Signals() []string { return []string{e.Name} }

// Check reports names and values that cannot be counted.
func (e *event) Check(k *engine.Checking) {
	checkName(k, e.Name)
	checkValue(k, &e.Value)
	for _, name := range slices.Sorted(maps.Keys(e.Properties)) {
		if !nameSpelling.MatchString(name) {
			k.Error("name_invalid", "/properties", "property %q is misspelt: letters, digits and _ . -, first a letter or digit", name)
		}
	}
}

// Enter counts the event and sends it.
func (e *event) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	value, err := valueOf(t, &e.Value)
	if err != nil {
		return engine.Stay(), err
	}
	properties, err := e.properties(t)
	if err != nil {
		return engine.Stay(), err
	}
	to, err := e.to(t)
	if err != nil {
		return engine.Stay(), err
	}
	if err := t.SendSignal(to, engine.Signal{Name: e.Name, Value: value, Data: properties}); err != nil {
		return engine.Stay(), err
	}
	n := engine.Note{Kind: engine.NoteEvent, Name: e.Name, Data: properties}
	if value != nil {
		n.Value = *value
	}
	t.Note(n)
	return engine.Leave("next"), nil
}

// properties renders the properties, as JSON gives them back: they are stored.
func (e *event) properties(t *engine.Turn) (map[string]any, error) {
	out := make(map[string]any, len(e.Properties))
	for _, name := range slices.Sorted(maps.Keys(e.Properties)) {
		v := e.Properties[name]
		x, err := t.Value(&v)
		if err != nil {
			return nil, err
		}
		out[name] = x
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("encode properties of event %q: %w", e.Name, err)
	}
	if len(data) > maxProperties {
		return nil, engine.Trouble("event_too_large", "the properties take %d bytes; the limit is %d", len(data), maxProperties)
	}
	clear(out)
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("decode properties of event %q: %w", e.Name, err)
	}
	return out, nil
}

// to is the session that is told.
func (e *event) to(t *engine.Turn) (engine.SessionKey, error) {
	if e.To.IsZero() {
		return t.Key(), nil
	}
	v, err := t.Eval(&e.To)
	if err != nil {
		return engine.SessionKey{}, err
	}
	id, ok := engine.ContactID(v)
	if !ok {
		return engine.SessionKey{}, engine.Trouble("contact_invalid", "%s gave no id of a user", e.To.Source())
	}
	return engine.SessionKey{ChatID: id, UserID: id}, nil
}
