package ledger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// commit (ledger.commit) spends what ledger.reserve set aside, or a part of it: the rest is free again.
//
// Config: Unit; For, another contact; Name of the hold; Amount, if less than all of it; Reason; Key, to happen once;
// SaveTo. Waits: none. Leaves local.balance, local.held and local.again behind. Exits: ok; missing, if nothing is held;
// error. Errors: hold_missing where missing is open, amount_invalid, contact_invalid, hold_name_invalid, key_empty, those of
// the expressions.
type commit struct {
	engine.NoWait
	movement
	hold
}

func commitType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.commit", Version: 1, Icon: "lock-check", Title: title("Spend what is held", "Списать отложенное"),
		Help: title(
			"Spends units that were held, after what they were for has succeeded. If less was used, say how much: the rest comes back.",
			"Списывает отложенные единицы, когда всё получилось. Если израсходовано меньше, укажите сколько: остаток вернётся.",
		),
		Exits: []engine.Exit{doneExit(), noHoldExit(), engine.ErrorExit()}, Outputs: movedOutputs(),
		Example: `{"unit": "credits", "reason": "video"}`,
		New:     func() engine.Block { return new(commit) },
	}
}

// Fields names the settings for forms and the reference.
func (c *commit) Fields() []engine.Field { return append(c.movement.Fields(), holdField()) }

// Check reports what cannot work.
func (c *commit) Check(k *engine.Checking) { c.check(k, false) }

// Enter spends.
func (c *commit) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return endHold(t, &c.movement, &c.hold, t.CommitHold)
}

// endHold ends a hold one way or the other.
func endHold(t *engine.Turn, m *movement, h *hold, end func(engine.Movement) (engine.Moved, error)) (engine.Outcome, error) {
	x, err := m.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	if x.Name, err = h.name(t); err != nil {
		return engine.Stay(), err
	}
	r, err := end(x)
	if err != nil {
		return engine.Stay(), err
	}
	if !r.OK && t.Open(missingExit) {
		return engine.Stay(), engine.Trouble("hold_missing", "nothing is held under the name %q any more: its time was over, or it was ended before", x.Name)
	}
	return m.done(t, r, missingExit)
}
