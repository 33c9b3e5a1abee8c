package host

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// urgency is who goes first of a bot's lanes: whoever waits for an answer before those who do not know that something
// comes.
type urgency int

const (
	urgencyReply urgency = iota
	urgencyBulk
	urgencies
)

// conversing is how long after the last thing that a person did what comes to them counts as a reply: a step of a dialogue
// after a pause, the end of slow work, the answer of another person.
const conversing = 10 * time.Minute

// bulk reports whether what a turn asks for can wait for replies to others: nobody said anything that it answers. An
// update is always somebody's doing; alarms, starts, signals, refreshes and calls from outside are so only while the
// person is about.
func bulk(it *item, s *engine.Session, now time.Time) bool {
	return it.in.UpdateID == 0 && now.Sub(s.ActiveAt) > conversing
}

// skip gives up bulk for somebody who has blocked the bot; its block is told as if it had been tried. Whoever has written since
// gets it, once its rate allows it.
func (h *Host) skip(ctx context.Context, d *delivery) outcome {
	st, err := h.cache.load(ctx, engine.SessionKey{BotID: d.chat.bot, ChatID: d.chat.chat, UserID: d.chat.chat})
	if err != nil || st.reachable {
		d.skip = false
		return outcome{again: true}
	}
	h.stats.sendSkips.Add(1)
	h.sendFailed(d, &SendError{Fatal: true, Code: "blocked", Message: "the bot was blocked before, so that nothing was tried"})
	return outcome{}
}

// urgency is that of the most urgent effect in the lane: what is before it has to go first, and so must not keep it
// waiting.
func (l *lane) urgency() urgency {
	if l.replies > 0 {
		return urgencyReply
	}
	return urgencyBulk
}

// line puts a lane that may be taken in its bot's line; s.mu is held.
func (b *botLanes) line(l *lane) {
	l.state, l.lined = laneReady, l.urgency()
	b.waiting[l.lined]++
	b.ready[l.lined] = append(b.ready[l.lined], l)
}

// promote moves a lane to the line of replies once there is one in it; s.mu is held.
func (s *sender) promote(l *lane) {
	if l.state != laneReady || l.lined == l.urgency() {
		return
	}
	b := l.bot
	s.tally(b, func() {
		b.waiting[l.lined]-- // its place there is found empty
		b.line(l)
	})
	s.enter(b)
}

// first takes the lane whose turn it is out of the bot's lines; nil if only bulk waits and its rate does not allow it
// yet. s.mu is held, and the bot is awake.
func (s *sender) first(b *botLanes, now time.Time) *lane {
	for u := range urgencies {
		if b.waiting[u] == 0 {
			continue
		}
		if u == urgencyBulk {
			if b.resting {
				return nil
			}
			switch at, ok := s.bulkOpens(b, now); {
			case !ok:
				s.askBulk(b, now)
				return nil
			case at.After(now):
				s.rest(b, at.Sub(now))
				return nil
			}
		}
		for {
			l := b.ready[u][0]
			b.ready[u][0] = nil
			if b.ready[u] = b.ready[u][1:]; len(b.ready[u]) == 0 {
				b.ready[u] = nil
			}
			if l.state == laneReady && l.lined == u { // else it was promoted
				b.waiting[u]--
				return l
			}
		}
	}
	return nil
}

// rest puts the bulk of a bot aside for d; s.mu is held.
func (s *sender) rest(b *botLanes, d time.Duration) {
	s.tally(b, func() { b.resting = true })
	s.clock.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.bots[b.id] != b {
			return
		}
		s.tally(b, func() { b.resting = false })
		s.enter(b)
	})
}

// awaiting is how many lanes of the bot may be taken.
func (b *botLanes) awaiting() int {
	switch {
	case b.asleep:
		return 0
	case b.resting:
		return b.waiting[urgencyReply]
	default:
		return b.waiting[urgencyReply] + b.waiting[urgencyBulk]
	}
}

// tally keeps the number of lanes that are ready up to date through a change; s.mu is held.
func (s *sender) tally(b *botLanes, change func()) {
	before := b.awaiting()
	change()
	switch d := b.awaiting() - before; {
	case d > 0:
		s.busy.add(d)
	case d < 0:
		s.busy.end(-d)
	}
}
