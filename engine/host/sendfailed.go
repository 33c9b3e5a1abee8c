package host

import (
	"context"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// sendFailed ends an effect that cannot be performed. Its block hears of it, also where the effect was for another chat;
// the mark is stored with that turn, so that a crash in between brings the effect back and with it the failure.
func (h *Host) sendFailed(d *delivery, se *SendError) {
	e := d.effect
	key, known := sessionOf(d)
	elsewhere := key.ChatID != d.chat.chat
	marks := []Mark{h.mark(d, SendFailed, se.Code)}
	var reachable *bool
	if se.Code == "blocked" || se.Code == "deactivated" {
		reachable = new(bool)
	}
	tells := known && tellsFailure(e.Kind) && e.Block != ""
	if !tells || elsewhere && reachable != nil {
		m := Member{Key: engine.SessionKey{BotID: d.chat.bot, ChatID: d.chat.chat}, Reachable: reachable}
		if known && !elsewhere {
			m.Key.UserID = key.UserID
		}
		if !tells {
			m.Marks = marks
		}
		h.tasks.run(func(context.Context) { h.submit(&pending{member: m}) })
	}
	if !tells {
		return
	}
	now := h.now()
	failure := &engine.SendFailure{
		Key: e.Key, Flow: e.Flow, Block: e.Block, Turn: e.Turn, Code: se.Code, Message: se.Message, Gen: e.Gen, GiveBack: e.GiveBack,
	}
	if elsewhere {
		failure.ChatID, reachable = d.chat.chat, nil // whether the other chat can be written to was said above
	}
	it := &item{at: now, done: make(chan struct{}), marks: marks, reachable: reachable, in: Incoming{
		Key: key, EventKey: "send_failed:" + e.Key,
		Event: engine.Event{ID: "send_failed:" + e.Key, Kind: engine.SendFailed, Time: now, Failure: failure},
	}}
	if h.mail.add(it, true) != nil {
		return // stopped: the effect is still pending
	}
}

// sendDone brings word to the block that waits for it that its effect was performed, or that nobody knows whether it was.
// The mark is stored with that turn, so that a crash in between performs the effect again and never leaves the block waiting.
func (h *Host) sendDone(d *delivery, m Mark) {
	key, known := sessionOf(d)
	if d.effect.Gen == 0 || !known {
		h.journal.add(m)
		return
	}
	id, now := "sent:"+d.effect.Key, h.now()
	it := &item{at: now, done: make(chan struct{}), marks: []Mark{m}, in: Incoming{
		Key: key, EventKey: id,
		Event: engine.Event{ID: id, Kind: engine.SendDone, Time: now, Sent: &engine.SendReceipt{Key: d.effect.Key, Gen: d.effect.Gen}},
	}}
	if h.mail.add(it, true) != nil {
		return // stopped: the effect is still pending
	}
}

// tellsFailure reports whether a block hears of effects of the kind that were refused: of those that its author asked for
// and whose failure leaves something undone.
func tellsFailure(k engine.EffectKind) bool {
	switch k {
	case engine.SendMessage, engine.EditMessage, engine.SendInvoice, engine.CallMethod, engine.ShowDraft:
		return true
	default:
		return false
	}
}

// sessionOf reads whose effect it is from its key; false for what was made out of one for the staff, whose keys are longer:
// no block is told that one of several did not get it.
func sessionOf(d *delivery) (engine.SessionKey, bool) {
	parts := strings.Split(d.effect.Key, ".")
	if len(parts) != 4 {
		return engine.SessionKey{}, false
	}
	chat, err1 := strconv.ParseInt(parts[0], 36, 64)
	user, err2 := strconv.ParseInt(parts[1], 36, 64)
	if err1 != nil || err2 != nil {
		return engine.SessionKey{}, false
	}
	return engine.SessionKey{BotID: d.chat.bot, ChatID: chat, UserID: user}, true
}
