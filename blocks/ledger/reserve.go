package ledger

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// reserve (ledger.reserve) sets units aside for something that has yet to succeed, if there are enough.
//
// Config: Unit, Amount; For, another contact; Name of the hold; Lifetime, after which the units are free again by
// themselves; Reason; Key, to happen once; SaveTo. Waits: none. Leaves local.balance, local.held and local.again behind.
// Exits: ok, insufficient, error. Errors: amount_invalid, contact_invalid, hold_name_invalid, holds_too_many, key_empty,
// those of the expressions.
type reserve struct {
	engine.NoWait
	movement
	hold

	Lifetime *flow.Duration `json:"lifetime,omitempty"`
}

const defaultLifetime = 24 * time.Hour

func reserveType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.reserve", Version: 1, Icon: "lock", Title: title("Hold units", "Отложить"),
		Help: title(
			"Sets units aside before something that may fail. Spend them when it succeeded or give them back; if neither happens they come back by themselves.",
			"Откладывает единицы перед тем, что может не получиться. После успеха спишите их, иначе верните; если не сделать ни того ни другого, они вернутся сами.",
		),
		Exits: []engine.Exit{doneExit(), shortExit(), engine.ErrorExit()}, Outputs: movedOutputs(),
		Example: `{"unit": "credits", "amount": 1, "lifetime": "30m", "reason": "video"}`,
		New:     func() engine.Block { return new(reserve) },
	}
}

// Fields names the settings for forms and the reference.
func (r *reserve) Fields() []engine.Field {
	return append(r.movement.Fields(), holdField(), engine.Field{
		Name: "lifetime", Title: title("Comes back after", "Вернётся через"),
		Help: title("Such as 30m; a day if empty. Longer than what you wait for.", "Например 30m; сутки, если пусто. Дольше, чем то, чего вы ждёте."),
	})
}

// Check reports what cannot work.
func (r *reserve) Check(k *engine.Checking) {
	r.check(k, true)
	if r.Lifetime != nil && r.Lifetime.Std() < time.Minute {
		k.Error("lifetime_short", "/lifetime", "a hold lasts at least a minute")
	}
}

// Enter sets aside.
func (r *reserve) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	m, err := r.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	if m.Name, err = r.name(t); err != nil {
		return engine.Stay(), err
	}
	m.Until = t.Now().Add(defaultLifetime)
	if r.Lifetime != nil {
		m.Until = t.Now().Add(r.Lifetime.Std())
	}
	moved, err := t.Reserve(m)
	if err != nil {
		return engine.Stay(), err
	}
	return r.done(t, moved, insufficientExit)
}
