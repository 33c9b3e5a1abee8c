package payment

import (
	"context"
	"html"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// Abandon cancels the order of a user who has gone elsewhere, so that nobody pays for what nobody waits for: the card says
// that it is cancelled, Telegram's own invoice is taken away, and a tap that comes all the same is refused before any money
// moves. An order that several may pay belongs to the others too, and stays open until it expires.
func (i *invoice) Abandon(_ context.Context, t *engine.Turn) error {
	if i.several() {
		return nil
	}
	var s state
	if err := t.Load(&s); err != nil {
		return err
	}
	t.ChangeOrder(engine.OrderChange{ID: s.Order, To: engine.OrderCancelled})
	if i.Style != styleCard {
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Slot: slot(s.Order)}})
		return nil
	}
	text, err := t.Text(&i.CancelText)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		text = html.EscapeString(t.Words(string(engine.OrderCancelled)))
	}
	i.finish(t, s.Text, s.Order, s.TopicID, text)
	return nil
}
