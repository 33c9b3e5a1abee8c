package declarative

import (
	"sync"
	"time"
)

// limiter spreads the calls of a service evenly, by host and credentials: that is how services count. It knows the calls of
// this process only.
type limiter struct {
	mu    sync.Mutex
	next  map[string]time.Time // by host and credentials, when the next call may be made
	taken map[string]time.Time // by run, when its turn comes
}

// maxQueue is how long a run waits for its turn.
const maxQueue = 2 * time.Minute

// maxRates is from how many entries on old ones are thrown away.
const maxRates = 10_000

// take gives how long a run has to wait until it may make its calls; 0 if it is its turn. The turn of one that has to wait is
// kept for it. It is false if too many wait already.
func (l *limiter) take(key, run string, calls int, every time.Duration, now time.Time) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next == nil {
		l.next, l.taken = map[string]time.Time{}, map[string]time.Time{}
	}
	if at, ok := l.taken[run]; ok {
		if wait := at.Sub(now); wait > 0 {
			return wait, true
		}
		delete(l.taken, run)
		return 0, true
	}
	mine := l.next[key]
	if mine.Before(now) {
		mine = now
	}
	wait := mine.Sub(now)
	if wait > maxQueue {
		return wait, false
	}
	l.forget(now)
	l.next[key] = mine.Add(time.Duration(calls) * every)
	if wait > 0 {
		l.taken[run] = mine
	}
	return wait, true
}

// forget drops what is long over, when there is much of it.
func (l *limiter) forget(now time.Time) {
	if len(l.next)+len(l.taken) < maxRates {
		return
	}
	for k, at := range l.next {
		if at.Before(now) {
			delete(l.next, k)
		}
	}
	for k, at := range l.taken {
		if at.Before(now.Add(-maxQueue)) {
			delete(l.taken, k)
		}
	}
}
