package host_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/trigger"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// crowd is how many people a schedule has to reach.
const crowd = 1000

// timed makes the bench know the triggers that start by themselves, on a clock that is moved by hand.
func timed(b *bench) {
	manual(b)
	if err := b.cfg.Registry.Add(trigger.Types()...); err != nil {
		b.tb.Fatal(err)
	}
}

// scheduled is a bot that says "started" to everybody by a trigger; none if the config is empty.
func scheduled(config string) []byte {
	blocks, edges := "", ""
	if config != "" {
		blocks = `,{"id":"clock","type":"trigger.schedule","config":` + config + `},{"id":"news","type":"test.act","exits":{"next":"end"}}`
		edges = `,{"from":"clock","exit":"next","to":"news"}`
	}
	return []byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"any","type":"test.any"},{"id":"act","type":"test.act","exits":{"next":"end"}}` + blocks + `],
		"edges":[{"from":"any","exit":"next","to":"act"}` + edges + `]}]}`)
}

// meet lets everybody come, and says nothing to them.
func (b *bench) meet() {
	b.tb.Helper()
	for user := range int64(crowd) {
		b.say(user+1, "late hello")
	}
	b.idle()
	b.msgr.mu.Lock()
	b.msgr.done = nil
	b.msgr.mu.Unlock()
}

// until moves the clock to a time of the first day.
func (b *bench) until(hours, minutes int) {
	b.tb.Helper()
	day := begin.Truncate(24 * time.Hour)
	b.advance(day.Add(time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute).Sub(b.clock.Now()))
}

// wantStarted checks that everybody got the news that often.
func (b *bench) wantStarted(times int) {
	b.tb.Helper()
	b.idle()
	got := map[int64]int{}
	for _, e := range b.msgr.effects() {
		if e.Content != nil && e.Content.Text == "started" {
			got[e.ChatID]++
		}
	}
	for user := range int64(crowd) {
		if got[user+1] != times {
			b.tb.Fatalf("user %d got the news %d times, want %d", user+1, got[user+1], times)
		}
	}
}

// begun is a bench whose first revision is the document.
func begun(t *testing.T, doc []byte) *bench {
	t.Helper()
	b := prepare(t, timed)
	b.mem = memstore.New(b.clock) // without the bench's own first revision
	b.store = b.mem
	b.cfg.Store, b.cfg.Queue = b.mem, b.mem
	b.publish(doc)
	return b
}

func TestSchedule_ReachesEverybodyOnceADay(t *testing.T) {
	t.Parallel()
	b := begun(t, scheduled(`{"at":["18:00"],"spread":"5m"}`))
	b.start()
	b.meet()
	b.until(17, 59)
	b.wantStarted(0)
	b.until(18, 6)
	b.wantStarted(1)
	b.until(24+18, 6)
	b.wantStarted(2)
}

func TestSchedule_OutlivesTheProcess(t *testing.T) {
	t.Parallel()
	b := begun(t, scheduled(`{"at":["18:00"],"spread":"5m"}`))
	b.start()
	b.meet()
	b.until(18, 2) // some have it
	b.crash()
	b.clock.(*host.ManualClock).Advance(20 * time.Minute)
	b.start()
	b.idle()
	b.wantStarted(1)
	b.until(24+17, 0)
	b.crash()
	b.clock.(*host.ManualClock).Advance(3 * time.Hour) // too late for it
	b.start()
	b.idle()
	b.until(2*24+18, 6)
	b.wantStarted(2)
}

func TestSchedule_PublishReachesIdleSessions(t *testing.T) {
	t.Parallel()
	b := begun(t, scheduled(""))
	b.start()
	b.meet()
	publish := func(doc []byte) {
		t.Helper()
		b.check(b.host.Serve(t.Context(), record(b.publish(doc)), nil))
		b.idle()
	}
	publish(scheduled(`{"at":["18:00"]}`))
	equal(t, "revision", b.pinned(crowd), 2)
	b.until(18, 0)
	b.wantStarted(1)

	_, version := b.session(crowd)
	publish(append(scheduled(`{"at":["18:00"],"who":"true"}`), ' ')) // the times are the same: nobody has to be told
	_, after := b.session(crowd)
	equal(t, "version", after, version)

	publish(scheduled(`{"at":["20:00"]}`))
	b.until(20, 0)
	b.wantStarted(2)
	publish(scheduled(""))
	b.until(5*24, 0)
	b.wantStarted(2)
}

// pagedStore stops at a page of sessions, until it is let go.
type pagedStore struct {
	*memstore.Store
	pages, stopAt atomic.Int64
	stopped       chan struct{}
}

func (s *pagedStore) PrivateSessions(ctx context.Context, botID, after int64, limit int) ([]int64, error) {
	if s.pages.Add(1) == s.stopAt.Load() {
		close(s.stopped)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Store.PrivateSessions(ctx, botID, after, limit)
}

func TestSchedule_PublishGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	b := begun(t, scheduled(""))
	s := &pagedStore{Store: b.mem, stopped: make(chan struct{})}
	s.stopAt.Store(2)
	b.cfg.Store = s
	b.start()
	b.meet()
	b.check(b.host.Serve(t.Context(), record(b.publish(scheduled(`{"at":["18:00"]}`))), nil))
	<-s.stopped
	b.crash()
	told := 0
	for user := range int64(crowd) {
		if got, _ := b.session(user + 1); len(got.Appointments) > 0 {
			told++
		}
	}
	if told == 0 || told == crowd {
		t.Fatalf("%d of %d heard of the publish before the crash", told, crowd)
	}
	b.revision = 2
	b.start()
	b.idle()
	b.until(18, 0)
	b.wantStarted(1)
	equal(t, "pages", s.pages.Load(), 4) // none from the beginning
}

func TestRefresh_MakesWayForMessages(t *testing.T) {
	t.Parallel()
	b := begun(t, scheduled(""))
	gate := &gatedStore{Store: b.mem, enter: make(chan struct{}, 1000), open: make(chan struct{}, 1000)}
	for range 1000 {
		gate.open <- struct{}{}
	}
	b.cfg.Store = gate
	b.start()
	for user := range int64(100) {
		b.say(user+1, "late hello")
	}
	b.idle()
	for len(gate.open) > 0 {
		<-gate.open
	}
	// Messages of a hundred people wait for a store that is slow.
	received := make(chan error, 100)
	for user := range int64(100) {
		in := b.message(user+1, "say hello")
		go func() { received <- b.host.Receive(context.WithoutCancel(t.Context()), in) }()
	}
	for b.host.Stats().Waiting < 100 {
		runtime.Gosched()
	}
	after, again, err := b.host.Refresh(t.Context(), host.Refresh{BotID: botID, Kind: host.RefreshTimed})
	b.check(err)
	if after.UserID != 0 || !again.After(b.clock.Now()) {
		t.Errorf("it went on to %+v and comes again at %v", after, again)
	}
	for range 900 {
		gate.open <- struct{}{}
	}
	for range 100 {
		b.check(<-received)
	}
	after, again, err = b.host.Refresh(t.Context(), host.Refresh{BotID: botID, Kind: host.RefreshTimed})
	b.check(err)
	equal(t, "after", after.UserID, 100)
	equal(t, "again", again, time.Time{})
	for user := range int64(100) {
		b.wantTexts(user+1, "say hello"[4:])
	}
}

func TestRefresh_EndsWhereItIsNotWanted(t *testing.T) {
	t.Parallel()
	b := begun(t, scheduled(""))
	b.start()
	b.say(1, "late hello")
	after, again, err := b.host.Refresh(t.Context(), host.Refresh{BotID: botID, Kind: host.RefreshTimed, Mark: "overtaken", After: key(7)})
	b.check(err)
	equal(t, "overtaken", fmt.Sprint(after.UserID, again.IsZero()), "7 true")
	after, again, err = b.host.Refresh(t.Context(), host.Refresh{BotID: botID + 1, After: key(7)})
	b.check(err)
	equal(t, "not served", fmt.Sprint(after.UserID, again.After(b.clock.Now())), "7 true")
	// A session that was deleted meanwhile is not made anew.
	_, version := b.session(1)
	b.check(b.host.Serve(t.Context(), record(b.publish(scheduled(`{"at":["18:00"]}`))), nil))
	b.idle()
	_, told := b.session(1)
	equal(t, "version", told, version+1)
}
