package host_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// street is what two hosts over one store share: the rows of chats' rates, and who is told of them.
type street struct {
	mu    sync.Mutex
	spent map[int64]time.Time // by chat
	doors []*door
	told  []time.Duration // when a message came to anybody, in the order in which they did
}

// door is the street as one of the hosts knows it.
type door struct {
	neighbours

	street *street
	hear   func(host.Notice)
	deaf   bool
	missed []func() // what was said meanwhile
}

func (d *door) Watch(f func(host.Notice)) (stop func()) {
	d.hear = f
	return func() {}
}

func (d *door) Reserve(_ context.Context, botID, chat int64, r host.Rate, n int, owed time.Duration) (time.Duration, error) {
	s, now := d.street, time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	spent := now.Add(owed)
	if s.spent[chat].After(spent) {
		spent = s.spent[chat]
	}
	spent = spent.Add(time.Duration(n) * r.Every)
	s.spent[chat] = spent
	for _, other := range s.doors {
		if other != d && chat > 0 {
			other.tell(host.Notice{Kind: host.NoticeChat, BotID: botID, UserID: chat, For: spent.Sub(now)})
		}
	}
	return spent.Sub(now) - time.Duration(n+r.Burst-1)*r.Every, nil
}

func (d *door) tell(n host.Notice) {
	if d.deaf {
		d.missed = append(d.missed, func() { d.hear(n) })
		return
	}
	d.hear(n)
}

// listen lets a deaf one hear what was said, and all that is said from now on.
func (d *door) listen() {
	d.street.mu.Lock()
	defer d.street.mu.Unlock()
	d.deaf = false
	for _, say := range d.missed {
		say()
	}
}

// storing lets something happen while a group is being stored.
type storing struct {
	host.Store
	meanwhile func() // before the next commit, once
}

func (s *storing) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	if f := s.meanwhile; f != nil {
		s.meanwhile = nil
		f()
	}
	return s.Store.Commit(ctx, members)
}

// neighbourhood starts two hosts over one store, where a person is told three messages at once and one more a second.
func neighbourhood(t *testing.T) (s *street, one, two *bench) {
	t.Helper()
	return neighboursWith(t, host.Rates{Chat: host.Rate{Every: time.Second, Burst: 3}})
}

func neighboursWith(t *testing.T, rates host.Rates) (s *street, one, two *bench) {
	t.Helper()
	s = &street{spent: map[int64]time.Time{}}
	begun, mem := time.Now(), memstore.New(host.SystemClock{})
	move := func() *bench {
		d := &door{street: s}
		s.doors = append(s.doors, d)
		b := prepare(t, func(b *bench) {
			d.of, b.cfg.Cluster = b, d
			b.mem, b.store = mem, &storing{Store: mem}
			b.cfg.Rates = rates
			b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.told = append(s.told, time.Since(begun))
				return host.Receipt{}, nil
			}
		})
		b.cfg.Queue = memstore.New(host.SystemClock{}) // one queue calls one host
		b.start()
		return b
	}
	one, two = move(), move()
	two.next = 1000 // their updates have numbers of their own
	return s, one, two
}

// wantTold checks in which seconds messages came, after some time.
func (s *street) wantTold(t *testing.T, after time.Duration, seconds ...int) {
	t.Helper()
	pass(after)
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	var got []int
	for _, at := range s.told {
		if at%time.Second != 0 {
			t.Errorf("a message came after %v", at)
		}
		got = append(got, int(at/time.Second))
	}
	if !slices.Equal(got, seconds) {
		t.Fatalf("messages came in seconds %v, want %v", got, seconds)
	}
}

const person = 1

// notices has others' turns say something to the person, and sees it go out as far as it may.
func notices(b *bench, n int) {
	b.tb.Helper()
	for i := range n {
		b.say(2, fmt.Sprintf("post %d notice%d", person, i))
		b.idle()
	}
}

func TestSpending_AnOwnTurnComesAfterWhatOthersHaveSaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, one, two := neighbourhood(t)
		notices(one, 2)
		two.say(person, "many own")
		s.wantTold(t, 10*time.Second, 0, 0, 0, 1, 2)
	})
}

// A notice that goes out while a turn of the person's is being stored is heard of before what the turn says is sent.
func TestSpending_WhatIsHeardDuringTheCommitCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, one, two := neighbourhood(t)
		two.store.(*storing).meanwhile = func() { notices(one, 2) }
		two.say(person, "many own")
		s.wantTold(t, 10*time.Second, 0, 0, 0, 1, 2)
	})
}

// What the person's session says and what others say each keep the rate by themselves, so that where one does not hear of the other
// at all, both together are beyond it by one burst at most, and not again once it is heard.
func TestSpending_WhoHearsLateSaysOneBurstTooMuch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, one, two := neighbourhood(t)
		s.doors[1].deaf = true
		notices(one, 3)
		two.say(person, "many own")
		two.idle()
		two.say(person, "say fourth")
		notices(one, 1) // comes after what the session has said
		s.wantTold(t, 2*time.Second, 0, 0, 0, 0, 0, 0, 1, 2)
		s.doors[1].listen() // to what was said a second ago, and counts from now on
		two.say(person, "many more")
		s.wantTold(t, 10*time.Second, 0, 0, 0, 0, 0, 0, 1, 2, 4, 5, 6)
	})
}

// Bulk takes its places in a rate that all processes share, and what others have for theirs comes before it. A reply waits for neither.
func TestRation_BulkIsThatOfAllProcesses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &street{spent: map[int64]time.Time{}}
		begun, rate := time.Now(), host.TelegramRates().Bulk
		b := setup(t, func(b *bench) {
			d := &door{street: s}
			d.of, b.cfg.Cluster = b, d
			s.doors = append(s.doors, d)
			b.cfg.Rates = host.Rates{Bulk: rate}
			b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.told = append(s.told, time.Since(begun))
				return host.Receipt{}, nil
			}
		})
		const people = 100
		fanOut(b, people)
		pass(29 * time.Minute)
		s.mu.Lock()
		due := begun.Add(30 * time.Minute)
		s.told, s.spent[host.BulkChat] = nil, due.Add(10*time.Second) // by another process
		s.mu.Unlock()
		pass(time.Minute + 2*time.Second)
		b.say(1, "say now")
		s.wantTold(t, 3*time.Second, 30*60+2)
		pass(time.Minute)
		s.mu.Lock()
		defer s.mu.Unlock()
		equal(t, "messages", len(s.told), people+1)
		bulk := s.told[1:]
		if d := bulk[0] - due.Sub(begun); d < 10*time.Second-time.Duration(rate.Burst)*rate.Every || d > 11*time.Second {
			t.Errorf("the first came after %v", d)
		}
		for i := 0; i+rate.Burst < people; i++ {
			if d := bulk[i+rate.Burst] - bulk[i]; d < rate.Every {
				t.Errorf("messages %d to %d came within %v", i, i+rate.Burst, d)
			}
		}
		if d := bulk[people-1] - bulk[0]; d > people*rate.Every*5/4 {
			t.Errorf("all of it took %v", d)
		}
	})
}
