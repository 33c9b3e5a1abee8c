package http

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// convert brings a value of an answer to a type of variables; false if it is of another kind. Servers write numbers and
// yes or no as texts as often as not, so texts that read as such are taken.
func convert(v any, typ string) (any, bool) {
	switch typ {
	case flow.TypeText:
		switch v.(type) {
		case string, float64, bool:
			return expr.Format(v, "en"), true
		}
	case flow.TypeNumber:
		switch x := v.(type) {
		case float64:
			return x, true
		case string:
			f, err := strconv.ParseFloat(strings.TrimSpace(x), 64)
			return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
		}
	case flow.TypeBool:
		switch x := v.(type) {
		case bool:
			return x, true
		case string:
			b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(x)))
			return b, err == nil
		case float64:
			return x == 1, x == 0 || x == 1
		}
	case flow.TypeList:
		list, ok := v.([]any)
		return list, ok
	case flow.TypeObject:
		object, ok := v.(map[string]any)
		return object, ok
	case flow.TypeDate:
		return convertDate(v)
	default:
		return v, true
	}
	return nil, false
}

// Unix times from here on are milliseconds: as seconds they would be beyond the year 5000.
const firstMillisecond = 100_000_000_000

// convertDate takes RFC 3339, a day, or a Unix time in seconds or milliseconds, and gives RFC 3339 in UTC.
func convertDate(v any) (any, bool) {
	switch x := v.(type) {
	case string:
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
			if at, err := time.Parse(layout, strings.TrimSpace(x)); err == nil {
				return at.UTC().Format(time.RFC3339Nano), true
			}
		}
	case float64:
		if x != math.Trunc(x) || x < 0 || x > firstMillisecond*1000 {
			return nil, false
		}
		at := time.Unix(int64(x), 0)
		if x >= firstMillisecond {
			at = time.UnixMilli(int64(x))
		}
		return at.UTC().Format(time.RFC3339Nano), true
	}
	return nil, false
}

// typeName is what a value is called towards the author.
func typeName(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case string:
		return "a text"
	case float64:
		return "a number"
	case bool:
		return "yes or no"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

// typeWanted is what a type of variables is called towards the author.
func typeWanted(typ string) string {
	switch typ {
	case flow.TypeText:
		return "a text"
	case flow.TypeNumber:
		return "a number"
	case flow.TypeBool:
		return "yes or no"
	case flow.TypeList:
		return "a list"
	case flow.TypeObject:
		return "an object"
	case flow.TypeDate:
		return "a date"
	default:
		return "a value"
	}
}
