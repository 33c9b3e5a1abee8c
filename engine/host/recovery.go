package host

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
)

const (
	outboxPage  = 500
	overduePage = 1000
	overdueBy   = time.Minute // the queue has had its time by then
)

// recover queues what a bot still has to send, before anything new.
func (h *Host) recover(ctx context.Context, b *bot) error {
	return h.adoptPending(ctx, b.record.ID)
}

// adoptPending queues effects of the outbox that nobody cares for. A botID of 0 is all served bots.
func (h *Host) adoptPending(ctx context.Context, botID int64) error {
	seat := h.sender.seatNumber()
	h.sender.beginSweep()
	defer h.sender.endSweep()
	for after := int64(0); ; {
		page, err := h.cfg.Store.Pending(ctx, botID, after, outboxPage)
		if err != nil {
			h.health.down(ctx, err)
			return fmt.Errorf("read outbox: %w", err)
		}
		var ds []*delivery
		for i := range page {
			o := &page[i]
			after = o.Seq
			if botID == 0 && h.bots.get(o.BotID) == nil || !h.sender.adopt(effectRef{o.BotID, o.Key}) {
				continue
			}
			if d := h.adopted(ctx, o); d != nil {
				ds = append(ds, d)
			}
		}
		h.sender.adopted(ds, seat)
		if len(page) < outboxPage || botID != 0 && h.sender.hasLeft(botID) {
			return nil
		}
	}
}

// adopted makes a delivery of a row; nil if it must not be sent: it cannot be read, or it may have been sent before and
// must not be repeated.
func (h *Host) adopted(ctx context.Context, o *Outgoing) *delivery {
	d := &delivery{chat: chatRef{o.BotID, o.ChatID}, notBefore: o.SendAt, effect: &engine.Effect{}}
	if err := json.Unmarshal(o.Effect, d.effect); err != nil {
		d.effect.Key = o.Key
		h.log.ErrorContext(ctx, "an effect in the outbox cannot be read and is not sent", "bot_id", o.BotID, "error", err)
		h.sender.know(d.ref())
		h.journal.add(Mark{BotID: o.BotID, ChatID: o.ChatID, Key: o.Key, State: SendFailed, Code: "other", At: h.now()})
		return nil
	}
	d.effect.Key = o.Key
	d.skip = d.effect.Bulk && o.ChatID > 0 && weight(d.effect) > 0 // who has blocked the bot is looked up then
	if o.State == SendSending && d.effect.Once {
		h.stats.sendUnsure.Add(1)
		h.watch.send(h.bots.get(o.BotID), d, TryUnknown, "restart")
		h.log.WarnContext(ctx, "a send may have been carried out before the last stop and is not repeated",
			"bot_id", o.BotID, "flow_id", d.effect.Flow, "block_id", d.effect.Block)
		h.sender.know(d.ref())
		h.journal.add(h.mark(d, SendUnknown, "restart"))
		h.note(d, uncertain())
		return nil
	}
	return d
}

// Sweep queues effects that nobody sends, and wakes sessions whose alarm was lost, where the store can find them. It
// forgets what is compiled and not used.
func (h *Host) Sweep(ctx context.Context) error {
	h.dropUnused()
	h.serving.Lock()
	err := h.adoptPending(ctx, 0)
	h.serving.Unlock()
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, bot := range h.sender.wantingBots() {
		h.readLeft(ctx, bot)
	}
	store, ok := h.cfg.Store.(OverdueStore)
	if !ok {
		return nil
	}
	keys, err := store.Overdue(ctx, h.now().Add(-overdueBy), overduePage)
	if err != nil {
		return fmt.Errorf("sweep: find overdue sessions: %w", err)
	}
	for _, key := range keys {
		if _, err := h.Alarm(ctx, key); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}
