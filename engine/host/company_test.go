package host_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// company is a store that others share, as far as what is asked of it without need: commits say which effect of the chat they saw
// unsent.
type company struct {
	host.Store
	loads, sweeps atomic.Int64
	behind        string // what the next commit of an effect sees unsent before it
}

func (c *company) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	c.loads.Add(1)
	return c.Store.Load(ctx, key)
}

func (c *company) Pending(ctx context.Context, botID, after int64, limit int) ([]host.Outgoing, error) {
	c.sweeps.Add(1)
	return c.Store.Pending(ctx, botID, after, limit)
}

func (c *company) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	verdicts, err := c.Store.Commit(ctx, members)
	for i := range members {
		for j := range members[i].Out {
			members[i].Out[j].Behind, c.behind = c.behind, members[i].Out[j].Key
		}
	}
	return verdicts, err
}

func inCompany(t *testing.T) (*bench, *company) {
	t.Helper()
	c := &company{}
	b := prepare(t, func(b *bench) { b.cfg.Cluster = neighbours{of: b} })
	c.Store, b.store, b.cfg.Store = b.mem, c, c
	b.start()
	return b, c
}

// What a session wrote about its own person is known from its commit, and checked by the next.
func TestCompany_WhatAPersonWroteIsNotReadAgain(t *testing.T) {
	t.Parallel()
	b, c := inCompany(t)
	b.say(1, "add")
	b.idle()
	c.loads.Store(0)
	b.say(1, "add")
	b.say(1, "add")
	b.wantTexts(1, "sums 1 1", "sums 2 2", "sums 3 3")
	equal(t, "loads", c.loads.Load(), 0)
}

// That a commit still saw something unsent which has been marked meanwhile is no reason to look through the outbox.
func TestCompany_WhatEndedDuringACommitIsNotLookedFor(t *testing.T) {
	t.Parallel()
	b, c := inCompany(t)
	b.say(1, "say a")
	b.idle()
	c.sweeps.Store(0)
	b.say(1, "say b") // behind a, says the store, and a is sent and marked
	b.wantTexts(1, "a", "b")
	equal(t, "sweeps", c.sweeps.Load(), 0)
	c.behind = "what another process has left"
	b.say(1, "say c")
	b.wantTexts(1, "a", "b", "c")
	if c.sweeps.Load() == 0 {
		t.Error("nobody looked for what is before the message")
	}
}
