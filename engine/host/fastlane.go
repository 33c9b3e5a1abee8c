package host

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// checkout is the fast lane of money: a pre-checkout or shipping query is answered at once, from the order alone, and
// waits for no session. Only then is the query stored as handled; one that comes again is answered again, which does no
// harm.
func (h *Host) checkout(ctx context.Context, b *bot, in Incoming) (err error) {
	taken := h.watch.now()
	defer func() { h.watch.outside(b, &in, TurnAnswered, taken, err) }()
	q := in.Event.Checkout
	if q == nil {
		return nil
	}
	if !h.running.Load() {
		return fmt.Errorf("receive checkout of bot %d: %w", b.record.ID, ErrStopped)
	}
	h.busy.add(1)
	defer h.busy.end(1)
	ctx, cancel := context.WithTimeout(ctx, h.cfg.Limits.CheckoutTimeout)
	defer cancel()
	o, word, err := h.judgeOrder(ctx, b, in)
	if err != nil {
		h.health.down(ctx, err)
		b.log.ErrorContext(ctx, "a checkout was refused because its order could not be read", "error", err)
		word = "error" // no money may move on what we cannot check
	}
	if err := h.answerCheckout(ctx, b, in, o, word); err != nil {
		return fmt.Errorf("answer checkout: %w", err)
	}
	h.stats.answers.Add(1)
	if word == "" && in.Event.Kind == engine.PreCheckout && o.Status == engine.OrderOffered {
		// The buyer may pay now, whatever we note: a payment counts in every state of its order.
		if err := h.cfg.Store.Checkout(ctx, b.record.ID, o.ID); err != nil && !errors.Is(err, engine.ErrConflict) {
			b.log.WarnContext(ctx, "the checkout of an order could not be noted", "error", err)
		}
	}
	return h.noteCheckout(ctx, in)
}

// judgeOrder says whether the payment may go on: an empty word is yes, else it is the key of what the buyer reads.
func (h *Host) judgeOrder(ctx context.Context, b *bot, in Incoming) (o *engine.Order, word string, err error) {
	q := in.Event.Checkout
	o, err = h.cfg.Store.Order(ctx, b.record.ID, q.Payload)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return nil, "order_closed", nil
	case err != nil:
		return nil, "", err
	case o.OnlyFor != 0 && o.OnlyFor != in.Event.User.ID:
		return o, "order_not_yours", nil
	case o.Paid >= max(1, o.MaxPaid):
		return o, "order_paid", nil
	case !o.ExpiresAt.IsZero() && !o.ExpiresAt.After(h.now()):
		return o, "order_closed", nil
	}
	switch o.Status {
	case engine.OrderOffered, engine.OrderCheckout:
	case engine.OrderPaid, engine.OrderDelivered: // paid before, and may be paid again
	default:
		return o, "order_closed", nil
	}
	if in.Event.Kind == engine.Shipping {
		switch {
		case o.Shipping == nil: // nobody should have asked
			return o, "order_closed", nil
		case len(o.Shipping.To(country(q))) == 0:
			return o, "order_nowhere", nil
		}
		return o, "", nil
	}
	due, ok := o.Due(q.ShippingOption)
	switch {
	case !ok, q.Currency != o.Currency, q.Amount < due, q.Amount > due+o.MaxTip:
		return o, "order_changed", nil
	case o.Shipping != nil && !leads(o.Shipping.To(country(q)), q.ShippingOption):
		return o, "order_nowhere", nil
	}
	return o, "", nil
}

// country is where the buyer lives; empty if that was not said.
func country(q *engine.CheckoutQuery) string {
	if q.Address == nil {
		return ""
	}
	return q.Address.Country
}

// leads tells whether the chosen way is among those that lead to the buyer.
func leads(ways []engine.ShippingWay, chosen string) bool {
	return slices.ContainsFunc(ways, func(w engine.ShippingWay) bool { return w.ID == chosen })
}

func (h *Host) answerCheckout(ctx context.Context, b *bot, in Incoming, o *engine.Order, word string) error {
	q := in.Event.Checkout
	e := engine.Effect{
		Key: "checkout." + q.QueryID, Kind: engine.AnswerCheckout, ChatID: in.Key.ChatID,
		Query: &engine.CheckoutAnswer{QueryID: q.QueryID, OK: word == ""},
	}
	if word != "" {
		lang := in.Event.User.Language
		if lang == "" {
			lang = b.published.wording.Language
		}
		e.Query.Text = b.published.wording.Words(word, lang)
		if word == "order_nowhere" && o.Shipping.Refusal != "" {
			e.Query.Text = o.Shipping.Refusal
		}
	}
	if in.Event.Kind == engine.Shipping {
		e.Query.Shipping = []engine.ShippingOption{} // tells the messenger which of the two it answers
		if word == "" {
			for _, w := range o.Shipping.To(country(q)) {
				e.Query.Shipping = append(e.Query.Shipping, engine.ShippingOption{
					ID: w.ID, Title: w.Title, Prices: []engine.Price{{Label: w.Title, Amount: w.Amount}},
				})
			}
		}
	}
	_, err := h.perform(ctx, b, &e, chatRef{in.Key.BotID, in.Key.ChatID})
	var se *SendError
	if errors.As(err, &se) && se.Fatal {
		b.log.WarnContext(ctx, "the answer to a checkout was refused", "error", err)
		return nil // it would be refused again
	}
	return err
}

// noteCheckout stores the query as handled.
func (h *Host) noteCheckout(ctx context.Context, in Incoming) error {
	it := &item{in: in}
	v, err := h.cfg.Store.Commit(ctx, []Member{h.withoutTurn(it, nil).member})
	if err != nil {
		h.health.down(ctx, err)
		return fmt.Errorf("store checkout: %w", err)
	}
	if v[0].State == VerdictRejected {
		h.log.WarnContext(ctx, "a checkout could not be stored", "bot_id", in.Key.BotID, "error", v[0].Err)
	}
	h.recent.add(in.Key.BotID, in.UpdateID)
	h.stats.processed.Add(1)
	return nil
}
