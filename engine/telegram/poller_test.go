package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/telegram"
)

func TestPoller_DeliversInOrderAndConfirms(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		for id := int64(1000); id < 1250; id++ {
			b.api.add(id, 7)
		}
		b.start(t)
		synctest.Wait()
		b.api.add(1250, 8)
		advance(time.Minute)
		b.poller.Stop()

		want := make([]int64, 251)
		for i := range want {
			want[i] = 1000 + int64(i)
		}
		if got := b.sink.taken(); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		if got := b.api.calls()[:4]; !slices.Equal(got, []int64{0, 1100, 1200, 1250}) {
			t.Errorf("offsets %v", got)
		}
		if b.offsets.value != 1251 {
			t.Errorf("saved offset %d", b.offsets.value)
		}
		if want := (engine.SessionKey{BotID: 42, ChatID: 8, UserID: 8}); b.sink.keys[1250] != want {
			t.Errorf("key %+v", b.sink.keys[1250])
		}
	})
}

func TestPoller_SessionsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		slow := make(chan struct{})
		b.sink.before = func(_ context.Context, u telegram.Update) error {
			if u.Key.UserID == 7 && u.ID == 1 {
				<-slow
			}
			return nil
		}
		b.api.add(1, 7)
		b.api.add(2, 8)
		b.api.add(3, 7)
		b.api.add(4, 8)
		b.start(t)
		synctest.Wait()
		if got := b.sink.taken(); !slices.Equal(got, []int64{2, 4}) {
			t.Errorf("while one session is slow: got %v", got)
		}
		close(slow)
		synctest.Wait()
		if got := b.sink.taken(); !slices.Equal(got, []int64{2, 4, 1, 3}) {
			t.Errorf("after that: got %v", got)
		}
	})
}

func TestPoller_PaymentQueriesWaitForNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		slow := make(chan struct{})
		b.sink.before = func(_ context.Context, u telegram.Update) error {
			if u.ID == 1 {
				<-slow
			}
			return nil
		}
		b.api.add(1, 7)
		b.api.updates = append(b.api.updates, pollUpdate{2, `{"update_id":2,"pre_checkout_query":{"id":"p","from":{"id":7,"is_bot":false,"first_name":"A"},"currency":"XTR","total_amount":5,"invoice_payload":"o"}}`})
		b.start(t)
		synctest.Wait()
		if got := b.sink.taken(); !slices.Equal(got, []int64{2}) {
			t.Errorf("got %v", got)
		}
		close(slow)
	})
}

func TestPoller_RefusedUpdatesAreDeliveredAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		refusals := 3
		b.sink.before = func(_ context.Context, u telegram.Update) error {
			if u.ID == 2 && refusals > 0 {
				refusals--
				return errors.New("full")
			}
			return nil
		}
		b.api.add(1, 7)
		b.api.add(2, 7)
		b.api.add(3, 7)
		b.start(t)
		advance(10 * time.Second)
		if got := b.sink.taken(); !slices.Equal(got, []int64{1, 2, 3}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestPoller_ConfirmsOnlyWhatWasTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		b.sink.before = func(_ context.Context, u telegram.Update) error {
			if u.ID == 2 {
				return errors.New("database is gone")
			}
			return nil
		}
		b.api.add(1, 7)
		b.api.add(2, 8)
		b.api.add(3, 9)
		b.start(t)
		advance(time.Hour)
		b.poller.Stop()
		if got := b.sink.taken(); !slices.Equal(got, []int64{1, 3}) && !slices.Equal(got, []int64{3, 1}) {
			t.Errorf("got %v", got)
		}
		if got := b.api.calls(); !slices.Equal(got, []int64{0}) {
			t.Errorf("offsets %v", got)
		}
		if b.offsets.value != 2 {
			t.Errorf("saved offset %d, want 2", b.offsets.value)
		}
	})
}

func TestPoller_StopLetsUpdatesComeToTheirEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		slow := make(chan struct{})
		b.sink.before = func(ctx context.Context, _ telegram.Update) error {
			<-slow
			return ctx.Err()
		}
		b.api.add(1, 7)
		b.start(t)
		synctest.Wait()
		stopped := make(chan struct{})
		go func() {
			b.poller.Stop()
			close(stopped)
		}()
		synctest.Wait()
		select {
		case <-stopped:
			t.Error("stop did not wait")
		default:
		}
		close(slow)
		<-stopped
		if got := b.sink.taken(); !slices.Equal(got, []int64{1}) || b.offsets.value != 2 {
			t.Errorf("got %v, offset %d", got, b.offsets.value)
		}
	})
}

func TestPoller_SkipsTheBatchBeforeItsLastStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		b.offsets.value = 1003
		for _, id := range []int64{1001, 1002, 1003, 1004} {
			b.api.add(id, 7)
		}
		b.start(t)
		synctest.Wait()
		if got := b.sink.taken(); !slices.Equal(got, []int64{1003, 1004}) {
			t.Errorf("got %v", got)
		}
		if got := b.api.calls(); !slices.Equal(got, []int64{0, 1005}) {
			t.Errorf("offsets %v", got)
		}
	})
}

func TestPoller_LosesNothingWhenIdsBeganAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		b.offsets.value = 900_000_000
		b.api.add(5, 7)
		b.start(t)
		synctest.Wait()
		if got := b.sink.taken(); !slices.Equal(got, []int64{5}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestPoller_TellsHealthOnChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		conflict := &telegram.RefusalError{Code: 409, Description: "Conflict: terminated by other getUpdates request"}
		b.api.failures = []error{
			conflict, conflict,
			&telegram.RefusalError{Code: 401, Description: "Unauthorized"},
			&telegram.NetworkError{Err: errors.New("no route")},
			&telegram.AnswerError{Status: 502},
			&telegram.RefusalError{Code: 429, Description: "Too Many Requests", RetryAfter: 90 * time.Second},
		}
		b.api.add(1, 7)
		b.start(t)
		advance(10 * time.Minute)
		want := []string{"42:conflict", "42:unauthorized", "42:network", "42:server", "42:flood", "42:"}
		if !reflect.DeepEqual(b.health.codes, want) {
			t.Errorf("got %q, want %q", b.health.codes, want)
		}
		if got := b.sink.taken(); !slices.Equal(got, []int64{1}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestPoller_BacksOffWithChance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var times []time.Duration
		began := time.Now()
		caller := callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) {
			times = append(times, time.Since(began))
			return nil, &telegram.NetworkError{Err: errors.New("no route")}
		})
		p := telegram.NewPoller(telegram.PollerOptions{
			BotID: 42, Caller: caller, Sink: &sink{}, Offsets: &offsets{}, Log: slog.New(slog.DiscardHandler),
			Now: time.Now, Chance: func() float64 { return 0.5 },
		})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		advance(4 * time.Minute)
		p.Stop()
		var want []time.Duration
		for _, at := range []string{
			"0s", "750ms", "2.25s", "5.25s", "11.25s", "23.25s", "47.25s", "92.25s", "137.25s", "182.25s", "227.25s",
		} {
			d, err := time.ParseDuration(at)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, d)
		}
		if !slices.Equal(times, want) {
			t.Errorf("got %v\nwant %v", times, want)
		}
	})
}

func TestPoller_OutlivesNonsense(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		b.api.updates = []pollUpdate{{1, `{"no":"id"}`}, {1, `7`}}
		b.api.add(2, 7)
		b.start(t)
		synctest.Wait()
		if got := b.sink.taken(); !slices.Equal(got, []int64{2}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestPoller_DoesNotSpinOnNonsense(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{"no updates": `[{"no":"id"}]`, "no list": `{}`, "quick nothing": `[]`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				caller := callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) {
					calls++
					return json.RawMessage(answer), nil
				})
				p := telegram.NewPoller(telegram.PollerOptions{
					BotID: 42, Caller: caller, Sink: &sink{}, Offsets: &offsets{}, Log: slog.New(slog.DiscardHandler), Now: time.Now,
				})
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				advance(30 * time.Second)
				p.Stop()
				if calls < 2 || calls > 31 {
					t.Errorf("%d calls in half a minute", calls)
				}
			})
		})
	}
}

func TestPoller_StartsOnceAndNeedsItsOffset(t *testing.T) {
	t.Parallel()
	b := setupPoller()
	b.poller.Stop() // before the start: nothing
	b.offsets.err = errors.New("database is gone")
	if err := b.poller.Start(t.Context()); !errors.Is(err, b.offsets.err) {
		t.Errorf("got %v", err)
	}
	b.offsets.err = nil
	b.start(t)
	if err := b.poller.Start(t.Context()); err == nil {
		t.Error("started twice")
	}
}

func TestPoller_UnsavedOffsetIsNoTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupPoller()
		b.api.add(1, 7)
		b.start(t)
		synctest.Wait()
		b.offsets.mu.Lock()
		b.offsets.err = errors.New("database is gone")
		b.offsets.mu.Unlock()
		advance(time.Minute)
		b.api.add(2, 7)
		advance(time.Minute)
		b.poller.Stop()
		if got := b.sink.taken(); !slices.Equal(got, []int64{1, 2}) || b.offsets.saves != 0 {
			t.Errorf("got %v, %d saves", got, b.offsets.saves)
		}
	})
}
