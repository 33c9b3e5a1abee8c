package remote

import (
	"sync"
	"time"
)

// When a service is left alone.
const (
	breakAfter   = 5 // failures one after another
	firstBreak   = 2 * time.Second
	longestBreak = time.Minute
)

// breaker keeps calls away from a service that fails. Closed, it lets all through; after some failures one after another it is
// open and lets none; when its pause is over, it lets one through to try, and closes if that gets an answer, or else opens for
// twice as long.
type breaker struct {
	mu       sync.Mutex
	failures int
	pause    time.Duration // 0 while it is closed
	until    time.Time
	trying   bool
	users    int // executors, guarded by the kind
}

// outcome is what a call says of its service.
type outcome int

const (
	answered outcome = iota // whatever the answer
	failed
	unknown // it was ended from our side
)

// pass is the right to make one call; it is given back with leave.
type pass struct{ try bool }

// enter gives a pass, or says how long there is none.
func (b *breaker) enter(now time.Time) (p pass, wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.pause == 0:
		return pass{}, 0, true
	case now.Before(b.until):
		return pass{}, b.until.Sub(now), false
	case b.trying:
		return pass{}, firstBreak, false
	}
	b.trying = true
	return pass{try: true}, 0, true
}

func (b *breaker) leave(p pass, now time.Time, o outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.try {
		b.trying = false
	}
	switch o {
	case answered:
		b.failures, b.pause = 0, 0
	case failed:
		b.failures++
		switch {
		case p.try:
			b.pause = min(2*b.pause, longestBreak)
		case b.pause == 0 && b.failures >= breakAfter:
			b.pause = firstBreak
		default: // closed, or a call that began before it opened
			return
		}
		b.until = now.Add(b.pause)
	case unknown:
	}
}
