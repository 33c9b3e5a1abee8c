package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Host runs the sessions of many bots: it takes events, runs their turns, commits them and performs their effects. The
// package comment has the protocol. All methods are safe for concurrent use.
type Host struct {
	cfg       Config
	log       *slog.Logger
	busy      *activity
	bots      *bots
	revisions *revisions
	cache     *cache
	recent    *recent
	notices   *notices
	mail      *mailroom
	committer *committer
	journal   *journal
	sender    *sender
	alarms    *alarms
	tasks     *tasks
	callers   callers
	jobs      *places // slow work
	answers   *places // to pressed buttons
	backlog   backlog // of jobs
	quotas    *quotas
	health    *health
	stats     stats
	sends     sendsLook
	spending  spending
	watch     watch

	serving     sync.Mutex  // held while the set of bots changes, or the outbox is read
	running     atomic.Bool // between Start and the end of Stop
	state       sync.Mutex  // held by Start and Stop
	begun       bool
	cancel      context.CancelFunc
	unwatch     func() // of the cluster; nil if there is none
	workers     sync.WaitGroup
	senders     sync.WaitGroup
	commits     sync.WaitGroup
	dispatchers sync.WaitGroup
}

// New makes a host; it does nothing until Start.
func New(cfg Config) (*Host, error) {
	if err := cfg.ready(); err != nil {
		return nil, err
	}
	l := cfg.Limits
	busy := &activity{}
	h := &Host{
		cfg: cfg, log: cfg.Log, busy: busy, bots: &bots{set: map[int64]*bot{}},
		cache:  newCache(cfg.Store, cfg.Cluster, l, cfg.Log),
		recent: newRecent(), notices: newNotices(l.NoticeEvery), mail: newMailroom(l, busy), committer: newCommitter(l),
		sender: newSender(cfg.Clock, cfg.Rates, l, busy), tasks: newTasks(busy),
		health: &health{log: cfg.Log}, watch: watch{to: cfg.Watch, clock: cfg.Clock, tries: l.JobTries}, sends: newSendsLook(),
		jobs: newPlaces(l.Jobs), answers: newPlaces(answersAtOnce), quotas: newQuotas(),
	}
	if c := cfg.Cluster; c != nil {
		h.sender.mine, h.sender.alone, h.sender.reserve, h.sender.paused = c.Seated, c.Alone, h.reserve, h.tellPause
	}
	h.sender.quota = h.sendsFrom
	h.journal = newJournal(busy, h.committer.mark)
	h.revisions = newRevisions(h.now, &h.cfg, l.Revisions)
	h.alarms = newAlarms(cfg.Clock, l.ShortTimer, h.ring)
	return h, nil
}

// now is the host's time: UTC, cut to what a store keeps.
func (h *Host) now() time.Time { return h.cfg.Clock.Now().UTC().Truncate(time.Microsecond) }

// Start queues what the served bots still have to send, and begins to take events. The end of ctx does not stop the
// host; Stop does. A host is started once.
func (h *Host) Start(ctx context.Context) error {
	h.state.Lock()
	defer h.state.Unlock()
	if h.begun {
		return errors.New("start host: it was started before")
	}
	h.begun = true
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h.cancel = cancel
	if err := h.begin(ctx, run); err != nil {
		return errors.Join(fmt.Errorf("start host: %w", err), h.stop(ctx))
	}
	return nil
}

func (h *Host) begin(ctx, run context.Context) error {
	h.running.Store(true)
	h.dispatchers.Go(func() { h.tasks.dispatch(run) })
	for range h.cfg.Limits.Committers {
		h.commits.Go(func() { h.commit(run) })
	}
	if h.cfg.Cluster != nil {
		h.unwatch = h.cfg.Cluster.Watch(h.hear)
	}
	if err := h.recoverAll(ctx); err != nil {
		return err
	}
	if err := h.loadUsage(ctx); err != nil { // before anything is sent
		return err
	}
	for range h.cfg.Limits.Senders {
		h.senders.Go(func() { h.dispatch(run) })
	}
	for range h.cfg.Limits.Workers {
		h.workers.Go(func() { h.work(run) })
	}
	if store, ok := h.cfg.Store.(UsageStore); ok {
		h.meterLoop(store, 1)
	}
	if store, ok := h.cfg.Store.(FiguresStore); ok && h.cfg.Figures {
		h.foldLoop(store, -1)
	}
	h.mail.open()
	if h.cfg.Queue != nil {
		return h.cfg.Queue.Start(run, h)
	}
	return nil
}

func (h *Host) recoverAll(ctx context.Context) error {
	h.serving.Lock()
	defer h.serving.Unlock()
	return h.adoptPending(ctx, 0)
}

// Stop takes no events any more, and ends what is going on: first the queue and the jobs it runs, whose results still
// get their turns, then the turns with the sends that are due, and the marks. What waits for a time to be sent stays in
// the store, and so does what a few seconds are not enough for. Whoever brings events should have stopped before. When ctx
// ends first, everything is interrupted, as a crash would, and its error is returned. See Stopping in the package's comment.
func (h *Host) Stop(ctx context.Context) error {
	h.state.Lock()
	defer h.state.Unlock()
	if !h.running.Load() {
		return nil
	}
	return h.stop(ctx)
}

func (h *Host) stop(ctx context.Context) error {
	defer h.cancel()
	defer context.AfterFunc(ctx, h.cancel)()
	h.mail.refuse()
	var err error
	if h.cfg.Queue != nil {
		err = h.cfg.Queue.Stop(ctx)
	}
	h.drain(ctx)
	h.sender.close()
	h.senders.Wait()
	h.alarms.close()
	h.mail.close()
	h.workers.Wait()
	h.running.Store(false)
	if h.unwatch != nil {
		h.unwatch()
	}
	h.tasks.close()
	h.dispatchers.Wait()
	h.committer.close()
	h.commits.Wait()
	if e := h.saveUsage(ctx); e != nil && ctx.Err() == nil {
		h.log.WarnContext(ctx, "what bots have used could not be written", "error", e)
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// drainTime is how long Stop waits at most for what is due to be sent: a large campaign would hold it for hours.
const drainTime = 5 * time.Second

// drain waits until all turns are done and all is sent that is due.
func (h *Host) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	_, _ = h.busy.wait(ctx) // the time is up: what is left is in the store
}

// Idle waits until nothing is queued, running, being committed or being sent, jobs included. Sends that wait for a time
// are not waited for.
func (h *Host) Idle(ctx context.Context) error {
	queue, _ := h.cfg.Queue.(idler)
	for last, first := uint64(0), true; ; first = false {
		if queue != nil {
			if err := queue.Idle(ctx); err != nil {
				return err
			}
		}
		begun, err := h.busy.wait(ctx)
		if err != nil {
			return err
		}
		if !first && begun == last {
			return nil
		}
		last = begun
	}
}

// idler is a queue that can say when nothing is due.
type idler interface {
	Idle(ctx context.Context) error
}
