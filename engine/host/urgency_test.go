package host_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// sendTimes notes when each message began to be sent, from a time on.
type sendTimes struct {
	mu    sync.Mutex
	begin time.Time // zero: not yet
	at    []time.Duration
	texts []string
}

func (s *sendTimes) do(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begin.IsZero() {
		return host.Receipt{}, nil
	}
	s.at = append(s.at, time.Since(s.begin))
	if e.Content != nil {
		s.texts = append(s.texts, e.Content.Text)
	}
	return host.Receipt{}, nil
}

func (s *sendTimes) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begin = time.Now()
}

// fanOut has a thousand people, who have not written for long, woken at the same moment.
func fanOut(b *bench, people int64) {
	b.tb.Helper()
	for user := range people {
		b.say(1000+user, "wait 30m")
	}
	b.idle()
}

func TestSender_RepliesGoBeforeBulk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seen := &sendTimes{}
		b := setup(t, func(b *bench) { b.cfg.Rates, b.msgr.do = host.TelegramRates(), seen.do })
		fanOut(b, 1000)
		pass(29*time.Minute + 50*time.Second)
		seen.start()
		pass(15 * time.Second) // the fan-out has begun, and would take 40 s
		for user := range int64(20) {
			b.say(user+1, "say now")
		}
		pass(time.Second)
		seen.mu.Lock()
		replies := 0
		for _, text := range seen.texts {
			if text == "now" {
				replies++
			}
		}
		sent := len(seen.texts)
		seen.mu.Unlock()
		equal(t, "replies within a second", replies, 20)
		if sent >= 1000 {
			t.Fatalf("all was sent within the first seconds: %d", sent)
		}
		pass(time.Minute)
		b.idle()
		seen.mu.Lock()
		defer seen.mu.Unlock()
		equal(t, "messages", len(seen.texts), 1020)
		rate := host.TelegramRates().Bulk
		for i := 0; i+30 < len(seen.at); i++ { // 30 bulk messages, or 20 of them beside the replies, take their time
			if d := seen.at[i+30] - seen.at[i]; d < 4*rate.Every {
				t.Fatalf("messages %d to %d came within %v", i, i+30, d)
			}
		}
	})
}

func TestSender_BulkKeepsTheOrderOfItsChat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) {
			b.cfg.Rates = host.Rates{Bulk: host.Rate{Every: time.Hour}}
		})
		for user := range int64(3) {
			b.say(user+1, "wait 30m")
		}
		b.idle()
		pass(31 * time.Minute)
		woken := 0
		for user := range int64(3) {
			woken += len(b.msgr.texts(user + 1))
		}
		equal(t, "bulk in the first hour", woken, 1)
		for user := range int64(3) { // a reply takes what is before it along
			b.say(user+1, "say now")
		}
		b.idle()
		for user := range int64(3) {
			got := b.msgr.texts(user + 1)
			if len(got) != 2 || got[1] != "now" || got[0] == "now" {
				t.Fatalf("chat %d got %q", user+1, got)
			}
		}
	})
}

func TestSender_BulkForThoseWhoBlockedTheBotIsNotTried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		for user := range int64(3) {
			b.say(user+1, "wait 30m")
		}
		blocks := func(user int64, standing string) {
			in := b.message(user, "")
			in.Event.Kind, in.Event.Message = engine.MemberChanged, nil
			in.Event.Member = &engine.MemberChange{IsBot: true, New: standing}
			b.check(b.host.Receive(t.Context(), in))
		}
		blocks(1, "kicked")
		blocks(2, "kicked")
		blocks(2, "member")
		b.idle()
		pass(31 * time.Minute)
		b.idle()
		equal(t, "tries", b.msgr.tries, 2)
		equal(t, "skipped", b.host.Stats().SendSkips, 1)
		for user, want := range map[int64]int{1: 0, 2: 1, 3: 1} {
			equal(t, fmt.Sprint("messages in chat ", user), len(b.msgr.texts(user)), want)
		}
		equal(t, "passes by the exit", fmt.Sprint(b.mem.User(botID, 1)["sorry"]), "1")
		b.say(1, "say back")
		b.wantTexts(1, "back")
	})
}

func TestSender_BulkIsBulkAfterAStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) { b.cfg.Rates = host.Rates{Bulk: host.Rate{Every: time.Hour}} })
		for user := range int64(3) {
			b.say(user+1, "wait 30m")
		}
		b.idle()
		pass(31 * time.Minute)
		b.crash()
		b.start()
		b.idle()
		equal(t, "pending", len(mustPending(b)), 1)
		pass(2 * time.Hour)
		equal(t, "pending after two hours", len(mustPending(b)), 0)
	})
}
