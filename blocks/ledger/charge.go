package ledger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// charge (ledger.charge) spends somebody's units, if there are enough. What expires first is spent first.
//
// Config: Unit, Amount; For, another contact; Reason; Key, to happen once; SaveTo. Waits: none. Leaves local.balance,
// local.held and local.again behind. Exits: ok, insufficient, error. Errors: amount_invalid, contact_invalid, key_empty,
// those of the expressions.
type charge struct {
	engine.NoWait
	movement
}

func chargeType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.charge", Version: 1, Icon: "coin-off", Title: title("Spend units", "Списать"),
		Help: title(
			"Takes credits, points or other units from an account. If there are not enough, nothing is taken.",
			"Списывает кредиты, баллы или другие единицы. Если их не хватает, ничего не списывается.",
		),
		Exits: []engine.Exit{doneExit(), shortExit(), engine.ErrorExit()}, Outputs: movedOutputs(),
		Example: `{"unit": "credits", "amount": 1, "reason": "one picture"}`,
		New:     func() engine.Block { return new(charge) },
	}
}

// Check reports what cannot work.
func (c *charge) Check(k *engine.Checking) { c.check(k, true) }

// Enter spends.
func (c *charge) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	m, err := c.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	r, err := t.Charge(m)
	if err != nil {
		return engine.Stay(), err
	}
	return c.done(t, r, insufficientExit)
}
