package host_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

func TestJobs_HangingWorkLeavesPlacesForOtherBots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most, quick := 0, 0, time.Duration(0)
		b := setup(t, func(b *bench) {
			b.cfg.Limits.Jobs = 8
			b.cfg.Registry = registry(t, func(_ context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
				if d.Key.BotID != botID {
					return j.Payload, nil
				}
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				pass(30 * time.Second)
				mu.Lock()
				running--
				mu.Unlock()
				return j.Payload, nil
			})
		})
		other := record(1)
		other.ID = botID + 1
		b.check(b.mem.SaveBot(t.Context(), other))
		n, err := b.mem.Publish(t.Context(), other.ID, document("act"), begin)
		b.check(err)
		other.Revision = n
		b.check(b.host.Serve(t.Context(), other, nil))
		for user := range int64(40) {
			b.say(user+1, fmt.Sprint("job ", user))
		}
		pass(time.Second)
		at := time.Now()
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			if e.ChatID == 100 {
				mu.Lock()
				quick = time.Since(at)
				mu.Unlock()
			}
			return host.Receipt{}, nil
		}
		in := b.message(100, "job quick")
		in.Key.BotID++
		b.check(b.host.Receive(t.Context(), in))
		pass(time.Second)
		equal(t, "results of the other bot", len(b.msgr.texts(100)), 1)
		pass(time.Hour)
		b.idle()
		equal(t, "results", len(b.msgr.effects()), 41)
		mu.Lock()
		defer mu.Unlock()
		if most != 4 || quick > 100*time.Millisecond {
			t.Errorf("%d jobs of one bot ran at once, and the other bot's took %v", most, quick)
		}
	})
}

func TestJobs_OfAFloodStandBehindThoseOfOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		classes := map[int]int{}
		b := setup(t, func(b *bench) {
			b.mem = memstore.New(b.clock)
			b.store = &seenJobs{Store: b.mem, mu: &mu, classes: classes}
		})
		for user := range int64(1200) {
			b.say(user+1, "job x")
		}
		mu.Lock()
		got := fmt.Sprint(classes)
		clear(classes)
		mu.Unlock()
		equal(t, "classes of a flood", got, "map[0:100 1:900 2:200]")
		pass(2 * time.Minute)
		b.say(1, "job x")
		mu.Lock()
		defer mu.Unlock()
		equal(t, "classes after it", fmt.Sprint(classes), "map[0:1]")
	})
}

// seenJobs notes the classes of the jobs that are stored.
type seenJobs struct {
	host.Store
	mu      *sync.Mutex
	classes map[int]int
}

func (s *seenJobs) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	s.mu.Lock()
	for i := range members {
		for _, j := range members[i].Jobs {
			s.classes[j.Behind]++
		}
	}
	s.mu.Unlock()
	return s.Store.Commit(ctx, members)
}

func TestAnswers_ThatHangAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := 0, 0
		b := setup(t)
		b.say(1, "button x")
		b.idle()
		token := b.msgr.texts(1)[0]
		b.msgr.do = func(ctx context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			if e.Kind != engine.AnswerButton {
				return host.Receipt{}, nil
			}
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			<-ctx.Done()
			mu.Lock()
			running--
			mu.Unlock()
			return host.Receipt{}, ctx.Err()
		}
		for n := range 2000 {
			in := b.message(1, "")
			in.Event.Kind, in.Event.Message = engine.ButtonPressed, nil
			in.Event.Button = &engine.ButtonPress{Data: token, QueryID: fmt.Sprint("q", n)}
			b.check(b.host.Receive(t.Context(), in))
		}
		pass(time.Minute)
		b.idle()
		mu.Lock()
		defer mu.Unlock()
		equal(t, "answers at once", most, 512)
		equal(t, "answers on their way at last", running, 0)
	})
}
