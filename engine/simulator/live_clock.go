package simulator

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// liveClock goes with another clock and is ahead of it by as much as was skipped.
type liveClock struct {
	base host.Clock

	mu     sync.Mutex
	ahead  time.Duration
	seq    int64
	timers map[*liveTimer]struct{}
}

type liveTimer struct {
	at   time.Time
	seq  int64
	f    func()
	stop func() bool // of the base clock's timer
}

var _ host.Clock = (*liveClock)(nil)

func newLiveClock(base host.Clock, ahead time.Duration) *liveClock {
	return &liveClock{base: base, ahead: ahead, timers: map[*liveTimer]struct{}{}}
}

// Now gives the time.
func (c *liveClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *liveClock) now() time.Time { return c.base.Now().Add(c.ahead) }

// lead is how far it is ahead.
func (c *liveClock) lead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}

// AfterFunc runs f once when d has gone by, or was skipped: in a goroutine of its own, or in that of
// whoever skips.
func (c *liveClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	t := &liveTimer{at: c.now().Add(d), seq: c.seq, f: f}
	c.timers[t] = struct{}{}
	t.stop = c.base.AfterFunc(d, func() { c.fire(t) })
	return func() bool {
		if !c.take(t) {
			return false
		}
		t.stop()
		return true
	}
}

// take takes a timer out; false if it is not there any more.
func (c *liveClock) take(t *liveTimer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, waits := c.timers[t]
	delete(c.timers, t)
	return waits
}

func (c *liveClock) fire(t *liveTimer) {
	if c.take(t) {
		t.f()
	}
}

// skip moves the clock on by d. What has come due by it is the caller's to fire, in this order.
func (c *liveClock) skip(d time.Duration) []*liveTimer {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	now := c.now()
	var due []*liveTimer
	for t := range c.timers {
		t.stop()
		if t.at.After(now) {
			t.stop = c.base.AfterFunc(t.at.Sub(now), func() { c.fire(t) })
			continue
		}
		due = append(due, t)
	}
	slices.SortFunc(due, func(a, b *liveTimer) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq)) })
	return due
}

// Next gives the time of the next timer; false if there is none.
func (c *liveClock) Next() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var next time.Time
	for t := range c.timers {
		if next.IsZero() || t.at.Before(next) {
			next = t.at
		}
	}
	return next, !next.IsZero()
}
