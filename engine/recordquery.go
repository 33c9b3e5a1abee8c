package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// RecordQuery selects records of one kind: those that pass all tests and have not expired, in order, cut to a page.
type RecordQuery struct {
	Where  []RecordTest `json:"where,omitempty"`
	Sort   []RecordSort `json:"sort,omitempty"` // then by age, the oldest first, then by key
	Offset int          `json:"offset,omitempty"`
	Limit  int          `json:"limit,omitempty"` // at most MaxRecordsPerRead; 0 means that many
	Count  bool         `json:"count,omitempty"` // only how many there are; Sort, Offset and Limit do not matter
	At     time.Time    `json:"at,omitzero"`     // what has expired by then is left out
}

// RecordTest looks at one field of a record.
type RecordTest struct {
	Field string   `json:"field"` // of the value, or one of the Record… fields
	Op    RecordOp `json:"op"`
	Value any      `json:"value,omitempty"` // JSON-like; a list for in
}

// RecordOp is how a test compares.
type RecordOp string

// The tests. Texts compare by their bytes, but for contains and starts, which fold case; values of different types are
// unequal, and in no order.
const (
	RecordEqual    RecordOp = "="
	RecordUnequal  RecordOp = "!="
	RecordLess     RecordOp = "<"
	RecordAtMost   RecordOp = "<="
	RecordMore     RecordOp = ">"
	RecordAtLeast  RecordOp = ">="
	RecordContains RecordOp = "contains" // a text in a text, an element in a list
	RecordStarts   RecordOp = "starts"
	RecordIn       RecordOp = "in"
	RecordEmpty    RecordOp = "empty" // not set, null, an empty text or list
	RecordFilled   RecordOp = "filled"
)

// RecordOps are all tests, in the order of forms.
func RecordOps() []RecordOp {
	return []RecordOp{
		RecordEqual, RecordUnequal, RecordLess, RecordAtMost, RecordMore, RecordAtLeast, RecordContains, RecordStarts, RecordIn,
		RecordEmpty, RecordFilled,
	}
}

// Fields of every record that tests and sorting may name beside those of its value.
const (
	RecordKeyField   = "_key"
	RecordOwnerField = "_owner"
	RecordMadeField  = "_made_at" // text, as dates are
)

// RecordSort orders by one field: what is not set comes last.
type RecordSort struct {
	Field string `json:"field"`
	Down  bool   `json:"down,omitempty"`
}

// Field gives a field of the record's value, or one of the Record… fields; nil if it is not set.
func (r *Record) Field(name string) any {
	switch name {
	case RecordKeyField:
		return r.Key
	case RecordOwnerField:
		return float64(r.Owner)
	case RecordMadeField:
		return r.MadeAt.UTC().Format(time.RFC3339Nano)
	default:
		return r.Value[name]
	}
}

// Match reports whether the record passes all tests and has not expired.
func (q *RecordQuery) Match(r *Record) bool {
	if !r.Exists() || !q.At.IsZero() && !r.Expires.IsZero() && !r.Expires.After(q.At) {
		return false
	}
	for i := range q.Where {
		if !q.Where[i].match(r.Field(q.Where[i].Field)) {
			return false
		}
	}
	return true
}

func (w *RecordTest) match(v any) bool {
	switch w.Op {
	case RecordEqual:
		return equal(v, w.Value)
	case RecordUnequal:
		return !equal(v, w.Value)
	case RecordEmpty:
		return emptyValue(v)
	case RecordFilled:
		return !emptyValue(v)
	case RecordIn:
		list, _ := w.Value.([]any)
		return slices.ContainsFunc(list, func(x any) bool { return equal(x, v) })
	case RecordContains:
		if list, ok := v.([]any); ok {
			return slices.ContainsFunc(list, func(x any) bool { return equal(x, w.Value) })
		}
		s, part, ok := bothTexts(v, w.Value)
		return ok && strings.Contains(s, part)
	case RecordStarts:
		s, part, ok := bothTexts(v, w.Value)
		return ok && strings.HasPrefix(s, part)
	default:
		c, ok := ordered(v, w.Value)
		return ok && (w.Op == RecordLess && c < 0 || w.Op == RecordAtMost && c <= 0 || w.Op == RecordMore && c > 0 ||
			w.Op == RecordAtLeast && c >= 0)
	}
}

// bothTexts gives two texts with their case folded.
func bothTexts(a, b any) (x, y string, ok bool) {
	x, ok = a.(string)
	if !ok {
		return "", "", false
	}
	y, ok = b.(string)
	return strings.ToLower(x), strings.ToLower(y), ok
}

// ordered compares two numbers or two texts.
func ordered(a, b any) (int, bool) {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return cmp.Compare(x, y), ok
	case string:
		y, ok := b.(string)
		return cmp.Compare(x, y), ok
	default:
		return 0, false
	}
}

func emptyValue(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	default:
		return false
	}
}

// Select gives the records that the query selects, in its order. It is what every store does, whatever part of it the
// database takes over.
func (q *RecordQuery) Select(all []Record) RecordAnswer {
	var out []Record
	for i := range all {
		if q.Match(&all[i]) {
			out = append(out, all[i])
		}
	}
	if q.Count {
		return RecordAnswer{Count: len(out)}
	}
	slices.SortFunc(out, func(a, b Record) int { return q.compare(&a, &b) })
	return RecordAnswer{Records: q.page(out)}
}

// compare orders two records; no two are equal.
func (q *RecordQuery) compare(a, b *Record) int {
	for _, s := range q.Sort {
		x, y := a.Field(s.Field), b.Field(s.Field)
		if x == nil || y == nil {
			if c := cmp.Compare(boolNumber(x == nil), boolNumber(y == nil)); c != 0 {
				return c
			}
			continue
		}
		c, ok := ordered(x, y)
		if !ok {
			c = cmp.Compare(typeOrder(x), typeOrder(y))
		}
		if s.Down {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	if c := a.MadeAt.Compare(b.MadeAt); c != 0 {
		return c
	}
	return cmp.Compare(a.Key, b.Key)
}

func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// typeOrder keeps values of different types apart when sorting.
func typeOrder(v any) int {
	switch x := v.(type) {
	case bool:
		return boolNumber(x)
	case float64:
		return 2
	case string:
		return 3
	default:
		return 4
	}
}

// page cuts to offset and limit.
func (q *RecordQuery) page(out []Record) []Record {
	limit := q.Limit
	if limit <= 0 || limit > MaxRecordsPerRead {
		limit = MaxRecordsPerRead
	}
	from := min(max(q.Offset, 0), len(out))
	return out[from:min(from+limit, len(out))]
}
