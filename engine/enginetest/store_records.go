package enginetest

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// records commits changes of records that must all fit.
func records(t bundle, cs ...engine.RecordChange) {
	t.Helper()
	commit(t, host.Member{Key: sessionKey(1), Records: cs})
}

// made is a change that makes a record.
func made(kind, key string, v engine.Values) engine.RecordChange {
	return engine.RecordChange{Kind: kind, Key: key, Value: v, MadeAt: moment}
}

func answers(t bundle, reads ...engine.RecordRead) []engine.RecordAnswer {
	t.Helper()
	as, err := t.Records(t.Context(), storeBot, reads)
	check(t, err)
	if len(as) != len(reads) {
		t.Fatalf("%d answers to %d reads", len(as), len(reads))
	}
	return as
}

func record(t bundle, kind, key string) *engine.Record {
	t.Helper()
	a := answers(t, engine.RecordRead{Kind: kind, Key: key})[0]
	switch len(a.Records) {
	case 0:
		return nil
	case 1:
		return &a.Records[0]
	default:
		t.Fatalf("%d records have one key", len(a.Records))
		return nil
	}
}

func selected(t bundle, kind string, q engine.RecordQuery) []string {
	t.Helper()
	keys := []string{}
	for _, r := range answers(t, engine.RecordRead{Kind: kind, Query: &q})[0].Records {
		keys = append(keys, r.Key)
	}
	return keys
}

var recordTests = map[string]func(t bundle){
	"RecordsComeBackWhole": func(t bundle) {
		if r := record(t, "account", "a"); r != nil {
			t.Fatalf("an empty store has %+v", r)
		}
		c := made("account", "a", engine.Values{"n": 1.5, "list": []any{"x", nil, true}, "deep": map[string]any{"ü": "ё"}})
		c.Owner, c.Expires = 7, moment.Add(time.Hour)
		records(t, c)
		want := &engine.Record{
			Kind: "account", Key: "a", Version: 1, Owner: 7, Value: c.Value, MadeAt: moment, Expires: moment.Add(time.Hour),
		}
		got := record(t, "account", "a")
		equal(t, "record", got, want)
		if got.MadeAt.Location() != time.UTC || got.Expires.Location() != time.UTC {
			t.Fatalf("times are in %v and %v", got.MadeAt.Location(), got.Expires.Location())
		}
		if r := record(t, "other", "a"); r != nil {
			t.Fatalf("another kind has %+v", r)
		}
		as, err := t.Records(t.Context(), storeBot+1, []engine.RecordRead{{Kind: "account", Key: "a"}})
		check(t, err)
		equal(t, "records of another bot", len(as[0].Records), 0)
	},

	"RecordsChangeByVersion": func(t bundle) {
		records(t, made("k", "a", engine.Values{"n": 1.0}))
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), Records: []engine.RecordChange{made("k", "a", engine.Values{"n": 9.0})}}},
			host.VerdictConflict)
		next := made("k", "a", engine.Values{"n": 2.0})
		next.Base = 1
		records(t, next)
		equal(t, "version", record(t, "k", "a").Version, 2)
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), Records: []engine.RecordChange{next}}}, host.VerdictConflict)
		equal(t, "value", record(t, "k", "a").Value["n"], any(2.0))
		records(t, engine.RecordChange{Kind: "k", Key: "a", Base: 2})
		if r := record(t, "k", "a"); r != nil {
			t.Fatalf("a deleted record is still there: %+v", r)
		}
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), Records: []engine.RecordChange{{Kind: "k", Key: "a", Base: 2}}}},
			host.VerdictConflict)
		records(t, engine.RecordChange{Kind: "k", Key: "a"}) // made and deleted in one turn
		records(t, made("k", "a", engine.Values{}))
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), Records: []engine.RecordChange{{Kind: "k", Key: "a"}}}},
			host.VerdictConflict)
	},

	"ConflictOfARecordChangesNothing": func(t bundle) {
		records(t, made("k", "a", engine.Values{"n": 1.0}))
		createOrder(t, newOrder("o1"))
		loser := pay("o1", "c1", engine.OrderPaid)
		loser.UpdateID, loser.EventKey, loser.Session, loser.BaseVersion = 5, "e", []byte(`{}`), 0
		ok := made("k", "a", engine.Values{"n": 2.0})
		ok.Base = 1
		loser.Records = []engine.RecordChange{ok, {Kind: "k", Key: "b", Base: 3, Value: engine.Values{}, MadeAt: moment}}
		loser.Ledger = []engine.LedgerEntry{{Tx: "t", Account: "a", Unit: "u", Amount: 1, At: moment}}
		loser.Writes = []engine.Write{{Scope: engine.ScopeUser, Name: "x", Op: engine.WriteSet, Value: 1.0}}
		other := host.Member{Key: sessionKey(2), UpdateID: 6, Session: []byte(`{}`)}
		wantVerdicts(t, []host.Member{loser, other}, host.VerdictConflict, host.VerdictCommitted)
		equal(t, "value", record(t, "k", "a").Value["n"], any(1.0))
		equal(t, "order", order(t, "o1"), newOrder("o1"))
		wantHandled(t, storeBot, 5, false)
		wantHandled(t, storeBot, 6, true)
		wantLoaded(t, sessionKey(1), host.Loaded{Reachable: true})
		bs, err := t.Balances(t.Context(), storeBot)
		check(t, err)
		equal(t, "balances", len(bs), 0)
		loser.Records = loser.Records[:1]
		commit(t, loser)
	},

	"OneOfManyWins": func(t bundle) {
		records(t, made("counter", "n", engine.Values{"n": 0.0}))
		const turns = 8
		var wg sync.WaitGroup
		for i := range turns {
			wg.Go(func() {
				for tries := 0; ; tries++ {
					as, err := t.Records(t.Context(), storeBot, []engine.RecordRead{{Kind: "counter", Key: "n"}})
					if err != nil || tries > 200 {
						t.Errorf("turn %d gave up after %d tries: %v", i, tries, err)
						return
					}
					r := as[0].Records[0]
					c := made("counter", "n", engine.Values{"n": r.Value["n"].(float64) + 1})
					c.Base = r.Version
					vs, err := t.Commit(t.Context(), []host.Member{{Key: sessionKey(int64(i)), Records: []engine.RecordChange{c}}})
					if err != nil {
						t.Errorf("commit: %v", err)
						return
					}
					if vs[0].State == host.VerdictCommitted {
						return
					}
				}
			})
		}
		wg.Wait()
		equal(t, "counter", record(t, "counter", "n").Value["n"], any(float64(turns)))
	},

	"QueriesSelectAsTheEngineDoes": func(t bundle) {
		var all []engine.Record
		for i, v := range []engine.Values{
			{"name": "Tea", "n": 1.0, "on": true, "tags": []any{"hot"}},
			{"name": "coffee", "n": 2.0, "on": false, "tags": []any{}},
			{"name": "", "n": 2.5, "on": nil},
			{"name": "2", "n": "2", "on": "true", "tags": nil},
			{"name": nil, "n": -3.0, "on": 1.0, "tags": "hot"},
			{},
			{"name": `quo"te`, "n": true, "on": map[string]any{}},
		} {
			c := made("table.t", "k"+strconv.Itoa(i), v)
			c.Owner = int64(i % 2)
			c.MadeAt = moment.Add(-time.Duration(i) * time.Second)
			if i == 2 {
				c.Expires = moment
			}
			records(t, c)
			all = append(all, engine.Record{Key: c.Key, Owner: c.Owner, Value: v, MadeAt: c.MadeAt, Expires: c.Expires})
		}
		for _, q := range queries() {
			want := q.Select(all)
			got := answers(t, engine.RecordRead{Kind: "table.t", Query: &q})[0]
			equal(t, "number of records for "+queryText(t, &q), got.Count, want.Count)
			keys := func(rs []engine.Record) []string {
				out := make([]string, len(rs))
				for i := range rs {
					out[i] = rs[i].Key
				}
				return out
			}
			equal(t, "records for "+queryText(t, &q), keys(got.Records), keys(want.Records))
		}
		equal(t, "records of a kind that has none", selected(t, "table.none", engine.RecordQuery{}), []string{})
	},

	"LedgerOnlyGrows": func(t bundle) {
		move := func(tx string, n int64) host.Member {
			return host.Member{Key: sessionKey(1), Ledger: []engine.LedgerEntry{
				{Tx: tx, Account: "user:1", Unit: "credits", Amount: n, Reason: "gift", At: moment},
				{Tx: tx, Account: "bot:granted", Unit: "credits", Amount: -n, Reason: "gift", At: moment},
			}}
		}
		commit(t, move("t1", 5), move("t2", -2))
		wantVerdicts(t, []host.Member{move("t2", 1), move("t3", 1)}, host.VerdictRejected, host.VerdictCommitted)
		bs, err := t.Balances(t.Context(), storeBot)
		check(t, err)
		equal(t, "balances", bs, []engine.LedgerBalance{
			{Account: "bot:granted", Unit: "credits", Amount: -4}, {Account: "user:1", Unit: "credits", Amount: 4},
		})
		es, last, err := t.Ledger(t.Context(), storeBot, "user:1", 0, 2)
		check(t, err)
		equal(t, "entries", es, []engine.LedgerEntry{
			{Tx: "t1", Account: "user:1", Unit: "credits", Amount: 5, Reason: "gift", At: moment},
			{Tx: "t2", Account: "user:1", Unit: "credits", Amount: -2, Reason: "gift", At: moment},
		})
		es, _, err = t.Ledger(t.Context(), storeBot, "user:1", last, 10)
		check(t, err)
		equal(t, "entries after them", len(es), 1)
		es, _, err = t.Ledger(t.Context(), storeBot+1, "user:1", 0, 10)
		check(t, err)
		equal(t, "entries of another bot", len(es), 0)
	},
}

// queries are tests, orders and pages of every kind.
func queries() []engine.RecordQuery {
	var out []engine.RecordQuery
	values := []any{nil, true, false, "", "2", "Tea", "TE", `quo"te`, 2.0, -3.0, 1.0, []any{}, []any{"hot"}, []any{2.0, "2"}, "hot"}
	for _, op := range engine.RecordOps() {
		for _, field := range []string{"name", "n", "on", "tags", "none", engine.RecordKeyField, engine.RecordMadeField} {
			for _, v := range values {
				out = append(out, engine.RecordQuery{Where: []engine.RecordTest{{Field: field, Op: op, Value: v}}, Count: len(out)%3 == 0})
			}
		}
	}
	for _, v := range []any{0.0, 1.0, "1"} {
		out = append(out, engine.RecordQuery{Where: []engine.RecordTest{{Field: engine.RecordOwnerField, Op: engine.RecordEqual, Value: v}}})
	}
	key := engine.RecordTest{Field: engine.RecordKeyField, Op: engine.RecordEqual, Value: "k3"}
	return append(
		out,
		engine.RecordQuery{},
		engine.RecordQuery{Count: true},
		engine.RecordQuery{At: moment},
		engine.RecordQuery{At: moment, Count: true},
		engine.RecordQuery{At: moment.Add(-time.Microsecond), Offset: 1, Limit: 2},
		engine.RecordQuery{Offset: 99},
		engine.RecordQuery{Where: []engine.RecordTest{key}},
		engine.RecordQuery{Sort: []engine.RecordSort{{Field: "n"}}},
		engine.RecordQuery{Sort: []engine.RecordSort{{Field: "n", Down: true}, {Field: "name"}}, Limit: 3},
		engine.RecordQuery{Sort: []engine.RecordSort{{Field: "on"}, {Field: engine.RecordKeyField, Down: true}}},
	)
}

func queryText(tb testing.TB, q *engine.RecordQuery) string {
	tb.Helper()
	data, err := marshal(q)
	check(tb, err)
	return string(data)
}
