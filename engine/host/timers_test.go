package host_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// manual makes the bench run on a clock that is moved by hand.
func manual(b *bench) {
	b.clock = host.NewManualClock(begin, func() { b.idle() })
	b.mem = memstore.New(b.clock)
}

func (b *bench) advance(d time.Duration) {
	b.tb.Helper()
	b.idle()
	b.clock.(*host.ManualClock).Advance(d)
}

func TestTimers_ShortAndLongWaitsFireOnTime(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 2s")
	b.say(2, "wait 90m")
	b.advance(time.Second)
	b.wantTexts(1)
	b.advance(time.Second)
	b.wantTexts(1, "woken 2s")
	b.advance(24 * time.Hour)
	b.wantTexts(1, "woken 2s")
	b.wantTexts(2, "woken 1h30m0s")
}

func TestTimers_ProcessTimerNeedsNoQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := prepare(t)
		b.cfg.Queue = nil
		b.start()
		b.say(1, "wait 3s")
		pass(4 * time.Second)
		b.idle()
		equal(t, "messages", len(b.msgr.texts(1)), 1)
	})
}

func TestTimers_ReplacedWaitDoesNotFire(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 5s")
	b.say(2, "wait 5h")
	b.say(1, "wait 8s")
	b.say(2, "wait 9h")
	b.advance(24 * time.Hour)
	b.wantTexts(1, "woken 8s")
	b.wantTexts(2, "woken 9h0m0s")
}

func TestTimers_LateAlarmChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 5s")
	again, err := b.host.Alarm(t.Context(), key(1))
	b.check(err)
	equal(t, "again", again, begin.Add(5*time.Second))
	b.advance(5 * time.Second)
	for range 2 {
		again, err = b.host.Alarm(t.Context(), key(1))
		b.check(err)
		equal(t, "again", again, time.Time{})
	}
	again, err = b.host.Alarm(t.Context(), key(77))
	b.check(err)
	equal(t, "again of a strange session", again, time.Time{})
	b.wantTexts(1, "woken 5s")
	l, err := b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "version", l.Version, 2)
}

func TestTimers_WaitOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 5s")
	b.say(2, "wait 1h")
	b.idle()
	b.crash()
	b.clock.(*host.ManualClock).Advance(10 * time.Minute)
	b.start()
	b.wantTexts(1, "woken 10m0s")
	b.advance(time.Hour)
	b.wantTexts(2, "woken 1h0m0s")
}

func TestTimers_LostAlarmIsFoundBySweep(t *testing.T) {
	t.Parallel()
	b := prepare(t, manual)
	b.cfg.Queue = nil
	b.start()
	b.say(1, "wait 1h")
	b.idle()
	b.clock.(*host.ManualClock).Advance(time.Hour + 30*time.Second)
	b.check(b.host.Sweep(t.Context()))
	b.wantTexts(1) // the queue still has time to come
	b.clock.(*host.ManualClock).Advance(time.Hour)
	b.check(b.host.Sweep(t.Context()))
	b.wantTexts(1, "woken 2h0m30s")
}

func TestTimers_AlarmOfAnUnservedBotIsPutOff(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.idle()
	b.host.Remove(botID)
	b.advance(time.Hour + 2*time.Minute)
	b.wantTexts(1)
	b.check(b.host.Serve(t.Context(), record(1), nil))
	b.advance(4 * time.Minute)
	b.wantTexts(1, "woken 1h5m0s")
}

func TestJobs_ResultComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "job x")
	b.wantTexts(1, `job "x"`)
}

func TestJobs_SignalsReachWhatWaitsInTheOtherSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(7, "await approved")
	b.say(1, "signal refused 7")
	b.say(1, "signal approved 7")
	b.say(1, "signal approved 7") // nothing waits any more
	b.wantTexts(7, "signal approved 7 from 1")
	b.wantTexts(1)
}

func TestJobs_StartsBeginInTheOtherSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "begin 7")
	b.wantTexts(7, "started")
	// The queue may bring a start twice.
	item := host.JobItem{ID: "s1", Key: key(8), Start: &engine.StartFor{Key: key(8), Start: engine.Start{Flow: "main", Block: "act"}}}
	for range 2 {
		b.check(b.host.Run(t.Context(), item, 1))
	}
	b.wantTexts(8, "started")
}
