package host_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func TestReceive_TurnIsCommittedAndSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "count a")
	b.say(1, "count b")
	b.say(2, "say hello")
	b.wantTexts(1, "a 1", "b 2")
	b.wantTexts(2, "hello")
	l, err := b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "version", l.Version, 2)
	s := b.host.Stats()
	equal(t, "stats", s, host.Stats{
		Healthy: true, Received: 3, Processed: 3, Batches: s.Batches, Sent: 3, Bots: 1, Cached: 2, CacheBytes: s.CacheBytes, Compiled: 1,
	})
	equal(t, "received events kept", len(b.mem.Inbox()), 3)
}

func TestReceive_ReplayedUpdateChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.message(1, "count a")
	for range 3 {
		b.check(b.host.Receive(t.Context(), in))
	}
	b.wantTexts(1, "a 1")
	equal(t, "duplicates", b.host.Stats().Duplicates, 2)

	// A host without memory learns it from the store.
	b.crash()
	b.start()
	b.check(b.host.Receive(t.Context(), in))
	b.say(1, "count b")
	b.wantTexts(1, "a 1", "b 2")
}

func TestReceive_EventKeyMakesEventsUnique(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.message(1, "count a")
	in.UpdateID, in.Raw, in.EventKey = 0, nil, "call-1"
	b.check(b.host.Receive(t.Context(), in))
	b.check(b.host.Receive(t.Context(), in))
	b.wantTexts(1, "a 1")
}

func TestReceive_UnknownBotAndStoppedHost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.message(1, "say x")
	in.Key.BotID = 9
	if err := b.host.Receive(t.Context(), in); !errors.Is(err, host.ErrUnknownBot) {
		t.Fatalf("error is %v", err)
	}
	b.check(b.host.Stop(t.Context()))
	if err := b.host.Receive(t.Context(), b.message(1, "say x")); !errors.Is(err, host.ErrStopped) {
		t.Fatalf("error is %v", err)
	}
	if err := b.host.Start(t.Context()); err == nil {
		t.Fatal("a stopped host started again")
	}
}

func TestReceive_FullHostRefuses(t *testing.T) {
	t.Parallel()
	w := &witness{}
	gate := &gatedStore{enter: make(chan struct{}, 100), open: make(chan struct{})}
	b := setup(t, func(b *bench) {
		b.cfg.Limits = host.Limits{Waiting: 3, WaitingPerBot: 2}
	}, gate.option, seen(w))
	results := make(chan error, 2)
	for i := range int64(2) {
		in := b.message(i+1, "say x")
		go func() { results <- b.host.Receive(t.Context(), in) }()
	}
	<-gate.enter // one is being stored, so both are taken on or about to be
	for waiting := int64(0); waiting < 2; waiting = b.host.Stats().Waiting {
		continue
	}
	if err := b.host.Receive(t.Context(), b.message(3, "say x")); !errors.Is(err, host.ErrFull) {
		t.Fatalf("error is %v", err)
	}
	close(gate.open)
	b.check(<-results)
	b.check(<-results)
	b.say(3, "say y")
	b.wantTexts(3, "y")
	turns, _, _ := w.ends()
	wantList(t, "events", turns, "message full", "message committed", "message committed", "message committed")
}

func TestReceive_ContextEndsTheWaitNotTheTurn(t *testing.T) {
	t.Parallel()
	gate := &gatedStore{enter: make(chan struct{}, 100), open: make(chan struct{})}
	b := setup(t, gate.option)
	ctx, cancel := context.WithCancel(t.Context())
	in := b.message(1, "count a")
	result := make(chan error)
	go func() { result <- b.host.Receive(ctx, in) }()
	<-gate.enter
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Fatalf("error is %v", err)
	}
	close(gate.open)
	b.check(b.host.Receive(t.Context(), in))
	b.wantTexts(1, "a 1")
}

func TestReceive_StrangersInGroupsLeaveNoSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.message(1, "")
	in.Key.ChatID, in.Event.Chat = -5, engine.Chat{ID: -5, Type: "group"}
	in.Event.Kind, in.Event.Message = engine.OtherUpdate, nil
	b.check(b.host.Receive(t.Context(), in))
	l, err := b.mem.Load(t.Context(), in.Key)
	b.check(err)
	equal(t, "version", l.Version, 0)
	handled, err := b.mem.Handled(t.Context(), botID, in.UpdateID)
	b.check(err)
	equal(t, "handled", handled, true)
}

func TestTurns_SharedVariablesAreSeenAtOnce(t *testing.T) {
	t.Parallel()
	for _, committers := range []int{1, 4} {
		b := setup(t, func(b *bench) { b.cfg.Limits.Committers = committers })
		for user := range int64(3) {
			for range 2 {
				b.say(user+1, "add")
			}
		}
		b.wantTexts(1, "sums 1 1", "sums 2 2")
		b.wantTexts(3, "sums 5 1", "sums 6 2")
	}
}

func TestTurns_SmallCacheForgetsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bench) { b.cfg.Limits.CacheBytes = 1 })
	for range 3 {
		b.say(1, "count a")
		b.say(2, "count b")
		b.say(1, "add")
	}
	b.wantTexts(1, "a 1", "sums 1 1", "a 2", "sums 2 2", "a 3", "sums 3 3")
	b.wantTexts(2, "b 1", "b 2", "b 3")
}

func TestTurns_ConflictRunsAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "count a")
	b.idle()
	// Another process takes a turn of the session.
	l, err := b.mem.Load(t.Context(), key(1))
	b.check(err)
	_, err = b.mem.Commit(t.Context(), []host.Member{{Key: key(1), BaseVersion: 1, Session: l.Session, Revision: 1}})
	b.check(err)
	b.say(1, "count b")
	b.wantTexts(1, "a 1", "b 2")
	equal(t, "conflicts", b.host.Stats().Conflicts, 1)
	l, err = b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "version", l.Version, 3)
}

func TestTurns_FailingUpdateBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bench) { b.cfg.Limits.Tries = 3 })
	in := b.message(1, "fail")
	b.check(b.host.Receive(t.Context(), in))
	b.check(b.host.Receive(t.Context(), in))
	b.say(1, "count a")
	b.wantTexts(1, "a 1")
	letters, err := b.mem.DeadLetters(t.Context(), botID, 10)
	b.check(err)
	if len(letters) != 1 || letters[0].UpdateID != in.UpdateID || letters[0].Tries != 3 || string(letters[0].Raw) != string(in.Raw) {
		t.Fatalf("dead letters are %+v", letters)
	}
	if want := "the server could not handle it; its operator may know why: "; !strings.HasPrefix(letters[0].Error, want) {
		t.Errorf("the author is told %q, want %q and the reason", letters[0].Error, want)
	}
	equal(t, "dead", b.host.Stats().Dead, 1)
}

func TestTurns_RefusedMemberBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "sell o1")
	in := b.message(2, "sell o1") // the order exists
	b.check(b.host.Receive(t.Context(), in))
	letters, err := b.mem.DeadLetters(t.Context(), botID, 10)
	b.check(err)
	if len(letters) != 1 || letters[0].Tries != 5 {
		t.Fatalf("dead letters are %+v", letters)
	}
	b.say(2, "count a")
	b.wantTexts(2, "a 1")
}

func TestTurns_BrokenStoreAcknowledgesNothing(t *testing.T) {
	t.Parallel()
	broken := &brokenStore{}
	logs := &logCounter{}
	b := setup(t, broken.option, logs.option)
	b.say(1, "count a")
	b.idle()
	broken.set(true)
	in := b.message(1, "count b")
	for range 3 {
		if err := b.host.Receive(t.Context(), in); !errors.Is(err, errDiskFull) {
			t.Fatalf("error is %v", err)
		}
	}
	equal(t, "healthy", b.host.Stats().Healthy, false)
	broken.set(false)
	b.check(b.host.Receive(t.Context(), in))
	equal(t, "healthy", b.host.Stats().Healthy, true)
	b.wantTexts(1, "a 1", "b 2")
	equal(t, "complaints", logs.count("the store does not work: not acknowledging updates"), 1)
	equal(t, "all clear", logs.count("the store works again: acknowledging updates"), 1)
}

func TestTurns_FilmIsShown(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var blocks []string
	b := setup(t, func(b *bench) {
		b.cfg.Film = func(k engine.SessionKey, r *engine.Result) {
			mu.Lock()
			defer mu.Unlock()
			for _, f := range r.Film {
				blocks = append(blocks, fmt.Sprint(k.UserID, f.Block))
			}
		}
	})
	b.say(1, "say x")
	b.idle()
	mu.Lock()
	defer mu.Unlock()
	equal(t, "film", fmt.Sprint(blocks), "[1any 1act]")
}

func TestNew_NamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := prepare(t)
	for _, f := range []func(*host.Config){
		func(c *host.Config) { c.Store = nil },
		func(c *host.Config) { c.Messenger = nil },
		func(c *host.Config) { c.Registry = nil },
		func(c *host.Config) { c.NewID = nil },
	} {
		cfg := b.cfg
		f(&cfg)
		if _, err := host.New(cfg); err == nil {
			t.Error("a host was made of an incomplete config")
		}
	}
}

func TestTurns_HangingStoreAcknowledgesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, (&hangingStore{}).option)
		if err := b.host.Receive(t.Context(), b.message(1, "count a")); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error is %v", err)
		}
		equal(t, "healthy", b.host.Stats().Healthy, false)
		b.wantTexts(1)
	})
}

func TestTurns_OvertakenLoadIsNotKept(t *testing.T) {
	t.Parallel()
	slow := &slowReader{slow: func(k engine.SessionKey) bool { return k.ChatID == -5 }}
	b := setup(t, slow.option)
	inGroup := func() host.Incoming {
		in := b.message(1, "add")
		in.Key.ChatID, in.Event.Chat = -5, engine.Chat{ID: -5, Type: "group"}
		return in
	}
	first := inGroup()
	result := make(chan error)
	go func() { result <- b.host.Receive(t.Context(), first) }()
	<-slow.read // the group's session has read the user as it was
	b.say(1, "add")
	close(slow.open)
	b.check(<-result)
	b.check(b.host.Receive(t.Context(), inGroup()))
	b.idle()
	got := b.msgr.texts(-5)
	if len(got) != 2 || got[1] != "sums 3 3" {
		t.Fatalf("the group got %q", got)
	}
}
