package engine

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// maxValueDepth is how deep lists and objects of a value are inside each other.
const maxValueDepth = 32

// plain reports whether all values are of the simplest types, as those of most starts are: they need no jsonLike.
func plain(v Values) bool {
	for k, x := range v {
		switch x := x.(type) {
		case nil, bool:
		case string:
			if !utf8.ValidString(x) {
				return false
			}
		default:
			return false
		}
		if !utf8.ValidString(k) {
			return false
		}
	}
	return true
}

// jsonLike brings a value to what JSON would give back, and estimates its size in bytes. A value that is so already is
// given back as it is: values are never changed in place.
func jsonLike(x any, depth int) (any, int, error) {
	if n, ok := likeBytes(x, depth); ok {
		return x, n, nil
	}
	if depth > maxValueDepth {
		return nil, 0, errors.New("it is nested too deeply")
	}
	switch v := x.(type) {
	case nil:
		return nil, 4, nil
	case bool:
		return x, 5, nil
	case string:
		if utf8.ValidString(v) {
			return x, len(v) + 2, nil // as it came: to put v into an any again would take memory
		}
		v = strings.ToValidUTF8(v, "\ufffd") // as JSON would give it back
		return v, len(v) + 2, nil
	case float64:
		if v != v || v-v != 0 {
			return nil, 0, errors.New("it is not a finite number")
		}
		return x, 8, nil
	case int:
		return float64(v), 8, nil
	case int64:
		return float64(v), 8, nil
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano), 32, nil
	case []string:
		out := make([]any, len(v))
		n := 2
		for i, s := range v {
			out[i] = s
			n += len(s) + 3
		}
		return out, n, nil
	case []any:
		out := make([]any, len(v))
		n := 2
		for i := range v {
			e, m, err := jsonLike(v[i], depth+1)
			if err != nil {
				return nil, 0, err
			}
			out[i] = e
			n += m + 1
		}
		return out, n, nil
	case Values:
		return jsonLike(map[string]any(v), depth)
	case map[string]any:
		out := make(map[string]any, len(v))
		n := 2
		for k, e := range v {
			e, m, err := jsonLike(e, depth+1)
			if err != nil {
				return nil, 0, err
			}
			out[strings.ToValidUTF8(k, "\ufffd")] = e
			n += len(k) + m + 4
		}
		return out, n, nil
	default:
		return nil, 0, errors.New("it is of a type that cannot be stored")
	}
}

// likeBytes estimates the size of a value that is what JSON would give back; false for another one.
func likeBytes(x any, depth int) (n int, ok bool) {
	if depth > maxValueDepth {
		return 0, false
	}
	switch v := x.(type) {
	case nil:
		return 4, true
	case bool:
		return 5, true
	case string:
		return len(v) + 2, utf8.ValidString(v)
	case float64:
		return 8, v-v == 0 // neither infinite nor no number
	case []any:
		n = 2
		for i := range v {
			m, ok := likeBytes(v[i], depth+1)
			if !ok {
				return 0, false
			}
			n += m + 1
		}
		return n, v != nil
	case map[string]any:
		n = 2
		for k, e := range v {
			m, ok := likeBytes(e, depth+1)
			if !ok || !utf8.ValidString(k) {
				return 0, false
			}
			n += len(k) + m + 4
		}
		return n, v != nil
	default:
		return 0, false
	}
}
