package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// scriptBlock does whatever a test wants with its turn.
type scriptBlock struct {
	engine.NoWait
	run func(*engine.Turn) error
}

func (b *scriptBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := b.run(t); err != nil {
		return engine.Outcome{}, err
	}
	return engine.Leave("next"), nil
}

// scripted is a bot whose command /go runs the script.
func scripted(t *testing.T, run func(*engine.Turn) error) *engine.Revision {
	t.Helper()
	reg := registry(t)
	err := reg.Add(engine.BlockType{
		Name: "test.script", Version: 1, Title: text("Script"), Help: text("Script"), Icon: "square",
		Exits: []engine.Exit{{Name: "next"}, engine.ErrorExit()}, Example: `{}`, New: func() engine.Block { return &scriptBlock{run: run} },
	})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "b", "language": "en", "flows": [{"id": "f", "name": "f", "blocks": [
		{"id": "go", "type": "test.trigger", "config": {"command": "go"}},
		{"id": "it", "type": "test.script", "exits": {"next": "end", "error": "end"}}
	], "edges": [{"from": "go", "exit": "next", "to": "it"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

var recordsNow = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// runWithRecords runs /go, answering reads from the records; it gives the result and how often the turn ran.
func runWithRecords(t *testing.T, rev *engine.Revision, stored ...engine.Record) (*engine.Result, int, error) {
	t.Helper()
	st := engine.State{Session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7})}
	ev := engine.Event{
		ID: "1", Kind: engine.MessageReceived, Chat: engine.Chat{ID: 7, Type: "private"}, User: engine.User{ID: 7},
		Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "/go", Command: "go"},
	}
	for runs := 1; ; runs++ {
		res, err := rev.Turn(t.Context(), st, ev, engine.Deps{
			Now: recordsNow, NewID: func() string { return "id" }, Key: []byte("a key of the tests, long enough"), Log: slog.New(slog.DiscardHandler), Trace: true,
		})
		need, ok := errors.AsType[*engine.NeedError](err)
		if !ok {
			return res, runs, err
		}
		known := maps.Clone(st.Records)
		if known == nil {
			known = map[string]engine.RecordAnswer{}
		}
		for _, r := range need.Reads {
			var kind []engine.Record
			for _, rec := range stored {
				if rec.Kind == r.Kind && (r.Query != nil || rec.Key == r.Key) {
					kind = append(kind, rec)
				}
			}
			known[r.ID()] = engine.RecordAnswer{Records: kind}
			if r.Query != nil {
				known[r.ID()] = r.Query.Select(kind)
			}
		}
		st.Records = known
	}
}

func row(key string, n float64) engine.Record {
	return engine.Record{Kind: "k", Key: key, Version: 3, Value: engine.Values{"n": n}, MadeAt: recordsNow.Add(-time.Hour)}
}

func TestRecords_TurnRunsAgainWithWhatItReads(t *testing.T) {
	t.Parallel()
	var seen []engine.Record
	rev := scripted(t, func(turn *engine.Turn) error {
		seen = nil
		for _, key := range []string{"a", "missing", "gone", "a"} {
			r, err := turn.Record("k", key)
			if err != nil {
				return err
			}
			seen = append(seen, r)
		}
		return nil
	})
	gone := row("gone", 1)
	gone.Expires = recordsNow
	res, runs, err := runWithRecords(t, rev, row("a", 5), gone)
	if err != nil || runs != 4 {
		t.Fatalf("the turn ran %d times and gave %v; it should have needed 3 records", runs, err)
	}
	if len(res.Records) != 0 {
		t.Fatalf("reading changed %+v", res.Records)
	}
	if !seen[0].Exists() || seen[0].Value["n"] != 5.0 || seen[1].Exists() || seen[2].Exists() || !reflect.DeepEqual(seen[0], seen[3]) {
		t.Fatalf("the turn saw %+v", seen)
	}
}

func TestRecords_WantedOnesAreReadTogether(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		if err := turn.Want("k", "a", "b", "a", "c"); err != nil {
			return err
		}
		r, err := turn.Record("k", "c")
		if err == nil && r.Value["n"] != 3.0 {
			t.Errorf("c is %v", r.Value)
		}
		return err
	})
	if _, runs, err := runWithRecords(t, rev, row("a", 1), row("c", 3)); err != nil || runs != 2 {
		t.Fatalf("the turn ran %d times and gave %v", runs, err)
	}
}

func TestRecords_ChangesOfOneTurnAreOne(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		for range 2 {
			r, err := turn.Record("k", "a")
			if err != nil {
				return err
			}
			n, _ := r.Value["n"].(float64)
			r.Value, r.Owner = engine.Values{"n": n + 1}, 7
			if err := turn.SetRecord(r); err != nil {
				return err
			}
		}
		if err := turn.SetRecord(engine.Record{Kind: "k", Key: "new", Expires: recordsNow.Add(time.Hour)}); err != nil {
			return err
		}
		return turn.DeleteRecord("k", "b")
	})
	old := row("a", 5)
	res, _, err := runWithRecords(t, rev, old, row("b", 1))
	if err != nil {
		t.Fatal(err)
	}
	want := []engine.RecordChange{
		{Kind: "k", Key: "a", Base: 3, Owner: 7, Value: engine.Values{"n": 7.0}, MadeAt: old.MadeAt},
		{Kind: "k", Key: "new", Value: engine.Values{}, MadeAt: recordsNow, Expires: recordsNow.Add(time.Hour)},
		{Kind: "k", Key: "b", Base: 3, MadeAt: old.MadeAt},
	}
	if !reflect.DeepEqual(res.Records, want) {
		t.Fatalf("changes are\n%+v\nwant\n%+v", res.Records, want)
	}
}

func TestRecords_QueriesSeeTheTurnsOwnChanges(t *testing.T) {
	t.Parallel()
	var keys []string
	var counts []int
	rev := scripted(t, func(turn *engine.Turn) error {
		keys, counts = nil, nil
		if err := turn.DeleteRecord("k", "a"); err != nil {
			return err
		}
		if err := turn.SetRecord(engine.Record{Kind: "k", Key: "b", Value: engine.Values{"n": 99}}); err != nil {
			return err
		}
		if err := turn.SetRecord(engine.Record{Kind: "k", Key: "new", Value: engine.Values{"n": 2.5}}); err != nil {
			return err
		}
		small := engine.RecordQuery{Where: []engine.RecordTest{{Field: "n", Op: engine.RecordLess, Value: 10}}}
		sorted := small
		sorted.Sort, sorted.Limit, sorted.Offset = []engine.RecordSort{{Field: "n"}}, 2, 1
		for _, q := range []engine.RecordQuery{small, sorted} {
			rs, err := turn.Records("k", q)
			if err != nil {
				return err
			}
			for _, r := range rs {
				keys = append(keys, r.Key)
			}
			keys = append(keys, "|")
			n, err := turn.CountRecords("k", q)
			if err != nil {
				return err
			}
			counts = append(counts, n)
		}
		return nil
	})
	_, _, err := runWithRecords(t, rev, row("a", 1), row("b", 2), row("c", 3), row("d", 4), row("e", 50))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(keys, " "); got != "c d new | c d |" {
		t.Errorf("the queries gave %s", got)
	}
	if !reflect.DeepEqual(counts, []int{3, 3}) {
		t.Errorf("the counts are %v", counts)
	}
}

func TestRecords_FoundOnesCanBeChangedAtOnce(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		rs, err := turn.Records("k", engine.RecordQuery{Limit: 1})
		if err != nil {
			return err
		}
		rs[0].Value = engine.Values{"taken": true}
		return turn.SetRecord(rs[0])
	})
	res, runs, err := runWithRecords(t, rev, row("a", 1), row("b", 2))
	if err != nil || runs != 2 {
		t.Fatalf("the turn ran %d times and gave %v", runs, err)
	}
	want := []engine.RecordChange{{Kind: "k", Key: "a", Base: 3, Value: engine.Values{"taken": true}, MadeAt: row("a", 1).MadeAt}}
	if !reflect.DeepEqual(res.Records, want) {
		t.Fatalf("changes are %+v", res.Records)
	}
}

func TestRecords_LimitsAreTroubles(t *testing.T) {
	t.Parallel()
	many := func(do func(*engine.Turn, int) error) func(*engine.Turn) error {
		return func(turn *engine.Turn) error {
			for i := range 200 {
				if err := do(turn, i); err != nil {
					return err
				}
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		run  func(*engine.Turn) error
		code string
	}{
		"reads": {many(func(turn *engine.Turn, i int) error {
			_, err := turn.Record("k", strings.Repeat("x", i+1))
			return err
		}), "limit_reads"},
		"changes": {many(func(turn *engine.Turn, i int) error {
			if _, err := turn.Records("k", engine.RecordQuery{}); err != nil {
				return err
			}
			return turn.SetRecord(row(strings.Repeat("y", i+1), 0))
		}), "limit_records"},
		"size": {func(turn *engine.Turn) error {
			return turn.SetRecord(engine.Record{Kind: "k", Key: "a", Value: engine.Values{"x": strings.Repeat("x", engine.MaxRecordBytes)}})
		}, "record_too_large"},
		"empty key": {func(turn *engine.Turn) error { return turn.DeleteRecord("k", "") }, "record_key_empty"},
		"long key": {func(turn *engine.Turn) error {
			_, err := turn.Record("k", strings.Repeat("x", engine.MaxRecordKeyBytes+1))
			return err
		}, "record_key_invalid"},
		"no JSON": {func(turn *engine.Turn) error {
			return turn.SetRecord(engine.Record{Kind: "k", Key: "a", Value: engine.Values{"f": func() {}}})
		}, "value_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stored []engine.Record
			for i := range 200 {
				stored = append(stored, row(strings.Repeat("y", i+1), 0))
			}
			res, _, err := runWithRecords(t, scripted(t, c.run), stored...)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			for _, f := range res.Film {
				if f.Error != nil {
					got = f.Error.Code
				}
			}
			if got != c.code {
				t.Fatalf("the trouble is %q, want %q", got, c.code)
			}
		})
	}
}

func TestRecords_ABlockInTroubleChangesNone(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		for _, n := range []float64{1, 2} {
			if err := turn.SetRecord(row("a", n)); err != nil {
				return err
			}
		}
		if err := turn.DeleteRecord("k", "b"); err != nil {
			return err
		}
		if _, err := turn.Grant(engine.Movement{Unit: "credits", Amount: 1}); err != nil {
			return err
		}
		return engine.Trouble("too_bad", "it went wrong after all")
	})
	res, _, err := runWithRecords(t, rev, row("a", 5), row("b", 1))
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Records)+len(res.Ledger) != 0 {
		t.Fatalf("changed %+v, booked %+v", res.Records, res.Ledger)
	}
}

func TestBook_RefusesWhatDoesNotBalance(t *testing.T) {
	t.Parallel()
	book := func(amount int64) func(*engine.Turn) error {
		return func(turn *engine.Turn) error {
			return turn.Book(
				engine.LedgerEntry{Tx: "t", Account: "user:7", Unit: "credits", Amount: 5},
				engine.LedgerEntry{Tx: "t", Account: "bot:granted", Unit: "credits", Amount: amount},
			)
		}
	}
	res, _, err := runWithRecords(t, scripted(t, book(-5)))
	if err != nil || len(res.Ledger) != 2 || !res.Ledger[0].At.Equal(recordsNow) {
		t.Fatalf("a balanced movement gave %v and %v", res, err)
	}
	if _, _, err := runWithRecords(t, scripted(t, book(-4))); err == nil {
		t.Fatal("a movement that does not balance was booked")
	}
}

func TestRecordRead_IDTellsQuestionsApart(t *testing.T) {
	t.Parallel()
	reads := []engine.RecordRead{
		{Kind: "k", Key: "a"},
		{Kind: "k", Key: "b"},
		{Kind: "ka", Key: ""},
		{Kind: "k", Query: &engine.RecordQuery{}},
		{Kind: "k", Query: &engine.RecordQuery{Count: true}},
		{Kind: "k", Query: &engine.RecordQuery{Limit: 1}},
	}
	seen := map[string]bool{}
	for _, r := range reads {
		if seen[r.ID()] {
			data, _ := json.Marshal(r)
			t.Errorf("%s has the id of another read", data)
		}
		seen[r.ID()] = true
	}
}
