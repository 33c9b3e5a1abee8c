package storage_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// A large commit has its losers found among many rows that are written at once, and everything of the others is stored.
func TestCommit_LargeOneTellsItsMembersApart(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		const all = 60
		for i := range int64(all) { // every third session is there, every fifth update was handled
			m := host.Member{Key: key(i)}
			if i%3 == 0 {
				m.Session = []byte(`{}`)
			}
			if i%5 == 0 {
				m.UpdateID = 1000 + i
			}
			commit(t, db, m)
		}
		members := make([]host.Member, all)
		want := make([]host.VerdictState, all)
		for i := range int64(all) {
			members[i] = host.Member{
				Key: key(i), UpdateID: 1000 + i, Session: fmt.Append(nil, i), User: &engine.User{ID: i, FirstName: fmt.Sprint("n", i)},
				Inbox: &host.Inbox{Kind: "message", At: time.Now(), Raw: []byte(`{}`)}, Out: []host.Outgoing{effect(i, fmt.Sprint("k", i))},
			}
			if i%4 == 0 { // it believes to have seen the session
				members[i].BaseVersion = 1
			}
			switch seen := members[i].BaseVersion == 1; {
			case i%5 == 0:
				want[i] = host.VerdictDuplicate
			case seen != (i%3 == 0):
				want[i] = host.VerdictConflict
			}
		}
		verdicts, err := db.Commit(t.Context(), members)
		check(t, err)
		got := make([]host.VerdictState, all)
		var sent []string
		for i, v := range verdicts {
			got[i] = v.State
			if v.State == host.VerdictCommitted {
				sent = append(sent, fmt.Sprint("k", i))
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("verdicts are\n%v, want\n%v", got, want)
		}
		pending, err := db.Pending(t.Context(), bot, 0, all)
		check(t, err)
		var keys []string
		for _, o := range pending {
			keys = append(keys, o.Key)
		}
		if !reflect.DeepEqual(keys, sent) {
			t.Errorf("pending are %v, want %v", keys, sent)
		}
		for i := range int64(all) {
			l, err := db.Load(t.Context(), key(i))
			check(t, err)
			handled, err := db.Handled(t.Context(), bot, 1000+i)
			check(t, err)
			if stored := string(l.Session) == fmt.Sprint(i); stored != (want[i] == host.VerdictCommitted) || handled != (want[i] != host.VerdictConflict) {
				t.Errorf("member %d is stored: %t, handled: %t, and its verdict %v", i, stored, handled, want[i])
			}
		}
		wantCount(t, db.Count, "contacts WHERE first_name <> ''", len(sent))
		// Marks of many, one of which is nowhere, one twice and one of a chat that moved.
		marks := []host.Mark{
			{BotID: bot, ChatID: 1, Key: "never", State: host.SendSent},
			{BotID: bot, ChatID: 1, Key: "k1", State: host.SendSending},
			{BotID: bot, ChatID: 999, Key: "k2", State: host.SendSent, MessageIDs: []int64{5}},
			{BotID: bot, ChatID: 1, Key: "k1", State: host.SendSent, MessageIDs: []int64{4}},
		}
		for _, k := range sent[3:] {
			var chat int64
			_, err := fmt.Sscanf(k, "k%d", &chat)
			check(t, err)
			marks = append(marks, host.Mark{BotID: bot, ChatID: chat, Key: k, State: host.SendFailed, Code: "blocked"})
		}
		check(t, db.Mark(t.Context(), marks))
		left, err := db.Pending(t.Context(), bot, 0, all)
		check(t, err)
		if len(left) != 1 || left[0].Key != sent[2] {
			t.Errorf("pending are %+v, want %s", left, sent[2])
		}
		wantCount(t, db.Count, "messages WHERE state = 'sent' AND message_ids IN ('[4]', '[5]')", 2)
	})
}

// Variables of many people are read and written at once: of those who have some, of those who have none, and of those who are new.
func TestCommit_LargeOneChangesVariables(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		const all = 40
		add := func(user int64) host.Member {
			return host.Member{Key: key(user), Writes: []engine.Write{{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteAdd, Value: float64(user)}}}
		}
		for i := int64(1); i <= all; i++ {
			switch i % 3 {
			case 0:
				commit(t, db, add(i))
			case 1:
				commit(t, db, host.Member{Key: key(i), User: &engine.User{ID: i, FirstName: "Ann"}})
			}
		}
		for range 2 {
			members := make([]host.Member, 0, all+1)
			for i := int64(all); i > 0; i-- {
				members = append(members, add(i))
			}
			commit(t, db, append(members, add(7))...)
		}
		for i := int64(1); i <= all; i++ {
			times := 2.0
			if i%3 == 0 {
				times++
			}
			if i == 7 {
				times += 2
			}
			l, err := db.Load(t.Context(), key(i))
			check(t, err)
			if want := times * float64(i); l.User["n"] != want {
				t.Errorf("user %d has %v, want %v", i, l.User["n"], want)
			}
		}
	})
}
