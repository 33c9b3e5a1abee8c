package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// worker records what it is called for.
type worker struct {
	clock *host.ManualClock
	again func() time.Time
	fail  int

	mu    sync.Mutex
	calls []string
}

func (w *worker) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, fmt.Sprint(what, " ", w.clock.Now().Sub(begin)))
}

func (w *worker) Alarm(_ context.Context, key engine.SessionKey) (time.Time, error) {
	w.note(fmt.Sprint("alarm ", key.UserID))
	if w.again == nil {
		return time.Time{}, nil
	}
	return w.again(), nil
}

func (w *worker) Run(_ context.Context, item host.JobItem, try int) error {
	w.note(fmt.Sprint("run ", item.ID, " ", try))
	if try <= w.fail {
		return errors.New("not now")
	}
	return nil
}

// Refresh tells two users at a time.
func (w *worker) Refresh(_ context.Context, r host.Refresh) (engine.SessionKey, time.Time, error) {
	w.note(fmt.Sprint("refresh ", r.Mark, " ", r.After.UserID))
	if r.After.UserID >= 3 {
		return r.After, time.Time{}, nil
	}
	r.After.UserID += 2
	return r.After, w.clock.Now().Add(time.Minute), nil
}

func (w *worker) Sweep(context.Context) error {
	w.note("sweep")
	return nil
}

type bench struct {
	clock  *host.ManualClock
	store  *memstore.Store
	worker *worker
	next   map[engine.SessionKey]int64
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{next: map[engine.SessionKey]int64{}}
	b.clock = host.NewManualClock(begin, func() {
		if err := b.store.Idle(t.Context()); err != nil {
			t.Error(err)
		}
	})
	b.store, b.worker = memstore.New(b.clock), &worker{clock: b.clock}
	return b
}

func (b *bench) start(t *testing.T) {
	t.Helper()
	if err := b.store.Start(t.Context(), b.worker); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.stop(t) })
}

func (b *bench) stop(t *testing.T) {
	t.Helper()
	if err := b.store.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

// commit stores a member; wakes after the duration, which may be 0 for none.
func (b *bench) commit(t *testing.T, user int64, wake time.Duration, jobs ...host.JobItem) {
	t.Helper()
	k := engine.SessionKey{BotID: 1, ChatID: user, UserID: user}
	m := host.Member{Key: k, BaseVersion: b.next[k], Session: []byte(`{}`), Jobs: jobs}
	if wake > 0 {
		m.WakeAt = b.clock.Now().Add(wake)
	}
	v, err := b.store.Commit(t.Context(), []host.Member{m})
	if err != nil || v[0].State != host.VerdictCommitted {
		t.Fatalf("commit: %v, %v", v, err)
	}
	b.next[k]++
}

func (b *bench) want(t *testing.T, want ...string) {
	t.Helper()
	if err := b.store.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.worker.mu.Lock()
	defer b.worker.mu.Unlock()
	if !slices.Equal(b.worker.calls, want) {
		t.Fatalf("calls are\n%q\nwant\n%q", b.worker.calls, want)
	}
}

func TestQueue_OneAlarmASession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.start(t)
	b.commit(t, 1, time.Hour)
	b.commit(t, 2, time.Hour)
	b.commit(t, 1, 2*time.Hour) // the one that is set comes first, and is put off
	b.commit(t, 2, time.Minute) // replaces the later one
	b.worker.again = func() time.Time { return begin.Add(2 * time.Hour) }
	b.clock.Advance(90 * time.Minute)
	b.worker.again = nil
	b.clock.Advance(24 * time.Hour)
	b.want(t, "sweep 0s", "alarm 2 1m0s", "alarm 1 1h0m0s", "alarm 2 2h0m0s", "alarm 1 2h0m0s")
}

func TestQueue_JobsRunWhenDueUntilTheySucceed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.worker.fail = 2
	b.start(t)
	b.commit(t, 1, 0,
		host.JobItem{ID: "now", Job: &engine.Job{}},
		host.JobItem{ID: "later", Start: &engine.StartFor{At: begin.Add(time.Hour)}},
	)
	b.want(t, "sweep 0s", "run now 1 0s")
	b.clock.Advance(2 * time.Hour)
	b.want(t, "sweep 0s", "run now 1 0s", "run now 2 1s", "run now 3 5s",
		"run later 1 1h0m0s", "run later 2 1h0m1s", "run later 3 1h0m5s")
}

func TestQueue_OutlivesItsHost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.commit(t, 1, time.Minute)
	b.commit(t, 2, time.Hour, host.JobItem{ID: "start", Start: &engine.StartFor{At: begin.Add(time.Second)}})
	b.clock.Advance(10 * time.Minute)
	b.start(t)
	b.want(t, "sweep 10m0s", "run start 1 10m0s", "alarm 1 10m0s")
	b.stop(t)
	b.clock.Advance(2 * time.Hour)
	b.start(t)
	b.want(t, "sweep 10m0s", "run start 1 10m0s", "alarm 1 10m0s", "sweep 2h10m0s", "alarm 2 2h10m0s")
	if err := b.store.Start(t.Context(), b.worker); err == nil {
		t.Fatal("the queue started twice")
	}
}

func TestQueue_RefreshGoesThroughAllOnceAMark(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tell := func(mark string) {
		t.Helper()
		if err := b.store.BeginRefresh(t.Context(), 2, host.RefreshTimed, mark, b.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	tell("") // nothing to be told
	tell("m")
	b.start(t)
	tell("m")
	calls := []string{"sweep 0s", "refresh m 0 0s"}
	b.want(t, calls...)
	b.clock.Advance(10 * time.Minute)
	calls = append(calls, "refresh m 2 1m0s", "refresh m 4 2m0s")
	b.want(t, calls...)
	tell("n")
	calls = append(calls, "refresh n 0 10m0s")
	b.want(t, calls...)
	tell("") // the one before ends
	b.clock.Advance(time.Hour)
	b.want(t, calls...)
	tell("n")
	b.want(t, append(calls, "refresh n 0 1h10m0s")...)
}
