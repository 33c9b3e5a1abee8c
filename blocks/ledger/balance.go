package ledger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// balance (ledger.balance) looks how much somebody has.
//
// Config: Unit; For, another contact; SaveTo. Waits: none. Leaves local.balance and local.held behind. Exits: next, error.
// Errors: contact_invalid, those of the expressions.
type balance struct {
	engine.NoWait
	account
}

func balanceType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.balance", Version: 1, Icon: "wallet", Title: title("Balance", "Остаток"),
		Help: title(
			"Looks how many credits, points or other units somebody has, to be shown or tested by the next blocks.",
			"Узнаёт, сколько у пользователя кредитов, баллов или других единиц, чтобы показать или проверить дальше.",
		),
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()}, Outputs: balanceOutputs(),
		Example: `{"unit": "credits"}`, New: func() engine.Block { return new(balance) },
	}
}

// Check reports what cannot work.
func (b *balance) Check(k *engine.Checking) { b.check(k) }

// Enter looks.
func (b *balance) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	owner, err := b.owner(t)
	if err != nil {
		return engine.Stay(), err
	}
	has, err := t.Balance(owner, b.Unit)
	if err != nil {
		return engine.Stay(), err
	}
	return engine.Leave("next"), b.leaveBehind(t, has)
}
