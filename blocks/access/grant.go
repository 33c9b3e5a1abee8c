package access

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// grant (access.grant) gives somebody a plan for a time, until a date, or for ever.
//
// Config: Plan; For, another contact; Duration or Until, or neither; Replace, to begin now instead of making what is left
// longer. Waits: none. Leaves local.until and local.days_left behind. Exits: next, error. Errors: date_invalid, date_past,
// contact_invalid, those of the expressions.
type grant struct {
	engine.NoWait
	plan

	Duration *flow.Duration    `json:"duration,omitempty"`
	Until    engine.Expression `json:"until,omitzero"`
	Replace  bool              `json:"replace,omitempty"`
}

func grantType() engine.BlockType {
	return engine.BlockType{
		Name: "access.grant", Version: 1, Icon: "key", Title: title("Give access", "Открыть доступ"),
		Help: title(
			"Gives a plan for a time, for example after a payment. A plan that is still running is made longer.",
			"Открывает тариф на время, например после оплаты. Если он ещё действует, срок продлевается.",
		),
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()}, Outputs: planOutputs(),
		Example: `{"plan": "premium", "duration": "30d"}`, New: func() engine.Block { return new(grant) },
	}
}

// Fields names the settings for forms and the reference.
func (g *grant) Fields() []engine.Field {
	return append(g.plan.Fields(), []engine.Field{
		{
			Name: "duration", Title: title("For how long", "На сколько"),
			Help: title("Such as 30d. Empty, with no date either, is for ever.", "Например 30d. Пусто и без даты — навсегда."),
		},
		{
			Name: "until", Title: title("Until", "До даты"),
			Help: title("Expression that gives a date, such as session.paid_until.", "Формула, которая даёт дату, например session.paid_until."),
		},
		{
			Name: "replace", Title: title("Begin now", "Считать с этого момента"),
			Help: title(
				"What is left of a running plan is dropped instead of being added.",
				"Остаток действующего тарифа сгорит, а не прибавится.",
			),
		},
	}...)
}

// Check reports settings that cannot work together.
func (g *grant) Check(k *engine.Checking) {
	g.check(k)
	if g.Duration != nil && !g.Until.IsZero() {
		k.Error("access_ambiguous", "/until", "give the plan either for a time or until a date, not both")
	}
	if g.Duration != nil && g.Duration.Std() < time.Minute {
		k.Error("access_short", "/duration", "a plan lasts at least a minute")
	}
	if g.Replace && g.Duration == nil {
		k.Warn("replace_unused", "/replace", "only a plan for a time is ever made longer: there is nothing to drop")
	}
}

// Enter gives the plan.
func (g *grant) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	owner, err := g.owner(t)
	if err != nil {
		return engine.Stay(), err
	}
	s, err := read(t, owner, g.Plan)
	if err != nil {
		return engine.Stay(), err
	}
	if s.until, err = g.end(t, &s); err != nil {
		return engine.Stay(), err
	}
	s.active = true
	s.record.Value, s.record.Owner = engine.Values{}, owner
	if !s.until.IsZero() {
		s.record.Value["until"] = s.until.UTC().Format(time.RFC3339)
	}
	if err := t.SetRecord(s.record); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave("next"), s.leaveBehind(t)
}

// end is when the plan will end; zero for never.
func (g *grant) end(t *engine.Turn, s *standing) (time.Time, error) {
	switch {
	case g.Duration != nil && s.active && s.until.IsZero() && !g.Replace:
		return time.Time{}, nil // what lasts for ever is not made shorter
	case g.Duration != nil && s.active && !g.Replace:
		return s.until.Add(g.Duration.Std()), nil
	case g.Duration != nil:
		return t.Now().Add(g.Duration.Std()), nil
	case g.Until.IsZero():
		return time.Time{}, nil
	}
	v, err := t.Eval(&g.Until)
	if err != nil {
		return time.Time{}, err
	}
	text, _ := v.(string)
	at, ok := engine.ParseDate(text, t.Zone())
	switch {
	case !ok:
		return time.Time{}, engine.Trouble("date_invalid", "%s gave no date until which the plan lasts", g.Until.Source())
	case !at.After(t.Now()):
		return time.Time{}, engine.Trouble("date_past", "the plan would have ended before it began")
	}
	return at, nil
}
