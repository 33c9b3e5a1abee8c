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

func TestSender_WhatMemoryDoesNotHoldIsReadLaterInOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { backlog(t, seed) })
		})
	}
}

// backlog has a bot be asked for more than memory holds, again and again, while it sends and while the process dies.
func backlog(t *testing.T, seed uint64) {
	t.Helper()
	const most = 16
	rnd := rand.New(rand.NewPCG(seed, 3))
	b := setup(t, func(b *bench) {
		b.cfg.Limits = host.Limits{Unsent: most, Senders: 4}
	})
	var mu sync.Mutex
	got := map[int64][]string{}
	b.msgr.do = func(ctx context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		mu.Lock()
		latency := time.Duration(rnd.IntN(400)) * time.Millisecond
		mu.Unlock()
		select {
		case <-time.After(latency):
		case <-ctx.Done():
			return host.Receipt{}, ctx.Err()
		}
		mu.Lock()
		defer mu.Unlock()
		if n := len(got[e.ChatID]); n > 0 && got[e.ChatID][n-1] == e.Content.Text {
			return host.Receipt{}, nil // again, since the process died before it had noted it
		}
		got[e.ChatID] = append(got[e.ChatID], e.Content.Text)
		return host.Receipt{}, nil
	}
	want := map[int64][]string{}
	inMemory := int64(0)
	for n := range 600 {
		mu.Lock()
		chat, rest, crash := 1+rnd.Int64N(12), time.Duration(rnd.IntN(3000))*time.Millisecond, rnd.IntN(100) == 0
		mu.Unlock()
		text := fmt.Sprint(n)
		want[chat] = append(want[chat], text)
		b.say(chat, "say "+text)
		inMemory = max(inMemory, b.host.Stats().Unsent)
		if n%60 == 59 {
			pass(rest)
		}
		if crash {
			b.crash()
			b.start()
		}
	}
	for range 100 {
		if pass(10 * time.Second); len(mustPending(b)) == 0 {
			break
		}
	}
	b.idle()
	mu.Lock()
	defer mu.Unlock()
	equal(t, "pending", len(mustPending(b)), 0)
	for chat := range want {
		if !slices.Equal(got[chat], want[chat]) {
			t.Errorf("chat %d got %q, want %q", chat, got[chat], want[chat])
		}
	}
	if inMemory > most/2+1 {
		t.Errorf("%d effects of the bot were in memory, it may hold half of %d", inMemory, most)
	}
}

func TestSender_FullMemoryKeepsRoomForOtherBots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) { b.cfg.Limits = host.Limits{Unsent: 16} })
		other := record(1)
		other.ID = botID + 1
		b.check(b.host.Serve(t.Context(), other, compiled(t, document("act"), 1)))
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			if e.Content.Text != "quick" {
				pass(time.Hour)
			}
			return host.Receipt{}, nil
		}
		for user := range int64(50) {
			b.say(user+1, "say slow")
		}
		in := b.message(100, "say quick")
		in.Key.BotID++
		b.check(b.host.Receive(t.Context(), in))
		pass(time.Second)
		equal(t, "answers", len(b.msgr.texts(100)), 1)
		pass(100 * time.Hour)
		b.idle()
		equal(t, "messages", len(b.msgr.effects()), 51)
	})
}

func TestSender_DelayedEffectsTakeNoRoomFromOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) { b.cfg.Limits = host.Limits{Unsent: 16} })
		for user := range int64(50) {
			b.say(user+1, "later 1h gone")
		}
		if n := b.host.Stats().Unsent; n > 9 {
			t.Errorf("%d delayed effects are in memory, it may hold half of 16", n)
		}
		b.say(100, "say now")
		b.wantTexts(100, "now")
		pass(time.Hour + 2*time.Minute)
		b.check(b.host.Sweep(t.Context()))
		for range 10 {
			b.idle()
			pass(time.Second)
		}
		equal(t, "messages", len(b.msgr.effects()), 51)
	})
}
