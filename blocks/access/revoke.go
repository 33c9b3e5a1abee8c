package access

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// revoke (access.revoke) takes a plan away, for example after a refund.
//
// Config: Plan; For, another contact. Waits: none. Leaves local.revoked behind: whether there was one that ran. Exits:
// next, error. Errors: contact_invalid, those of the expressions.
type revoke struct {
	engine.NoWait
	plan
}

const revokedVar engine.Var = "local.revoked"

func revokeType() engine.BlockType {
	return engine.BlockType{
		Name: "access.revoke", Version: 1, Icon: "key-off", Title: title("End access", "Закрыть доступ"),
		Help: title(
			"Ends a plan at once, for example after a refund.",
			"Сразу закрывает тариф, например после возврата денег.",
		),
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Outputs: []engine.Output{{Name: string(revokedVar), Type: "bool", Title: title("There was a running plan", "Тариф действовал")}},
		Example: `{"plan": "premium"}`, New: func() engine.Block { return new(revoke) },
	}
}

// Check reports what cannot work.
func (r *revoke) Check(k *engine.Checking) { r.check(k) }

// Enter takes the plan away.
func (r *revoke) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	owner, err := r.owner(t)
	if err != nil {
		return engine.Stay(), err
	}
	s, err := read(t, owner, r.Plan)
	if err != nil {
		return engine.Stay(), err
	}
	if s.record.Exists() {
		if err := t.DeleteRecord(planKind, s.record.Key); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave("next"), t.Set(revokedVar, s.active)
}
