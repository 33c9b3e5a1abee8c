package storage_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// Texts that a database cannot hold are stored as near as can be: no turn fails for what somebody wrote.
func TestCommit_TakesAnyText(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
		odd := "a\x00b\xffc"
		value := engine.Values{"text": "a\x00b", "escaped": `\u0000`, "k\x00": []any{"\x00", `\\u0000`}}
		commit(t, db, host.Member{
			Key: key(1), UpdateID: 1, Session: []byte("{\"x\":\"\x00\"}"), User: &engine.User{ID: 1, FirstName: odd, LastName: odd, Username: odd},
			Writes:  []engine.Write{{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteSet, Value: "a\x00b"}},
			Records: []engine.RecordChange{{Kind: "k", Key: "r", Value: value, MadeAt: at}},
			Notes:   []engine.Note{{Kind: engine.NoteInfo, At: at, Name: odd, Text: odd, Data: engine.Values{"t": odd}}},
			Inbox:   &host.Inbox{Kind: "message", Raw: []byte{0, 0xff}},
			Jobs:    []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{"t":"a\u0000b"}`)}}},
		})
		check(t, db.Bury(t.Context(), host.DeadLetter{BotID: bot, UpdateID: 2, Raw: []byte(odd), Error: odd}))
		got, err := db.Records(t.Context(), bot, []engine.RecordRead{{Kind: "k", Key: "r"}})
		check(t, err)
		want := engine.Values{"text": "a\uFFFDb", "escaped": `\u0000`, "k\uFFFD": []any{"\uFFFD", `\\u0000`}}
		if v := got[0].Records[0].Value; !reflect.DeepEqual(v, want) {
			t.Errorf("the record holds %#v, want %#v", v, want)
		}
		notes, err := db.Notes(t.Context())
		check(t, err)
		if len(notes) != 1 || notes[0].Text != "a\uFFFDb\uFFFDc" || notes[0].Name != "a\uFFFDb\uFFFDc" {
			t.Errorf("notes are %+v", notes)
		}
		l, err := db.Load(t.Context(), key(1))
		if err != nil || l.User["n"] != "a\x00b" || string(l.Session) != "{\"x\":\"\x00\"}" {
			t.Errorf("loaded %+v, %v", l, err)
		}
		wantCount(t, db.Count, "river_job WHERE kind = 'job'", 1)
	})
}
