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
	s := h.beginSweep()
	defer h.sender.endSweep()
	for {
		ds, more, err := s.page(ctx, botID)
		if err != nil {
			h.health.down(ctx, err)
			return err
		}
		h.sender.adopted(ds, s.seat)
		if !more || botID != 0 && h.sender.hasLeft(botID) {
			return nil
		}
	}
}

// sweep reads the outbox in its order, for what nobody cares for.
type sweep struct {
	h     *Host
	seat  int
	after int64
	shut  map[chatRef]struct{} // chats with an effect that is in the store although its commit has not ended here
}

func (h *Host) beginSweep() *sweep {
	s := &sweep{h: h, seat: h.sender.seatNumber(), shut: map[chatRef]struct{}{}}
	h.sender.beginSweep()
	return s
}

// page gives the effects of the next page that are to be queued, and whether there may be another page. Nothing overtakes an
// effect whose commit is about to end: what comes after it in its chat is for another sweep.
func (s *sweep) page(ctx context.Context, botID int64) (ds []*delivery, more bool, err error) {
	page, err := s.h.cfg.Store.Pending(ctx, botID, s.after, outboxPage)
	if err != nil {
		return nil, false, fmt.Errorf("read outbox: %w", err)
	}
	for i := range page {
		o := &page[i]
		s.after = o.Seq
		ref, chat := effectRef{o.BotID, o.Key}, chatRef{o.BotID, o.ChatID}
		if _, shut := s.shut[chat]; shut || botID == 0 && s.h.bots.get(o.BotID) == nil {
			continue
		}
		switch s.h.sender.adopt(ref) {
		case adoptYes:
			if d := s.h.adopted(ctx, o); d != nil {
				ds = append(ds, d)
			}
		case adoptLater:
			s.shut[chat] = struct{}{}
		case adoptNo:
		}
	}
	return ds, len(page) == outboxPage, nil
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
	from, known := sessionOf(d)
	d.shared = o.ChatID < 0 || !known || from.ChatID != o.ChatID
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
