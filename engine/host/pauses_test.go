package host_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// stormyTelegram refuses chats, or the whole bot, at random, for a random time, and as Telegram does it does not say which of the
// two. It notes what is asked of it while it must not be asked.
type stormyTelegram struct {
	mu     sync.Mutex
	rnd    *rand.Rand
	chats  map[int64]time.Time // until when each is refused
	bot    time.Time           // until when all are
	texts  map[int64][]string
	faults []string

	// What can be known outside.
	paused    map[int64]pause
	botPaused pause
	refused   []int64   // chats, since something went through that began no earlier than the last refusal
	last      time.Time // refusal
	refusals  int
	storms    int // of the whole bot
}

type pause struct{ from, until time.Time }

func (p pause) holds(t time.Time) bool { return t.After(p.from) && t.Before(p.until) }

func newStorm(seed uint64) *stormyTelegram {
	return &stormyTelegram{
		rnd: rand.New(rand.NewPCG(seed, 1)), chats: map[int64]time.Time{}, texts: map[int64][]string{}, paused: map[int64]pause{},
	}
}

func (s *stormyTelegram) do(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
	begun := time.Now()
	s.mu.Lock()
	if s.paused[e.ChatID].holds(begun) || s.botPaused.holds(begun) {
		s.faults = append(s.faults, fmt.Sprintf("%q was sent to chat %d in a pause", e.Content.Text, e.ChatID))
	}
	until := s.refuses(e.ChatID, begun)
	latency := time.Duration(s.rnd.IntN(300)) * time.Millisecond
	s.mu.Unlock()
	pass(latency)
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if until.IsZero() {
		s.texts[e.ChatID] = append(s.texts[e.ChatID], e.Content.Text)
		if !begun.Before(s.last) {
			s.refused = nil
		}
		return host.Receipt{}, nil
	}
	after := max(until.Sub(now), 0).Truncate(time.Second) + time.Second
	s.refusals++
	s.last = now
	s.paused[e.ChatID] = pause{now, now.Add(after)}
	if !slices.Contains(s.refused, e.ChatID) {
		s.refused = append(s.refused, e.ChatID)
	}
	if len(s.refused) >= 3 && now.Add(after).After(s.botPaused.until) {
		s.botPaused = pause{now, now.Add(after)}
	}
	return host.Receipt{}, &host.SendError{Retry: true, After: after, Code: "flood"}
}

// refuses gives until when the chat is refused; zero if it is not. s.mu is held.
func (s *stormyTelegram) refuses(chat int64, now time.Time) time.Time {
	length := time.Duration(1+s.rnd.IntN(40)) * time.Second
	switch n := s.rnd.IntN(100); {
	case now.Before(s.bot), now.Before(s.chats[chat]):
	case n < 2:
		s.storms++
		s.bot = now.Add(length)
	case n < 15:
		s.chats[chat] = now.Add(length)
	}
	until := s.bot
	if c := s.chats[chat]; c.After(until) {
		until = c
	}
	if !until.After(now) {
		return time.Time{}
	}
	return until
}

func TestSender_StormOfRefusalsLosesAndReordersNothing(t *testing.T) {
	t.Parallel()
	seeds := uint64(30)
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { weather(t, seed) })
		})
	}
}

// weather sends messages to many chats through a storm.
func weather(t *testing.T, seed uint64) {
	t.Helper()
	const chats, messages, senders = 40, 10, 16
	storm := newStorm(seed)
	b := setup(t, func(b *bench) {
		b.cfg.Limits.Senders = senders
		if seed%2 == 1 {
			b.cfg.Rates = host.TelegramRates()
		}
	})
	b.msgr.do = storm.do
	want := map[int64][]string{}
	rnd := rand.New(rand.NewPCG(seed, 2))
	for n := range chats * messages {
		chat := 1 + rnd.Int64N(chats)
		text := fmt.Sprint(n)
		want[chat] = append(want[chat], text)
		b.say(chat, "say "+text)
		if rnd.IntN(10) == 0 {
			pass(time.Duration(rnd.IntN(2000)) * time.Millisecond)
		}
	}
	for range 24 * 60 {
		if pass(time.Minute); b.host.Stats().Unsent == 0 {
			break
		}
	}
	b.idle()
	storm.mu.Lock()
	defer storm.mu.Unlock()
	for _, fault := range storm.faults {
		t.Error(fault)
	}
	for chat := range want {
		if !slices.Equal(storm.texts[chat], want[chat]) {
			t.Errorf("chat %d got %q, want %q", chat, storm.texts[chat], want[chat])
		}
	}
	equal(t, "pending", len(mustPending(b)), 0)
	if storm.refusals == 0 || storm.storms == 0 {
		t.Fatalf("%d refusals and %d storms are no weather", storm.refusals, storm.storms)
	}
}

func TestSender_OneFloodedChatDoesNotPauseTheBot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		flood := retry(time.Minute, "flood")
		b.msgr.do = answers(map[string][]error{"1": {flood, flood, flood, flood, flood}})
		b.say(1, "say 1")
		pass(4*time.Minute + 30*time.Second)
		b.say(2, "say 2")
		b.wantTexts(2, "2")
		b.wantTexts(1)
		pass(time.Minute)
		b.wantTexts(1, "1")
	})
}

func TestSender_HangingCallsLeavePlacesForOtherBots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) { b.cfg.Limits.Senders = 8 })
		for id := int64(1); id <= 3; id++ {
			other := record(1)
			other.ID = botID + id
			b.check(b.host.Serve(t.Context(), other, compiled(t, document("act"), 1)))
		}
		var mu sync.Mutex
		onWay, most := map[string]int{}, map[string]int{}
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			mu.Lock()
			onWay[e.Content.Text]++
			most[e.Content.Text] = max(most[e.Content.Text], onWay[e.Content.Text])
			mu.Unlock()
			if e.Content.Text != "quick" {
				pass(time.Minute)
			}
			mu.Lock()
			defer mu.Unlock()
			onWay[e.Content.Text]--
			return host.Receipt{}, nil
		}
		say := func(bot, user int64, text string) {
			in := b.message(user, "say "+text)
			in.Key.BotID = bot
			b.check(b.host.Receive(t.Context(), in))
		}
		for user := int64(1); user <= 50; user++ {
			say(botID, user, "a")
		}
		synctest.Wait()
		for user := int64(1); user <= 50; user++ {
			say(botID+1, user, "b")
		}
		synctest.Wait()
		at := time.Now()
		for user := int64(101); user <= 150; user++ {
			say(botID+2, user, "quick")
		}
		pass(time.Second)
		equal(t, "answers of the quick bot", len(b.msgr.effects()), 50)
		if d := time.Since(at); d > time.Second {
			t.Fatalf("they took %v", d)
		}
		mu.Lock()
		got := fmt.Sprint(most["a"], most["b"])
		mu.Unlock()
		equal(t, "on the way of the slow bots", got, "4 2")
		pass(time.Hour)
		b.idle()
		equal(t, "messages", len(b.msgr.effects()), 150)
	})
}
