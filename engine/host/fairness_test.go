package host_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// slowLoads holds loads until it is opened.
type slowLoads struct {
	host.Store
	open chan struct{}
}

func (s *slowLoads) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	<-s.open
	return s.Store.Load(ctx, key)
}

func TestMailroom_BotsTakeTurns(t *testing.T) {
	t.Parallel()
	slow := &slowLoads{open: make(chan struct{})}
	var mu sync.Mutex
	var order []int64
	b := setup(t, func(b *bench) {
		b.mem = memstore.New(b.clock)
		slow.Store, b.store = b.mem, slow
		b.cfg.Limits = host.Limits{Workers: 1, Batch: 1}
		b.cfg.Film = func(k engine.SessionKey, _ *engine.Result) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, k.BotID)
		}
	})
	other := record(1)
	other.ID = botID + 1
	b.check(b.host.Serve(t.Context(), other, compiled(t, document("act"), 1)))
	var wg sync.WaitGroup
	bring := func(in host.Incoming, waiting int64) {
		wg.Go(func() {
			if err := b.host.Receive(t.Context(), in); err != nil {
				t.Errorf("receive: %v", err)
			}
		})
		for b.host.Stats().Waiting < waiting {
			runtime.Gosched()
		}
	}
	for i := range int64(50) {
		bring(b.message(i+1, "say x"), i+1)
	}
	in := b.message(1, "say y")
	in.Key.BotID++
	bring(in, 51)
	close(slow.open)
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	if at := slices.Index(order, botID+1); at < 0 || at > 3 {
		t.Fatalf("the quiet bot's turn was number %d of %d", at+1, len(order))
	}
}

func TestMailroom_OneSessionRunsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var wg sync.WaitGroup
	ins := make([]host.Incoming, 200)
	for i := range ins {
		ins[i] = b.message(1, "count x")
	}
	for _, in := range ins {
		wg.Go(func() {
			if err := b.host.Receive(t.Context(), in); err != nil {
				t.Errorf("receive: %v", err)
			}
		})
	}
	wg.Wait()
	b.idle()
	texts := b.msgr.texts(1)
	equal(t, "messages", len(texts), len(ins))
	equal(t, "last", texts[len(texts)-1], "x 200")
	equal(t, "conflicts", b.host.Stats().Conflicts, 0)
}

// heldCommits holds commits until it is opened, and notes whose members each group has.
type heldCommits struct {
	host.Store
	open chan struct{}

	mu     sync.Mutex
	groups [][]int64
}

func (s *heldCommits) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	<-s.open
	s.mu.Lock()
	var bots []int64
	for i := range members {
		bots = append(bots, members[i].Key.BotID)
	}
	s.groups = append(s.groups, bots)
	s.mu.Unlock()
	return s.Store.Commit(ctx, members)
}

func TestCommitter_BotsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		held := &heldCommits{open: make(chan struct{})}
		b := setup(t, func(b *bench) {
			b.mem = memstore.New(b.clock)
			held.Store, b.store = b.mem, held
			b.cfg.Limits = host.Limits{Batch: 4}
		})
		other := record(1)
		other.ID = botID + 1
		b.check(b.host.Serve(t.Context(), other, compiled(t, document("act"), 1)))
		var wg sync.WaitGroup
		bring := func(in host.Incoming) {
			wg.Go(func() {
				if err := b.host.Receive(t.Context(), in); err != nil {
					t.Errorf("receive: %v", err)
				}
			})
		}
		for i := range int64(100) {
			bring(b.message(i+1, "say x"))
		}
		synctest.Wait()
		in := b.message(1, "say y")
		in.Key.BotID++
		bring(in)
		synctest.Wait()
		close(held.open)
		wg.Wait()
		held.mu.Lock()
		defer held.mu.Unlock()
		at := slices.IndexFunc(held.groups, func(bots []int64) bool { return slices.Contains(bots, botID+1) })
		if at != 1 { // the first was on its way before
			t.Fatalf("the quiet bot's turn is in group %d of %d: %v", at+1, len(held.groups), held.groups)
		}
	})
}
