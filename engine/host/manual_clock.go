package host

import (
	"container/heap"
	"sync"
	"time"
)

// ManualClock is a clock that stands still until it is moved. Its timers run in the goroutine that moves it, by time
// and then in the order in which they were set. It is safe for concurrent use, but only one goroutine may move it.
type ManualClock struct {
	settle func()

	mu     sync.Mutex
	now    time.Time
	seq    int64
	timers timerHeap
}

// NewManualClock gives a clock that stands at the time. Settle, which may be nil, is called after every timer, before the next
// one: it lets what that began come to its end at the time it began, and timers of one moment have the same order each
// time.
func NewManualClock(now time.Time, settle func()) *ManualClock {
	return &ManualClock{now: now, settle: settle}
}

// Now gives the time the clock stands at.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc runs f when the clock is moved to d from now, or past it; in a goroutine of its own if that is no later than
// now.
func (c *ManualClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	if d <= 0 {
		go f()
		return func() bool { return false }
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	t := &manualTimer{at: c.now.Add(d), seq: c.seq, f: f}
	heap.Push(&c.timers, t)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		if t.index < 0 {
			return false
		}
		heap.Remove(&c.timers, t.index)
		return true
	}
}

// Advance moves the clock on by d, stopping at every timer on the way, also at those that are set meanwhile.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		if len(c.timers) == 0 || c.timers[0].at.After(end) {
			c.now = end
			c.mu.Unlock()
			return
		}
		t := heap.Pop(&c.timers).(*manualTimer)
		c.now = t.at
		c.mu.Unlock()
		t.f()
		if c.settle != nil {
			c.settle()
		}
		c.mu.Lock()
	}
}

// Next gives the time of the next timer; false if there is none.
func (c *ManualClock) Next() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) == 0 {
		return time.Time{}, false
	}
	return c.timers[0].at, true
}

type manualTimer struct {
	at    time.Time
	seq   int64
	f     func()
	index int // in the heap; -1 once out of it
}

type timerHeap []*manualTimer

func (h timerHeap) Len() int { return len(h) }

func (h timerHeap) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].seq < h[j].seq
}

func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timerHeap) Push(x any) {
	t := x.(*manualTimer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timerHeap) Pop() any {
	old := *h
	n := len(old) - 1
	t := old[n]
	old[n], *h = nil, old[:n]
	t.index = -1
	return t
}
