package storage

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
	"riverqueue.com/riverui/uiendpoints"

	"github.com/scenarist/scenarist/engine/host"
)

// River's queues: what wakes sessions never waits behind slow work.
const (
	queueAlarms = "alarms"
	queueJobs   = "jobs"
	queueBulk   = "bulk" // what goes through all sessions of a bot
	queueUpkeep = "upkeep"
	queueBackup = "backup" // it may take long, and nothing waits for it
)

const (
	alarmWorkers = 64 // they wait for commits, which are shared
	bulkWorkers  = 2  // bots at a time
	pollEvery    = 100 * time.Millisecond
	jobTimeout   = 10 * time.Minute // of one run, unless the job has a longer limit of its own
	rescueAfter  = 11 * time.Minute // River wants it to be longer than jobTimeout
	maxTries     = 25
	maxRetryWait = time.Minute
	keepDone     = time.Hour // finished jobs say nothing that the journal does not say
	stopGrace    = 5 * time.Second
	soon         = 2 * time.Minute // jobs that begin by then pass River's scheduler
)

// jobClient is River's client, whatever its database calls a transaction.
type jobClient interface {
	insert(ctx context.Context, t *tx, jobs []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	endpoints() uiendpoints.Bundle
}

type riverClient[TTx any] struct{ *river.Client[TTx] }

func newRiverClient[TTx any](driver riverdriver.Driver[TTx], c *river.Config) (jobClient, error) {
	client, err := river.NewClient(driver, c)
	if err != nil {
		return nil, err
	}
	return riverClient[TTx]{client}, nil
}

// insert adds jobs in the transaction and gives them in their order.
func (c riverClient[TTx]) insert(ctx context.Context, t *tx, jobs []river.InsertManyParams) ([]*rivertype.JobInsertResult, error) {
	in, ok := t.jobs.(TTx)
	if !ok {
		return nil, fmt.Errorf("insert jobs in a transaction of type %T", t.jobs)
	}
	return c.InsertManyTx(ctx, in, jobs)
}

// Queue is the job queue in the database. It calls a worker for alarms, slow work and starts of flows, once each as a
// rule and again after a crash or an error, and keeps the database tidy.
type Queue struct {
	db     *DB
	client jobClient
	worker host.Worker // set by Start, before anything runs

	tellers map[string]Teller           // by channel; set before Start
	also    func(context.Context) error // see AlsoPurge

	stranded stranded
}

func newQueue(db *DB, o Options, log *slog.Logger) (*Queue, error) {
	q := &Queue{db: db, stranded: stranded{log: o.Log, running: map[int64]struct{}{}}}
	workers := river.NewWorkers()
	river.AddWorker(workers, &alarmWorker{q: q})
	river.AddWorker(workers, &jobWorker{q: q})
	river.AddWorker(workers, &startWorker{q: q})
	river.AddWorker(workers, &refreshWorker{q: q})
	river.AddWorker(workers, &incidentWorker{q: q})
	river.AddWorker(workers, &sweepWorker{q: q})
	river.AddWorker(workers, &purgeWorker{q: q})
	config := &river.Config{
		ID:                          db.clientID(),
		Logger:                      log,
		Workers:                     workers,
		MaxAttempts:                 maxTries,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		RetryPolicy:                 retryPolicy{db.now},
		FetchCooldown:               pollEvery / 2,
		FetchPollInterval:           pollEvery,
		CompletedJobRetentionPeriod: keepDone,
		Queues: map[string]river.QueueConfig{
			queueAlarms: {MaxWorkers: alarmWorkers},
			queueJobs:   {MaxWorkers: o.JobWorkers},
			queueBulk:   {MaxWorkers: bulkWorkers, FetchPollInterval: time.Second},
			queueUpkeep: {MaxWorkers: 1, FetchPollInterval: time.Second},
		},
		PeriodicJobs: []*river.PeriodicJob{
			periodic(sweepEvery, queueUpkeep, sweepArgs{}),
			periodic(purgeEvery, queueUpkeep, purgeArgs{}),
		},
		Middleware: []rivertype.Middleware{q.stranded.watch()},
		Test:       byClock(o.JobsNow),
	}
	if o.Backups.Dir != "" && o.URL == "" {
		river.AddWorker(workers, &backupWorker{backups: o.Backups, path: o.Path, now: db.now, log: o.Log})
		config.Queues[queueBackup] = river.QueueConfig{MaxWorkers: 1, FetchPollInterval: time.Second}
		job := periodic(o.Backups.pause(), queueBackup, backupArgs{})
		config.PeriodicJobs = append(config.PeriodicJobs, job)
	}
	client, err := db.backend.client(config)
	if err != nil {
		return nil, fmt.Errorf("make job queue: %w", err)
	}
	q.client = client
	return q, nil
}

// periodic runs upkeep at start and then at every interval. A missed run is not tried again: the next one comes.
func periodic(every time.Duration, queue string, args river.JobArgs) *river.PeriodicJob {
	job := func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{Queue: queue, MaxAttempts: 1}
	}
	return river.NewPeriodicJob(river.PeriodicInterval(every), job, &river.PeriodicJobOpts{RunOnStart: true})
}

// Start begins to call the worker. Jobs get the values of ctx but outlive it: Stop ends them.
func (q *Queue) Start(ctx context.Context, w host.Worker) error {
	q.worker = w
	if q.db.peers == nil {
		if err := q.inherit(ctx); err != nil {
			return fmt.Errorf("take over jobs: %w", err)
		}
	}
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start job queue: %w", err)
	}
	q.stranded.start(ctx, q)
	return nil
}

// Stop waits for the running jobs, and cancels them when ctx is done; those are run again at the next start.
func (q *Queue) Stop(ctx context.Context) error {
	q.stranded.end()
	err := q.client.Stop(ctx)
	if err != nil && ctx.Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		err = q.client.StopAndCancel(ctx)
	}
	if err != nil {
		return fmt.Errorf("stop job queue: %w", err)
	}
	return nil
}

// inherit gives back what a process that died was running, and its leadership. River alone would wait for rescueAfter,
// since it must assume that the other still lives; here the lock of the database says that it does not. Where several processes
// share a database, their seats do it.
func (q *Queue) inherit(ctx context.Context) error {
	return q.db.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := t.gorm.Exec("UPDATE river_job SET state = 'available' WHERE state = 'running'").Error; err != nil {
			return err
		}
		return t.gorm.Exec("DELETE FROM river_leader").Error
	})
}

// retryPolicy doubles the pause from one second up to a minute: a bot's user is waiting.
type retryPolicy struct{ now func() time.Time }

// NextRetry gives the time of the next try.
func (p retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	wait := maxRetryWait
	if n := len(job.Errors); n < 6 {
		wait = time.Second << n
	}
	return p.now().UTC().Add(wait)
}
