package track

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// goal (track.goal) counts that the user reached a goal, such as having paid.
//
// Config: Name; Value, a number, 1 if left out; Once, to count each user once. Waits: none. Exits: next, error. Errors:
// not_a_number, those of the value (expression_…).
//
// It counts like the goal of a block's own settings, which has no value. In groups the goal is the member's.
type goal struct {
	engine.NoWait

	Name  string       `json:"name" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Value engine.Value `json:"value,omitzero"`
	Once  bool         `json:"once,omitempty"`
}

func goalType() engine.BlockType {
	return engine.BlockType{
		Name: "track.goal", Version: 1, Icon: "target-arrow", Title: title("Goal", "Цель"),
		Help: title(
			"Counts that the user got where you wanted: has ordered, paid, subscribed. The statistics compare flows and experiments by goals.",
			"Отмечает, что пользователь дошёл куда нужно: заказал, оплатил, подписался. По целям статистика сравнивает сценарии и эксперименты.",
		),
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"name": "paid", "value": 990, "once": true}`,
		New:     func() engine.Block { return new(goal) },
	}
}

// Fields names the settings for forms and the reference.
func (*goal) Fields() []engine.Field {
	return []engine.Field{
		{Name: "name", Title: title("Name", "Имя"), Help: title("Such as paid.", "Например paid.")},
		{
			Name: "value", Title: title("Value", "Значение"), Widget: "value",
			Help: title("A number that the statistics add up, such as the price. 1 if empty.", "Число, которое статистика сложит, например цена. Пусто — 1."),
		},
		{
			Name: "once", Title: title("Once per user", "Один раз на пользователя"),
			Help: title("Later times do not count.", "Повторы не считаются."),
		},
	}
}

// Check reports names and values that cannot be counted.
func (g *goal) Check(k *engine.Checking) {
	checkName(k, g.Name)
	checkValue(k, &g.Value)
}

// Enter counts the goal.
func (g *goal) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	value, err := valueOf(t, &g.Value)
	if err != nil {
		return engine.Stay(), err
	}
	n := engine.Note{Kind: engine.NoteGoal, Name: t.Own(g.Name), Value: 1}
	if value != nil {
		n.Value = *value
	}
	if g.Once {
		reached := engine.Var(engine.ScopeUser + "." + engine.InternalPrefix + "goal." + n.Name)
		if t.Get(reached) != nil {
			return engine.Leave("next"), nil
		}
		if err := t.Set(reached, true); err != nil {
			return engine.Stay(), err
		}
	}
	t.Note(n)
	return engine.Leave("next"), nil
}
