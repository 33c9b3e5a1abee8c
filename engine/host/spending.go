package host

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// spending is up to when the rates of people's chats are spent by what other sessions have said there, in whatever process. It is
// empty nearly always, and then costs a look at one number.
type spending struct {
	count atomic.Int64

	mu    sync.Mutex
	until map[chatRef]time.Time
	last  time.Time // of them
	tidy  int       // how many there may be before those that are over are looked for
}

// note remembers that a chat's rate is spent up to a time.
func (s *spending) note(c chatRef, until, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.until == nil {
		s.until = map[chatRef]time.Time{}
	}
	if len(s.until) >= s.tidy {
		for c, at := range s.until {
			if !at.After(now) {
				delete(s.until, c)
			}
		}
		s.tidy = 2*len(s.until) + 16
	}
	s.until[c], s.last = latest(s.until[c], until), latest(s.last, until)
	s.count.Store(int64(len(s.until)))
}

// of gives the time, which may be over; zero if nothing is known.
func (s *spending) of(c chatRef, now time.Time) time.Time {
	if s.count.Load() == 0 {
		return time.Time{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.last.After(now) { // all are over
		clear(s.until)
		s.count.Store(0)
	}
	return s.until[c]
}

// owedBy gives for how long from now on a person's own session spends the rate of her chat, without what of it is still to be sent.
func (h *Host) owedBy(ctx context.Context, c chatRef, unsent int) (time.Duration, error) {
	l, err := h.cfg.Store.Load(ctx, engine.SessionKey{BotID: c.bot, ChatID: c.chat, UserID: c.chat})
	if err != nil || l.Version == 0 {
		return 0, err
	}
	var s struct {
		SendsUntil time.Time `json:"sends_until"`
	}
	if json.Unmarshal(l.Session, &s) != nil {
		return 0, nil //nolint:nilerr // one that cannot be read begins anew with its next turn
	}
	return s.SendsUntil.Sub(h.now()) - time.Duration(unsent)*h.rate(c).Every, nil
}
