package host

import (
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Which effect goes out next, and what becomes of its lane afterwards.

// ready lets a lane be taken; s.mu is held.
func (s *sender) ready(l *lane) {
	s.tally(l.bot, func() { l.bot.line(l) })
	s.enter(l.bot)
}

func (s *sender) enter(b *botLanes) {
	if !b.inRing && b.awaiting() > 0 {
		b.inRing = true
		s.ring = append(s.ring, b)
	}
	s.changed.Signal()
}

// take waits for the next effect that may be performed now; false once the sender is closed.
func (s *sender) take() (*lane, *delivery, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		b := s.turn()
		if b == nil {
			return nil, nil, false
		}
		now := s.clock.Now()
		opens, ok := s.opens(b, now)
		if at := latest(latest(b.until, opens), s.quota(b.id, now)); at.After(now) {
			s.sleepBot(b, at.Sub(now))
			continue
		}
		if !ok {
			s.ask(b, now)
			continue
		}
		l := s.first(b, now)
		s.enter(b)
		if l == nil {
			continue
		}
		d := l.queue[0]
		at, n := l.until, d.weight()
		if n > 0 {
			at = latest(at, l.gate.opens(s.rates.of(l.chat.chat)))
		}
		if at.After(now) {
			s.sleepLane(l, at.Sub(now))
			continue
		}
		if s.mustAsk(l, n) {
			s.askLane(l, n, now)
			continue
		}
		l.place = false
		b.gate.pass(s.rates.Bot, now, n)
		s.use(b, d.effect, n)
		l.gate.pass(s.rates.of(l.chat.chat), now, n)
		if d.effect.Bulk {
			b.bulk.pass(s.rates.Bulk, now, n)
		}
		l.state = laneSending
		b.sending++
		s.places.taken++
		s.takes++
		l.taken = s.takes
		return l, d, true
	}
}

// turn waits for the bot whose turn it is, and takes it out of the ring; nil once the sender is closed. s.mu is held.
func (s *sender) turn() *botLanes {
	for !s.closed {
		if s.standing = s.standing || s.mine != nil && !s.mine(); s.standing {
			s.changed.Wait()
			continue
		}
		for len(s.ring) > 0 {
			b := s.ring[0]
			s.ring = s.ring[1:]
			if s.places.allow(b.sending) {
				b.inRing = false
				return b
			}
			s.held = append(s.held, b)
		}
		for i, b := range s.held {
			if s.places.allow(b.sending) {
				s.held = slices.Delete(s.held, i, i+1)
				b.inRing = false
				return b
			}
		}
		s.changed.Wait()
	}
	return nil
}

// weight is how many messages an effect counts for. One that is only given up makes none.
func (d *delivery) weight() int {
	if d.skip {
		return 0
	}
	return weight(d.effect)
}

func weight(e *engine.Effect) int {
	switch e.Kind {
	case engine.SendMessage:
		if e.Content != nil {
			return max(1, len(e.Content.Media)) // an album counts as its parts
		}
		return 1
	case engine.SendInvoice, engine.CallMethod, engine.ShowDraft:
		return 1
	default:
		return 0
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sleepLane puts a lane that was taken aside for d; s.mu is held.
func (s *sender) sleepLane(l *lane, d time.Duration) {
	l.state = laneAsleep
	s.clock.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if l.state == laneAsleep && s.lanes[l.chat] == l {
			s.ready(l)
		}
	})
	s.busy.end(1)
}

// sleepBot puts all lanes of a bot aside for d; s.mu is held.
func (s *sender) sleepBot(b *botLanes, d time.Duration) {
	s.tally(b, func() { b.asleep = true })
	s.clock.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !b.halted {
			s.wakeBot(b)
		}
	})
}

func (s *sender) wakeBot(b *botLanes) {
	if !b.asleep || s.bots[b.id] != b {
		return
	}
	s.tally(b, func() { b.asleep = false })
	s.enter(b)
}

// outcome is what became of a try.
type outcome struct {
	again    bool          // the effect stays at the head of its lane
	after    time.Duration // for again
	wholeBot bool          // all lanes of the bot pause
	sent     bool          // it was performed
	halt     bool          // all lanes of the bot stop until it is served anew
	flood    bool          // refused for flooding
}

// finish ends a try of the lane's first effect, and reports whether there is room for what was left in the store.
func (s *sender) finish(l *lane, o outcome) (wanting bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.busy.end(1)
	now, b, d := s.clock.Now(), l.bot, l.queue[0]
	s.places.taken--
	b.sending--
	s.changed.Signal()        // a bot that is held may go on
	if s.lanes[l.chat] != l { // the bot was removed
		if o.again {
			s.drop(d.ref())
		}
		return false
	}
	if o.flood && d.weight() > 0 && b.floods.refused(l.chat.chat, s.takes) {
		o.wholeBot = true
	}
	switch {
	case !o.again:
		if o.sent && d.weight() > 0 {
			b.floods.passed(l.taken)
		}
		if !d.effect.Bulk {
			l.replies--
		}
		l.queue[0] = nil
		l.queue = l.queue[1:]
		s.count--
		s.queued--
		b.queued--
	case o.wholeBot:
		b.until = latest(b.until, now.Add(o.after))
		if s.paused != nil {
			s.paused(chatRef{bot: b.id}, o.after)
		}
	default:
		l.until = now.Add(o.after)
		if o.flood && d.shared && s.paused != nil {
			s.paused(l.chat, o.after)
		}
	}
	if o.halt && !b.asleep {
		s.tally(b, func() { b.asleep = true })
		s.leave(b)
	}
	b.halted = b.halted || o.halt
	switch {
	case len(l.queue) > 0:
		s.ready(l)
	case l.gate.spent.After(now):
		l.state, l.queue = laneEmpty, nil
		s.quiet = append(s.quiet, l)
	default:
		l.state = laneEmpty
		delete(s.lanes, l.chat)
	}
	return s.wanting(b)
}
