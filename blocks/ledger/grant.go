package ledger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// grant (ledger.grant) gives somebody units.
//
// Config: Unit, Amount; For, another contact; Expires, how long they last; Reason; Key, to happen once; SaveTo. Waits:
// none. Leaves local.balance, local.held and local.again behind. Exits: next, error. Errors: amount_invalid,
// contact_invalid, key_empty, balance_too_large, those of the expressions.
type grant struct {
	engine.NoWait
	movement

	Expires *flow.Duration `json:"expires,omitempty"`
}

func grantType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.grant", Version: 1, Icon: "coins", Title: title("Give units", "Начислить"),
		Help: title(
			"Puts credits, points or other units on an account: a package that was paid for, a welcome bonus. They may expire.",
			"Начисляет кредиты, баллы или другие единицы: за оплаченный пакет, как подарок новичку. Могут сгорать через время.",
		),
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()}, Outputs: movedOutputs(),
		Example: `{"unit": "credits", "amount": 5, "reason": "package of five", "expires": "365d"}`,
		New:     func() engine.Block { return new(grant) },
	}
}

// Fields names the settings for forms and the reference.
func (g *grant) Fields() []engine.Field {
	return append(g.movement.Fields(), engine.Field{
		Name: "expires", Title: title("Lasts for", "Действует"),
		Help: title("Such as 30d; what is left then expires. Empty is for ever.", "Например 30d; остаток потом сгорит. Пусто — бессрочно."),
	})
}

// Check reports what cannot work.
func (g *grant) Check(k *engine.Checking) {
	g.check(k, true)
	if g.Expires != nil && g.Expires.Std() <= 0 {
		k.Error("expires_now", "/expires", "the units would expire at once")
	}
}

// Enter gives.
func (g *grant) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	m, err := g.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	if g.Expires != nil {
		m.Until = t.Now().Add(g.Expires.Std())
	}
	r, err := t.Grant(m)
	if err != nil {
		return engine.Stay(), err
	}
	if _, err := g.done(t, r, ""); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave("next"), nil
}
