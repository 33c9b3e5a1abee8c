package storage

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// jobArgs is slow work of a turn, and its result goes back to the session.
type jobArgs struct {
	ID  string            `json:"id"`
	Key engine.SessionKey `json:"key"`
	Job engine.Job        `json:"job"`
}

// Kind is the job's name.
func (jobArgs) Kind() string { return "job" }

// startArgs begins a flow in a session, or brings it a signal.
type startArgs struct {
	ID     string            `json:"id"`
	Key    engine.SessionKey `json:"key"` // as the host gave it
	For    engine.SessionKey `json:"for"`
	Start  engine.Start      `json:"start"`
	Signal *engine.Signal    `json:"signal,omitempty"`
	At     time.Time         `json:"at,omitzero"`
}

// Kind is the job's name.
func (startArgs) Kind() string { return "start" }

// jobParams makes the job of an item. What cannot be encoded is the member's fault.
func jobParams(item host.JobItem, now time.Time) (river.InsertManyParams, error) {
	p := river.InsertManyParams{InsertOpts: &river.InsertOpts{Queue: queueJobs, Priority: 1 + item.Behind}} // River has 1 to 4
	var at time.Time
	switch {
	case item.Job != nil:
		p.Args = jobArgs{item.ID, item.Key, *item.Job}
		if item.Job.Delay > 0 {
			at = now.Add(item.Job.Delay)
		}
	case item.Start != nil:
		p.Args = startArgs{item.ID, item.Key, item.Start.Key, item.Start.Start, item.Start.Signal, item.Start.At}
		at = item.Start.At
	default:
		return p, badMember("job %q has no work", item.ID)
	}
	if at.After(now) {
		p.InsertOpts.ScheduledAt = at
	}
	data, err := json.Marshal(p.Args)
	if err != nil {
		return p, badMember("encode job %q: %w", item.ID, err)
	}
	p.Args = encodedArgs{p.Args.Kind(), plainJSON(data)}
	return p, nil
}

// encodedArgs are arguments of a job as they are stored. PostgreSQL gives back the same JSON, but not the same bytes.
type encodedArgs struct {
	kind string
	data string
}

// Kind is the job's name.
func (a encodedArgs) Kind() string { return a.kind }

// MarshalJSON gives what was encoded.
func (a encodedArgs) MarshalJSON() ([]byte, error) { return []byte(a.data), nil }

// unservedPause is how long the job of a bot that is not served waits, without counting as tried.
const unservedPause = 5 * time.Minute

// putOff is the result of a run for River: a bot that is not served now may be later, and a job that is to be run again is
// put off, which River counts as no attempt.
func putOff(err error) error {
	if again, ok := errors.AsType[*engine.AgainError](err); ok {
		return river.JobSnooze(max(0, again.After))
	}
	if errors.Is(err, host.ErrUnknownBot) {
		return river.JobSnooze(unservedPause)
	}
	return err
}

// jobWorker runs slow work.
type jobWorker struct {
	river.WorkerDefaults[jobArgs]
	q *Queue
}

// Timeout is longer than the job's own limit, which the host keeps.
func (*jobWorker) Timeout(job *river.Job[jobArgs]) time.Duration {
	return max(jobTimeout, job.Args.Job.Timeout+time.Minute)
}

// Work runs the job.
func (w *jobWorker) Work(ctx context.Context, job *river.Job[jobArgs]) error {
	a := job.Args
	return putOff(w.q.worker.Run(ctx, host.JobItem{ID: a.ID, Key: a.Key, Job: &a.Job}, job.Attempt))
}

// startWorker begins flows.
type startWorker struct {
	river.WorkerDefaults[startArgs]
	q *Queue
}

// Work begins the flow.
func (w *startWorker) Work(ctx context.Context, job *river.Job[startArgs]) error {
	a := job.Args
	start := &engine.StartFor{Key: a.For, Start: a.Start, Signal: a.Signal, At: a.At}
	return putOff(w.q.worker.Run(ctx, host.JobItem{ID: a.ID, Key: a.Key, Start: start}, job.Attempt))
}
