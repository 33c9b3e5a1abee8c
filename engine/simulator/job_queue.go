package simulator

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// jobQueue is the store's queue, but slow jobs run beside it: one that waits for the simulated clock is at rest.
type jobQueue struct {
	tally
	store  *memstore.Store
	worker host.Worker
	group  sync.WaitGroup
}

var _ workload = (*jobQueue)(nil)

func newJobQueue(store *memstore.Store, clock host.Clock) *jobQueue {
	return &jobQueue{store: store, tally: tally{clock: clock}}
}

// Start begins to call the worker.
func (q *jobQueue) Start(ctx context.Context, w host.Worker) error {
	q.worker = w
	q.open()
	return q.store.Start(ctx, jobWorker{q})
}

// Stop ends the jobs and waits for them: their context is the store's queue's, which ends with it.
func (q *jobQueue) Stop(ctx context.Context) error {
	if !q.end() {
		return nil
	}
	err := q.store.Stop(ctx)
	q.group.Wait()
	return err
}

// Idle waits until nothing is due and every job that runs waits for the clock.
func (q *jobQueue) Idle(ctx context.Context) error {
	if err := q.store.Idle(ctx); err != nil {
		return err
	}
	for {
		q.mu.Lock()
		if q.running == q.held {
			q.mu.Unlock()
			return nil
		}
		changed := q.nextLocked()
		q.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// run runs a job until it is done, with the pauses of the store's own queue between its tries.
func (q *jobQueue) run(ctx context.Context, item host.JobItem, try int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stopped == nil {
		return
	}
	q.changeLocked(1, 0)
	q.group.Go(func() {
		defer q.change(-1, 0)
		err := q.worker.Run(withJob(ctx, item), item, try)
		again, ok := errors.AsType[*engine.AgainError](err)
		switch {
		case err == nil || ctx.Err() != nil:
		case ok:
			q.clock.AfterFunc(again.After, func() { q.run(ctx, item, try) })
		default:
			q.clock.AfterFunc(time.Duration(try*try)*time.Second, func() { q.run(ctx, item, try+1) })
		}
	})
}

// jobWorker is the worker as the store's queue sees it.
type jobWorker struct{ q *jobQueue }

// Alarm wakes a session.
func (w jobWorker) Alarm(ctx context.Context, key engine.SessionKey) (time.Time, error) {
	w.q.change(0, 0)
	return w.q.worker.Alarm(ctx, key)
}

// Run runs a start; a slow job is taken over and counts as done for the store.
func (w jobWorker) Run(ctx context.Context, item host.JobItem, try int) error {
	if item.Job == nil {
		w.q.change(0, 0)
		return w.q.worker.Run(ctx, item, try)
	}
	w.q.run(ctx, item, try)
	return nil
}

// Refresh tells sessions of a publish.
func (w jobWorker) Refresh(ctx context.Context, r host.Refresh) (after engine.SessionKey, again time.Time, err error) {
	w.q.change(0, 0)
	return w.q.worker.Refresh(ctx, r)
}

// Sweep looks after what was left.
func (w jobWorker) Sweep(ctx context.Context) error { return w.q.worker.Sweep(ctx) }
