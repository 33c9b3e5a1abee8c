package engine_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

func TestRecordReadID_TellsQuestionsApart(t *testing.T) {
	t.Parallel()
	where := func(field string, op engine.RecordOp, value any) *engine.RecordQuery {
		return &engine.RecordQuery{Where: []engine.RecordTest{{Field: field, Op: op, Value: value}}}
	}
	reads := []engine.RecordRead{
		{Kind: "a", Key: "b"},
		{Kind: "a", Key: "c"},
		{Kind: "ab", Key: ""},
		{Kind: "a", Query: &engine.RecordQuery{}},
		{Kind: "b", Query: &engine.RecordQuery{}},
		{Kind: "a", Query: &engine.RecordQuery{Limit: 1}},
		{Kind: "a", Query: &engine.RecordQuery{Offset: 1}},
		{Kind: "a", Query: &engine.RecordQuery{Count: true}},
		{Kind: "a", Query: &engine.RecordQuery{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}},
		{Kind: "a", Query: &engine.RecordQuery{At: time.Date(2026, 1, 1, 0, 0, 0, 1, time.UTC)}},
		{Kind: "a", Query: &engine.RecordQuery{Sort: []engine.RecordSort{{Field: "x"}}}},
		{Kind: "a", Query: &engine.RecordQuery{Sort: []engine.RecordSort{{Field: "x", Down: true}}}},
		{Kind: "a", Query: where("x", engine.RecordEqual, nil)},
		{Kind: "a", Query: where("x", engine.RecordEqual, "null")},
		{Kind: "a", Query: where("x", engine.RecordEqual, 1.0)},
		{Kind: "a", Query: where("x", engine.RecordEqual, "1")},
		{Kind: "a", Query: where("x", engine.RecordEqual, true)},
		{Kind: "a", Query: where("x", engine.RecordEqual, []any{"a", "b"})},
		{Kind: "a", Query: where("x", engine.RecordEqual, []any{"a,b"})},
		{Kind: "a", Query: where("x", engine.RecordEqual, []any{[]any{"a"}, "b"})},
		{Kind: "a", Query: where("x", engine.RecordEqual, map[string]any{"a": 1.0, "b": nil})},
		{Kind: "a", Query: where("x", engine.RecordUnequal, 1.0)},
		{Kind: "a", Query: where("y", engine.RecordEqual, 1.0)},
	}
	seen := map[string]int{}
	for i, r := range reads {
		if j, twice := seen[r.ID()]; twice {
			t.Errorf("questions %d and %d have the same id %q", j, i, r.ID())
		}
		seen[r.ID()] = i
		if again := r; again.ID() != r.ID() {
			t.Errorf("question %d has two ids", i)
		}
	}
	a := engine.RecordRead{Kind: "a", Query: where("x", engine.RecordIn, map[string]any{"a": 1.0, "b": 2.0, "c": 3.0})}
	b := engine.RecordRead{Kind: "a", Query: where("x", engine.RecordIn, map[string]any{"c": 3.0, "b": 2.0, "a": 1.0})}
	if a.ID() != b.ID() {
		t.Error("equal questions have different ids")
	}
}
