package custom

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// shared is an executor that is opened when it is needed, and closed when nobody has needed it for a while: revisions hold on to
// it for as long as they like.
type shared struct {
	kind Kind
	id   BlockID
	read func(context.Context) (*Package, error)
	pure bool
	now  func() time.Time

	use  sync.RWMutex // held for reading while it is used
	exec Executor     // nil while it is closed

	mu   sync.Mutex
	used time.Time
}

// ready opens an executor that may be closed, so that a call's own time does not pay for it.
func ready(ctx context.Context, e Executor) error {
	if s, ok := e.(*shared); ok {
		_, release, err := s.acquire(ctx)
		if err != nil {
			return err
		}
		release()
	}
	return nil
}

// Pure reports what was known before it was opened.
func (s *shared) Pure() bool { return s.pure }

// Execute carries a call out.
func (s *shared) Execute(ctx context.Context, env Env, c Call) (Answer, error) {
	exec, release, err := s.acquire(ctx)
	if err != nil {
		return Answer{}, err
	}
	defer release()
	return exec.Execute(ctx, env, c)
}

// acquire gives the open executor, which stays open until it is released.
func (s *shared) acquire(ctx context.Context) (exec Executor, release func(), err error) {
	s.mu.Lock()
	s.used = s.now()
	s.mu.Unlock()
	for {
		s.use.RLock()
		if s.exec != nil {
			return s.exec, s.use.RUnlock, nil
		}
		s.use.RUnlock()
		if err := s.open(ctx); err != nil {
			return nil, nil, err
		}
	}
}

func (s *shared) open(ctx context.Context) error {
	s.use.Lock()
	defer s.use.Unlock()
	if s.exec != nil {
		return nil
	}
	p, err := s.read(ctx)
	if err != nil {
		return err
	}
	exec, err := s.kind.Open(context.WithoutCancel(ctx), p)
	if err != nil {
		return engine.Trouble("block_failed", "the block %s cannot be made ready: %v", s.id, err)
	}
	s.exec = exec
	return nil
}

// Close closes what is open.
func (s *shared) Close(ctx context.Context) error { return s.closeUnused(ctx, time.Time{}) }

// closeUnused closes what was not used since the time; the zero time stands for whatever was used.
func (s *shared) closeUnused(ctx context.Context, since time.Time) error {
	s.use.Lock()
	defer s.use.Unlock()
	s.mu.Lock()
	used := s.used
	s.mu.Unlock()
	if s.exec == nil || !since.IsZero() && !used.Before(since) {
		return nil
	}
	exec := s.exec
	s.exec = nil
	if err := exec.Close(ctx); err != nil {
		return fmt.Errorf("close %s: %w", s.id, err)
	}
	return nil
}
