package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// ending notes in which order things end while a host stops.
type ending struct {
	host.Store
	mem *memstore.Store

	mu   sync.Mutex
	said []string
}

func (e *ending) option(b *bench) {
	b.mem = memstore.New(b.clock)
	e.Store, e.mem, b.store = b.mem, b.mem, e
	b.msgr.do = func(_ context.Context, e2 *engine.Effect, _ host.References) (host.Receipt, error) {
		e.say("send %s", e2.Content.Text)
		return host.Receipt{}, nil
	}
}

func (e *ending) say(format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.said = append(e.said, fmt.Sprintf(format, args...))
}

func (e *ending) all() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.said)
}

func (e *ending) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	for i := range members {
		if members[i].Session != nil {
			e.say("turn")
		}
		for range members[i].Marks {
			e.say("mark")
		}
	}
	return e.Store.Commit(ctx, members)
}

// Start and Stop are those of the queue.
func (e *ending) Start(ctx context.Context, w host.Worker) error { return e.mem.Start(ctx, w) }

func (e *ending) Stop(ctx context.Context) error {
	defer e.say("queue stopped")
	e.say("queue stops")
	return e.mem.Stop(ctx)
}

// A host that stops refuses what comes, lets the job under way end, gives its result a turn, sends what the turn says, and
// stores the mark of the send: nothing is left for the next start.
func TestStop_EndsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := &ending{}
		finish := make(chan struct{})
		b := prepare(t, e.option, withJob(func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
			<-finish
			e.say("job ends")
			return json.RawMessage(`1`), nil
		}))
		b.cfg.Queue = e
		b.start()
		go func() { b.say(1, "job x") }()
		synctest.Wait()
		stopped := make(chan error, 1)
		go func() { stopped <- b.host.Stop(t.Context()) }()
		synctest.Wait()
		if err := b.host.Receive(t.Context(), b.message(2, "say late")); !errors.Is(err, host.ErrStopped) {
			t.Errorf("a stopping host answers %v", err)
		}
		close(finish)
		b.check(<-stopped)
		want := []string{"turn", "queue stops", "job ends", "turn", "queue stopped", "send job 1", "mark"}
		got := e.all() // the queue may hear that its job is done only after the send
		if !slices.Equal(sorted(got), sorted(want)) || !inOrder(got, "queue stops", "job ends", "turn", "send job 1", "mark") ||
			!inOrder(got, "job ends", "turn", "queue stopped") {
			t.Errorf("it went %q, want %q", got, want)
		}
		equal(t, "what was sent", fmt.Sprint(b.msgr.texts(1)), "[job 1]")
	})
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// inOrder reports whether the words stand in that order, others between them.
func inOrder(all []string, words ...string) bool {
	for _, w := range words {
		i := slices.Index(all, w)
		if i < 0 {
			return false
		}
		all = all[i+1:]
	}
	return true
}

// stoppedQueue says when it is stopped.
type stoppedQueue struct {
	host.Queue
	stops chan struct{}
}

func (q *stoppedQueue) Stop(ctx context.Context) error {
	q.stops <- struct{}{}
	return q.Queue.Stop(ctx)
}

// Turns that were taken before the stop are run to their end, and what they say is sent, whatever their number.
func TestStop_FinishesWhatWasTaken(t *testing.T) {
	t.Parallel()
	gate := &gatedStore{enter: make(chan struct{}, 100), open: make(chan struct{})}
	b := prepare(t, gate.option)
	queue := &stoppedQueue{b.mem, make(chan struct{}, 1)}
	b.cfg.Queue = queue
	b.start()
	const people = 50
	results := make(chan error, people)
	for i := range int64(people) {
		in := b.message(i+1, "say x")
		go func() { results <- b.host.Receive(t.Context(), in) }()
	}
	for b.host.Stats().Waiting < people {
		<-time.After(time.Millisecond)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- b.host.Stop(t.Context()) }()
	<-queue.stops // all are taken and none is committed
	close(gate.open)
	b.check(<-stopped)
	for range people {
		b.check(<-results)
	}
	for i := range int64(people) {
		equal(t, "what was sent", fmt.Sprint(b.msgr.texts(i+1)), "[x]")
	}
	left, err := b.mem.Pending(t.Context(), botID, 0, 1)
	b.check(err)
	equal(t, "effects left for the next start", len(left), 0)
}

// What waits for a time stays in the store, and a bot that writes without an end holds a stop for a few seconds only.
func TestStop_DoesNotWaitForEverything(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) {
			b.cfg.Limits.Senders = 1
			b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
				if e.Content.Text == "again" {
					return host.Receipt{}, &host.SendError{Retry: true, After: time.Hour, Code: "server", Message: "later"}
				}
				<-time.After(time.Second)
				return host.Receipt{}, nil
			}
		})
		b.say(1, "say again")
		b.idle()
		began := time.Now()
		b.check(b.host.Stop(t.Context()))
		if took := time.Since(began); took != 0 {
			t.Errorf("it waited %v for what is to be sent in an hour", took)
		}
		b.start() // which tries it once more
		for i := range int64(20) {
			b.say(i+2, "say slow")
		}
		began = time.Now()
		b.check(b.host.Stop(t.Context()))
		if took := time.Since(began); took < 5*time.Second || took > 7*time.Second {
			t.Errorf("it took %v with twenty seconds' work of sends", took)
		}
		sent := len(b.msgr.effects())
		left, err := b.mem.Pending(t.Context(), botID, 0, 100)
		b.check(err)
		if sent < 5 || sent+len(left) != 21 {
			t.Errorf("%d were sent and %d are kept of 21", sent, len(left))
		}
	})
}
