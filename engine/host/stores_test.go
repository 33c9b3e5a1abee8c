package host_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

var errDiskFull = errors.New("the disk is full")

// brokenStore refuses commits while it is broken.
type brokenStore struct {
	host.Store
	mu     sync.Mutex
	broken bool
}

func (s *brokenStore) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
}

func (s *brokenStore) set(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

func (s *brokenStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	s.mu.Lock()
	broken := s.broken
	s.mu.Unlock()
	if broken {
		return nil, errDiskFull
	}
	return s.Store.Commit(ctx, members)
}

// gatedStore holds commits until it is opened.
type gatedStore struct {
	host.Store
	enter chan struct{}
	open  chan struct{}
}

func (s *gatedStore) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
}

func (s *gatedStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	s.enter <- struct{}{}
	<-s.open
	return s.Store.Commit(ctx, members)
}

// logCounter counts log messages.
type logCounter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *logCounter) option(b *bench) { b.cfg.Log = slog.New(c) }

func (c *logCounter) count(message string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[message]
}

func (c *logCounter) Enabled(context.Context, slog.Level) bool { return true }

func (c *logCounter) Handle(_ context.Context, r slog.Record) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[r.Message]++
	return nil
}

func (c *logCounter) WithAttrs([]slog.Attr) slog.Handler { return c }
func (c *logCounter) WithGroup(string) slog.Handler      { return c }

// hangingStore never ends a commit by itself.
type hangingStore struct{ host.Store }

func (s *hangingStore) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
}

func (s *hangingStore) Commit(ctx context.Context, _ []host.Member) ([]host.Verdict, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
