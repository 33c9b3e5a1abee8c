package host_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// busyStore counts loads, and how many members the commits had; while shut, commits wait.
type busyStore struct {
	host.Store
	loads  atomic.Int64
	begun  chan int      // members of a commit
	finish chan struct{} // a commit goes on
}

func (s *busyStore) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	s.loads.Add(1)
	return s.Store.Load(ctx, key)
}

func (s *busyStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	if s.begun != nil {
		s.begun <- len(members)
		<-s.finish
	}
	return s.Store.Commit(ctx, members)
}

func busy(b *bench, committers int) *busyStore {
	s := &busyStore{}
	b.cfg.Limits.Committers = committers
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
	return s
}

func TestCommitters_ChangedVariablesStayInMemory(t *testing.T) {
	t.Parallel()
	var s *busyStore
	b := setup(t, func(b *bench) { s = busy(b, 4) })
	for range 5 {
		b.say(1, "add")
	}
	b.wantTexts(1, "sums 1 1", "sums 2 2", "sums 3 3", "sums 4 4", "sums 5 5")
	equal(t, "loads", s.loads.Load(), 1)
}

// A second group goes beside the first when there are many for it, and not before.
func TestCommitters_OneGroupUntilThereIsACrowd(t *testing.T) {
	t.Parallel()
	var s *busyStore
	b := setup(t, func(b *bench) {
		s = busy(b, 4)
		s.begun, s.finish = make(chan int), make(chan struct{})
		b.cfg.Limits.Workers = 1
	})
	var all sync.WaitGroup
	say := func(user int64) {
		in := b.message(user, "say hello")
		all.Go(func() {
			if err := b.host.Receive(t.Context(), in); err != nil {
				t.Error(err)
			}
		})
	}
	say(1)
	equal(t, "members of the first group", <-s.begun, 1)
	for user := range int64(host.Crowd) {
		say(2 + user)
	}
	equal(t, "members of the group beside it", <-s.begun, host.Crowd)
	close(s.finish)
	marks := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range s.begun {
			marks = max(marks, n)
		}
	}()
	all.Wait()
	b.idle()
	close(s.begun)
	<-done
	equal(t, "members of a group of marks", marks, 1)
}

// While groups take long, marks do not wait for one: what was sent and is not marked would come twice after a crash.
func TestCommitters_MarksDoNotWaitForSlowGroups(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s *busyStore
		b := setup(t, func(b *bench) {
			s = busy(b, 4)
			s.begun, s.finish = make(chan int), make(chan struct{})
		})
		send := make(chan struct{})
		b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
			<-send
			return host.Receipt{MessageIDs: []int64{1}}, nil
		}
		var all sync.WaitGroup
		say := func(user int64) {
			in := b.message(user, "say hello")
			all.Go(func() { b.check(b.host.Receive(t.Context(), in)) })
			equal(t, "members of a group", <-s.begun, 1)
		}
		say(1)
		pass(time.Second) // a slow group
		s.finish <- struct{}{}
		say(2)
		close(send) // the mark of the first message, while the group is being stored
		synctest.Wait()
		select {
		case n := <-s.begun:
			equal(t, "members of the group of marks", n, 1)
		default:
			t.Error("the mark waits for the group")
		}
		go func() {
			for range s.begun { // what is left
			}
		}()
		close(s.finish)
		all.Wait()
		b.idle()
		close(s.begun)
	})
}
