package host_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// deliver is what the other side does: it brings each user's updates in order, again and again until they are
// acknowledged, and some of them once more.
func deliver(ctx context.Context, current *atomic.Pointer[host.Host], ins []host.Incoming, seed uint64) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	for i, in := range ins {
		for current.Load().Receive(ctx, in) != nil {
			runtime.Gosched()
		}
		if again := rnd.IntN(i + 1); rnd.IntN(3) == 0 {
			if err := current.Load().Receive(ctx, ins[again]); err != nil {
				continue // nobody is owed an acknowledgement twice
			}
		}
	}
}

// Whatever the interleaving, the refusals and the crashes: every update counts once, users do not mix, messages come in
// order, and only a crash repeats any.
func TestHost_RandomInterleavings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		users := rapid.Int64Range(1, 4).Draw(rt, "users")
		messages := rapid.IntRange(1, 25).Draw(rt, "messages")
		crashes := rapid.IntRange(0, 3).Draw(rt, "crashes")
		refusals := rapid.IntRange(0, 3).Draw(rt, "refusals")
		committers := rapid.IntRange(1, 3).Draw(rt, "committers")
		cache := rapid.SampledFrom([]int64{1, 5000, 1 << 20}).Draw(rt, "cache")
		seed := rapid.Uint64().Draw(rt, "seed")

		b := prepare(t, func(b *bench) {
			b.cfg.Limits = host.Limits{Committers: committers, CacheBytes: cache, Workers: 4, Senders: 4, Batch: 8}
		})
		var mu sync.Mutex
		rnd := rand.New(rand.NewPCG(seed, 2))
		b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
			mu.Lock()
			defer mu.Unlock()
			if rnd.IntN(10) < refusals {
				return host.Receipt{}, retry(1, "flood")
			}
			return host.Receipt{}, nil
		}
		plans := make([][]host.Incoming, users)
		for i := range messages {
			for u := range users {
				text := "count " + strconv.FormatInt(u+1, 10)
				if i%5 == 4 {
					text = "add"
				}
				plans[u] = append(plans[u], b.message(u+1, text))
			}
		}
		b.start()
		var current atomic.Pointer[host.Host]
		current.Store(b.host)
		var wg sync.WaitGroup
		for u := range users {
			wg.Go(func() { deliver(t.Context(), &current, plans[u], seed+uint64(u)) })
		}
		pauses := rand.New(rand.NewPCG(seed, 3))
		for range crashes {
			for range pauses.IntN(200) {
				runtime.Gosched()
			}
			b.crash()
			b.start()
			current.Store(b.host)
		}
		wg.Wait()
		b.idle()
		judge(rt, b, users, messages, crashes)
		b.check(b.host.Stop(t.Context()))
	})
}

func judge(rt *rapid.T, b *bench, users int64, messages, crashes int) {
	adds := messages / 5
	for u := int64(1); u <= users; u++ {
		var want []string
		own, n := 0, 0
		for i := range messages {
			if i%5 == 4 {
				own++
				want = append(want, "add "+strconv.Itoa(own))
			} else {
				n++
				want = append(want, fmt.Sprint(u, " ", n))
			}
		}
		var got []string
		seen := map[string]bool{}
		for _, text := range b.msgr.texts(u) {
			if sums, ok := strings.CutPrefix(text, "sums "); ok {
				_, mine, _ := strings.Cut(sums, " ")
				text = "add " + mine // the bot's sum depends on the others
			}
			if seen[text] {
				if crashes == 0 {
					rt.Fatalf("user %d got %q twice without a crash", u, text)
				}
				continue
			}
			seen[text] = true
			got = append(got, text)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			rt.Fatalf("user %d got %q, want %q", u, got, want)
		}
		if adds > 0 && b.mem.User(botID, u)["sum"] != float64(adds) {
			rt.Fatalf("user %d added %v, want %d", u, b.mem.User(botID, u)["sum"], adds)
		}
	}
	shared, _, err := b.mem.Shared(b.tb.Context(), botID)
	b.check(err)
	if total := float64(int64(adds) * users); total > 0 && shared["sum"] != total {
		rt.Fatalf("the bot added %v, want %v", shared["sum"], total)
	}
	if left := mustPending(b); len(left) != 0 {
		rt.Fatalf("%d effects are left", len(left))
	}
	if got := len(b.mem.Inbox()); got != messages*int(users) {
		rt.Fatalf("%d updates were handled, want %d", got, messages*int(users))
	}
}
