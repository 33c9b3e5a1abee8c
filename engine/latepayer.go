package engine

import (
	"context"
)

// LatePayer is a block whose order may be paid when nobody waits for it any more.
type LatePayer interface {
	PaidLate(ctx context.Context, t *Turn, ev Event) (Outcome, error)
}

// payment handles money: recorded in any case, then given to the block that waits for it, to its block as a late
// payment, or to the triggers. Money that none of them takes is reported to the owner.
func (t *Turn) payment(ctx context.Context) error {
	p := t.ev.Payment
	if p == nil {
		return nil
	}
	if t.ev.Kind == PaymentPaid && (!p.Recurring || p.FirstRecurring) { // a renewal happens without the user
		t.active()
	}
	if p.Order != nil {
		if done, err := t.orderPaid(ctx, p); done || err != nil {
			t.res.Handled = true
			if err == nil {
				t.accompany()
			}
			return err
		}
	}
	if err := t.outside(ctx); err != nil || t.res.Handled {
		return err
	}
	t.res.Handled = true
	if t.ev.Kind != PaymentPaid {
		return nil
	}
	e := Trouble("payment_unclaimed", "%d %s came for order %s, which no block knows: deliver it, or give the money back (charge %s)",
		p.Amount, p.Currency, p.Payload, p.ChargeID)
	if p.Order != nil {
		e.Flow, e.Block = p.Order.Flow, p.Order.Block
	}
	t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: e})
	t.report(e)
	return nil
}

// orderPaid handles the payment or refund of an order; done is false if no block took it.
func (t *Turn) orderPaid(ctx context.Context, p *Payment) (done bool, err error) {
	to := OrderPaid
	if t.ev.Kind == PaymentRefunded {
		to = OrderRefunded
	}
	t.res.Orders = append(t.res.Orders, OrderChange{ID: p.Order.ID, To: to, Charge: p})
	if ok, err := t.unwind(ctx, func(w *Wait) bool { return w.Match == p.Order.ID }); ok || err != nil {
		return ok, err
	}
	b := t.rev.blocks[p.Order.Block]
	late, ok := blockAs[LatePayer](b)
	if !ok || t.ev.Kind != PaymentPaid {
		return false, nil
	}
	if !t.pushIdle(b, Frame{Nested: len(t.s.Frames) > 0}) {
		t.drop()
		t.pushIdle(b, Frame{})
	}
	t.begin(b, nil)
	defer t.endBlock()
	out, err := t.guard(b, func() (Outcome, error) { return late.PaidLate(ctx, t, t.ev) })
	if err == nil && out.kind == outcomeStay {
		return true, t.endFrame(ctx, CallReturn{Status: CallOK})
	}
	return true, t.apply(ctx, b, out, err)
}
