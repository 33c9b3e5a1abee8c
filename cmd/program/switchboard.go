package program

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/storage"
)

// switchboard brings what the database's one queue has for a bot to the host that serves it: each conversation of the
// try page has a host of its own, all other bots share one.
type switchboard struct {
	db *storage.DB

	mu    sync.Mutex
	lines map[int64]*line
	main  host.Worker // of all other bots; nil if there is none
}

var _ host.Worker = (*switchboard)(nil)

// lostPause is how long the alarm of a bot that nobody serves is put off.
const lostPause = 5 * time.Minute

// elsewherePause is how long that of a conversation of the try page is put off which another process has.
const elsewherePause = time.Second

func newSwitchboard(db *storage.DB) *switchboard {
	return &switchboard{db: db, lines: map[int64]*line{}}
}

// Start begins to call the worker that all bots without a line belong to, and the lines; nil if there is no such worker.
func (s *switchboard) Start(ctx context.Context, main host.Worker) error {
	s.main = main
	return s.db.Queue().Start(ctx, s)
}

// Stop ends the calls.
func (s *switchboard) Stop(ctx context.Context) error { return s.db.Queue().Stop(ctx) }

// line makes the part of the queue that is a bot's own.
func (s *switchboard) line(bot int64) *line { return &line{board: s, bot: bot} }

// find gives who is to be called for a bot, nil for nobody; done is to be called afterwards.
func (s *switchboard) find(bot int64) (w host.Worker, done func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lines[bot]
	switch {
	case l == nil:
		return s.main, func() {}
	case l.worker == nil:
		return closedLine{}, func() {}
	}
	l.calls.Add(1)
	return l.worker, l.calls.Done
}

// forget makes a bot one without a line.
func (s *switchboard) forget(bot int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lines, bot)
}

// elsewhere reports whether a bot is a conversation of the try page that another process has.
func (s *switchboard) elsewhere(bot int64) bool {
	c, ok := s.db.Cluster()
	if bot >= 0 || !ok || c.Alone() {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines[bot] == nil
}

// Alarm wakes a session.
func (s *switchboard) Alarm(ctx context.Context, key engine.SessionKey) (again time.Time, err error) {
	if s.elsewhere(key.BotID) {
		return time.Now().Add(elsewherePause), nil
	}
	w, done := s.find(key.BotID)
	defer done()
	if w == nil {
		return time.Now().Add(lostPause), nil
	}
	return w.Alarm(ctx, key)
}

// Run runs a job.
func (s *switchboard) Run(ctx context.Context, item host.JobItem, try int) error {
	if s.elsewhere(item.Key.BotID) {
		return &engine.AgainError{After: elsewherePause}
	}
	w, done := s.find(item.Key.BotID)
	defer done()
	if w == nil {
		return fmt.Errorf("run job of bot %d: %w", item.Key.BotID, host.ErrUnknownBot)
	}
	return w.Run(ctx, item, try)
}

// Refresh tells sessions of a publish.
func (s *switchboard) Refresh(ctx context.Context, r host.Refresh) (after engine.SessionKey, again time.Time, err error) {
	w, done := s.find(r.BotID)
	defer done()
	if w == nil {
		return r.After, time.Now().Add(lostPause), nil
	}
	return w.Refresh(ctx, r)
}

// overdueBy and overdueAtOnce bound what is looked for of the lines: sessions whose alarm was lost.
const (
	overdueBy     = time.Minute
	overdueAtOnce = 1000
)

// Sweep looks after what was left, everywhere. One that fails does not keep the others from it.
func (s *switchboard) Sweep(ctx context.Context) error {
	var errs []error
	if s.main != nil {
		errs = append(errs, s.main.Sweep(ctx))
	}
	for _, bot := range s.bots() {
		w, done := s.find(bot)
		if w != nil && w != s.main {
			errs = append(errs, w.Sweep(ctx))
		}
		done()
	}
	keys, err := s.db.Overdue(ctx, time.Now().Add(-overdueBy), overdueAtOnce)
	errs = append(errs, err)
	for _, key := range keys {
		w, done := s.find(key.BotID)
		if w != nil && w != s.main {
			_, err := w.Alarm(ctx, key)
			errs = append(errs, err)
		}
		done()
	}
	return errors.Join(errs...)
}

func (s *switchboard) bots() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]int64, 0, len(s.lines))
	for bot := range s.lines {
		out = append(out, bot)
	}
	return out
}

// line is one bot's part of the queue.
type line struct {
	board *switchboard
	bot   int64

	worker host.Worker
	calls  sync.WaitGroup
}

var _ simulator.Queue = (*line)(nil)

// Start lets the worker be called for the bot.
func (l *line) Start(_ context.Context, w host.Worker) error {
	l.board.mu.Lock()
	defer l.board.mu.Unlock()
	l.worker = w
	l.board.lines[l.bot] = l
	return nil
}

// Stop lets it be called no more, and waits for the calls under way. What the queue has for it meanwhile it is to try again
// soon: it may be the next start that does.
func (l *line) Stop(ctx context.Context) error {
	l.board.mu.Lock()
	l.worker = nil
	l.board.mu.Unlock()
	over := make(chan struct{})
	go func() {
		defer close(over)
		l.calls.Wait()
	}()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Agenda gives what of the bot waits.
func (l *line) Agenda(ctx context.Context) ([]simulator.Appointment, error) {
	list, err := l.board.db.Agenda(ctx, l.bot)
	if err != nil {
		return nil, err
	}
	out := make([]simulator.Appointment, len(list))
	for i, a := range list {
		out[i] = simulator.Appointment(a)
	}
	return out, nil
}

// Skip lets time go by for the bot.
func (l *line) Skip(ctx context.Context, d time.Duration) error {
	return l.board.db.SkipTime(ctx, l.bot, d)
}

// drawer keeps a conversation's Telegram in the database.
type drawer struct {
	db  *storage.DB
	bot int64
}

var _ simulator.Keeper = (*drawer)(nil)

// Keep replaces the state and adds files.
func (d *drawer) Keep(ctx context.Context, state []byte, files map[string][]byte) error {
	return d.db.KeepTrial(ctx, d.bot, state, files)
}

// File gives a file back.
func (d *drawer) File(ctx context.Context, name string) ([]byte, error) {
	return d.db.TrialFile(ctx, d.bot, name)
}

// closedLine is whose worker was stopped. The error is the one that the queue keeps to itself.
type closedLine struct{}

func (closedLine) Alarm(context.Context, engine.SessionKey) (time.Time, error) {
	return time.Time{}, context.Canceled
}
func (closedLine) Run(context.Context, host.JobItem, int) error { return context.Canceled }
func (closedLine) Refresh(_ context.Context, r host.Refresh) (engine.SessionKey, time.Time, error) {
	return r.After, time.Time{}, context.Canceled
}
func (closedLine) Sweep(context.Context) error { return nil }
