package host

import (
	"time"

	"github.com/scenarist/scenarist/engine"
)

// What several processes may send together is a time in the store for each rate, as a gate is one in memory. A bot reserves some
// messages in advance, so that one in a hurry asks a few times a second and not for every message (ration), and bulk in the same way, so
// that that of one process does not take the room of another's replies. A chat to which more
// than one session writes asks for one message after the other, when its lane has come to it: it may have a few a minute. What a
// person's own session says to her needs no such time, since the session itself remembers (Session.SendsUntil), and hears of what others
// say to her (spending).

// ration is what a bot may send, reserved in advance.
type ration struct {
	left   int       // below 0 if an album took more than there were
	next   time.Time // when the next of them may be used
	lapse  time.Time // unused ones are void then, lest they gather
	asking bool
}

// rationLapse is how long slots may be used after their time.
const rationLapse = time.Second

// sharing reports whether a rate is to be shared with other processes.
func (s *sender) sharing(r Rate) bool { return s.reserve != nil && r.Every > 0 && !s.alone() }

// opens gives when a bot's next effect may go out; false if the other processes have to be asked. s.mu is held.
func (s *sender) opens(b *botLanes, now time.Time) (time.Time, bool) {
	switch {
	case !s.sharing(s.rates.Bot):
		return b.gate.opens(s.rates.Bot), true
	case b.nextWeight() == 0:
		return time.Time{}, true
	default:
		return b.ration.opens(now)
	}
}

// opens gives when the next slot may be used; false if there is none.
func (r *ration) opens(now time.Time) (time.Time, bool) {
	return r.next, r.left > 0 && now.Before(r.lapse)
}

// use takes slots of a rate.
func (r *ration) use(of Rate, n int) {
	r.left -= n
	r.next = r.next.Add(time.Duration(n) * of.Every)
}

// granted gives n slots of a rate from a time on, less those that were used and not there.
func (r *ration) granted(of Rate, n int, now time.Time, opens time.Duration) ration {
	used, next := min(r.left, 0), now.Add(opens)
	lapse := latest(now, next).Add(rationLapse + time.Duration(n)*of.Every)
	return ration{left: n + used, next: next.Add(-time.Duration(used) * of.Every), lapse: lapse}
}

// nextWeight is that of the effect which is next by its urgency, 0 if there is none; s.mu is held.
func (b *botLanes) nextWeight() int {
	for u := range urgencies {
		for _, l := range b.ready[u] {
			if l != nil && l.state == laneReady && l.lined == u {
				return l.queue[0].weight()
			}
		}
	}
	return 0
}

// ask puts a bot aside until it has slots; s.mu is held.
func (s *sender) ask(b *botLanes, now time.Time) {
	n := max(min(b.awaiting(), s.rates.Bot.Burst/3), b.nextWeight()) - min(b.ration.left, 0)
	s.tally(b, func() { b.asleep = true })
	if b.ration.asking {
		return
	}
	b.ration.asking = true
	s.reserve(chatRef{bot: b.id}, n, 0, max(0, b.gate.spent.Sub(now)))
}

// grant gives a bot slots, of which the first may be used from a time on; none if it has to ask again then.
func (s *sender) grant(botID int64, n int, opens time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bots[botID]
	if b == nil {
		return
	}
	now := s.clock.Now()
	if n == 0 {
		b.until = latest(b.until, now.Add(opens))
	}
	b.ration = b.ration.granted(s.rates.Bot, n, now, opens)
	if !b.halted {
		s.wakeBot(b)
	}
}

// bulkOpens gives when a bot's next bulk may go out; false if the other processes have to be asked. s.mu is held.
func (s *sender) bulkOpens(b *botLanes, now time.Time) (time.Time, bool) {
	if !s.sharing(s.rates.Bulk) {
		return b.bulk.opens(s.rates.Bulk), true
	}
	return b.bulks.opens(now)
}

// askBulk puts the bulk of a bot aside until it has slots; s.mu is held.
func (s *sender) askBulk(b *botLanes, now time.Time) {
	s.tally(b, func() { b.resting = true })
	if b.bulks.asking {
		return
	}
	b.bulks.asking = true
	n := max(1, min(b.waiting[urgencyBulk], s.rates.Bulk.Burst)) - min(b.bulks.left, 0)
	s.reserve(chatRef{b.id, BulkChat}, n, 0, max(0, b.bulk.spent.Sub(now)))
}

// grantBulk gives the bulk of a bot slots, of which the first may be used from a time on; none if it has to ask again then.
func (s *sender) grantBulk(botID int64, n int, opens time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bots[botID]
	if b == nil {
		return
	}
	b.bulks = b.bulks.granted(s.rates.Bulk, n, s.clock.Now(), opens)
	if opens > 0 {
		s.rest(b, opens)
		return
	}
	s.tally(b, func() { b.resting = false })
	s.enter(b)
}

// mustAsk reports whether the first effect of a lane needs a place in the rate that others use, too; s.mu is held.
func (s *sender) mustAsk(l *lane, n int) bool {
	return n > 0 && l.queue[0].shared && !l.place && s.sharing(s.rates.of(l.chat.chat))
}

// askLane puts a lane that was taken aside until it has a place for its first effect; s.mu is held.
func (s *sender) askLane(l *lane, n int, now time.Time) {
	unsent := 0
	for _, d := range l.queue {
		if !d.shared {
			unsent += d.weight()
		}
	}
	l.state = laneAsking
	s.reserve(l.chat, n, unsent, max(0, l.gate.spent.Sub(now)))
	s.busy.end(1)
}

// grantLane gives a lane the place that it asked for, from a time on; it has to ask again then if it has got none.
func (s *sender) grantLane(c chatRef, got bool, opens time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lanes[c]
	if l == nil || l.state != laneAsking {
		return // what was asked for is another process's now, or its bot is gone
	}
	at := s.clock.Now().Add(opens)
	l.place, l.until = got, latest(l.until, at)
	if r := s.rates.of(c.chat); got && c.chat > 0 { // what her own session says next takes no place, and goes by the lane
		l.gate.spent = latest(l.gate.spent, at.Add(time.Duration(max(r.Burst, 1)-1)*r.Every))
	}
	s.ready(l)
}

// use takes slots for an effect of so many messages; s.mu is held.
func (s *sender) use(b *botLanes, e *engine.Effect, n int) {
	if n > 0 && s.sharing(s.rates.Bot) {
		b.ration.use(s.rates.Bot, n)
	}
	if n > 0 && e.Bulk && s.sharing(s.rates.Bulk) {
		b.bulks.use(s.rates.Bulk, n)
	}
}

// pause lets a bot send nothing for a while, since another process was told to wait.
func (s *sender) pause(botID int64, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bots[botID]; b != nil {
		b.until = latest(b.until, s.clock.Now().Add(d))
		b.ration.left = min(b.ration.left, 0)
	}
}

// seat lets effects go out again.
func (s *sender) seat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.standing = false
	s.changed.Broadcast()
}

// evict forgets all effects: they are another process's now.
func (s *sender) evict() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seats++
	s.ended = endings{}
	for id := range s.bots {
		s.forgetBot(id)
	}
}

// seatNumber counts evictions: what was committed under an earlier seat is another process's.
func (s *sender) seatNumber() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seats
}
