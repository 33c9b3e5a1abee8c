package storage

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// strandedEvery is how often jobs are looked for whose end could not be noted.
const strandedEvery = time.Minute

// stranded finds jobs that the database has as running in this process and that have ended in it: River tries for some seconds to note
// an end, and a database that is away for longer leaves the job as running until rescueAfter, with somebody waiting for its answer.
type stranded struct {
	log     *slog.Logger
	mu      sync.Mutex
	running map[int64]struct{}
	seen    []int64 // the last time, in order
	stop    context.CancelFunc
	done    chan struct{}
}

// watch is the part of River's client that notes what runs.
func (s *stranded) watch() rivertype.Middleware {
	return river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, do func(context.Context) error) error {
		s.mu.Lock()
		s.running[job.ID] = struct{}{}
		s.mu.Unlock()
		defer func() {
			s.mu.Lock()
			delete(s.running, job.ID)
			s.mu.Unlock()
		}()
		return do(ctx)
	})
}

// start begins to look, until end.
func (s *stranded) start(ctx context.Context, q *Queue) {
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		for pause(ctx, strandedEvery) == nil {
			if err := q.giveBack(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "jobs that have ended without a note of it could not be looked for; trying again", "error", err)
			}
		}
	}()
}

func (s *stranded) end() {
	if s.stop != nil {
		s.stop()
		<-s.done
	}
}

// giveBack has jobs run again that were stranded both now and the last time: an end that is on its way to the database is noted by then.
func (q *Queue) giveBack(ctx context.Context) error {
	var ids []int64
	g := q.db.read.WithContext(ctx).Table("river_job").Where("state = 'running'")
	if id := q.db.clientID(); id != "" {
		g = g.Where("attempted_by[array_upper(attempted_by, 1)] = ?", id)
	}
	if err := g.Order("id").Pluck("id", &ids).Error; err != nil {
		return err
	}
	s := &q.stranded
	s.mu.Lock()
	ids = slices.DeleteFunc(ids, func(id int64) bool { _, runs := s.running[id]; return runs })
	again := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { _, before := slices.BinarySearch(s.seen, id); return !before })
	s.seen = ids
	s.mu.Unlock()
	if len(again) == 0 {
		return nil
	}
	s.log.WarnContext(ctx, "jobs have ended without a note of it in the database; running them again", "jobs", len(again))
	return q.db.inTx(ctx, func(_ context.Context, t *tx) error {
		return t.gorm.Exec("UPDATE river_job SET state = 'available' WHERE state = 'running' AND id IN ?", again).Error
	})
}
