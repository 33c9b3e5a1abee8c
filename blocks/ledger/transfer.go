package ledger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// transfer (ledger.transfer) gives units of one contact to another, if there are enough. They keep the time until which
// they last.
//
// Config: Unit, Amount; For, who gives; To, who gets them; Reason; Key, to happen once; SaveTo, for what the giver has
// left. Waits: none. Leaves local.balance, local.held and local.again behind. Exits: ok, insufficient, error. Errors:
// amount_invalid, contact_invalid, transfer_to_self, key_empty, balance_too_large, those of the expressions.
type transfer struct {
	engine.NoWait
	movement

	To engine.Value `json:"to" validate:"required"`
}

func transferType() engine.BlockType {
	return engine.BlockType{
		Name: "ledger.transfer", Version: 1, Icon: "arrows-exchange", Title: title("Transfer units", "Перевести"),
		Help: title(
			"Moves credits, points or other units from one user's account to another's, such as a gift to a friend.",
			"Переводит кредиты, баллы или другие единицы со счёта одного пользователя другому, например в подарок другу.",
		),
		Exits: []engine.Exit{doneExit(), shortExit(), engine.ErrorExit()}, Outputs: movedOutputs(),
		Example: `{"unit": "credits", "amount": 10, "to": "{{ event.value }}", "reason": "gift"}`,
		New:     func() engine.Block { return new(transfer) },
	}
}

// Fields names the settings for forms and the reference.
func (x *transfer) Fields() []engine.Field {
	return append(x.movement.Fields(), engine.Field{
		Name: "to", Title: title("To whom", "Кому"), Widget: "value",
		Help: title("The Telegram id of who gets them, such as {{ user.referrer }}.", "Telegram-id получателя, например {{ user.referrer }}."),
	})
}

// Check reports what cannot work.
func (x *transfer) Check(k *engine.Checking) { x.check(k, true) }

// Enter moves the units.
func (x *transfer) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	m, err := x.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	v, err := t.Value(&x.To)
	if err != nil {
		return engine.Stay(), err
	}
	to, err := contactID(v)
	if err != nil {
		return engine.Stay(), err
	}
	r, err := t.Transfer(m, to)
	if err != nil {
		return engine.Stay(), err
	}
	return x.done(t, r, insufficientExit)
}
