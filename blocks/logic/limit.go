package logic

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// limit (logic.limit) lets at most so many passes through in any stretch of time.
//
// Config: Count and Per; Key; Who, user or everyone. Waits: none. Leaves local.left (passes that are left now) and
// local.again_at (when one will pass again) behind. Exits: ok, blocked, error. Errors: key_empty, those of the expressions.
type limit struct {
	engine.NoWait
	passing

	Count int            `json:"count" validate:"min=1,max=500" jsonschema:"minimum=1,maximum=500"`
	Per   *flow.Duration `json:"per" validate:"required"`
}

const (
	leftVar    engine.Var = "local.left"
	againAtVar engine.Var = "local.again_at"
)

func limitType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.limit", Version: 1, Icon: "gauge",
		Title: engine.Text{"en": "Limit", "ru": "Ограничение"},
		Help: engine.Text{
			"en": "Lets a user, or all users together, through so many times in a stretch of time. It protects what costs you money.",
			"ru": "Пропускает пользователя или всех вместе столько-то раз за промежуток времени. Бережёт то, что стоит вам денег.",
		},
		Exits: passingExits(),
		Outputs: []engine.Output{
			{Name: string(leftVar), Type: "number", Title: engine.Text{"en": "Passes that are left", "ru": "Осталось проходов"}},
			{Name: string(againAtVar), Type: "date", Title: engine.Text{"en": "When one passes again", "ru": "Когда снова можно"}},
		},
		Example: `{"count": 5, "per": "1h"}`,
		New:     func() engine.Block { return new(limit) },
	}
}

// Fields names the settings for forms and the reference.
func (l *limit) Fields() []engine.Field {
	return append([]engine.Field{
		{
			Name: "count", Title: engine.Text{"en": "How many", "ru": "Сколько раз"},
			Help: engine.Text{"en": "Passes, 1 to 500.", "ru": "Проходов, от 1 до 500."},
		},
		{
			Name: "per", Title: engine.Text{"en": "In", "ru": "За"},
			Help: engine.Text{"en": "Such as 10m, 1h or 1d.", "ru": "Например 10m, 1h или 1d."},
		},
	}, l.passing.Fields()...)
}

// Check reports a stretch of time that is none.
func (l *limit) Check(k *engine.Checking) {
	if l.Per != nil && l.Per.Std() < time.Second {
		k.Error("window_short", "/per", "the stretch of time is at least a second")
	}
}

// Enter lets through, or not. The times of the passes within the stretch are kept, in seconds, the oldest first.
func (l *limit) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	r, err := l.record(t, limitKind)
	if err != nil {
		return engine.Stay(), err
	}
	since := t.Now().Add(-l.Per.Std())
	var passes []any
	old, _ := r.Value["passes"].([]any)
	for _, x := range old {
		if s, ok := x.(float64); ok && time.Unix(int64(s), 0).After(since) {
			passes = append(passes, x)
		}
	}
	if len(passes) >= l.Count {
		first, _ := passes[len(passes)-l.Count].(float64)
		return engine.Leave(onceBlocked), l.keep(t, 0, time.Unix(int64(first), 0).Add(l.Per.Std()))
	}
	passes = append(passes, float64(t.Now().Unix()))
	r.Value, r.Owner, r.Expires = engine.Values{"passes": passes}, l.owner(t), t.Now().Add(l.Per.Std()+time.Second)
	if err := t.SetRecord(r); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(onceOK), l.keep(t, l.Count-len(passes), time.Time{})
}

func (l *limit) keep(t *engine.Turn, left int, again time.Time) error {
	if err := t.Set(leftVar, float64(left)); err != nil {
		return err
	}
	var at any
	if !again.IsZero() {
		at = again.UTC().Format(time.RFC3339)
	}
	return t.Set(againAtVar, at)
}
