package storage

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

const (
	sweepEvery = time.Minute
	purgeEvery = time.Hour
)

// sweepArgs is the job that lets the worker find what was lost.
type sweepArgs struct{}

// Kind is the job's name.
func (sweepArgs) Kind() string { return "sweep" }

type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]
	q *Queue
}

// Work sweeps once.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	return w.q.worker.Sweep(ctx)
}

// purgeArgs is the job that deletes what is too old.
type purgeArgs struct{}

// Kind is the job's name.
func (purgeArgs) Kind() string { return "purge" }

type purgeWorker struct {
	river.WorkerDefaults[purgeArgs]
	q *Queue
}

// Work purges once.
func (w *purgeWorker) Work(ctx context.Context, _ *river.Job[purgeArgs]) error {
	if err := w.q.db.Purge(ctx); err != nil || w.q.also == nil {
		return err
	}
	return w.q.also(ctx)
}

// AlsoPurge has f called with every hourly purge, by one process for all. It is set before Start.
func (q *Queue) AlsoPurge(f func(context.Context) error) { q.also = f }
