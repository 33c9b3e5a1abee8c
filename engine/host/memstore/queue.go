package memstore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// retryPause is the first pause before a job is tried again; it grows with the tries.
const retryPause = time.Second

// job is one alarm, start, slow job or refresh.
type job struct {
	key     engine.SessionKey
	item    *host.JobItem // nil for an alarm
	refresh *host.Refresh // how far it is; nil for all others
	due     time.Time
	tries   int
	stop    func() bool // of its timer; nil while it is not armed
}

// alarm reports whether the job wakes a session.
func (j *job) alarm() bool { return j.item == nil && j.refresh == nil }

// queue keeps jobs and runs those that are due.
type queue struct {
	clock host.Clock

	mu      sync.Mutex
	changed *sync.Cond
	worker  host.Worker // nil while stopped
	alarms  map[engine.SessionKey]*job
	waiting map[*job]struct{} // everything that is not done, alarms too
	due     []*job
	busy    int // jobs being run, the runner's one too
	cancel  context.CancelFunc
	done    sync.WaitGroup
}

func (q *queue) init(clock host.Clock) {
	q.clock, q.changed = clock, sync.NewCond(&q.mu)
	q.alarms, q.waiting = map[engine.SessionKey]*job{}, map[*job]struct{}{}
}

// jobsOf makes the jobs that a member brings.
func (q *queue) jobsOf(m *host.Member, now time.Time) []*job {
	var jobs []*job
	for _, item := range m.Jobs {
		j := &job{key: item.Key, item: &item, due: now}
		switch {
		case item.Job != nil:
			j.due = now.Add(item.Job.Delay)
		case item.Start != nil && item.Start.At.After(now):
			j.due = item.Start.At
		}
		jobs = append(jobs, j)
	}
	if m.Session != nil && !m.WakeAt.IsZero() {
		jobs = append(jobs, &job{key: m.Key, due: m.WakeAt})
	}
	return jobs
}

// add keeps jobs. An alarm replaces one that is later or being handled; otherwise the older one finds out itself.
func (q *queue) add(jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.clock.Now()
	for _, j := range jobs {
		if j.alarm() {
			if old := q.alarms[j.key]; old != nil {
				if old.due.After(now) && !old.due.After(j.due) {
					continue
				}
				q.drop(old)
			}
			q.alarms[j.key] = j
		}
		q.waiting[j] = struct{}{}
		q.arm(j)
	}
}

// drop forgets a job that has not begun; q.mu is held.
func (q *queue) drop(j *job) {
	if j.stop != nil {
		j.stop()
	}
	delete(q.waiting, j)
	if q.alarms[j.key] == j {
		delete(q.alarms, j.key)
	}
}

// arm sets the job's timer; q.mu is held.
func (q *queue) arm(j *job) {
	if q.worker == nil {
		return
	}
	d := j.due.Sub(q.clock.Now())
	if d <= 0 {
		q.ready(j)
		return
	}
	j.stop = q.clock.AfterFunc(d, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if _, ok := q.waiting[j]; ok && q.worker != nil {
			q.ready(j)
		}
	})
}

func (q *queue) ready(j *job) {
	j.stop = nil
	q.due = append(q.due, j)
	q.changed.Broadcast()
}

// Start sweeps, arms everything that is left and begins to call the worker.
func (s *Store) Start(ctx context.Context, w host.Worker) error {
	q := &s.queue
	if err := w.Sweep(ctx); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.worker != nil {
		return errors.New("start queue: it runs already")
	}
	q.worker = w
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	q.cancel = cancel
	for _, j := range sorted(q.waiting) {
		q.arm(j)
	}
	q.done.Go(func() { q.run(run, w) })
	return nil
}

// Stop waits for the running jobs; when ctx ends it interrupts them.
func (s *Store) Stop(ctx context.Context) error {
	q := &s.queue
	q.mu.Lock()
	if q.worker == nil {
		q.mu.Unlock()
		return nil
	}
	q.worker = nil
	for j := range q.waiting {
		if j.stop != nil {
			j.stop()
			j.stop = nil
		}
	}
	q.due = nil
	q.changed.Broadcast()
	cancel := q.cancel
	q.mu.Unlock()
	defer cancel()
	stopped := make(chan struct{})
	go func() {
		q.done.Wait()
		close(stopped)
	}()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		cancel()
		<-stopped
		return ctx.Err()
	}
}

// Idle waits until nothing is due or running.
func (s *Store) Idle(ctx context.Context) error {
	q := &s.queue
	defer context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.worker != nil && (len(q.due) > 0 || q.busy > 0) {
		if err := ctx.Err(); err != nil {
			return err
		}
		q.changed.Wait()
	}
	return nil
}

// run takes due jobs one after another; slow ones get a goroutine of their own.
func (q *queue) run(ctx context.Context, w host.Worker) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for q.worker != nil && len(q.due) == 0 {
			q.changed.Wait()
		}
		if q.worker == nil {
			return
		}
		j := q.due[0]
		q.due = q.due[1:]
		if _, ok := q.waiting[j]; !ok {
			q.changed.Broadcast()
			continue
		}
		q.busy++
		q.mu.Unlock()
		switch {
		case j.alarm():
			q.alarm(ctx, w, j)
		case j.refresh != nil:
			q.refresh(ctx, w, j)
		case j.item.Job != nil:
			q.done.Go(func() { q.work(ctx, w, j) })
		default:
			q.work(ctx, w, j)
		}
		q.mu.Lock()
	}
}

// alarm wakes a session and puts the alarm off if the worker says so.
func (q *queue) alarm(ctx context.Context, w host.Worker, j *job) {
	again, err := w.Alarm(ctx, j.key)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	switch current := q.alarms[j.key] == j; {
	case !current: // the turn it caused, or another, has set the next one
		delete(q.waiting, j)
	case err != nil:
		q.again(j)
	case again.IsZero():
		q.drop(j)
	default:
		j.due, j.tries = again, 0
		q.arm(j)
	}
	q.changed.Broadcast()
}

// work runs a start or a slow job.
func (q *queue) work(ctx context.Context, w host.Worker, j *job) {
	q.mu.Lock()
	try := j.tries + 1
	q.mu.Unlock()
	err := w.Run(ctx, *j.item, try)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	again, ok := errors.AsType[*engine.AgainError](err)
	switch {
	case err == nil:
		delete(q.waiting, j)
	case ok && q.worker != nil:
		j.due = q.clock.Now().Add(again.After)
		q.arm(j)
	default:
		q.again(j)
	}
	q.changed.Broadcast()
}

// again puts a failed job off; q.mu is held. One that was interrupted did not fail: the next start runs it at once.
func (q *queue) again(j *job) {
	if q.worker == nil {
		return
	}
	j.tries++
	j.due = q.clock.Now().Add(time.Duration(j.tries*j.tries) * retryPause)
	q.arm(j)
}
