package storage_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// What is received is what had its turn, waits, was put aside or dropped, whatever comes in between: updates that come
// twice, members that conflict or are refused, transactions that end half-way, letters that fail again, and the purge.
func TestTally_AlwaysAddsUp(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		var mu sync.Mutex
		now := time.Now()
		o.Now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return now
		}
		db := open(t, o)
		for seed := range uint64(8) {
			m := &tallied{t: t, db: db, bot: int64(seed) + 1, rnd: rand.New(rand.NewPCG(seed, 24)), fate: map[int64]string{}, seen: map[int64]time.Time{}, now: o.Now, ends: map[string]string{}}
			check(t, db.SaveBot(t.Context(), host.BotRecord{ID: m.bot, Token: "t"}))
			purge := func() {
				mu.Lock()
				now = now.Add(time.Duration(m.rnd.IntN(30)) * time.Hour)
				mu.Unlock()
				check(t, db.Purge(t.Context()))
			}
			var done []string
			for range 60 {
				does := []string{"commit", "commit", "commit", "bury", "retry", "again", "again", "drop", "purge"}[m.rnd.IntN(9)]
				map[string]func(){"commit": m.commit, "bury": m.bury, "retry": m.retry, "again": m.again, "drop": m.drop, "purge": purge}[does]()
				done = append(done, does)
				if !m.audit() {
					t.Fatalf("seed %d: after %v", seed, done)
				}
			}
		}
	})
}

// tallied is what a bot's updates have come to, as a list.
type tallied struct {
	t    *testing.T
	db   *storage.DB
	bot  int64
	rnd  *rand.Rand
	last int64
	fate map[int64]string // by update: handled, dead, waiting, dropped
	seen map[int64]time.Time
	now  func() time.Time
	ends map[string]string // by the key of a letter that was received again
}

// update gives an update that is new or came before, not longer ago than Telegram brings one again.
func (m *tallied) update() (id int64, fresh bool) {
	if m.last > 0 && m.rnd.IntN(3) == 0 && m.now().Sub(m.seen[m.last]) < 24*time.Hour {
		return m.last, false
	}
	m.last++
	m.seen[m.last] = m.now()
	return m.last, true
}

func (m *tallied) commit() {
	id, fresh := m.update()
	key := engine.SessionKey{BotID: m.bot, ChatID: 1, UserID: 1}
	members := []host.Member{{Key: key, UpdateID: id}}
	stored := true
	switch m.rnd.IntN(6) {
	case 0: // a conflict
		members[0].Session, members[0].BaseVersion, stored = []byte(`{}`), 77, false
	case 1: // refused
		members[0].Writes, stored = []engine.Write{{Scope: "nowhere", Name: "n", Op: engine.WriteSet, Value: 1.0}}, false
	case 2: // the database does not get to it
		ctx, cancel := context.WithCancel(m.t.Context())
		cancel()
		if _, err := m.db.Commit(ctx, members); !errors.Is(err, context.Canceled) {
			m.t.Fatal(err)
		}
		m.forget(id, fresh)
		return
	case 3: // twice in one group
		members = append(members, members[0])
	}
	_, err := m.db.Commit(m.t.Context(), members)
	if err != nil {
		m.t.Fatal(err)
	}
	if _, known := m.fate[id]; stored && !known {
		m.fate[id] = "handled"
		return
	}
	m.forget(id, fresh)
}

// forget takes a number back of which nothing is stored.
func (m *tallied) forget(id int64, fresh bool) {
	if _, known := m.fate[id]; fresh && !known {
		m.last--
	}
}

func (m *tallied) bury() {
	id, _ := m.update()
	m.put(host.DeadLetter{UpdateID: id})
	if _, known := m.fate[id]; !known {
		m.fate[id] = "dead"
	}
}

func (m *tallied) put(l host.DeadLetter) {
	l.BotID, l.Raw, l.At = m.bot, []byte(`{}`), time.Now()
	for range 1 + m.rnd.IntN(2) { // the first answer may get lost
		if err := m.db.Bury(m.t.Context(), l); err != nil {
			m.t.Fatal(err)
		}
	}
}

func (m *tallied) letters() []host.DeadLetter {
	all, err := m.db.DeadLetters(m.t.Context(), m.bot, 1000)
	if err != nil {
		m.t.Fatal(err)
	}
	return all
}

func (m *tallied) retry() {
	all := m.letters()
	if len(all) == 0 {
		return
	}
	l := all[m.rnd.IntN(len(all))]
	if _, err := m.db.RetryLetters(m.t.Context(), m.bot, l.ID); err != nil {
		m.t.Fatal(err)
	}
	m.fate[l.UpdateID] = "waiting"
}

// again receives the letters that wait, with a crash at any place.
func (m *tallied) again() {
	waiting, err := m.db.LettersToRetry(m.t.Context(), m.bot)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, l := range waiting {
		key := fmt.Sprintf("letter:%d:%d", l.ID, l.At.UnixMicro())
		if m.rnd.IntN(2) == 0 {
			m.put(host.DeadLetter{UpdateID: l.UpdateID, EventKey: key})
			m.came(key, "dead")
		} else {
			k := engine.SessionKey{BotID: m.bot, ChatID: 1, UserID: 1}
			if _, err := m.db.Commit(m.t.Context(), []host.Member{{Key: k, EventKey: key}}); err != nil {
				m.t.Fatal(err)
			}
			m.came(key, "handled")
		}
		if m.rnd.IntN(2) == 0 {
			return
		}
		if err := m.db.LetterReceived(m.t.Context(), m.bot, l.ID); err != nil {
			m.t.Fatal(err)
		}
		m.fate[l.UpdateID] = m.ends[key]
	}
}

// came notes what came of a letter that was received again: what comes first, since its key is known then.
func (m *tallied) came(key, fate string) {
	if _, known := m.ends[key]; !known {
		m.ends[key] = fate
	}
}

func (m *tallied) drop() {
	if _, err := m.db.DropLetters(m.t.Context(), m.bot); err != nil {
		m.t.Fatal(err)
	}
	for id, f := range m.fate {
		if f == "dead" || f == "waiting" {
			m.fate[id] = "dropped"
		}
	}
}

func (m *tallied) audit() bool {
	got, err := m.db.Tally(m.t.Context(), m.bot)
	if err != nil {
		m.t.Fatal(err)
	}
	want := host.Tally{Received: int64(len(m.fate))}
	for _, f := range m.fate {
		switch f {
		case "handled":
			want.Handled++
		case "waiting":
			want.Waiting++
		case "dead":
			want.Dead++
		case "dropped":
			want.Dropped++
		}
	}
	if got != want || got.Received != got.Handled+got.Waiting+got.Dead+got.Dropped {
		m.t.Errorf("the tally is %+v, want %+v", got, want)
		return false
	}
	return true
}
