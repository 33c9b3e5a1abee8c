package host_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// answers makes a messenger's do out of errors: each text gets its errors in turn, and then none.
func answers(errs map[string][]error) func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
	var mu sync.Mutex
	return func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		if e.Content == nil {
			return host.Receipt{}, nil
		}
		mu.Lock()
		defer mu.Unlock()
		left := errs[e.Content.Text]
		if len(left) == 0 {
			return host.Receipt{}, nil
		}
		errs[e.Content.Text] = left[1:]
		return host.Receipt{}, left[0]
	}
}

func retry(after time.Duration, code string) error {
	return &host.SendError{Retry: true, After: after, Code: code}
}

func TestSender_KeepsTheOrderOfAChatThroughRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.msgr.do = answers(map[string][]error{
			"a": {retry(7*time.Second, "flood"), retry(0, "network"), retry(0, "network")},
			"c": {&host.SendError{Unknown: true, Code: "network"}},
		})
		at := time.Now()
		b.say(1, "say a")
		b.say(1, "say b")
		b.say(1, "say c")
		b.say(2, "say other")
		b.wantTexts(2, "other")
		pass(time.Minute)
		b.wantTexts(1, "a", "b", "c")
		if len(mustPending(b)) != 0 {
			t.Fatal("something is still pending")
		}
		_ = at
	})
}

func mustPending(b *bench) []host.Outgoing {
	b.tb.Helper()
	out, err := b.mem.Pending(b.tb.Context(), 0, 0, 1000)
	b.check(err)
	return out
}

func TestSender_UncertainSendsAreRepeatedOnceButInvoicesNever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		tries := map[string]int{}
		var mu sync.Mutex
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			mu.Lock()
			defer mu.Unlock()
			tries[e.Key]++
			return host.Receipt{}, errors.New("connection reset")
		}
		b.say(1, "say a")
		b.say(2, "sell o1")
		pass(time.Minute)
		b.idle()
		mu.Lock()
		defer mu.Unlock()
		for _, out := range []struct {
			key   string
			tries int
		}{{"1.1.1.0", 2}, {"2.2.1.0", 1}} {
			equal(t, "tries of "+out.key, tries[out.key], out.tries)
			equal(t, "state of "+out.key, b.mem.State(botID, out.key), host.SendUnknown)
		}
		var codes []string
		for _, n := range b.mem.Notes() {
			codes = append(codes, n.Note.Error.Code)
		}
		equal(t, "notes", fmt.Sprint(codes), "[send_unknown send_unknown]")
	})
}

func TestSender_RefusedInvoiceIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		var mu sync.Mutex
		left := 2
		b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
			mu.Lock()
			defer mu.Unlock()
			if left--; left >= 0 {
				return host.Receipt{}, retry(time.Second, "flood")
			}
			return host.Receipt{}, nil
		}
		b.say(1, "sell o1")
		pass(time.Minute)
		b.wantTexts(1, "invoice")
		ids, err := b.mem.Slot(t.Context(), botID, 1, "card")
		b.check(err)
		equal(t, "slot", fmt.Sprint(ids), "[1]")
	})
}

func TestSender_BlockedContactIsNotedAndTheBlockTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.msgr.do = answers(map[string][]error{"a": {&host.SendError{Fatal: true, Code: "blocked", Message: "bot was blocked by the user"}}})
	b.say(1, "say a")
	b.idle()
	l, err := b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "reachable", l.Reachable, false)
	equal(t, "passes by the exit", fmt.Sprint(l.User["sorry"]), "1")
	equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendFailed)
	b.say(1, "say b")
	b.wantTexts(1, "b")
	l, err = b.mem.Load(t.Context(), key(1))
	b.check(err)
	equal(t, "reachable", l.Reachable, true)
}

func TestSender_FailureInAnotherChatIsToldToWhoAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.msgr.do = answers(map[string][]error{"a": {&host.SendError{Fatal: true, Code: "blocked", Message: "bot was blocked by the user"}}})
	b.say(2, "say hello")
	b.say(1, "post 2 a")
	b.idle()
	equal(t, "passes by the exit", fmt.Sprint(b.mem.User(botID, 1)["sorry"]), "1")
	equal(t, "passes in the other session", fmt.Sprint(b.mem.User(botID, 2)["sorry"]), "<nil>")
	equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendFailed)
	for user, want := range map[int64]bool{1: true, 2: false} {
		l, err := b.mem.Load(t.Context(), key(user))
		b.check(err)
		equal(t, fmt.Sprint("reachable ", user), l.Reachable, want)
	}
}

func TestSender_MessagesThatLoseTheirButtonsAreNotNew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := int64(0)
	b.msgr.do = func(ctx context.Context, e *engine.Effect, refs host.References) (host.Receipt, error) {
		if e.Kind == engine.DeleteMessage {
			ids, err := refs.LastSent(ctx, e.ChatID, e.Target.Last)
			return host.Receipt{MessageIDs: ids}, err
		}
		id++
		return host.Receipt{MessageIDs: []int64{id}}, nil
	}
	b.say(1, "many a")
	b.say(1, "strip")
	b.idle()
	ids, err := b.mem.LastSent(t.Context(), botID, 1, 5)
	b.check(err)
	equal(t, "last messages", fmt.Sprint(ids), "[3 2 1]")
}

func TestSender_RefusedCallIsToldToTheBlock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		if e.Kind == engine.CallMethod {
			return host.Receipt{}, &host.SendError{Fatal: true, Code: "blocked"}
		}
		return host.Receipt{}, nil
	}
	b.say(1, "call setMyCommands")
	b.idle()
	equal(t, "passes by the exit", fmt.Sprint(b.mem.User(botID, 1)["sorry"]), "1")
}

func TestSender_FailureAfterACrashIsToldOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	refuse := make(chan struct{})
	b.msgr.do = func(ctx context.Context, _ *engine.Effect, _ host.References) (host.Receipt, error) {
		select {
		case <-refuse:
			return host.Receipt{}, &host.SendError{Fatal: true, Code: "blocked"}
		case <-ctx.Done():
			return host.Receipt{}, ctx.Err()
		}
	}
	b.say(1, "say a")
	b.crash()
	close(refuse)
	for range 2 {
		b.start()
		b.idle()
		b.crash()
	}
	equal(t, "passes by the exit", fmt.Sprint(b.mem.User(botID, 1)["sorry"]), "1")
}

func TestSender_RevokedTokenStopsUntilServedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.check(b.mem.SaveBot(t.Context(), record(1)))
	b.msgr.do = answers(map[string][]error{"a": {&host.SendError{Fatal: true, WholeBot: true, Code: "unauthorized"}}})
	b.say(1, "say a")
	b.say(1, "say b")
	b.say(2, "say c")
	b.idle()
	if got := b.msgr.texts(1); len(got) != 0 {
		t.Fatalf("sent %q", got)
	}
	bots, err := b.mem.Bots(t.Context())
	b.check(err)
	if len(bots) != 1 || bots[0].Trouble == "" {
		t.Fatalf("bots are %+v", bots)
	}
	b.check(b.host.Serve(t.Context(), record(1), nil))
	b.wantTexts(1, "a", "b")
	b.wantTexts(2, "c")
}

// A refusal that comes when the bot has another token already is one of the old token.
func TestSender_RefusalOfTheTokenBeforeIsNoTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.check(b.mem.SaveBot(t.Context(), record(1)))
		fresh := record(1)
		fresh.Token = "42:fresh"
		b.msgr.do = func(ctx context.Context, _ *engine.Effect, _ host.References) (host.Receipt, error) {
			stored, err := b.mem.Bot(ctx, botID)
			if err == nil && stored.Token != fresh.Token {
				err = errors.Join(b.mem.SaveBot(ctx, fresh), &host.SendError{Fatal: true, WholeBot: true, Code: "unauthorized"})
			}
			return host.Receipt{}, err
		}
		b.say(1, "say a")
		pass(time.Minute)
		b.wantTexts(1, "a")
		stored, err := b.mem.Bot(t.Context(), botID)
		b.check(err)
		equal(t, "the trouble", stored.Trouble, "")
	})
}

func TestSender_MovedGroupIsFollowed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		if e.ChatID == -5 {
			return host.Receipt{}, &host.SendError{Retry: true, Code: "other", MigratedTo: -1005}
		}
		return host.Receipt{}, nil
	}
	in := b.message(1, "say a")
	in.Key.ChatID, in.Event.Chat = -5, engine.Chat{ID: -5, Type: "group"}
	b.check(b.host.Receive(t.Context(), in))
	b.wantTexts(-1005, "a")
	b.wantTexts(-5)
}

func TestSender_EditFindsTheMessageSentBefore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var mu sync.Mutex
	var seen []string
	b.msgr.do = func(ctx context.Context, e *engine.Effect, refs host.References) (host.Receipt, error) {
		if e.Kind != engine.EditMessage {
			return host.Receipt{}, nil
		}
		ids, err := refs.Slot(ctx, e.ChatID, e.Target.Slot)
		last, err2 := refs.LastSent(ctx, e.ChatID, 2)
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprint(ids, last, err, err2))
		return host.Receipt{MessageIDs: ids}, nil
	}
	b.say(1, "slot a")
	b.say(1, "slot b")
	b.wantTexts(1, "a", "a!", "b", "b!")
	mu.Lock()
	defer mu.Unlock()
	equal(t, "references", strings.Join(seen, "; "), "[1] [1] <nil> <nil>; [2] [2 1] <nil> <nil>")
}

func TestSender_MessagesThatOnlyLoseTheirButtonsAreNotNew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var mu sync.Mutex
	var last string
	b.msgr.do = func(ctx context.Context, e *engine.Effect, refs host.References) (host.Receipt, error) {
		if e.Kind != engine.DeleteMessage {
			return host.Receipt{}, nil
		}
		ids, err := refs.LastSent(ctx, e.ChatID, 5)
		mu.Lock()
		defer mu.Unlock()
		last = fmt.Sprint(ids, err)
		return host.Receipt{MessageIDs: []int64{1}}, nil // too old to be deleted
	}
	b.say(1, "slot a")
	b.say(1, "say b")
	b.say(1, "unslot")
	b.say(1, "unslot")
	b.wantTexts(1, "a", "a!", "b", "delete", "delete")
	mu.Lock()
	defer mu.Unlock()
	equal(t, "messages sent last", last, "[2 1] <nil>")
}

func TestSender_DelayedMessageHoldsNothingBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.say(1, "late a")
		b.say(1, "say b")
		b.say(2, "say c")
		b.wantTexts(1, "b")
		b.wantTexts(2, "c")
		pass(2900 * time.Millisecond)
		b.wantTexts(1, "b")
		pass(200 * time.Millisecond)
		b.wantTexts(1, "b", "a")
	})
}

func TestSender_RatesHoldBackMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, func(b *bench) { b.cfg.Rates = host.TelegramRates() })
		sent := map[int64][]time.Duration{}
		all := []time.Duration{}
		var mu sync.Mutex
		at := time.Now()
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			mu.Lock()
			defer mu.Unlock()
			sent[e.ChatID] = append(sent[e.ChatID], time.Since(at))
			all = append(all, time.Since(at))
			return host.Receipt{}, nil
		}
		for i := range 6 {
			b.say(1, fmt.Sprint("say ", i))
		}
		pass(time.Minute)
		b.idle()
		mu.Lock()
		equal(t, "times in a chat", fmt.Sprint(sent[1]), "[0s 0s 0s 1s 2s 3s]")
		at, all = time.Now(), nil
		mu.Unlock()
		for user := range int64(90) {
			b.say(100+user, "say x")
		}
		pass(time.Minute)
		b.idle()
		mu.Lock()
		defer mu.Unlock()
		equal(t, "messages of the bot", len(all), 90)
		slices.Sort(all)
		inFirst := 0
		for _, d := range all {
			if d < time.Second {
				inFirst++
			}
		}
		if inFirst > 60 || all[89] < 1900*time.Millisecond || all[89] > 2100*time.Millisecond {
			t.Fatalf("%d messages in the first second, the last after %v", inFirst, all[89])
		}
		in := b.message(1, "many g")
		in.Key.ChatID, in.Event.Chat = -5, engine.Chat{ID: -5, Type: "group"}
		mu.Unlock()
		b.check(b.host.Receive(t.Context(), in))
		in2 := in
		in2.UpdateID = 9999
		b.check(b.host.Receive(t.Context(), in2))
		pass(time.Minute)
		b.idle()
		mu.Lock()
		first := sent[-5][0]
		for i := range sent[-5] {
			sent[-5][i] -= first
		}
		equal(t, "times in a group", fmt.Sprint(sent[-5]), "[0s 0s 0s 3.529411764s 7.058823528s 10.588235292s]")
	})
}

func TestSender_ManyFloodedChatsPauseTheBot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		flood := []error{retry(10*time.Second, "flood")}
		b.msgr.do = answers(map[string][]error{"1": flood, "2": flood, "3": flood})
		for i := range int64(3) {
			b.say(i+1, fmt.Sprint("say ", i+1))
		}
		b.idle()
		b.say(4, "say 4")
		pass(9 * time.Second)
		b.wantTexts(4)
		pass(2 * time.Second)
		b.wantTexts(4, "4")
		b.wantTexts(1, "1")
	})
}

func TestSender_EndlessServerFaultsAreGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			if e.Content.Text == "a" {
				return host.Receipt{}, retry(0, "server")
			}
			return host.Receipt{}, nil
		}
		b.say(1, "say a")
		b.say(1, "say b")
		pass(time.Hour)
		b.wantTexts(1, "b")
		equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendFailed)
	})
}

func TestSender_RefusedMarkupIsNoted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
		return host.Receipt{Plain: true}, nil
	}
	b.say(1, "say a")
	b.idle()
	notes := b.mem.Notes()
	if len(notes) != 1 || notes[0].Note.Error.Code != "markup_refused" || notes[0].Note.Block != "act" {
		t.Fatalf("notes are %+v", notes)
	}
}

func TestSender_PanickingMessengerIsUncertain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
			if e.Content.Text == "a" {
				panic("broken")
			}
			return host.Receipt{}, nil
		}
		b.say(1, "say a")
		b.say(1, "say b")
		pass(time.Minute)
		b.wantTexts(1, "b")
		equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendUnknown)
	})
}

func TestNotices_GoToTheStaffOfTheRoles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for user, role := range map[int64]string{100: "owner", 101: "cook", 102: "driver"} {
		b.check(b.host.AddStaff(t.Context(), botID, user, role))
	}
	b.say(1, "notify owner,cook")
	b.say(1, "notify owner")
	b.say(1, "notify pilot")
	b.wantTexts(100, "news", "news")
	b.wantTexts(101, "news")
	b.wantTexts(102)
	notes := b.mem.Notes()
	if len(notes) != 1 || notes[0].Note.Name != "no_staff" {
		t.Fatalf("notes are %+v", notes)
	}
}

func TestNotices_TroublesOfOneBlockReachTheOwnerSometimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.check(b.host.AddStaff(t.Context(), botID, 100, "owner"))
		for user := range int64(5) {
			b.say(user+1, "trouble")
		}
		b.idle()
		equal(t, "notices", len(b.msgr.texts(100)), 1)
		pass(11 * time.Minute)
		b.say(1, "trouble")
		b.idle()
		got := b.msgr.texts(100)
		if len(got) != 2 || !strings.HasSuffix(got[1], " (+4)") || strings.HasSuffix(got[0], ")") {
			t.Fatalf("notices are %q", got)
		}
	})
}

func TestSender_CircleOfFailuresEnds(t *testing.T) {
	t.Parallel()
	b := prepare(t)
	b.publish([]byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"any","type":"test.any"},{"id":"act","type":"test.act","exits":{"next":"end"}}],
		"edges":[{"from":"any","exit":"next","to":"act"},{"from":"act","exit":"blocked","to":"act"}]}]}`))
	b.start()
	b.check(b.host.Serve(t.Context(), record(2), nil))
	b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
		return host.Receipt{}, &host.SendError{Fatal: true, Code: "blocked"}
	}
	for round := range 2 { // a word of the user begins anew
		b.say(1, "say a")
		b.idle()
		equal(t, "tries", b.msgr.tries, 6*(round+1))
	}
	equal(t, "pending", len(mustPending(b)), 0)
}
