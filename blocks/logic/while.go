package logic

import (
	"context"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// while (logic.while) goes round as long as a condition holds.
//
// Config: If, the condition, looked at before each round; Index, which counts the rounds; Max, how many at most; Pause
// between two. Waits: for the pause, and for a second after many rounds without one. Exits: each; done, once the condition
// does not hold; limit, if it still holds after Max rounds; error. Errors: those of the condition (expression_…), and
// loop_limit where nothing is said of limit.
//
// It is connected like foreach, and begins anew by the same rule. See loop.
type while struct {
	loop

	If engine.Condition `json:"if" validate:"required"`
}

func whileType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.while", Version: 1, Icon: "rotate-clockwise",
		Title: engine.Text{"en": "As long as", "ru": "Пока"},
		Help: engine.Text{
			"en": "Goes round as long as a condition holds: it leaves by Each, and when the blocks behind it lead back here, it looks again. When the condition no longer holds, it leaves by Done.",
			"ru": "Повторяет, пока условие верно: выходит по «Каждый», и когда блоки за этим выходом возвращаются сюда, проверяет снова. Когда условие больше не верно, выходит по «Готово».",
		},
		Exits: loopExits(engine.Text{"en": "Done", "ru": "Готово"}),
		Outputs: []engine.Output{
			{Name: defaultIndex, Type: "number", Title: engine.Text{"en": "Number of the round, from 0", "ru": "Номер круга, от 0"}},
		},
		Example: `{"if": {"left": "session.left", "op": "gt", "right": 0}, "max": 20}`,
		New:     func() engine.Block { return new(while) },
	}
}

// Fields names the settings for forms and the reference.
func (*while) Fields() []engine.Field {
	return append([]engine.Field{{
		Name: "if", Title: engine.Text{"en": "As long as", "ru": "Пока"},
		Help: engine.Text{"en": "Looked at before each round.", "ru": "Проверяется перед каждым кругом."},
	}}, loopFields()...)
}

// Defaults fills in the variable and the limit.
func (w *while) Defaults() { w.defaults() }

// Check reports what loops share.
func (w *while) Check(k *engine.Checking) {
	k.Assign("/index", w.Index, expr.TypeNumber)
	w.check(k, map[string]engine.Var{})
}

// Enter begins the loop, or its next round.
func (w *while) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	n := w.round(t)
	holds, err := t.Test(&w.If)
	switch {
	case err != nil:
		return engine.Stay(), err
	case !holds:
		return w.leave(t, doneExit)
	case n >= w.Max:
		return w.limit(t)
	}
	return w.next(t, n)
}
