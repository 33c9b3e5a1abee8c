package host

import (
	"sync"
	"time"
)

// notices keeps reports of troubles from flooding the owner. It is in memory only: a restart may repeat one.
type notices struct {
	every time.Duration

	mu   sync.Mutex
	last map[noticeRef]notice
}

// noticeRef is a block whose troubles are reported.
type noticeRef struct {
	bot         int64
	flow, block string
}

type notice struct {
	at   time.Time
	left int // reports kept back since
}

func newNotices(every time.Duration) *notices {
	return &notices{every: every, last: map[noticeRef]notice{}}
}

// allow says whether a report may go out now, and how many were kept back before it.
func (n *notices) allow(ref noticeRef, now time.Time) (left int, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	last, known := n.last[ref]
	return last.left, !known || now.Sub(last.at) >= n.every
}

// committed remembers a report that allow was asked for; only then, since a turn may run more than once.
func (n *notices) committed(ref noticeRef, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	last, known := n.last[ref]
	if known && now.Sub(last.at) < n.every {
		last.left++
		n.last[ref] = last
		return
	}
	if len(n.last) > 10_000 {
		clear(n.last)
	}
	n.last[ref] = notice{at: now}
}
