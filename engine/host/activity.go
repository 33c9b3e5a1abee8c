package host

import (
	"context"
	"sync"
)

// activity counts what is going on, so that others can wait until nothing is.
type activity struct {
	mu      sync.Mutex
	running int
	begun   uint64
	quiet   chan struct{} // closed when running comes to 0; nil if nobody waits
}

func (a *activity) add(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running += n
	a.begun += uint64(n)
}

func (a *activity) end(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running -= n
	if a.running == 0 && a.quiet != nil {
		close(a.quiet)
		a.quiet = nil
	}
}

// wait returns when nothing is going on, and tells how much was ever begun.
func (a *activity) wait(ctx context.Context) (uint64, error) {
	for {
		a.mu.Lock()
		if a.running == 0 {
			defer a.mu.Unlock()
			return a.begun, nil
		}
		if a.quiet == nil {
			a.quiet = make(chan struct{})
		}
		quiet := a.quiet
		a.mu.Unlock()
		select {
		case <-quiet:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
