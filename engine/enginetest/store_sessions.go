package enginetest

import (
	"fmt"
	"sync"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

var sessionTests = map[string]func(t bundle){
	"MissingSessionIsEmptyAndReachable": func(t bundle) {
		wantLoaded(t, sessionKey(1), host.Loaded{Reachable: true})
	},

	"VersionsRiseByOne": func(t bundle) {
		k := sessionKey(1)
		commit(t, host.Member{Key: k, Session: []byte(`{"n":1}`), Revision: 1})
		wantLoaded(t, k, host.Loaded{Session: []byte(`{"n":1}`), Version: 1, Reachable: true})
		commit(t, host.Member{Key: k, BaseVersion: 1, Session: []byte(`{"n":2}`), Revision: 2, WakeAt: moment, WakeGen: 3})
		wantLoaded(t, k, host.Loaded{Session: []byte(`{"n":2}`), Version: 2, Reachable: true})
	},

	"LostRaceChangesNothing": func(t bundle) {
		k := sessionKey(1)
		commit(t, host.Member{Key: k, Session: []byte(`{"n":1}`)})
		for _, base := range []int64{0, 2, 5} {
			loser := host.Member{
				Key: k, UpdateID: 10 + base, EventKey: fmt.Sprint("e", base), BaseVersion: base, Session: []byte(`{"n":9}`),
				Writes: []engine.Write{{Scope: engine.ScopeUser, Name: "a", Op: engine.WriteSet, Value: 1.0}},
				Orders: []engine.OrderChange{{ID: "o", Create: &engine.Order{ID: "o", Key: k, CreatedAt: moment}}},
				Out:    []host.Outgoing{outgoing(k.ChatID, fmt.Sprint("k", base))},
			}
			wantVerdicts(t, []host.Member{loser}, host.VerdictConflict)
			wantHandled(t, storeBot, 10+base, false)
		}
		wantLoaded(t, k, host.Loaded{Session: []byte(`{"n":1}`), Version: 1, Reachable: true})
		wantPending(t, storeBot)
		_, err := t.Order(t.Context(), storeBot, "o")
		wantErr(t, err, engine.ErrNotFound)
		// The loser comes again on the right version, with the same ids.
		commit(t, host.Member{Key: k, UpdateID: 10, EventKey: "e0", BaseVersion: 1, Session: []byte(`{"n":2}`)})
	},

	"ConflictOnMissingSession": func(t bundle) {
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), BaseVersion: 4, Session: []byte(`{}`)}}, host.VerdictConflict)
		wantLoaded(t, sessionKey(1), host.Loaded{Reachable: true})
	},

	"DuplicateUpdateChangesNothing": func(t bundle) {
		k := sessionKey(1)
		wantHandled(t, storeBot, 5, false)
		commit(t, host.Member{Key: k, UpdateID: 5, Session: []byte(`{"n":1}`)})
		wantHandled(t, storeBot, 5, true)
		wantHandled(t, storeBot+1, 5, false)
		again := host.Member{
			Key: k, UpdateID: 5, EventKey: "fresh", BaseVersion: 1, Session: []byte(`{"n":2}`),
			Out: []host.Outgoing{outgoing(1, "k")},
		}
		wantVerdicts(t, []host.Member{again}, host.VerdictDuplicate)
		again.BaseVersion = 0 // a duplicate it is, whatever its version
		wantVerdicts(t, []host.Member{again}, host.VerdictDuplicate)
		wantLoaded(t, k, host.Loaded{Session: []byte(`{"n":1}`), Version: 1, Reachable: true})
		wantPending(t, storeBot)
		commit(t, host.Member{Key: k, UpdateID: 6, EventKey: "fresh", BaseVersion: 1, Session: []byte(`{"n":2}`)})
	},

	"DuplicateEventChangesNothing": func(t bundle) {
		k := sessionKey(1)
		commit(t, host.Member{Key: k, EventKey: "call-1", Session: []byte(`{"n":1}`)})
		again := host.Member{Key: k, UpdateID: 77, EventKey: "call-1", BaseVersion: 1, Session: []byte(`{"n":2}`)}
		wantVerdicts(t, []host.Member{again}, host.VerdictDuplicate)
		wantHandled(t, storeBot, 77, false)
		wantLoaded(t, k, host.Loaded{Session: []byte(`{"n":1}`), Version: 1, Reachable: true})
		other := k
		other.BotID++
		commit(t, host.Member{Key: other, EventKey: "call-1", Session: []byte(`{}`)})
	},

	"DuplicateWithinABatch": func(t bundle) {
		wantVerdicts(t, []host.Member{
			{Key: sessionKey(1), UpdateID: 5, Session: []byte(`{"n":1}`)},
			{Key: sessionKey(2), UpdateID: 5, Session: []byte(`{"n":1}`)},
			{Key: sessionKey(3), UpdateID: 6, Session: []byte(`{"n":1}`)},
		}, host.VerdictCommitted, host.VerdictDuplicate, host.VerdictCommitted)
		wantLoaded(t, sessionKey(2), host.Loaded{Reachable: true})
		wantLoaded(t, sessionKey(3), host.Loaded{Session: []byte(`{"n":1}`), Version: 1, Reachable: true})
	},

	"MemberWithoutSessionLeavesItAlone": func(t bundle) {
		k := sessionKey(1)
		commit(t, host.Member{Key: k, Session: []byte(`{"n":1}`)})
		m := host.Member{
			Key: k, UpdateID: 8, Out: []host.Outgoing{outgoing(1, "k")},
			Notes: []engine.Note{{Kind: engine.NoteInfo, At: moment, Name: "seen"}},
		}
		commit(t, m)
		wantVerdicts(t, []host.Member{m}, host.VerdictDuplicate)
		wantLoaded(t, k, host.Loaded{Session: []byte(`{"n":1}`), Version: 1, Reachable: true})
		wantPending(t, storeBot, "k")
	},

	"PoisonedMembersAreRejectedAlone": func(t bundle) {
		order := engine.Order{ID: "taken", Key: sessionKey(1), Status: engine.OrderCreated, CreatedAt: moment}
		commit(t, host.Member{Key: sessionKey(1), Orders: []engine.OrderChange{{ID: "taken", Create: &order}}})
		var members []host.Member
		var want []host.VerdictState
		for i := range int64(20) {
			k := sessionKey(100 + i)
			m := host.Member{Key: k, UpdateID: 100 + i, Session: []byte(`{"n":1}`), Out: []host.Outgoing{outgoing(k.ChatID, fmt.Sprint("k", i))}}
			switch i {
			case 3, 11:
				m.Orders = []engine.OrderChange{{ID: "taken", Create: &order}}
				want = append(want, host.VerdictRejected)
			case 12:
				m.Orders = []engine.OrderChange{{ID: "missing", To: engine.OrderPaid}}
				want = append(want, host.VerdictRejected)
			case 15:
				m.UpdateID = 114
				want = append(want, host.VerdictDuplicate)
			default:
				want = append(want, host.VerdictCommitted)
			}
			members = append(members, m)
		}
		wantVerdicts(t, members, want...)
		for i, m := range members {
			l := host.Loaded{Reachable: true}
			if want[i] == host.VerdictCommitted {
				l.Session, l.Version = m.Session, 1
			}
			wantLoaded(t, m.Key, l)
			wantHandled(t, storeBot, m.UpdateID, want[i] != host.VerdictRejected)
		}
		out, err := t.Pending(t.Context(), storeBot, 0, 100)
		check(t, err)
		equal(t, "pending effects", len(out), 16)
	},

	"SessionsRaceInParallel": func(t bundle) {
		const racers, rounds = 4, 10
		k := sessionKey(1)
		commit(t, host.Member{Key: k, Session: []byte(`{}`)})
		wins := make([]int, racers)
		var wg sync.WaitGroup
		for r := range racers {
			wg.Go(func() {
				for wins[r] < rounds {
					l, err := t.Load(t.Context(), k)
					if err != nil {
						t.Errorf("load: %v", err)
						return
					}
					v, err := t.Commit(t.Context(), []host.Member{{Key: k, BaseVersion: l.Version, Session: []byte(`{}`)}})
					if err != nil {
						t.Errorf("commit: %v", err)
						return
					}
					if v[0].State == host.VerdictCommitted {
						wins[r]++
					}
				}
			})
		}
		wg.Wait()
		wantLoaded(t, k, host.Loaded{Session: []byte(`{}`), Version: 1 + racers*rounds, Reachable: true})
	},

	"EmptyCommit": func(t bundle) {
		equal(t, "verdicts", len(verdicts(t)), 0)
	},

	"LargeSession": func(t bundle) {
		data := make([]byte, 0, engine.MaxSessionBytes)
		data = append(data, `{"x":"`...)
		for len(data) < engine.MaxSessionBytes-2 {
			data = append(data, 'a')
		}
		data = append(data, `"}`...)
		commit(t, host.Member{Key: sessionKey(1), Session: data})
		wantLoaded(t, sessionKey(1), host.Loaded{Session: data, Version: 1, Reachable: true})
	},

	"CountsByStatus": func(t bundle) {
		commit(t,
			host.Member{Key: sessionKey(1), Session: []byte(`{"status":"waiting"}`)},
			host.Member{Key: sessionKey(2), Session: []byte(`{"status":"waiting"}`)},
			host.Member{Key: sessionKey(3), Session: []byte(`{"status":"failed"}`)},
			host.Member{Key: sessionKey(4), Session: []byte(`{"status":""}`)},
			host.Member{Key: engine.SessionKey{BotID: 1, ChatID: 1, UserID: 1}, Session: []byte(`{"status":"waiting"}`)},
		)
		got, err := t.Counts(t.Context(), storeBot)
		check(t, err)
		equal(t, "counts", got, map[string]int64{"waiting": 2, "failed": 1, "": 1})
	},
}
