package host

import (
	"context"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// sendFailed ends an effect that cannot be performed. Its block hears of it; the mark is stored with that turn, so that
// a crash in between brings the effect back and with it the failure.
func (h *Host) sendFailed(d *delivery, se *SendError) {
	e := d.effect
	key, own := sessionOf(d)
	marks := []Mark{h.mark(d, SendFailed, se.Code)}
	var reachable *bool
	if se.Code == "blocked" || se.Code == "deactivated" {
		reachable = new(bool)
	}
	speaks := e.Kind == engine.SendMessage || e.Kind == engine.EditMessage || e.Kind == engine.SendInvoice
	if !own || !speaks || e.Block == "" {
		key.BotID, key.ChatID = d.chat.bot, d.chat.chat
		p := &pending{member: Member{Key: key, Marks: marks, Reachable: reachable}}
		h.tasks.run(func(context.Context) { h.submit(p) })
		return
	}
	now := h.now()
	it := &item{at: now, done: make(chan struct{}), marks: marks, reachable: reachable, in: Incoming{
		Key: key, EventKey: "send_failed:" + e.Key,
		Event: engine.Event{
			ID: "send_failed:" + e.Key, Kind: engine.SendFailed, Time: now,
			Failure: &engine.SendFailure{Key: e.Key, Flow: e.Flow, Block: e.Block, Turn: e.Turn, Code: se.Code, Message: se.Message},
		},
	}}
	if h.mail.add(it, true) != nil {
		return // stopped: the effect is still pending
	}
}

// sessionOf reads whose effect it is from its key; false for what went to somebody else, such as the staff.
func sessionOf(d *delivery) (engine.SessionKey, bool) {
	parts := strings.Split(d.effect.Key, ".")
	if len(parts) != 4 {
		return engine.SessionKey{}, false
	}
	chat, err1 := strconv.ParseInt(parts[0], 36, 64)
	user, err2 := strconv.ParseInt(parts[1], 36, 64)
	if err1 != nil || err2 != nil || chat != d.chat.chat {
		return engine.SessionKey{}, false
	}
	return engine.SessionKey{BotID: d.chat.bot, ChatID: chat, UserID: user}, true
}
