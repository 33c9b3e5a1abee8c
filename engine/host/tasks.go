package host

import (
	"context"
	"sync"
)

// tasks runs functions in goroutines of their own, with the context of the host's run, until it is closed.
type tasks struct {
	busy *activity

	mu      sync.Mutex
	changed *sync.Cond
	queue   []func(ctx context.Context)
	closed  bool
}

func newTasks(busy *activity) *tasks {
	t := &tasks{busy: busy}
	t.changed = sync.NewCond(&t.mu)
	return t
}

// run has f run at once; nothing happens once tasks is closed.
func (t *tasks) run(f func(ctx context.Context)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	t.busy.add(1)
	t.queue = append(t.queue, f)
	t.changed.Signal()
}

// dispatch begins tasks until it is closed, and then waits for those that run.
func (t *tasks) dispatch(ctx context.Context) {
	var group sync.WaitGroup
	defer group.Wait()
	for {
		f, ok := t.next()
		if !ok {
			return
		}
		group.Go(func() {
			defer t.busy.end(1)
			f(ctx)
		})
	}
}

func (t *tasks) next() (func(ctx context.Context), bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.queue) == 0 {
		if t.closed {
			return nil, false
		}
		t.changed.Wait()
	}
	f := t.queue[0]
	t.queue[0] = nil
	t.queue = t.queue[1:]
	return f, true
}

// close takes no task any more.
func (t *tasks) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	t.changed.Broadcast()
}
