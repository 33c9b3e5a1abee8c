package expr

import (
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine/internal/letters"
)

// Format gives a value as it is shown in a text: nothing is "", 5.0 is "5", 2.50 is "2.5" (the same in every language, so
// that it can be read back; format_number groups digits), true and false are the language's words for yes and no, a list is
// its items joined by ", ", a date reads "31 January 2026, 15:04" in its own zone, an object is compact JSON. What is longer
// than MaxText is cut.
func Format(v any, lang string) string {
	r := new(run)
	r.start(&Env{Lang: lang})
	if s, ok := v.(string); ok {
		return letters.ClipBytes(s, MaxText)
	}
	b, err := r.appendShown(nil, r.lift(v), 0)
	if err != nil {
		return letters.ClipBytes(string(b), MaxText)
	}
	return string(b)
}

// appendShown writes a value as Format does, counting the work. On error it gives back what it has.
func (r *run) appendShown(dst []byte, v any, depth int) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return dst, nil
	case string:
		return append(dst, v...), nil
	case float64:
		return appendNumber(dst, v), nil
	case bool:
		if v {
			return append(dst, r.locale.yes...), nil
		}
		return append(dst, r.locale.no...), nil
	case time.Time:
		s, err := r.locale.formatDate(v, readablePattern(v))
		return append(dst, s...), err
	case []any:
		if depth > MaxDepth {
			return dst, budgetFault("lists are more than %d deep inside each other", MaxDepth)
		}
		for i, e := range v {
			if err := r.step(1); err != nil {
				return dst, err
			}
			if i > 0 {
				dst = append(dst, ", "...)
			}
			var err error
			if dst, err = r.appendShown(dst, e, depth+1); err != nil {
				return dst, err
			}
			if len(dst) > MaxText {
				return dst, r.makeText(len(dst))
			}
		}
		return dst, nil
	case map[string]any:
		b, err := r.toJSON(v)
		return append(dst, b...), err
	default:
		return r.appendShown(dst, r.lift(v), depth)
	}
}

// shown is appendShown as a text.
func (r *run) shown(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	b, err := r.appendShown(nil, v, 0)
	if err != nil {
		return "", err
	}
	return string(b), r.makeText(len(b))
}

// toJSON writes a value as compact JSON with sorted keys, its own size counted.
func (r *run) toJSON(v any) ([]byte, error) {
	plain, err := r.export(v, 0)
	if err != nil {
		return nil, err
	}
	if err := r.makeText(jsonSize(plain)); err != nil {
		return nil, err
	}
	b, err := marshalPlain(plain)
	if err != nil {
		return nil, valueFault("{} cannot be written as JSON")
	}
	return b, nil
}

// jsonSize estimates the length of the JSON from its texts, which export does not copy and so does not count: what is far
// too long must not be written first.
func jsonSize(v any) int {
	n := 2
	switch v := v.(type) {
	case string:
		n += len(v)
	case []any:
		for _, e := range v {
			n += jsonSize(e)
		}
	case map[string]any:
		for k, e := range v {
			n += len(k) + jsonSize(e)
		}
	}
	return n
}

// marshalPlain is JSON without escapes for HTML, which are noise to a reader and to other systems.
func marshalPlain(v any) ([]byte, error) {
	var b jsonBuffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b[:len(b)-1], nil // without Encode's newline
}

type jsonBuffer []byte

func (b *jsonBuffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}
