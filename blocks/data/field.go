package data

import (
	"context"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/phone"
)

// field (data.field) sets fields of a contact: it brings each value into the form of its type, and changes nothing if one of
// them is not of it.
//
// It differs from data.variable in that it knows what is in a field: a phone number is kept as +79991234567 however it was
// written, an e-mail address in small letters, a date as 2026-01-31. data.variable sets any variable to any value and adds to
// what is there; this block is for what is known of a person, from whatever source: an answer, a webhook, a table.
//
// Config: Values, each with its variable of scope user, type, value and form; Contact, for somebody else than the user who
// is talking. Waits: none. Exits: next; invalid, with local.invalid {field, type, value, reason}; error. Errors:
// contact_invalid, variable_too_large, those of the values (expression_…), and field_invalid where nothing is said of
// invalid.
//
// In groups the fields are those of the member.
type field struct {
	engine.NoWait

	Values  []fieldValue      `json:"fields" validate:"required,min=1,max=50,dive" jsonschema:"minItems=1,maxItems=50"`
	Contact engine.Expression `json:"contact,omitzero"`
}

// fieldValue is one field and what it is set to.
type fieldValue struct {
	Field  engine.Var   `json:"field" validate:"required" jsonschema:"minLength=1"`
	Type   string       `json:"type,omitempty" validate:"omitempty,oneof=text number bool date time phone email url" jsonschema:"enum=text,enum=number,enum=bool,enum=date,enum=time,enum=phone,enum=email,enum=url"`
	Value  engine.Value `json:"value,omitzero"`
	Empty  string       `json:"empty,omitempty" validate:"omitempty,oneof=keep clear refuse" jsonschema:"enum=keep,enum=clear,enum=refuse"`
	Once   bool         `json:"once,omitempty"`
	Format string       `json:"format,omitempty" validate:"omitempty,oneof=lower upper words sentence" jsonschema:"enum=lower,enum=upper,enum=words,enum=sentence"`
	Min    *float64     `json:"min,omitempty"`
	Max    *float64     `json:"max,omitempty"`
	Code   string       `json:"code,omitempty" validate:"max=4" jsonschema:"maxLength=4,pattern=^([+]?[1-9][0-9]{0\\,2}|[A-Za-z]{2})$"`
}

const (
	invalidExit            = "invalid"
	invalidVar  engine.Var = "local.invalid"

	keepEmpty, clearEmpty, refuseEmpty = "keep", "clear", "refuse"
)

func fieldType() engine.BlockType {
	return engine.BlockType{
		Name: "data.field", Version: 1, Icon: "address-book", Title: title("Contact fields", "Поля контакта"),
		Help: title(
			"Keeps what is known of a person, each field in its proper form: phone numbers, e-mail addresses, dates. If a value does not fit its field, nothing is changed and the session leaves by Not valid.",
			"Сохраняет сведения о человеке, каждое поле в правильной форме: телефон, почта, дата. Если значение не подходит полю, ничего не меняется и разговор идёт по «Не подходит».",
		),
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: invalidExit, Title: title("Not valid", "Не подходит"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(invalidVar), Type: "object", Title: title("What does not fit: field, type, value, reason", "Что не подошло: field, type, value, reason")},
		},
		Example: `{"fields": [{"field": "user.phone", "type": "phone", "value": "{{ event.text }}", "code": "7"}, {"field": "user.first_name", "value": "{{ local.name }}", "format": "words", "once": true}]}`,
		New:     func() engine.Block { return new(field) },
	}
}

// Defaults fills in types and what an empty value does.
func (f *field) Defaults() {
	for i := range f.Values {
		v := &f.Values[i]
		if v.Type == "" {
			v.Type = textField
		}
		if v.Empty == "" {
			v.Empty = keepEmpty
		}
	}
}

// Check reports fields that cannot be set, and forms that do not go with their type.
func (f *field) Check(k *engine.Checking) {
	seen := map[engine.Var]bool{}
	for i := range f.Values {
		v, path := &f.Values[i], fmt.Sprintf("/fields/%d", i)
		if scope, name := v.Field.Split(); scope != engine.ScopeUser && v.Field != "" {
			k.Error("field_scope", path+"/field", "fields of contacts are variables of the user: did you mean user.%s?", name)
		}
		if seen[v.Field] {
			k.Error("field_twice", path+"/field", "%s is set twice in this block", v.Field)
		}
		seen[v.Field] = true
		v.check(k, path)
	}
}

func (v *fieldValue) check(k *engine.Checking, path string) {
	k.Assign(path+"/field", v.Field, v.kept())
	switch {
	case v.Value.IsZero() && v.Empty == clearEmpty: // empties the field
	case v.Value.IsZero():
		k.Error("value_missing", path+"/value", "say what the field is set to, or that an empty value clears it")
	default:
		if x, constant := v.Value.Constant(); constant && !blank(x) {
			if _, reason := v.read(x, nil); reason != "" {
				k.Error("value_invalid", path+"/value", "%s", reasonWords[reason])
			}
		}
	}
	if v.Format != "" && v.Type != textField {
		k.Warn("format_unused", path+"/format", "capitals count in texts only")
	}
	switch {
	case v.Code == "":
	case v.Type != phoneField:
		k.Warn("code_unused", path+"/code", "the calling code counts in phone numbers only")
	case phone.Home(v.Code) == nil:
		k.Warn("code_unknown", path+"/code", "%q is neither a calling code nor the two letters of a country: numbers that are written without a code are refused", v.Code)
	}
	sized := v.Type == textField || v.Type == numberField
	switch {
	case v.Min != nil && !sized:
		k.Warn("range_unused", path+"/min", "at least counts for numbers and texts only")
	case v.Max != nil && !sized:
		k.Warn("range_unused", path+"/max", "at most counts for numbers and texts only")
	case v.Min != nil && v.Max != nil && *v.Min > *v.Max:
		k.Error("range_empty", path+"/max", "at least %v and at most %v cannot both be kept", *v.Min, *v.Max)
	}
}

// kept is the type of the variable that holds the field.
func (v *fieldValue) kept() expr.Type {
	switch v.Type {
	case numberField:
		return expr.TypeNumber
	case boolField:
		return expr.TypeBool
	case dateField:
		return expr.TypeDate
	default:
		return expr.TypeText
	}
}

// Enter reads all values, and writes them if all fit.
func (f *field) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := contactOf(t, &f.Contact)
	if err != nil {
		return engine.Stay(), err
	}
	var writes []engine.Write
	for i := range f.Values {
		v := &f.Values[i]
		x, err := t.Value(&v.Value)
		if err != nil {
			return engine.Stay(), err
		}
		_, name := v.Field.Split()
		if v.Once && !blank(c.get(t, name)) {
			continue
		}
		w := engine.Write{Name: name, Op: engine.WriteSet}
		if blank(x) {
			switch v.Empty {
			case keepEmpty:
				continue
			case clearEmpty:
				w.Op = engine.WriteUnset
			default:
				return f.invalid(t, v, x, reasonEmpty)
			}
		} else {
			var reason string
			if w.Value, reason = v.read(x, t); reason != "" {
				return f.invalid(t, v, x, reason)
			}
		}
		writes = append(writes, w)
	}
	for _, w := range writes {
		if err := c.write(t, w.Name, w.Op, w.Value); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave("next"), nil
}

// invalid leaves by the exit for values that do not fit; the owner hears of it if the author has said nothing of that.
func (f *field) invalid(t *engine.Turn, v *fieldValue, x any, reason string) (engine.Outcome, error) {
	if !t.Settled(invalidExit) {
		return engine.Stay(), engine.Trouble("field_invalid", "the value for %s does not fit: %s", v.Field, reasonWords[reason])
	}
	return engine.Leave(invalidExit), t.Set(invalidVar, map[string]any{
		"field": string(v.Field), "type": v.Type, "value": x, "reason": reason,
	})
}
