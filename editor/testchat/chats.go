package testchat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Chats are the test chats of a process.
type Chats struct {
	o Options

	opening sync.Mutex // held while a chat is made, so that bounds hold
	mu      sync.Mutex
	open    map[string]*Chat
	over    bool
}

// New makes the place for chats; Stop ends it.
func New(o Options) *Chats {
	o.fill()
	return &Chats{o: o, open: map[string]*Chat{}}
}

// busyFor is how long a chat counts as in use after something was done in it: it does not make room for others then.
const busyFor = time.Minute

// Open makes a chat of the user with the bot's draft. A draft with errors gives a *engine.CheckError, one that is no
// document a *flow.LoadError.
func (s *Chats) Open(ctx context.Context, user, bot, language string) (*Chat, error) {
	s.opening.Lock()
	defer s.opening.Unlock()
	if err := s.makeRoom(ctx, user); err != nil {
		return nil, err
	}
	c := &Chat{id: s.o.NewID(), user: user, bot: bot, lang: language, o: &s.o, used: s.o.Now(), bell: newBell()}
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	c.expire(func() { s.forget(context.WithoutCancel(ctx), c) })
	s.mu.Lock()
	over := s.over
	if !over {
		s.open[c.id] = c
	}
	s.mu.Unlock()
	if over {
		s.forget(ctx, c)
		return nil, fmt.Errorf("open a test chat: %w", context.Canceled)
	}
	return c, nil
}

// makeRoom closes what was unused longest, where bounds are reached: a chat of the user, else anybody's that is not in use.
func (s *Chats) makeRoom(ctx context.Context, user string) error {
	all := s.all()
	own := slices.DeleteFunc(slices.Clone(all), func(c *Chat) bool { return c.user != user })
	switch {
	case len(own) >= s.o.PerUser:
		s.forget(ctx, own[0])
	case len(all) >= s.o.InAll && s.o.Now().Sub(all[0].lastUse()) < busyFor:
		return ErrTooMany
	case len(all) >= s.o.InAll:
		s.forget(ctx, all[0])
	}
	return nil
}

// all gives the chats, the longest unused first.
func (s *Chats) all() []*Chat {
	s.mu.Lock()
	out := make([]*Chat, 0, len(s.open))
	for _, c := range s.open {
		out = append(out, c)
	}
	s.mu.Unlock()
	slices.SortFunc(out, func(a, b *Chat) int { return a.lastUse().Compare(b.lastUse()) })
	return out
}

// Find gives a chat; engine.ErrNotFound if there is none of the id, or not any more.
func (s *Chats) Find(id string) (*Chat, error) {
	s.mu.Lock()
	c := s.open[id]
	s.mu.Unlock()
	if c == nil {
		return nil, fmt.Errorf("find test chat: %w", engine.ErrNotFound)
	}
	c.use()
	return c, nil
}

// Owner gives whose chat it is and of which bot; engine.ErrNotFound if there is none of the id.
func (s *Chats) Owner(_ context.Context, id string) (user, bot string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open[id]
	if c == nil {
		return "", "", fmt.Errorf("find test chat: %w", engine.ErrNotFound)
	}
	return c.user, c.bot, nil
}

// End closes a chat; nothing happens if there is none of the id.
func (s *Chats) End(ctx context.Context, id string) {
	s.mu.Lock()
	c := s.open[id]
	s.mu.Unlock()
	if c != nil {
		s.forget(ctx, c)
	}
}

func (s *Chats) forget(ctx context.Context, c *Chat) {
	s.mu.Lock()
	delete(s.open, c.id)
	s.mu.Unlock()
	if err := c.close(ctx); err != nil {
		s.o.Log.WarnContext(ctx, "a test chat does not end well", "error", err)
	}
}

// Stop closes all chats, and lets no more be made.
func (s *Chats) Stop(ctx context.Context) error {
	s.mu.Lock()
	s.over = true
	open := make([]*Chat, 0, len(s.open))
	for _, c := range s.open {
		open = append(open, c)
	}
	clear(s.open)
	s.mu.Unlock()
	var errs []error
	for _, c := range open {
		errs = append(errs, c.close(ctx))
	}
	return errors.Join(errs...)
}
