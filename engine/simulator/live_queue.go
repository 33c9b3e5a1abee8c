package simulator

import (
	"context"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// lookEvery is the pause between two looks at a queue that has something to do. It hands out jobs about as often.
const lookEvery = 20 * time.Millisecond

// liveQueue is the bot's part of a database's queue, by the world's clock. Sessions that are due it wakes itself when
// somebody waits for the world to come to rest: the queue would get to them some seconds later, and finds then that
// nothing is left to be done. Jobs it leaves to the queue, which runs each of them in one place.
type liveQueue struct {
	tally
	outer Queue
	lead  func() time.Duration

	worker host.Worker
	// Under tally.mu: tries of jobs that came back, and of which the queue may not know it yet; and what cuts off those that
	// are running.
	ended map[string]int
	cuts  map[*context.CancelFunc]struct{}
}

var _ workload = (*liveQueue)(nil)

func newLiveQueue(outer Queue, clock *liveClock) *liveQueue {
	return &liveQueue{outer: outer, lead: clock.lead, tally: tally{clock: clock}, ended: map[string]int{}, cuts: map[*context.CancelFunc]struct{}{}}
}

// Start begins to call the worker.
func (q *liveQueue) Start(ctx context.Context, w host.Worker) error {
	q.worker = w
	q.open()
	return q.outer.Start(ctx, liveWorker{q})
}

// Stop lets the queue call no more, and ends the jobs that are running: they are run again at the next start.
func (q *liveQueue) Stop(ctx context.Context) error {
	q.mu.Lock()
	for cut := range q.cuts {
		(*cut)() // before those wake that wait for the clock: what they say then does not count
	}
	q.mu.Unlock()
	if !q.end() {
		return nil
	}
	return q.outer.Stop(ctx)
}

// agenda is that of the queue, by the world's clock.
func (q *liveQueue) agenda(ctx context.Context) ([]Appointment, error) {
	list, err := q.outer.Agenda(ctx)
	if err != nil {
		return nil, fmt.Errorf("look what the bot waits for: %w", err)
	}
	lead := q.lead()
	q.mu.Lock()
	defer q.mu.Unlock()
	known := map[string]bool{}
	out := list[:0]
	for _, a := range list {
		a.At = a.At.Add(lead)
		if a.Job != "" {
			known[a.Job] = true
			if try, ended := q.ended[a.Job]; ended && a.Running && a.Try <= try {
				continue
			}
		}
		out = append(out, a)
	}
	for id := range q.ended {
		if !known[id] {
			delete(q.ended, id)
		}
	}
	return out, nil
}

// next is when something of the queue comes due that is not due yet; false for never.
func (q *liveQueue) next(ctx context.Context) (time.Time, bool, error) {
	list, err := q.agenda(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	now := q.clock.Now()
	var next time.Time
	for _, a := range list {
		if a.At.After(now) && (next.IsZero() || a.At.Before(next)) {
			next = a.At
		}
	}
	return next, !next.IsZero(), nil
}

// Idle wakes what is due and waits until nothing is, and every job that runs waits for the clock.
func (q *liveQueue) Idle(ctx context.Context) error {
	woken := map[engine.SessionKey]time.Time{}
	for {
		q.mu.Lock()
		changed := q.nextLocked()
		q.mu.Unlock()
		list, err := q.agenda(ctx)
		if err != nil {
			return err
		}
		now, jobs, woke := q.clock.Now(), 0, false
		for _, a := range list {
			switch {
			case a.At.After(now):
			case a.Job != "":
				jobs++
			case !woken[a.Session].Equal(a.At):
				woken[a.Session] = a.At
				q.change(0, 0)
				if _, err := q.worker.Alarm(ctx, a.Session); err != nil {
					return err
				}
				woke = true
			}
		}
		q.mu.Lock()
		rest := !woke && jobs <= q.held
		q.mu.Unlock()
		if rest {
			return nil
		}
		if !woke {
			if err := q.pause(ctx, changed); err != nil {
				return err
			}
		}
	}
}

// pause waits until something has changed, or for a little while.
func (q *liveQueue) pause(ctx context.Context, changed <-chan struct{}) error {
	over := make(chan struct{})
	stop := host.SystemClock{}.AfterFunc(lookEvery, func() { close(over) })
	defer stop()
	select {
	case <-changed:
	case <-over:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// liveWorker is the worker as the database's queue sees it.
type liveWorker struct{ q *liveQueue }

// Alarm wakes a session. The time of the next alarm is by the queue's clock.
func (w liveWorker) Alarm(ctx context.Context, key engine.SessionKey) (time.Time, error) {
	w.q.change(0, 0)
	again, err := w.q.worker.Alarm(ctx, key)
	return earlier(again, w.q.lead()), err
}

// Run runs a job, until the world ends.
func (w liveWorker) Run(ctx context.Context, item host.JobItem, try int) error {
	q := w.q
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	q.mu.Lock()
	if q.stopped == nil {
		q.mu.Unlock()
		return context.Canceled
	}
	q.cuts[&cut] = struct{}{}
	delete(q.ended, item.ID) // one that is run again may have the same number
	q.changeLocked(1, 0)
	q.mu.Unlock()
	err := q.worker.Run(withJob(ctx, item), item, try)
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.cuts, &cut)
	q.ended[item.ID] = try
	q.changeLocked(-1, 0)
	return err
}

// Refresh tells sessions of a publish. The time of the next call is by the queue's clock.
func (w liveWorker) Refresh(ctx context.Context, r host.Refresh) (after engine.SessionKey, again time.Time, err error) {
	w.q.change(0, 0)
	after, again, err = w.q.worker.Refresh(ctx, r)
	return after, earlier(again, w.q.lead()), err
}

// Sweep looks after what was left.
func (w liveWorker) Sweep(ctx context.Context) error { return w.q.worker.Sweep(ctx) }
