package http

import (
	"math"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// credits is what a job costs the user: held while it runs, spent when it is done.
type credits struct {
	Unit   string       `json:"unit" validate:"required,max=32" jsonschema:"minLength=1,maxLength=32,pattern=^[A-Za-z][A-Za-z0-9_]*$"`
	Amount engine.Value `json:"amount,omitzero"`
	Reason engine.Line  `json:"reason,omitzero" scenarist:"one"`
}

// balanceVar is where blocks leave what somebody has.
const balanceVar engine.Var = "local.balance"

// reserve holds the credits; false if there are not enough.
func (c *credits) reserve(t *engine.Turn, key string, until time.Time) (bool, error) {
	amount := int64(1)
	if !c.Amount.IsZero() {
		v, err := t.Value(&c.Amount)
		if err != nil {
			return false, err
		}
		n, ok := v.(float64)
		if text, isText := v.(string); isText {
			n, ok = engine.ParseNumber(text)
		}
		if !ok || n != math.Trunc(n) || math.Abs(n) > engine.MaxAmount {
			return false, engine.Trouble("amount_invalid", "the price of the job must be a whole number, at most %d", int64(engine.MaxAmount))
		}
		if amount = int64(n); amount == 0 {
			return true, nil // this one is free
		}
	}
	m, err := c.movement(t, key)
	if err != nil {
		return false, err
	}
	m.Amount, m.Until = amount, until
	moved, err := t.Reserve(m)
	if err != nil {
		return false, err
	}
	return moved.OK, t.Set(balanceVar, float64(moved.Balance.Free))
}

// settle spends what is held, or gives it back. Nothing is held for a job that is free; what was held longer than it was
// meant to has gone back by itself.
func (c *credits) settle(t *engine.Turn, key string, spend bool) (engine.Moved, error) {
	m, err := c.movement(t, key)
	switch {
	case err != nil:
		return engine.Moved{}, err
	case spend:
		return t.CommitHold(m)
	default:
		return t.ReleaseHold(m)
	}
}

// spend spends what is held for a result that is to be sent; back is what is given back if Telegram does not take it, nil
// if nothing was held.
func (c *credits) spend(t *engine.Turn, key string) (back *engine.Movement, err error) {
	moved, err := c.settle(t, key, true)
	if err != nil || !moved.OK || moved.Amount == 0 {
		return nil, err
	}
	m, err := c.movement(t, key)
	return &engine.Movement{Unit: m.Unit, Amount: moved.Amount, Reason: "undelivered: " + m.Reason, Until: moved.Until, Key: m.Name}, err
}

// tell leaves behind what the user has now.
func (c *credits) tell(t *engine.Turn) error {
	b, err := t.Balance(0, c.Unit)
	if err != nil {
		return err
	}
	return t.Set(balanceVar, float64(b.Free))
}

func (c *credits) movement(t *engine.Turn, key string) (engine.Movement, error) {
	reason, err := t.Line(&c.Reason)
	return engine.Movement{Unit: c.Unit, Name: "job:" + key, Reason: first(reason, t.Label())}, err
}
