package simulator

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// aheadStore is a world's view of a database that it shares with others. The database has the machine's clock, by which
// its queue wakes sessions; the world has its own, which may be ahead. The workspace that all bots of the database share
// is not the world's: it has one of its own, which is kept among the bot's variables.
type aheadStore struct {
	host.Store

	bot   int64
	clock *liveClock
	// skipping keeps commits from reckoning with a lead that changes before they are stored.
	skipping sync.RWMutex
}

// Commit stores the members, with the times at which the queue has to do something by its own clock.
func (s *aheadStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	s.skipping.RLock()
	defer s.skipping.RUnlock()
	lead := s.clock.lead()
	members = slices.Clone(members)
	for i := range members {
		m := &members[i]
		m.WakeAt = earlier(m.WakeAt, lead)
		m.Writes = slices.Clone(m.Writes)
		for j := range m.Writes {
			if x := &m.Writes[j]; x.Scope == engine.ScopeWorkspace {
				x.Scope, x.Name = engine.ScopeBot, ownWorkspace+x.Name
			}
		}
		m.Jobs = slices.Clone(m.Jobs)
		for j := range m.Jobs {
			if start := m.Jobs[j].Start; start != nil {
				by := *start
				by.At = earlier(by.At, lead)
				m.Jobs[j].Start = &by
			}
		}
	}
	return s.Store.Commit(ctx, members)
}

// ownWorkspace begins the names of the world's workspace variables among those of its bot; no name has such a sign.
const ownWorkspace = "workspace:"

// Shared gives the variables of the bot and of the world's own workspace.
func (s *aheadStore) Shared(ctx context.Context, botID int64) (bot, workspace engine.Values, err error) {
	all, _, err := s.Store.Shared(ctx, botID)
	if err != nil {
		return nil, nil, err
	}
	bot, workspace = engine.Values{}, engine.Values{}
	for name, value := range all {
		if own, ok := strings.CutPrefix(name, ownWorkspace); ok {
			workspace[own] = value
			continue
		}
		bot[name] = value
	}
	return bot, workspace, nil
}

// Pending gives what the world's own bot has to send.
func (s *aheadStore) Pending(ctx context.Context, _, after int64, limit int) ([]host.Outgoing, error) {
	return s.Store.Pending(ctx, s.bot, after, limit)
}

// earlier leaves the zero time alone, which is no time.
func earlier(t time.Time, d time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(-d)
}
