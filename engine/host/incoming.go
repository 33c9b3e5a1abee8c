package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
)

// Incoming is one event on its way to a session.
type Incoming struct {
	Key      engine.SessionKey
	UpdateID int64  // Telegram's; 0 for what is no update
	EventKey string // makes other events unique in the bot; empty for those that may come again
	Letter   int64  // the update's id where a dead letter is received again: it counts as handled, so that UpdateID is 0
	Event    engine.Event
	Raw      []byte // the update as it came, for the history; nil for none

	work *film.Work // whose end the event is, for its film
}

// Receive takes an event and returns when it is committed, or known to be a duplicate: then it may be acknowledged.
// Errors mean that nothing happened and the event should come again: ErrFull, ErrUnknownBot, ErrStopped, or what the
// store said. When ctx ends first, the event may still be handled later; its id keeps it from happening twice.
func (h *Host) Receive(ctx context.Context, in Incoming) error {
	_, err := h.receive(ctx, in)
	return err
}

// receive is Receive; settled tells that the event had no turn of its own: it was known before, or put aside.
func (h *Host) receive(ctx context.Context, in Incoming) (settled bool, _ error) {
	b := h.bots.get(in.Key.BotID)
	if b == nil {
		return false, fmt.Errorf("receive event of bot %d: %w", in.Key.BotID, ErrUnknownBot)
	}
	h.stats.received.Add(1)
	if h.recent.has(in.Key.BotID, in.UpdateID) {
		h.stats.duplicates.Add(1)
		h.watch.outside(b, &in, TurnDuplicate, time.Time{}, nil)
		return true, nil
	}
	switch in.Event.Kind {
	case engine.PreCheckout, engine.Shipping:
		return true, h.checkout(ctx, b, in)
	case engine.PaymentPaid, engine.PaymentRefunded:
		if err := h.addressPayment(ctx, &in); err != nil {
			h.watch.outside(b, &in, TurnFailed, time.Time{}, err)
			return false, err
		}
	default:
	}
	if err := h.admit(b, &in); err != nil {
		return false, fmt.Errorf("receive event of bot %d: %w", in.Key.BotID, err)
	}
	it := h.newItem(in)
	h.guardPress(b, it)
	if err := h.mail.add(it, false); err != nil {
		if it.press != nil {
			it.press.stop()
		}
		h.watch.outside(b, &in, TurnFailed, it.at, err)
		return false, fmt.Errorf("receive event of bot %d: %w", in.Key.BotID, err)
	}
	select {
	case <-it.done:
		return it.settled, it.err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// addressPayment finds the session that a payment belongs to: that of its order.
func (h *Host) addressPayment(ctx context.Context, in *Incoming) error {
	p := in.Event.Payment
	if p == nil {
		return nil
	}
	o, err := h.cfg.Store.Order(ctx, in.Key.BotID, p.Payload)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return nil
	case err != nil:
		h.health.down(ctx, err)
		return fmt.Errorf("receive payment: %w", err)
	}
	in.Key = o.Key
	return nil
}

// item is an event in a mailbox.
type item struct {
	in        Incoming
	at        time.Time
	done      chan struct{} // closed with err and settled set; nil for events that nobody waits for
	err       error
	settled   bool // without a turn of its own
	failed    int  // tries that failed
	conflicts int
	press     *press
	// What a failed send brings along: it is stored with its turn.
	marks     []Mark
	reachable *bool

	seen  seenItem
	cause error // why it is a dead letter
}

func (h *Host) newItem(in Incoming) *item {
	return &item{in: in, at: h.now(), done: make(chan struct{})}
}

// raw is the item as it is kept when it cannot be handled.
func (it *item) raw() []byte {
	if it.in.Raw != nil {
		return it.in.Raw
	}
	data, err := json.Marshal(it.in.Event)
	if err != nil {
		return nil
	}
	return data
}
