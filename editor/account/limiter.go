package account

import (
	"sync"
	"time"
)

// limiter counts tries by a key, such as an address. Each key has so many at once, and gets one back every so often. What it
// remembers is bounded: keys are in two halves, and when the newer one is full, the older one is forgotten.
type limiter struct {
	burst int
	every time.Duration
	most  int // keys in a half

	mu         sync.Mutex
	newer, old map[string]time.Time // when all tries of a key will have come back
}

func newLimiter(burst int, every time.Duration, most int) *limiter {
	return &limiter{burst: burst, every: every, most: most, newer: map[string]time.Time{}}
}

// try takes a try, or gives how long to wait for one.
func (l *limiter) try(key string, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	full := l.newer[key]
	if full.IsZero() {
		full = l.old[key]
	}
	if full.Before(now) {
		full = now
	}
	full = full.Add(l.every)
	if wait := full.Sub(now) - time.Duration(l.burst)*l.every; wait > 0 {
		return wait
	}
	if _, known := l.newer[key]; !known && len(l.newer) >= l.most {
		l.old, l.newer = l.newer, map[string]time.Time{}
	}
	l.newer[key] = full
	return 0
}

// forgive gives a key all its tries back.
func (l *limiter) forgive(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.newer, key)
	delete(l.old, key)
}
