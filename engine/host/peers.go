package host

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// among reports whether other processes may do the same for the same bots.
func (h *Host) among() bool { return h.cfg.Cluster != nil && !h.cfg.Cluster.Alone() }

var errUnseated = errors.New("the store does not know whether this process lives")

// hear does what a notice of the cluster asks for.
func (h *Host) hear(n Notice) {
	switch n.Kind {
	case NoticeUnseated: // polling ends with it, so that there may be no update whose commit would tell
		h.tasks.run(func(ctx context.Context) { h.health.down(ctx, errUnseated) })
	case NoticeEvicted:
		h.sender.evict()
	case NoticeSeated:
		h.sender.seat()
		h.sends.look(h)
	case NoticeMissed:
		h.cache.clear()
		h.sends.look(h)
	case NoticeSends:
		h.sends.look(h)
	case NoticeStaff:
		h.cache.forget(userEntry(n.BotID, n.UserID))
	case NoticeReply:
		h.hearReply(callerKey{n.BotID, n.Caller})
	case NoticeChat:
		now := h.now()
		h.spending.note(chatRef{n.BotID, n.UserID}, now.Add(n.For), now)
	case NoticeHold:
		h.sender.pause(n.BotID, n.For)
	default: // who sends is asked when it is needed; the rest is not the host's
	}
}

// sendsLook has the outbox looked through for effects that others left to this process: once more if there is a reason while
// it is being done, and not for every reason.
type sendsLook struct{ again chan struct{} }

func newSendsLook() sendsLook { return sendsLook{make(chan struct{}, 1)} }

func (l sendsLook) look(h *Host) {
	select {
	case l.again <- struct{}{}:
	default:
		return // somebody is about to
	}
	h.tasks.run(func(ctx context.Context) {
		h.serving.Lock()
		defer h.serving.Unlock()
		<-l.again
		h.dropUnused()
		if err := h.adoptPending(ctx, 0); err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, "what others left to be sent could not be looked for; the next look will", "error", err)
		}
	})
}

// own gives those of a member's sends that are this process's, and lets the others go. What others have said in the person's chat while
// the turn was being committed goes before them.
func (h *Host) own(p *pending, now time.Time) []*delivery {
	if h.cfg.Cluster == nil {
		return p.sends
	}
	mine := make([]*delivery, 0, len(p.sends))
	var others []*delivery
	for i, d := range p.sends {
		if p.member.Out[i].Left {
			others = append(others, d)
		} else {
			d.behind = p.member.Out[i].Behind
			if !d.shared {
				d.spent = latest(d.spent, h.spending.of(d.chat, now))
			}
			mine = append(mine, d)
		}
	}
	h.release(others)
	return mine
}

// release ends the care for effects that were reserved and are not this process's to send.
func (h *Host) release(ds []*delivery) {
	if h.sender.release(ds) {
		h.sends.look(h)
	}
}

// reserve asks the other processes for what may be sent to a chat, or by a bot for chat 0, and tells the sender. Unsent are the messages
// of the person's own session that wait in the lane: they are in what the session says, and not yet sent.
func (h *Host) reserve(c chatRef, n, unsent int, owed time.Duration) {
	h.tasks.run(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commitTimeout)
		defer cancel()
		opens, err := h.place(ctx, c, n, unsent, owed)
		if err != nil {
			h.health.down(ctx, err)
			opens = h.cfg.Limits.StoreRetry
			n = 0
		}
		switch c.chat {
		case 0:
			h.sender.grant(c.bot, n, opens)
		case BulkChat:
			h.sender.grantBulk(c.bot, n, opens)
		default:
			h.sender.grantLane(c, n > 0, opens)
		}
	})
}

// place takes n more of the rate, and gives when the first of them may be used. What another session says in a person's chat comes
// after what her own session has said there, wherever that was, and her own is told of it.
func (h *Host) place(ctx context.Context, c chatRef, n, unsent int, owed time.Duration) (opens time.Duration, err error) {
	r := h.rate(c)
	if c.chat > 0 {
		by, err := h.owedBy(ctx, c, unsent)
		if err != nil {
			return 0, err
		}
		owed = max(owed, by)
	}
	opens, err = h.cfg.Cluster.Reserve(ctx, c.bot, c.chat, r, n, owed)
	if err == nil && c.chat > 0 {
		now := h.now()
		h.spending.note(c, now.Add(opens+time.Duration(n+max(r.Burst, 1)-1)*r.Every), now)
	}
	return opens, err
}

// rate gives that of a chat, of a bot for chat 0, or of its bulk for BulkChat.
func (h *Host) rate(c chatRef) Rate {
	switch c.chat {
	case 0:
		return h.cfg.Rates.Bot
	case BulkChat:
		return h.cfg.Rates.Bulk
	default:
		return h.cfg.Rates.of(c.chat)
	}
}

// tellPause has the other processes wait, too, with what they send to a chat, or for a bot for chat 0.
func (h *Host) tellPause(c chatRef, d time.Duration) {
	if !h.among() {
		return
	}
	h.tasks.run(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commitTimeout)
		defer cancel()
		if err := h.cfg.Cluster.Hold(ctx, c.bot, c.chat, h.rate(c), d); err != nil {
			h.log.WarnContext(ctx, "other processes could not be told to wait", "bot_id", c.bot, "error", err)
		}
	})
}

// passReplies gives answers to callers who may wait at another process.
func (h *Host) passReplies(botID int64, effects []engine.Effect) {
	if len(effects) == 0 || !h.among() {
		return
	}
	h.tasks.run(func(ctx context.Context) {
		for i := range effects {
			r := effects[i].Reply
			data, err := json.Marshal(r)
			if err == nil {
				err = h.cfg.Cluster.SaveReply(ctx, botID, r.Caller, data)
			}
			if err != nil {
				h.log.WarnContext(ctx, "the answer to a caller could not be passed on", "bot_id", botID, "error", err)
			}
		}
	})
}

// hearReply gives a caller that waits here the answer that another process has.
func (h *Host) hearReply(k callerKey) {
	if !h.callers.waits(k) {
		return
	}
	h.tasks.run(func(ctx context.Context) {
		r, err := h.replyOf(ctx, k)
		if err != nil {
			h.log.WarnContext(ctx, "the answer to a caller could not be read", "bot_id", k.bot, "error", err)
		}
		if r != nil {
			h.callers.answer(k.bot, []engine.Effect{{Reply: r}})
		}
	})
}

// replyOf gives the answer that another process had for a caller; nil if there is none.
func (h *Host) replyOf(ctx context.Context, k callerKey) (*engine.Reply, error) {
	if h.cfg.Cluster == nil {
		return nil, nil
	}
	data, err := h.cfg.Cluster.Reply(ctx, k.bot, k.id)
	if errors.Is(err, engine.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := new(engine.Reply)
	return r, json.Unmarshal(data, r)
}

// unservedAmong is how long the work of a bot that is not served here is put off where another process may serve it.
const unservedAmong = time.Minute

// unserved gives when to look again for a bot that is not served.
func (h *Host) unserved() time.Time {
	if h.among() {
		return h.now().Add(unservedAmong)
	}
	return h.now().Add(unservedPause)
}
