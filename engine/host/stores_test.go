package host_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/scenarist/scenarist/engine"
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

// slowReader holds what it has read until it is let go.
type slowReader struct {
	host.Store
	slow func(engine.SessionKey) bool // which loads; nil for none
	page bool                         // whether pages of the outbox
	read chan struct{}
	open chan struct{}
}

func (s *slowReader) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
	s.read, s.open = make(chan struct{}, 100), make(chan struct{})
}

func (s *slowReader) hold() {
	s.read <- struct{}{}
	<-s.open
}

func (s *slowReader) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	l, err := s.Store.Load(ctx, key)
	if s.slow != nil && s.slow(key) {
		s.hold()
	}
	return l, err
}

func (s *slowReader) Pending(ctx context.Context, botID, after int64, limit int) ([]host.Outgoing, error) {
	out, err := s.Store.Pending(ctx, botID, after, limit)
	if s.page && len(out) > 0 {
		s.hold()
	}
	return out, err
}

// lyingStore says that a commit failed which did not, as happens when a connection is lost.
type lyingStore struct {
	host.Store
	mu   sync.Mutex
	lies func([]host.Member) bool
}

func (s *lyingStore) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
}

func (s *lyingStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	v, err := s.Store.Commit(ctx, members)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lies != nil && s.lies(members) {
		s.lies = nil
		return nil, errDiskFull
	}
	return v, err
}
