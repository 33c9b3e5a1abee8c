package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// ID names the question; equal questions have equal ids.
func (r RecordRead) ID() string {
	if r.Query == nil {
		return r.Kind + "\x00" + r.Key
	}
	q := r.Query
	b := make([]byte, 0, 128)
	b = append(b, r.Kind...)
	b = append(b, 0, 0)
	for _, w := range q.Where {
		b = strconv.AppendQuote(b, w.Field)
		b = append(append(b, w.Op...), ' ')
		b = appendValue(b, w.Value)
	}
	for _, s := range q.Sort {
		b = strconv.AppendQuote(append(b, '^'), s.Field)
		b = strconv.AppendBool(b, s.Down)
	}
	for _, n := range [...]int{q.Offset, q.Limit, boolNumber(q.Count)} {
		b = strconv.AppendInt(append(b, ';'), int64(n), 10)
	}
	if !q.At.IsZero() {
		b = strconv.AppendInt(append(b, ';'), q.At.UnixNano(), 10)
	}
	return string(b)
}

// appendValue writes a JSON-like value so that different values read differently.
func appendValue(b []byte, x any) []byte {
	switch x := x.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, x)
	case float64:
		return strconv.AppendFloat(b, x, 'g', -1, 64)
	case string:
		return strconv.AppendQuote(b, x)
	case []any:
		b = append(b, '[')
		for _, e := range x {
			b = append(appendValue(b, e), ',')
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for _, k := range slices.Sorted(maps.Keys(x)) {
			b = append(appendValue(append(strconv.AppendQuote(b, k), ':'), x[k]), ',')
		}
		return append(b, '}')
	default:
		data, err := json.Marshal(x)
		if err != nil {
			panic(fmt.Sprintf("name a query with %T: %v", x, err)) // its values are JSON-like: Turn sees to that
		}
		return append(b, data...)
	}
}
