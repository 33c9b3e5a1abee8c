package host_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// turnstile is a cluster whose other processes use nothing of the rates but what is set, and that notes what it is asked for.
type turnstile struct {
	neighbours

	mu    sync.Mutex
	asked []string
	opens map[int64]time.Duration // by chat
	fails int                     // of the next ones that ask
}

func (s *turnstile) Reserve(_ context.Context, _, chat int64, r host.Rate, n int, owed time.Duration) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails > 0 {
		s.fails--
		return 0, errors.New("the database is away")
	}
	s.asked = append(s.asked, fmt.Sprint(chat, " ", n, " of ", r.Every, ", owes ", owed))
	return s.opens[chat], nil
}

func (s *turnstile) Hold(_ context.Context, _, chat int64, r host.Rate, d time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, fmt.Sprint("hold ", chat, " of ", r.Every, " for ", d))
	return nil
}

// told checks what the cluster was asked for since the last time.
func (s *turnstile) told(t *testing.T, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.asked, want) {
		t.Errorf("asked for %q, want %q", s.asked, want)
	}
	s.asked = nil
}

func shared(t *testing.T) (*bench, *turnstile) {
	t.Helper()
	gate := &turnstile{opens: map[int64]time.Duration{}}
	b := setup(t, func(b *bench) {
		gate.of = b
		b.cfg.Cluster = gate
		b.cfg.Rates = host.Rates{Chat: host.Rate{Every: time.Second, Burst: 3}, Group: host.Rate{Every: 4 * time.Second, Burst: 3}}
	})
	return b, gate
}

const group = -5

// inGroup brings words from a member of the group.
func inGroup(b *bench, user int64, text string) {
	in := b.message(user, text)
	in.Key.ChatID, in.Event.Chat = group, engine.Chat{ID: group, Type: "supergroup"}
	b.check(b.host.Receive(b.tb.Context(), in))
}

func TestRation_WhereSeveralSessionsWriteEveryMessageTakesAPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, gate := shared(t)
		b.say(1, "say own") // what a person's own session says is known from it
		b.idle()
		gate.told(t)
		inGroup(b, 1, "say one")
		b.wantTexts(group, "one")
		gate.told(t, "-5 1 of 4s, owes 0s")
		gate.opens[group] = 10 * time.Second // others have written there
		inGroup(b, 2, "say two")
		b.wantTexts(group, "one")
		gate.told(t, "-5 1 of 4s, owes 4s") // what this one knows of is told
		pass(9 * time.Second)
		b.wantTexts(group, "one")
		pass(2 * time.Second)
		b.wantTexts(group, "one", "two")
		gate.told(t)
		b.say(1, "post 2 notice") // in the chat of somebody else
		b.wantTexts(2, "notice")
		gate.told(t, "2 1 of 1s, owes 0s")
	})
}

func TestRation_WhoGetsNoPlaceAsksAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, gate := shared(t)
		gate.fails = 2
		inGroup(b, 1, "many part")
		pass(time.Minute)
		b.wantTexts(group, "part0", "part1", "part2")
		gate.told(t, "-5 1 of 4s, owes 0s", "-5 1 of 4s, owes 4s", "-5 1 of 4s, owes 8s")
	})
}

// What a person's own session has said is owed, and not what of it stands behind the notice.
func TestRation_ANoticeComesAfterWhatThePersonsSessionHasSaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, gate := shared(t)
		b.say(2, "say own")
		b.wantTexts(2, "own")
		b.crash() // another process goes on
		b.start()
		b.say(1, "post 2 notice")
		b.wantTexts(2, "own", "notice")
		gate.told(t, "2 1 of 1s, owes 1s")
		pass(time.Minute)
		gate.fails = 1
		b.say(1, "post 2 late")
		b.say(2, "many part")
		pass(time.Minute)
		b.wantTexts(2, "own", "notice", "late", "part0", "part1", "part2")
		gate.told(t, "2 1 of 1s, owes 0s")
	})
}

func TestRation_AFloodedGroupIsHeldForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, gate := shared(t)
		b.msgr.do = answers(map[string][]error{"one": {retry(time.Minute, "flood")}, "own": {retry(time.Minute, "flood")}})
		inGroup(b, 1, "say one")
		b.say(3, "say own") // nobody else writes there before it has gone out
		pass(2 * time.Minute)
		b.wantTexts(group, "one")
		b.wantTexts(3, "own")
		gate.told(t, "-5 1 of 4s, owes 0s", "hold -5 of 4s for 1m0s", "-5 1 of 4s, owes 0s")
	})
}

func TestRation_WhoIsRemovedUsesNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, gate := shared(t)
		gate.opens[group] = time.Hour
		inGroup(b, 1, "say one")
		b.idle()
		b.host.Remove(botID)
		pass(2 * time.Hour)
		b.wantTexts(group)
		equal(t, "pending", len(mustPending(b)), 1)
	})
}

// A bot that is flooded in many chats is to be quiet in all of them, whichever process sends.
func TestRation_APauseOfTheBotIsThatOfAllProcesses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, gate := shared(t)
		flood := []error{retry(10*time.Second, "flood")}
		b.msgr.do = answers(map[string][]error{"1": flood, "2": flood, "3": flood})
		for i := range int64(3) {
			b.say(i+1, fmt.Sprint("say ", i+1))
		}
		b.idle()
		gate.told(t, "hold 0 of 0s for 10s")
	})
	synctest.Test(t, func(t *testing.T) {
		s, _, two := neighbourhood(t)
		two.say(person, "say early")
		s.wantTold(t, time.Second, 0)
		s.doors[1].hear(host.Notice{Kind: host.NoticeHold, BotID: botID, For: 10 * time.Second})
		two.say(person, "say late")
		s.wantTold(t, 30*time.Second, 0, 11)
	})
}
