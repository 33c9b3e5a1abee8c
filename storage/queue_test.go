package storage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// worker is a host.Worker out of functions; what is nil does nothing.
type worker struct {
	alarm func(context.Context, engine.SessionKey) (time.Time, error)
	run   func(context.Context, host.JobItem, int) error
	sweep func(context.Context) error
	fresh func(context.Context, host.Refresh) (engine.SessionKey, time.Time, error)
}

func (w worker) Alarm(ctx context.Context, k engine.SessionKey) (time.Time, error) {
	if w.alarm == nil {
		return time.Time{}, nil
	}
	return w.alarm(ctx, k)
}

func (w worker) Run(ctx context.Context, item host.JobItem, try int) error {
	if w.run == nil {
		return nil
	}
	return w.run(ctx, item, try)
}

func (w worker) Refresh(ctx context.Context, r host.Refresh) (engine.SessionKey, time.Time, error) {
	if w.fresh == nil {
		return r.After, time.Time{}, nil
	}
	return w.fresh(ctx, r)
}

func (w worker) Sweep(ctx context.Context) error {
	if w.sweep == nil {
		return nil
	}
	return w.sweep(ctx)
}

// receive waits for a value, for as long as a loaded machine may need.
func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func wantCount(t *testing.T, n func(context.Context, string) (int, error), table string, want int) {
	t.Helper()
	got, err := n(t.Context(), table)
	if err != nil || got != want {
		t.Fatalf("%s has %d rows, %v; want %d", table, got, err, want)
	}
}

// alarms gives the sessions that are woken.
func alarms(again func(n int) time.Time) (worker, <-chan engine.SessionKey) {
	woken := make(chan engine.SessionKey, 100)
	var n atomic.Int64
	return worker{alarm: func(_ context.Context, k engine.SessionKey) (time.Time, error) {
		woken <- k
		return again(int(n.Add(1))), nil
	}}, woken
}

func never(int) time.Time { return time.Time{} }

func TestAlarm_WakesTheSessionOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		w, woken := alarms(never)
		start(t, db, w)
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: time.Now(), WakeGen: 1})
		if k := receive(t, woken); k != key(1) {
			t.Fatalf("woke %v", k)
		}
		check(t, db.Queue().Stop(t.Context())) // waits for the alarm to settle
		wantCount(t, db.Count, "alarms", 0)
		if len(woken) > 0 {
			t.Fatal("woken twice")
		}
	})
}

func TestAlarm_IsPutOffUntilItIsTime(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		begin := time.Now()
		later := begin.Add(time.Second)
		w, woken := alarms(func(n int) time.Time {
			if n == 1 {
				return later
			}
			return time.Time{}
		})
		start(t, db, w)
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: begin, WakeGen: 1})
		receive(t, woken)
		receive(t, woken)
		if now := time.Now(); now.Before(later) {
			t.Fatalf("woken again %v too early", later.Sub(now))
		}
		check(t, db.Queue().Stop(t.Context()))
		wantCount(t, db.Count, "river_job WHERE kind = 'alarm'", 1)
		wantCount(t, db.Count, "alarms", 0)
	})
}

func TestAlarm_LaterTimeNeedsNoOtherJob(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		at := time.Now().Add(time.Hour)
		for version := range int64(10) {
			commit(t, db, host.Member{
				Key: key(1), BaseVersion: version, Session: []byte(`{}`), WakeAt: at.Add(time.Duration(version) * time.Minute), WakeGen: version,
			})
		}
		commit(t, db, host.Member{Key: key(1), BaseVersion: 10, Session: []byte(`{}`), WakeGen: 11})
		commit(t, db, host.Member{Key: key(1), BaseVersion: 11, Session: []byte(`{}`), WakeAt: at, WakeGen: 12})
		wantCount(t, db.Count, "river_job", 1)
		wantCount(t, db.Count, "alarms", 1)
	})
}

func TestAlarm_EarlierTimeReplacesTheJob(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		w, woken := alarms(never)
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: time.Now().Add(2 * time.Second), WakeGen: 1})
		commit(t, db, host.Member{Key: key(1), BaseVersion: 1, Session: []byte(`{}`), WakeAt: time.Now(), WakeGen: 2})
		wantCount(t, db.Count, "river_job", 2)
		start(t, db, w)
		receive(t, woken)
		// The other job comes due and finds that it is out of date; the one of another session tells when.
		commit(t, db, host.Member{Key: key(2), Session: []byte(`{}`), WakeAt: time.Now().Add(3 * time.Second), WakeGen: 1})
		if k := receive(t, woken); k != key(2) {
			t.Fatalf("woke %v", k)
		}
		wantCount(t, db.Count, "river_job WHERE kind = 'alarm' AND state = 'scheduled'", 0)
	})
}

// The turn of an alarm may set the next time while its own alarm is still the live one.
func TestAlarm_TurnOfTheAlarmSetsTheNext(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		woken := make(chan int64, 10)
		var version atomic.Int64
		start(t, db, worker{alarm: func(ctx context.Context, k engine.SessionKey) (time.Time, error) {
			v := version.Add(1)
			woken <- v
			if v < 4 {
				_, err := db.Commit(ctx, []host.Member{{
					Key: k, BaseVersion: v, Session: []byte(`{}`), WakeAt: time.Now(), WakeGen: v + 1,
				}})
				return time.Time{}, err
			}
			return time.Time{}, nil
		}})
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: time.Now(), WakeGen: 1})
		for range 4 {
			receive(t, woken)
		}
		check(t, db.Queue().Stop(t.Context()))
		wantCount(t, db.Count, "alarms", 0)
		wantCount(t, db.Count, "river_job WHERE kind = 'alarm' AND state <> 'completed'", 0)
	})
}

// A clock that runs behind makes the commit believe that the alarm that is firing is still to come.
func TestAlarm_TurnThatReliedOnTheFiringAlarmIsNotLost(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		o.Now = func() time.Time { return time.Now().Add(-time.Minute) }
		db := open(t, o)
		woken := make(chan int64, 10)
		var version atomic.Int64
		start(t, db, worker{alarm: func(ctx context.Context, k engine.SessionKey) (time.Time, error) {
			v := version.Add(1)
			woken <- v
			if v == 1 {
				_, err := db.Commit(ctx, []host.Member{{Key: k, BaseVersion: 1, Session: []byte(`{}`), WakeAt: time.Now(), WakeGen: 2}})
				return time.Time{}, err
			}
			return time.Time{}, nil
		}})
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: time.Now().Add(-10 * time.Second), WakeGen: 1})
		receive(t, woken)
		check(t, db.Queue().Stop(t.Context()))
		wantCount(t, db.Count, "river_job WHERE kind = 'alarm' AND state IN ('available', 'scheduled')", 1)
		wantCount(t, db.Count, "alarms", 1)
	})
}

func TestAlarm_ErrorIsTriedAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		tries := make(chan int64, 10)
		var n atomic.Int64
		start(t, db, worker{alarm: func(context.Context, engine.SessionKey) (time.Time, error) {
			tries <- n.Add(1)
			if n.Load() == 1 {
				return time.Time{}, errors.New("the database is locked")
			}
			return time.Time{}, nil
		}})
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: time.Now(), WakeGen: 1})
		receive(t, tries)
		receive(t, tries)
	})
}

func TestOverdue_FindsSessionsWithALostAlarm(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		now := time.Now()
		for i, at := range []time.Time{now.Add(-time.Hour), now.Add(-2 * time.Hour), now.Add(time.Hour), now.Add(-time.Hour)} {
			commit(t, db, host.Member{Key: key(int64(i)), Session: []byte(`{}`), WakeAt: at, WakeGen: 1})
		}
		commit(t, db, host.Member{Key: key(3), BaseVersion: 1, Session: []byte(`{}`), WakeGen: 2}) // waits for nothing any more
		check(t, db.Exec(t.Context(), "DELETE FROM river_job"))
		got, err := db.Overdue(t.Context(), now, 10)
		if want := []engine.SessionKey{key(1), key(0)}; err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("overdue are %v, %v; want %v", got, err, want)
		}
		got, err = db.Overdue(t.Context(), now, 1)
		if want := []engine.SessionKey{key(1)}; err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("overdue are %v, %v; want %v", got, err, want)
		}
	})
}

// The alarm of a bot that is not served is put off beyond its time; the session is overdue all the same, and a turn that
// sets a new time does not rely on it.
func TestAlarm_PutOffBeyondItsTimeStaysOverdue(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		w, woken := alarms(func(int) time.Time { return time.Now().Add(time.Hour) })
		start(t, db, w)
		at := time.Now()
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), WakeAt: at, WakeGen: 1})
		receive(t, woken)
		check(t, db.Queue().Stop(t.Context()))
		got, err := db.Overdue(t.Context(), at.Add(time.Second), 10)
		if want := []engine.SessionKey{key(1)}; err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("overdue are %v, %v; want %v", got, err, want)
		}
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Paused: true}))
		got, err = db.Overdue(t.Context(), at.Add(time.Second), 10)
		if err != nil || len(got) != 0 {
			t.Fatalf("overdue of a paused bot are %v, %v", got, err)
		}
		commit(t, db, host.Member{Key: key(1), BaseVersion: 1, Session: []byte(`{}`), WakeAt: at.Add(time.Minute), WakeGen: 2})
		wantCount(t, db.Count, "river_job WHERE kind = 'alarm' AND state = 'scheduled'", 2)
	})
}

type ran struct {
	item host.JobItem
	try  int
}

func TestJob_RunsWholeAndAgainAfterAnError(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs := make(chan ran, 10)
		start(t, db, worker{run: func(_ context.Context, item host.JobItem, try int) error {
			runs <- ran{item, try}
			if try == 1 {
				return errors.New("not now")
			}
			return nil
		}})
		item := host.JobItem{ID: "7.1", Key: key(1), Job: &engine.Job{
			Key: "idem", Kind: "http", Gen: 3, Flow: "f", Block: "b", Payload: []byte(`{"url":"x"}`), Timeout: time.Hour, Delay: time.Millisecond,
		}}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
		for try := 1; try <= 2; try++ {
			got := receive(t, runs)
			var payload bytes.Buffer // the databases write JSON each in its way
			check(t, json.Compact(&payload, got.item.Job.Payload))
			got.item.Job.Payload = payload.Bytes()
			if want := (ran{item, try}); !reflect.DeepEqual(got, want) {
				t.Fatalf("ran %+v, want %+v", got, want)
			}
		}
	})
}

func TestJob_RunsAgainWhenItSaysWithoutCountingATry(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs := make(chan ran, 10)
		var n atomic.Int64
		start(t, db, worker{run: func(_ context.Context, item host.JobItem, try int) error {
			runs <- ran{item, try}
			if n.Add(1) < 3 {
				return fmt.Errorf("run: %w", &engine.AgainError{After: time.Millisecond, Err: errors.New("not there yet")})
			}
			return nil
		}})
		item := host.JobItem{ID: "7.1", Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{}`), Detached: true}}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
		for range 3 {
			if got, want := receive(t, runs), (ran{item, 1}); !reflect.DeepEqual(got, want) {
				t.Fatalf("ran %+v, want %+v", got, want)
			}
		}
		check(t, db.Queue().Stop(t.Context()))
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'completed'", 1)
	})
}

func TestJob_ThatBeginsSoonDoesNotWaitForTheScheduler(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs := make(chan time.Time, 10)
		begin := time.Now()
		for id, delay := range map[string]time.Duration{"soon": time.Second, "late": time.Hour} {
			item := host.JobItem{ID: id, Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{}`), Delay: delay}}
			commit(t, db, host.Member{Key: key(1), Jobs: []host.JobItem{item}})
		}
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'available'", 1)
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'scheduled'", 1)
		start(t, db, worker{run: func(context.Context, host.JobItem, int) error {
			runs <- time.Now()
			return nil
		}})
		if took := receive(t, runs).Sub(begin); took < time.Second {
			t.Fatalf("ran after %v", took)
		}
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'scheduled'", 1)
	})
}

func TestJob_OfAQuietBotGoesBeforeThoseOfAFlood(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		flood := host.Member{Key: key(1)}
		for n := range 300 { // three times what runs at once
			flood.Jobs = append(flood.Jobs, host.JobItem{ID: fmt.Sprint("f", n), Key: key(1), Job: &engine.Job{Kind: "x"}, Behind: 1 + n%3})
		}
		quiet := key(2)
		commit(t, db, flood)
		commit(t, db, host.Member{Key: quiet, Jobs: []host.JobItem{{ID: "q", Key: quiet, Job: &engine.Job{Kind: "x"}}}})
		first, over := make(chan struct{}), make(chan struct{})
		start(t, db, worker{run: func(ctx context.Context, item host.JobItem, _ int) error {
			if item.Key == quiet {
				close(first)
			}
			select {
			case <-over:
			case <-ctx.Done():
			}
			return nil
		}})
		receive(t, first) // although nothing of what began before it has ended
		close(over)
	})
}

func TestJob_StartsAFlowInAnotherSession(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs := make(chan ran, 10)
		start(t, db, worker{run: func(_ context.Context, item host.JobItem, try int) error {
			runs <- ran{item, try}
			return nil
		}})
		at := time.Now().UTC().Truncate(time.Microsecond)
		item := host.JobItem{ID: "7.1", Key: key(2), Start: &engine.StartFor{
			Key: key(2), Start: engine.Start{Flow: "f", Args: map[string]any{"n": 1.5}}, At: at,
		}}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
		if got, want := receive(t, runs), (ran{item, 1}); !reflect.DeepEqual(got, want) {
			t.Fatalf("ran %+v, want %+v", got, want)
		}
	})
}

func TestJob_BringsASignalToAnotherSession(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs := make(chan ran, 10)
		start(t, db, worker{run: func(_ context.Context, item host.JobItem, try int) error {
			runs <- ran{item, try}
			return nil
		}})
		value := 2.5
		item := host.JobItem{ID: "7.1", Key: key(2), Start: &engine.StartFor{
			Key: key(2), Signal: &engine.Signal{Name: "approved", Value: &value, Data: map[string]any{"n": 1.5}, From: 1},
		}}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
		if got, want := receive(t, runs), (ran{item, 1}); !reflect.DeepEqual(got, want) {
			t.Fatalf("ran %+v, want %+v", got, want)
		}
	})
}

func TestJob_OfALoserIsNotInserted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		jobs := []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Kind: "http"}}}
		verdicts, err := db.Commit(t.Context(), []host.Member{
			{Key: key(1), BaseVersion: 4, Session: []byte(`{}`), Jobs: jobs, WakeAt: time.Now(), WakeGen: 1},
			{Key: key(2), Session: []byte(`{}`), Jobs: []host.JobItem{{ID: "nothing to do"}}},
			{Key: key(3), Session: []byte(`{}`), Jobs: jobs},
		})
		check(t, err)
		states := []host.VerdictState{verdicts[0].State, verdicts[1].State, verdicts[2].State}
		if want := []host.VerdictState{host.VerdictConflict, host.VerdictRejected, host.VerdictCommitted}; !reflect.DeepEqual(states, want) {
			t.Fatalf("verdicts are %v", verdicts)
		}
		wantCount(t, db.Count, "river_job", 1)
		wantCount(t, db.Count, "alarms", 0)
	})
}

func TestQueue_SweepsAtStart(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		swept := make(chan struct{}, 10)
		start(t, db, worker{sweep: func(context.Context) error {
			swept <- struct{}{}
			return nil
		}})
		receive(t, swept)
	})
}

func TestQueue_StopWaitsForRunningJobs(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		running, release := make(chan struct{}), make(chan struct{})
		var ended atomic.Bool
		start(t, db, worker{run: func(context.Context, host.JobItem, int) error {
			close(running)
			<-release
			ended.Store(true)
			return nil
		}})
		commit(t, db, host.Member{Key: key(1), Jobs: []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Kind: "http"}}}})
		receive(t, running)
		time.AfterFunc(50*time.Millisecond, func() { close(release) })
		check(t, db.Queue().Stop(t.Context()))
		if !ended.Load() {
			t.Fatal("stopped before the job ended")
		}
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'completed'", 1)
	})
}

func TestQueue_StopCancelsWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		running := make(chan struct{})
		check(t, db.Queue().Start(t.Context(), worker{run: func(ctx context.Context, _ host.JobItem, _ int) error {
			close(running)
			<-ctx.Done()
			return ctx.Err()
		}}))
		commit(t, db, host.Member{Key: key(1), Jobs: []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Kind: "http"}}}})
		receive(t, running)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		check(t, db.Queue().Stop(ctx))
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state IN ('available', 'retryable')", 1)
	})
}

func TestRefresh_TellsAllOnceAMark(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		const other = bot + 1
		type call struct {
			mark  string
			since time.Time
			after int64
		}
		told := make(chan call, 100)
		failed := false
		w := worker{fresh: func(_ context.Context, r host.Refresh) (engine.SessionKey, time.Time, error) {
			told <- call{r.Mark, r.Since, r.After.UserID}
			at := func(user int64) engine.SessionKey {
				return engine.SessionKey{BotID: other, ChatID: user, UserID: user}
			}
			switch after := r.After.UserID; {
			case after == 2 && !failed:
				failed = true
				return at(3), time.Time{}, errors.New("not now") // what was done is done
			case after < 4:
				return at(after + 2), time.Now(), nil
			default:
				return r.After, time.Time{}, nil
			}
		}}
		at := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
		begin := func(mark string) {
			t.Helper()
			check(t, db.BeginRefresh(t.Context(), other, host.RefreshTimed, mark, at))
		}
		begin("") // nothing to be told
		begin("m")
		begin("m")
		wantCount(t, db.Count, "river_job", 1)
		start(t, db, w)
		for _, after := range []int64{0, 2, 3, 5} {
			if got, want := receive(t, told), (call{"m", at, after}); got != want {
				t.Fatalf("told %+v, want %+v", got, want)
			}
		}
		begin("n") // at the same moment: it is another one all the same
		if got, want := receive(t, told), (call{"n", at.Add(time.Microsecond), 0}); got != want {
			t.Fatalf("told %+v, want %+v", got, want)
		}
		check(t, db.Queue().Stop(t.Context()))
		begin("")
		wantCount(t, db.Count, "refreshes WHERE mark = ''", 1)
	})
}

func TestRefresh_OvertakenOneEnds(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.BeginRefresh(t.Context(), bot, host.RefreshTimed, "m", time.Now()))
		check(t, db.BeginRefresh(t.Context(), bot, host.RefreshTimed, "n", time.Now()))
		wantCount(t, db.Count, "river_job", 2)
		told := make(chan string, 100)
		start(t, db, worker{fresh: func(_ context.Context, r host.Refresh) (engine.SessionKey, time.Time, error) {
			told <- r.Mark
			return r.After, time.Time{}, nil
		}})
		if mark := receive(t, told); mark != "n" {
			t.Fatalf("told %q", mark)
		}
		check(t, db.Queue().Stop(t.Context()))
		if len(told) > 0 {
			t.Fatalf("told %q as well", <-told)
		}
	})
}

// Both kinds of refresh go on beside each other, and each begins before all sessions that it is for.
func TestRefresh_KindsKeepApart(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.BeginRefresh(t.Context(), bot, host.RefreshTimed, "m", time.Now()))
		check(t, db.BeginRefresh(t.Context(), bot, host.RefreshMoved, "m", time.Now()))
		wantCount(t, db.Count, "refreshes", 2)
		group := engine.SessionKey{BotID: bot, ChatID: -500, UserID: 9}
		told := make(chan host.Refresh, 100)
		start(t, db, worker{fresh: func(_ context.Context, r host.Refresh) (engine.SessionKey, time.Time, error) {
			r.Since = time.Time{}
			told <- r
			if r.Kind == host.RefreshMoved && r.After != group {
				return group, time.Now(), nil
			}
			return r.After, time.Time{}, nil
		}})
		got := map[host.Refresh]int{}
		for range 3 {
			got[receive(t, told)]++
		}
		for _, want := range []host.Refresh{
			{BotID: bot, Kind: host.RefreshTimed, Mark: "m", After: engine.SessionKey{BotID: bot}},
			{BotID: bot, Kind: host.RefreshMoved, Mark: "m", After: engine.SessionKey{BotID: bot, ChatID: math.MinInt64}},
			{BotID: bot, Kind: host.RefreshMoved, Mark: "m", After: group},
		} {
			if got[want] != 1 {
				t.Errorf("told %d times %+v", got[want], want)
			}
		}
		check(t, db.Queue().Stop(t.Context()))
	})
}
