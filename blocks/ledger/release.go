package ledger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// release (ledger.release) gives back what ledger.reserve set aside.
//
// Config: Unit; For, another contact; Name of the hold; Reason; SaveTo. Waits: none. Leaves local.balance and local.held
// behind. Exits: ok; missing, if nothing is held; error. Errors: hold_missing where missing is open, contact_invalid,
// hold_name_invalid, those of the expressions.
type release struct {
	engine.NoWait
	account
	hold

	Reason engine.Line `json:"reason,omitzero" scenarist:"one"`
}

func releaseType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.release", Version: 1, Icon: "lock-open", Title: title("Give back what is held", "Вернуть отложенное"),
		Help: title(
			"Frees units that were held, after what they were for has failed.",
			"Возвращает отложенные единицы, когда то, ради чего их отложили, не получилось.",
		),
		Exits: []engine.Exit{doneExit(), noHoldExit(), engine.ErrorExit()}, Outputs: balanceOutputs(),
		Example: `{"unit": "credits", "reason": "the video failed"}`,
		New:     func() engine.Block { return new(release) },
	}
}

// Fields names the settings for forms and the reference.
func (r *release) Fields() []engine.Field {
	return append(r.account.Fields(), holdField(), engine.Field{
		Name: "reason", Title: title("Reason", "Причина"), Help: title("For the history of the account.", "Для истории счёта."),
	})
}

// Check reports what cannot work.
func (r *release) Check(k *engine.Checking) { r.check(k) }

// Enter gives back.
func (r *release) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return endHold(t, &movement{account: r.account, Reason: r.Reason}, &r.hold, t.ReleaseHold)
}
