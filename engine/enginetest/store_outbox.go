package enginetest

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func outgoing(chat int64, key string) host.Outgoing {
	return host.Outgoing{BotID: storeBot, ChatID: chat, Key: key, Effect: []byte(`{"key":"` + key + `"}`), State: host.SendPending}
}

// wantPending compares the keys of what is pending, in order.
func wantPending(t bundle, botID int64, want ...string) {
	t.Helper()
	out, err := t.Pending(t.Context(), botID, 0, 1000)
	check(t, err)
	var got []string
	last := int64(0)
	for _, o := range out {
		got = append(got, o.Key)
		if o.Seq <= last {
			t.Fatalf("outbox order %d follows %d", o.Seq, last)
		}
		last = o.Seq
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("pending are %v, want %v", got, want)
	}
}

func mark(key string, state host.SendState, ids ...int64) host.Mark {
	return host.Mark{BotID: storeBot, ChatID: 1, Key: key, State: state, MessageIDs: ids, At: moment}
}

var outboxTests = map[string]func(t bundle){
	"EffectsComeBackWhole": func(t bundle) {
		o := outgoing(-1009, "a.b.1")
		o.SendAt = moment
		commit(t, host.Member{Key: sessionKey(1), Out: []host.Outgoing{o}})
		got, err := t.Pending(t.Context(), storeBot, 0, 10)
		check(t, err)
		if len(got) != 1 || got[0].Seq <= 0 {
			t.Fatalf("pending is %+v", got)
		}
		o.Seq = got[0].Seq
		equal(t, "outgoing", got, []host.Outgoing{o})
		if got[0].SendAt.Location() != time.UTC {
			t.Fatalf("the time is in %v", got[0].SendAt.Location())
		}
	},

	"OrderIsThatOfCommits": func(t bundle) {
		commit(t,
			host.Member{Key: sessionKey(2), Out: []host.Outgoing{outgoing(2, "c"), outgoing(2, "a")}},
			host.Member{Key: sessionKey(3), Out: []host.Outgoing{outgoing(3, "b")}},
		)
		other := outgoing(1, "z")
		other.BotID = storeBot + 1
		commit(t, host.Member{Key: engine.SessionKey{BotID: storeBot + 1, ChatID: 1, UserID: 1}, Out: []host.Outgoing{other}})
		commit(t, host.Member{Key: sessionKey(1), Out: []host.Outgoing{outgoing(1, "0")}})
		wantPending(t, storeBot, "c", "a", "b", "0")
		wantPending(t, storeBot+1, "z")
		wantPending(t, 0, "c", "a", "b", "z", "0")
	},

	"PendingIsReadInPages": func(t bundle) {
		var out []host.Outgoing
		for i := range 7 {
			out = append(out, outgoing(1, fmt.Sprint("k", i)))
		}
		commit(t, host.Member{Key: sessionKey(1), Out: out})
		var keys []string
		for after := int64(0); ; {
			page, err := t.Pending(t.Context(), storeBot, after, 3)
			check(t, err)
			if len(page) > 3 {
				t.Fatalf("a page of %d", len(page))
			}
			if len(page) == 0 {
				break
			}
			for _, o := range page {
				keys = append(keys, o.Key)
				after = o.Seq
			}
		}
		equal(t, "keys", keys, []string{"k0", "k1", "k2", "k3", "k4", "k5", "k6"})
	},

	"MarksEndAnEffect": func(t bundle) {
		commit(t, host.Member{Key: sessionKey(1), Out: []host.Outgoing{
			outgoing(1, "sent"), outgoing(1, "sending"), outgoing(1, "failed"), outgoing(1, "unknown"), outgoing(1, "left"),
		}})
		failed := mark("failed", host.SendFailed)
		failed.Code = "blocked"
		check(t, t.Mark(t.Context(), []host.Mark{mark("sent", host.SendSent, 5), mark("sending", host.SendSending), failed}))
		commit(t, host.Member{Key: sessionKey(2), Marks: []host.Mark{mark("unknown", host.SendUnknown)}})
		wantPending(t, storeBot, "sending", "left")
		got, err := t.Pending(t.Context(), storeBot, 0, 10)
		check(t, err)
		equal(t, "states", []host.SendState{got[0].State, got[1].State}, []host.SendState{host.SendSending, host.SendPending})
		check(t, t.Mark(t.Context(), []host.Mark{mark("sending", host.SendSent, 6)}))
		wantPending(t, storeBot, "left")
		check(t, t.Mark(t.Context(), nil))
		check(t, t.Mark(t.Context(), []host.Mark{mark("never", host.SendSent, 7)}))
	},

	"MarksOfADuplicateDoNotCount": func(t bundle) {
		commit(t, host.Member{Key: sessionKey(1), UpdateID: 1, Out: []host.Outgoing{outgoing(1, "a")}})
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), UpdateID: 1, Marks: []host.Mark{mark("a", host.SendSent, 5)}}}, host.VerdictDuplicate)
		wantPending(t, storeBot, "a")
	},

	"SlotsNameTheNewestMessages": func(t bundle) {
		commit(t, host.Member{Key: sessionKey(1), Out: []host.Outgoing{outgoing(1, "a"), outgoing(1, "b")}})
		ids, err := t.Slot(t.Context(), storeBot, 1, "menu")
		check(t, err)
		equal(t, "length of an empty slot", len(ids), 0)
		m := mark("a", host.SendSent, 5, 6)
		m.Slot = "menu"
		check(t, t.Mark(t.Context(), []host.Mark{m}))
		ids, err = t.Slot(t.Context(), storeBot, 1, "menu")
		check(t, err)
		equal(t, "slot", ids, []int64{5, 6})
		m = mark("b", host.SendSent, 9)
		m.Slot = "menu"
		commit(t, host.Member{Key: sessionKey(1), Marks: []host.Mark{m}})
		ids, err = t.Slot(t.Context(), storeBot, 1, "menu")
		check(t, err)
		equal(t, "slot", ids, []int64{9})
		ids, err = t.Slot(t.Context(), storeBot, 2, "menu")
		check(t, err)
		equal(t, "length of another chat's slot", len(ids), 0)
	},

	"LastSentIsNewestFirst": func(t bundle) {
		commit(t, host.Member{Key: sessionKey(1), Out: []host.Outgoing{
			outgoing(1, "a"), outgoing(1, "b"), outgoing(2, "c"), outgoing(1, "d"),
		}})
		other := mark("c", host.SendSent, 30)
		other.ChatID = 2
		check(t, t.Mark(t.Context(), []host.Mark{mark("a", host.SendSent, 10), mark("b", host.SendSent, 11, 12), other, mark("d", host.SendFailed)}))
		ids, err := t.LastSent(t.Context(), storeBot, 1, 2)
		check(t, err)
		equal(t, "last two", ids, []int64{12, 11})
		ids, err = t.LastSent(t.Context(), storeBot, 1, 9)
		check(t, err)
		equal(t, "all", ids, []int64{12, 11, 10})
		ids, err = t.LastSent(t.Context(), storeBot, 3, 9)
		check(t, err)
		equal(t, "length of a strange chat", len(ids), 0)
	},

	"FileIDsBelongToABot": func(t bundle) {
		_, err := t.FileID(t.Context(), storeBot, "h")
		wantErr(t, err, engine.ErrNotFound)
		check(t, t.SaveFileID(t.Context(), storeBot, "h", "one"))
		check(t, t.SaveFileID(t.Context(), storeBot, "h", "two"))
		id, err := t.FileID(t.Context(), storeBot, "h")
		check(t, err)
		equal(t, "file id", id, "two")
		_, err = t.FileID(t.Context(), storeBot+1, "h")
		wantErr(t, err, engine.ErrNotFound)
	},

	"ParallelCommitsKeepEachMembersOrder": func(t bundle) {
		const writers, rounds = 4, 10
		var wg sync.WaitGroup
		for i := range int64(writers) {
			wg.Go(func() {
				for r := range rounds {
					k := fmt.Sprintf("%d.%02d", i, r)
					v, err := t.Commit(t.Context(), []host.Member{{Key: sessionKey(i), Out: []host.Outgoing{outgoing(i, k+"a"), outgoing(i, k+"b")}}})
					if err != nil || v[0].State != host.VerdictCommitted {
						t.Errorf("commit: %v, %v", v, err)
						return
					}
				}
			})
		}
		wg.Wait()
		out, err := t.Pending(t.Context(), storeBot, 0, 1000)
		check(t, err)
		equal(t, "count", len(out), writers*rounds*2)
		last := map[int64]string{}
		for _, o := range out {
			if o.Key <= last[o.ChatID] {
				t.Fatalf("%s follows %s", o.Key, last[o.ChatID])
			}
			last[o.ChatID] = o.Key
		}
	},
}
