package simulator

import (
	"context"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// workload is the queue of a world, which knows whether it is at rest: a job that waits for the world's clock is.
type workload interface {
	host.Queue
	// Idle waits until nothing is due and every job that runs waits for the clock.
	Idle(ctx context.Context) error
	// sleep waits by the world's clock inside a job.
	sleep(ctx context.Context, d time.Duration) error
	count() uint64 // how much was begun so far
	working() bool // jobs run that do not wait for the clock
	holding() bool // jobs wait for the clock
}

// tally counts the jobs of a workload.
type tally struct {
	clock host.Clock

	mu      sync.Mutex
	stopped chan struct{} // closed by the end; nil before the start and after the end
	running int           // jobs
	held    int           // jobs that wait for the clock
	begun   uint64
	changed chan struct{} // closed at the next change; nil if nobody waits
}

// open lets jobs begin.
func (t *tally) open() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = make(chan struct{})
}

// end wakes the jobs that wait for the clock; false if it is over already.
func (t *tally) end() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped == nil {
		return false
	}
	close(t.stopped)
	t.stopped = nil
	return true
}

func (t *tally) count() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.begun
}

func (t *tally) working() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.running > t.held
}

func (t *tally) holding() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held > 0
}

// change applies differences to the counts.
func (t *tally) change(running, held int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.changeLocked(running, held)
}

func (t *tally) changeLocked(running, held int) {
	t.running += running
	t.held += held
	t.begun++
	if t.changed != nil {
		close(t.changed)
		t.changed = nil
	}
}

// nextLocked gives a channel that closes at the next change.
func (t *tally) nextLocked() <-chan struct{} {
	if t.changed == nil {
		t.changed = make(chan struct{})
	}
	return t.changed
}

func (t *tally) sleep(ctx context.Context, d time.Duration) error {
	t.mu.Lock()
	stopped := t.stopped
	if stopped == nil {
		t.mu.Unlock()
		return context.Canceled
	}
	t.changeLocked(0, 1)
	t.mu.Unlock()
	over := make(chan struct{})
	stop := t.clock.AfterFunc(d, func() {
		t.change(0, -1)
		close(over)
	})
	var err error
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-stopped:
		err = context.Canceled
	}
	if stop() {
		t.change(0, -1)
	}
	return err
}
