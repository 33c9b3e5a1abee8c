package expr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Operand is the right side of a Rule: a constant of JSON, or an expression written {"expr": "user.limit"}.
type Operand struct {
	Expr  string // the expression; empty for a constant
	Value any    // the constant: nil, bool, float64, string, []any, map[string]any
}

// UnmarshalJSON takes any JSON; an object with the one field "expr" is an expression.
func (o *Operand) UnmarshalJSON(data []byte) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Operand{Value: v}
	if m, ok := v.(map[string]any); ok && len(m) == 1 {
		if src, ok := m["expr"].(string); ok {
			*o = Operand{Expr: src}
			if strings.TrimSpace(src) == "" {
				return errors.New("the expression is empty")
			}
		}
	}
	return nil
}

// MarshalJSON gives what UnmarshalJSON takes.
func (o Operand) MarshalJSON() ([]byte, error) {
	if o.Expr != "" {
		return json.Marshal(map[string]string{"expr": o.Expr})
	}
	return json.Marshal(o.Value)
}

// source writes the operand; dates says that a constant is one.
func (o *Operand) source(dates bool) (string, error) {
	s, err := o.plain()
	if err == nil && dates {
		s = "date(" + s + ")"
	}
	return s, err
}

func (o *Operand) plain() (string, error) {
	if o.Expr != "" {
		return wrapped(o.Expr)
	}
	var b bytes.Buffer
	err := appendConstant(&b, o.Value, 0)
	return b.String(), err
}

// pair writes the two ends of "between".
func (o *Operand) pair() (low, high string, err error) {
	list, ok := o.Value.([]any)
	if !ok || len(list) != 2 {
		return "", "", errors.New("a list of two values is needed")
	}
	var ends [2]string
	for i, v := range list {
		end := Operand{Value: v}
		if m, ok := v.(map[string]any); ok {
			end.Expr, _ = m["expr"].(string)
		}
		if ends[i], err = end.plain(); err != nil {
			return "", "", err
		}
	}
	return ends[0], ends[1], nil
}

// appendConstant writes a constant so that reading it gives the same value and nothing else.
func appendConstant(b *bytes.Buffer, v any, depth int) error {
	if depth > maxRuleDepth {
		return fmt.Errorf("lists are more than %d deep inside each other", maxRuleDepth)
	}
	switch v := v.(type) {
	case nil:
		b.WriteString("nil")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return errors.New("not a number")
		}
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		b.WriteString(quote(v))
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			if err := appendConstant(b, e, depth+1); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case map[string]any:
		b.WriteByte('{')
		for i, k := range sortedKeys(v) {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quote(k) + ": ")
			if err := appendConstant(b, v[k], depth+1); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	default:
		return fmt.Errorf("a value of type %T cannot be written", v)
	}
	return nil
}

// quote writes a text constant. Letters of all scripts stay readable; quotes, backslashes and control signs are escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7F || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
