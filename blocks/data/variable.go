package data

import (
	"context"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// variable (data.variable) changes variables, one assignment after the other; each sees what those before it did.
//
// Config: Assignments. Waits: none. Exits: next, error. Errors: those of the values (expression_…), value_type if a value
// is not of the declared type, not_a_number, not_a_list, not_a_bool if what is there does not fit the operation,
// variable_too_large, session_too_large.
type variable struct {
	engine.NoWait

	Assignments []assignment `json:"assignments" validate:"required,min=1,max=50,dive" jsonschema:"minItems=1,maxItems=50"`
}

// assignment is one change.
type assignment struct {
	Var   engine.Var     `json:"var" validate:"required" jsonschema:"minLength=1"`
	Op    engine.WriteOp `json:"op,omitempty" validate:"omitempty,oneof=set add append remove toggle unset init" jsonschema:"enum=set,enum=add,enum=append,enum=remove,enum=toggle,enum=unset,enum=init"`
	Value engine.Value   `json:"value,omitzero"`
}

func variableType() engine.BlockType {
	return engine.BlockType{
		Name: "data.variable", Version: 1, Icon: "variable",
		Title: engine.Text{"en": "Set variables", "ru": "Изменить переменные"},
		Help: engine.Text{
			"en": "Sets variables, adds to numbers and lists, switches yes and no. The changes are made from top to bottom.",
			"ru": "Задаёт переменные, прибавляет к числам и спискам, переключает да и нет. Изменения идут сверху вниз.",
		},
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"assignments": [{"var": "session.count", "op": "add", "value": 1}, {"var": "session.title", "value": "Order of {{ user.first_name }}"}]}`,
		New:     func() engine.Block { return new(variable) },
	}
}

// Fields names the settings for forms and the reference.
func (*variable) Fields() []engine.Field {
	return []engine.Field{{
		Name: "assignments", Title: engine.Text{"en": "Changes", "ru": "Изменения"},
		Help: engine.Text{"en": "Made from top to bottom.", "ru": "Выполняются сверху вниз."},
	}}
}

// Fields names the settings of one change.
func (*assignment) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "var", Title: engine.Text{"en": "Variable", "ru": "Переменная"}, Widget: "variable",
			Help: engine.Text{"en": "Such as session.count or user.city.", "ru": "Например session.count или user.city."},
		},
		{
			Name: "op", Title: engine.Text{"en": "What to do", "ru": "Что сделать"},
			Help: engine.Text{
				"en": "set, add to a number, append to a list, remove from a list or object, toggle yes and no, unset, or init: set only if there is nothing yet.",
				"ru": "set — задать, add — прибавить к числу, append — добавить в список, remove — убрать из списка или объекта, toggle — переключить да и нет, unset — очистить, init — задать, если ещё пусто.",
			},
		},
		{
			Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"}, Widget: "value",
			Help: engine.Text{
				"en": "A constant, or a value in {{ }}. Adding without a value adds 1.",
				"ru": "Константа или значение в {{ }}. Прибавление без значения прибавит 1.",
			},
		},
	}
}

// Defaults fills in the operation.
func (v *variable) Defaults() {
	for i := range v.Assignments {
		if v.Assignments[i].Op == "" {
			v.Assignments[i].Op = engine.WriteSet
		}
	}
}

// Check reports operations without the value they need, or with one they do not use.
func (v *variable) Check(k *engine.Checking) {
	for i := range v.Assignments {
		a := &v.Assignments[i]
		path := fmt.Sprintf("/assignments/%d/value", i)
		switch a.Op {
		case engine.WriteAppend, engine.WriteRemove, engine.WriteInit:
			if a.Value.IsZero() {
				k.Error("value_missing", path, "%s needs a value", a.Op)
			}
		case engine.WriteToggle, engine.WriteUnset:
			if !a.Value.IsZero() {
				k.Warn("value_unused", path, "%s does not use the value", a.Op)
			}
		default: // set to nothing empties, add without a value adds 1
		}
	}
}

// Enter makes the changes.
func (v *variable) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	for i := range v.Assignments {
		if err := v.Assignments[i].apply(t); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave("next"), nil
}

func (a *assignment) apply(t *engine.Turn) error {
	x, err := t.Value(&a.Value)
	if err != nil {
		return err
	}
	if x, err = a.fit(t, x); err != nil {
		return err
	}
	scope, name := a.Var.Split()
	return t.Write(engine.Write{Scope: scope, Name: name, Op: a.Op, Value: x})
}

// fit brings the value to what the operation needs, and refuses an operation that what is there does not allow.
func (a *assignment) fit(t *engine.Turn, x any) (any, error) {
	now := t.Get(a.Var)
	switch a.Op {
	case engine.WriteAdd:
		if a.Value.IsZero() {
			x = 1.0
		}
		n, ok := number(x)
		if !ok {
			return nil, engine.Trouble("not_a_number", "the value to add to %s is no number", a.Var)
		}
		if _, ok := now.(float64); !ok && now != nil {
			return nil, engine.Trouble("not_a_number", "%s holds no number to add to", a.Var)
		}
		return n, nil
	case engine.WriteAppend:
		if _, ok := now.([]any); !ok && now != nil {
			return nil, engine.Trouble("not_a_list", "%s holds no list to append to", a.Var)
		}
		return x, nil
	case engine.WriteRemove:
		switch now.(type) {
		case nil, []any, map[string]any:
			return x, nil
		}
		return nil, engine.Trouble("not_a_list", "%s holds no list or object to remove from", a.Var)
	case engine.WriteToggle:
		if _, ok := now.(bool); !ok && now != nil {
			return nil, engine.Trouble("not_a_bool", "%s holds no yes or no to toggle", a.Var)
		}
		return nil, nil
	case engine.WriteUnset:
		return nil, nil
	default:
		return t.Convert(a.Var, x)
	}
}

// number reads a number, also one written as a text, as answers and templates give it.
func number(x any) (float64, bool) {
	if n, ok := x.(float64); ok {
		return n, true
	}
	s, ok := x.(string)
	if !ok {
		return 0, false
	}
	return engine.ParseNumber(s)
}
