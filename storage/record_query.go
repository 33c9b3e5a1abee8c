package storage

import (
	"math"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// recordTests are tests of a field of a record's value in SQL. Each is exact: it selects what the engine's own does.
type recordTests interface {
	null(field string) (string, []any)
	boolean(field string, want bool) (string, []any)
	number(field, op string, than float64) (string, []any)
	text(field, op, than string) (string, []any)
	empty(field string) (string, []any)
}

// recordFilter gives what SQL can test of a query: never fewer records than the query selects, and just those if exact.
func recordFilter(tests recordTests, q *engine.RecordQuery) (where string, args []any, exact bool) {
	var b strings.Builder
	exact = true
	if !q.At.IsZero() {
		b.WriteString(" AND (expires_at IS NULL OR expires_at > ?)")
		args = append(args, q.At.UnixMicro())
	}
	for i := range q.Where {
		s, a := recordTest(tests, &q.Where[i])
		if s == "" {
			exact = false
			continue
		}
		b.WriteString(" AND " + s)
		args = append(args, a...)
	}
	return b.String(), args, exact
}

// recordTest gives one test in SQL, if it can be said there exactly; "" if not.
func recordTest(tests recordTests, w *engine.RecordTest) (string, []any) {
	switch {
	case w.Field == engine.RecordKeyField && w.Op == engine.RecordEqual:
		if s, ok := w.Value.(string); ok {
			return "key = ?", []any{s}
		}
		return "", nil
	case w.Field == engine.RecordOwnerField && w.Op == engine.RecordEqual:
		// A float64 beyond 2^53 may stand for several whole numbers.
		if n, ok := w.Value.(float64); ok && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return "owner_id = ?", []any{int64(n)}
		}
		return "", nil
	case strings.HasPrefix(w.Field, "_"), strings.ContainsAny(w.Field, "\"\\\x00"):
		return "", nil
	}
	switch w.Op {
	case engine.RecordEqual:
		switch x := w.Value.(type) {
		case nil:
			return tests.null(w.Field)
		case bool:
			return tests.boolean(w.Field, x)
		default:
			return orderTest(tests, w.Field, "=", x)
		}
	case engine.RecordEmpty:
		return tests.empty(w.Field)
	case engine.RecordLess, engine.RecordAtMost, engine.RecordMore, engine.RecordAtLeast:
		return orderTest(tests, w.Field, string(w.Op), w.Value)
	default:
		return "", nil
	}
}

// orderTest compares a number or a text; other values cannot be compared in SQL as the query does.
func orderTest(tests recordTests, field, op string, v any) (string, []any) {
	switch x := v.(type) {
	case float64:
		return tests.number(field, op, x)
	case string:
		return tests.text(field, op, plain(x))
	default:
		return "", nil
	}
}

// sqliteRecords are the tests in SQLite's JSON functions.
type sqliteRecords struct{}

func (sqliteRecords) path(field string) string { return `$."` + field + `"` }

func (r sqliteRecords) null(field string) (string, []any) {
	return "coalesce(json_type(value, ?), 'null') = 'null'", []any{r.path(field)}
}

func (r sqliteRecords) boolean(field string, want bool) (string, []any) {
	kind := "false"
	if want {
		kind = "true"
	}
	return "json_type(value, ?) = ?", []any{r.path(field), kind}
}

func (r sqliteRecords) number(field, op string, than float64) (string, []any) {
	p := r.path(field)
	return "json_type(value, ?) IN ('integer', 'real') AND json_extract(value, ?) " + op + " ?", []any{p, p, than}
}

func (r sqliteRecords) text(field, op, than string) (string, []any) {
	p := r.path(field)
	return "json_type(value, ?) = 'text' AND json_extract(value, ?) " + op + " ?", []any{p, p, than}
}

func (r sqliteRecords) empty(field string) (string, []any) {
	p := r.path(field)
	return `coalesce(CASE json_type(value, ?) WHEN 'null' THEN 1 WHEN 'text' THEN json_extract(value, ?) = ''
		WHEN 'array' THEN json_array_length(value, ?) = 0 WHEN 'object' THEN json_extract(value, ?) = '{}' ELSE NULL END,
		json_type(value, ?) IS NULL)`, []any{p, p, p, p, p}
}

// postgresRecords are the tests on PostgreSQL's jsonb. CASE keeps a cast from what it is not for.
type postgresRecords struct{}

const (
	fieldJSON = "value -> CAST(? AS text)"
	fieldText = "value ->> CAST(? AS text)"
)

func (postgresRecords) null(field string) (string, []any) {
	return "coalesce(jsonb_typeof(" + fieldJSON + "), 'null') = 'null'", []any{field}
}

func (postgresRecords) boolean(field string, want bool) (string, []any) {
	return fieldJSON + " = to_jsonb(CAST(? AS boolean))", []any{field, want}
}

func (postgresRecords) number(field, op string, than float64) (string, []any) {
	return "CASE WHEN jsonb_typeof(" + fieldJSON + ") = 'number' THEN CAST(" + fieldJSON + " AS double precision) " + op +
		" CAST(? AS double precision) END", []any{field, field, than}
}

func (postgresRecords) text(field, op, than string) (string, []any) {
	return "CASE WHEN jsonb_typeof(" + fieldJSON + ") = 'string' THEN (" + fieldText + `) COLLATE "C" ` + op + " CAST(? AS text) END",
		[]any{field, field, than}
}

func (postgresRecords) empty(field string) (string, []any) {
	return "CASE coalesce(jsonb_typeof(" + fieldJSON + "), 'null') WHEN 'null' THEN TRUE WHEN 'string' THEN " + fieldText +
			" = '' WHEN 'array' THEN " + fieldJSON + " = '[]' WHEN 'object' THEN " + fieldJSON + " = '{}' ELSE FALSE END",
		[]any{field, field, field, field}
}
