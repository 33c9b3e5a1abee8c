package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// shop is a bot with a table of goods with these rows.
func shop(t *testing.T, rows ...string) *engine.Revision {
	t.Helper()
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "b", "language": "en", "time_zone": "Europe/Berlin", "flows": [], "tables": [
		{"name": "goods", "key": "sku", "columns": [{"name": "sku", "type": "text"}, {"name": "price", "type": "number"},
		{"name": "ean", "type": "text", "unique": true}, {"name": "since", "type": "date"}], "rows": [` + strings.Join(rows, ",") + `]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, registry(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

// shelf keeps records for a test.
type shelf map[string]engine.Record

func (s shelf) answer(known map[string]engine.RecordAnswer, r engine.RecordRead) {
	var all []engine.Record
	for _, rec := range s {
		if rec.Kind == r.Kind && (r.Query != nil || rec.Key == r.Key) {
			all = append(all, rec)
		}
	}
	known[r.ID()] = engine.RecordAnswer{Records: all}
	if r.Query != nil {
		known[r.ID()] = r.Query.Select(all)
	}
}

// seed brings the rows of the document in and gives how many groups of changes that took.
func (s shelf) seed(t *testing.T, rev *engine.Revision) int {
	t.Helper()
	n := 0
	for _, seed := range rev.Seeds(recordsNow) {
		known := map[string]engine.RecordAnswer{}
		groups, need := seed.Changes(known)
		for len(need) > 0 {
			for _, r := range need {
				s.answer(known, r)
			}
			groups, need = seed.Changes(known)
		}
		n += len(groups)
		for _, c := range slices.Concat(groups...) {
			id := c.Kind + " " + c.Key
			if s[id].Version != c.Base {
				t.Fatalf("%s has version %d, not %d", id, s[id].Version, c.Base)
			}
			if c.Value == nil {
				delete(s, id)
				continue
			}
			s[id] = engine.Record{Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Value: c.Value, MadeAt: c.MadeAt}
		}
	}
	return n
}

// change sets a value as a running bot does.
func (s shelf) change(key, column string, v any) {
	r := s["table.goods "+key]
	values := maps.Clone(r.Value)
	values[column] = v
	r.Value, r.Version = values, r.Version+1
	s["table.goods "+key] = r
}

// want compares the rows and the records of unique values.
func (s shelf) want(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, r := range s {
		if strings.HasPrefix(r.Kind, "seed.") {
			continue
		}
		data, err := json.Marshal(r.Value)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s %s", strings.TrimPrefix(r.Kind, "table."), r.Key, data))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("the store holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTableSeed_MergesWhatTheAuthorAndTheBotChanged(t *testing.T) {
	t.Parallel()
	s := shelf{}
	first := shop(t, `{"sku": "mug", "price": 9, "ean": "1"}`, `{"sku": "tea", "price": 2, "since": "2026-01-31"}`, `{"sku": "tin", "ean": "7"}`)
	if n := s.seed(t, first); n != 3 {
		t.Fatalf("the first time %d groups change", n)
	}
	s.want(t, `goods mug {"ean":"1","price":9,"sku":"mug"}`, `goods tea {"price":2,"since":"2026-01-30T23:00:00Z","sku":"tea"}`,
		`goods tin {"ean":"7","sku":"tin"}`, `goods.ean 1 {"row":"mug"}`, `goods.ean 7 {"row":"tin"}`)
	if n := s.seed(t, first); n != 0 {
		t.Fatalf("the same document again changes %d groups", n)
	}

	// The bot sold some, the author changed a price, took a row and a value out, and brought in another row.
	s.change("mug", "price", 8.0)
	s.change("mug", "stock", 3.0)
	second := shop(t, `{"sku": "cup", "ean": "7"}`, `{"sku": "mug", "price": 9, "ean": "2"}`, `{"sku": "tea", "price": 3}`)
	s.seed(t, second)
	s.want(t, `goods mug {"ean":"2","price":8,"sku":"mug","stock":3}`, `goods tea {"price":3,"sku":"tea"}`, `goods.ean 2 {"row":"mug"}`)
	s.seed(t, second) // the value 7 was taken by the row that is gone only now
	s.want(t, `goods cup {"ean":"7","sku":"cup"}`, `goods mug {"ean":"2","price":8,"sku":"mug","stock":3}`,
		`goods tea {"price":3,"sku":"tea"}`, `goods.ean 2 {"row":"mug"}`, `goods.ean 7 {"row":"cup"}`)
}

func TestTableSeed_WhatTheBotTookOutStaysOut(t *testing.T) {
	t.Parallel()
	s := shelf{}
	s.seed(t, shop(t, `{"sku": "mug", "price": 9}`))
	delete(s, "table.goods mug")
	s.seed(t, shop(t, `{"sku": "mug", "price": 10}`))
	s.want(t)
	s.seed(t, shop(t))
	s.seed(t, shop(t, `{"sku": "mug", "price": 10}`)) // brought in anew
	s.want(t, `goods mug {"price":10,"sku":"mug"}`)
}

func TestTableSeed_RowsOfTheBotStay(t *testing.T) {
	t.Parallel()
	s := shelf{"table.goods own": {Kind: "table.goods", Key: "own", Version: 4, Value: engine.Values{"sku": "own", "ean": "1"}, MadeAt: time.Unix(0, 0)}}
	s["table.goods.ean 1"] = engine.Record{Kind: "table.goods.ean", Key: "1", Version: 1, Value: engine.Values{"row": "own"}}
	s.seed(t, shop(t, `{"sku": "mug", "ean": "1"}`, `{"sku": "own", "price": 5}`))
	s.want(t, `goods own {"ean":"1","price":5,"sku":"own"}`, `goods.ean 1 {"row":"own"}`)
}
