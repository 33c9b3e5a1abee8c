package host

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Pauses and bounds of repeated sends.
const (
	firstPause     = time.Second
	longestPause   = 30 * time.Second
	maxUnsure      = 2  // tries that may have been carried out, then no more
	maxServerTries = 20 // tries that the platform answered with a fault of its own
)

// dispatch performs effects until the sender is closed.
func (h *Host) dispatch(ctx context.Context) {
	for {
		l, d, ok := h.sender.take()
		if !ok {
			return
		}
		if h.sender.finish(l, h.deliver(ctx, d)) {
			h.tasks.run(func(ctx context.Context) { h.readLeft(ctx, d.chat.bot) })
		}
	}
}

// deliver tries to perform an effect and notes what became of it.
func (h *Host) deliver(ctx context.Context, d *delivery) outcome {
	b := h.bots.get(d.chat.bot)
	if b == nil {
		return outcome{again: true, after: longestPause}
	}
	if d.skip {
		return h.skip(ctx, d)
	}
	if d.effect.Once && !d.announced {
		if err := h.announce(ctx, d); err != nil {
			return outcome{again: true, after: h.cfg.Limits.StoreRetry}
		}
	}
	e := *d.effect
	e.ChatID = h.sender.chatOf(d.chat)
	d.tries++
	d.begun = h.watch.now()
	receipt, err := h.perform(ctx, b, &e, d.chat)
	if err == nil {
		h.sent(ctx, b, d, receipt)
		return outcome{sent: true}
	}
	if ctx.Err() != nil {
		return outcome{again: true, after: longestPause} // being stopped: the next start knows what the store knows
	}
	var se *SendError
	if !errors.As(err, &se) {
		se = &SendError{Unknown: true, Code: "other", Message: err.Error()}
	}
	return h.refused(ctx, b, d, se)
}

// perform gives an effect to the messenger, with its deadline; a panic counts as unknown.
func (h *Host) perform(ctx context.Context, b *bot, e *engine.Effect, chat chatRef) (receipt Receipt, err error) {
	limit := h.cfg.Limits.SendTimeout
	if e.Content != nil && len(e.Content.Media) > 0 {
		limit = h.cfg.Limits.UploadTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.ErrorContext(ctx, "messenger panicked", "error", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = &SendError{Unknown: true, Code: "other", Message: "the program broke down while it sent this"}
		}
	}()
	return h.cfg.Messenger.Perform(ctx, b.record, e, &references{host: h, chat: chat, now: e.ChatID})
}

func (h *Host) mark(d *delivery, state SendState, code string) Mark {
	return Mark{BotID: d.chat.bot, ChatID: d.chat.chat, Key: d.effect.Key, State: state, Code: code, At: h.now()}
}

// sent notes a success.
func (h *Host) sent(ctx context.Context, b *bot, d *delivery, r Receipt) {
	h.stats.sent.Add(1)
	h.watch.send(b, d, TrySent, "")
	if n := weight(d.effect); n > 0 {
		h.quotas.of(d.chat.bot).count(h.now(), 0, 0, int64(n))
	}
	m := h.mark(d, SendSent, "")
	if m.MessageIDs = h.made(ctx, d, r.MessageIDs); len(m.MessageIDs) > 0 {
		m.Slot = d.effect.Slot
		if t := d.effect.Target; m.Slot == "" && t != nil {
			m.Slot = t.Slot
		}
	}
	if r.MovedTo != 0 {
		h.sender.move(d.chat, r.MovedTo)
	}
	h.sendDone(d, m)
	if r.Plain {
		b.log.WarnContext(ctx, "a message's markup was refused, it was sent without",
			"flow_id", d.effect.Flow, "block_id", d.effect.Block)
		h.note(d, engine.Trouble("markup_refused", "Telegram refused the message's markup; it was sent as plain text"))
	}
}

// made gives the messages that are new. An edit, or a draft for which a message stands, names the message it changed, or one that it sent since there was none
// to be changed; a deletion names those that only lost their buttons.
func (h *Host) made(ctx context.Context, d *delivery, ids []int64) []int64 {
	t := d.effect.Target
	switch {
	case d.effect.Kind == engine.DeleteMessage:
		return nil
	case d.effect.Kind != engine.EditMessage && d.effect.Kind != engine.ShowDraft || t == nil || len(ids) == 0:
		return ids
	}
	if !t.OrSend || ids[0] == t.MessageID {
		return nil
	}
	if t.Slot == "" || d.effect.Slot != "" && d.effect.Slot != t.Slot { // nothing to be found under, or under a new name
		return ids
	}
	refs := &references{host: h, chat: d.chat, now: d.chat.chat}
	if old, err := refs.Slot(ctx, d.chat.chat, t.Slot); err == nil && slices.Contains(old, ids[0]) {
		return nil
	}
	return ids
}

// refused deals with a refusal.
func (h *Host) refused(ctx context.Context, b *bot, d *delivery, se *SendError) outcome {
	switch {
	case se.Code == "unauthorized":
		h.watch.send(b, d, TryRejected, se.Code)
		replaced := h.unauthorized(ctx, b, se)
		h.unannounce(ctx, d)
		if replaced {
			return outcome{again: true, after: firstPause}
		}
		return outcome{again: true, halt: true}
	case se.MigratedTo != 0 && h.sender.chatOf(d.chat) != se.MigratedTo:
		h.watch.send(b, d, TryRetried, "migrated")
		h.sender.move(d.chat, se.MigratedTo)
		h.unannounce(ctx, d)
		return outcome{again: true}
	case se.Retry && (se.Code != "server" || d.tries < maxServerTries):
		h.stats.sendRetry.Add(1)
		h.watch.send(b, d, retryEnd(se), se.Code)
		h.unannounce(ctx, d)
		after := se.After
		if after <= 0 {
			after = min(firstPause<<min(d.tries-1, 10), longestPause)
		}
		return outcome{again: true, after: after, wholeBot: se.WholeBot, flood: se.Code == "flood"}
	case se.Unknown:
		h.stats.sendUnsure.Add(1)
		if d.unsure++; d.unsure < maxUnsure && !d.effect.Once {
			h.watch.send(b, d, TryRetried, se.Code)
			return outcome{again: true, after: firstPause}
		}
		b.log.WarnContext(ctx, "a send may have been carried out and is not repeated",
			"flow_id", d.effect.Flow, "block_id", d.effect.Block, "error", se)
		h.watch.send(b, d, TryUnknown, se.Code)
		h.sendDone(d, h.mark(d, SendUnknown, se.Code))
		h.note(d, uncertain())
		return outcome{}
	default:
		h.stats.sendFailed.Add(1)
		h.watch.send(b, d, TryFailed, se.Code)
		b.log.WarnContext(ctx, "a send was refused", "flow_id", d.effect.Flow, "block_id", d.effect.Block, "error", se)
		h.sendFailed(d, se)
		return outcome{}
	}
}

// announce notes that an effect which must not be repeated is about to go out, so that a crash from here on is known to leave
// it uncertain. What was sent before it in its chat is noted first: it would be repeated by such a crash, and come behind.
func (h *Host) announce(ctx context.Context, d *delivery) error {
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	if err := h.journal.await(ctx, d.chat); err != nil {
		return err // the store is slow, or down, which whoever stores the marks has told
	}
	if err := h.cfg.Store.Mark(ctx, []Mark{h.mark(d, SendSending, "")}); err != nil {
		h.health.down(ctx, err)
		return err
	}
	d.announced = true
	return nil
}

// unannounce takes back what deliver announced: it certainly did not happen. If that cannot be stored, the
// announcement stands, and a crash before the next try leaves the effect uncertain.
func (h *Host) unannounce(ctx context.Context, d *delivery) {
	if d.announced && h.cfg.Store.Mark(ctx, []Mark{h.mark(d, SendPending, "")}) == nil {
		d.announced = false
	}
}

func uncertain() *engine.RunError {
	return engine.Trouble("send_unknown", "nobody knows whether Telegram carried the message out; it is not sent again")
}

// note leaves a trouble for the owner.
func (h *Host) note(d *delivery, e *engine.RunError) {
	e.Flow, e.Block = d.effect.Flow, d.effect.Block
	key, ok := sessionOf(d)
	if !ok {
		key = engine.SessionKey{BotID: d.chat.bot, ChatID: d.chat.chat}
	}
	p := &pending{member: Member{Key: key, Notes: []engine.Note{
		{Kind: engine.NoteError, At: h.now(), Flow: e.Flow, Block: e.Block, Error: e},
	}}}
	h.tasks.run(func(context.Context) { h.submit(p) })
}

// unauthorized keeps the trouble for the owner: the token is of no use any more. It reports whether the bot has another one already.
func (h *Host) unauthorized(ctx context.Context, b *bot, se *SendError) (replaced bool) {
	err := h.cfg.Store.ChangeBot(ctx, b.record.ID, func(rec *BotRecord) error {
		if replaced = rec.Token != b.record.Token; !replaced {
			rec.Trouble = TokenTrouble
		}
		return nil
	})
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		h.health.down(ctx, err)
	}
	if !replaced {
		b.log.ErrorContext(ctx, "the bot's token is refused: nothing is sent until it has another", "error", se)
	}
	return replaced
}
