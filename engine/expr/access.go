package expr

import (
	"math"
	"strings"
	"time"
)

// member is a field by name; of all but objects it is nothing.
func (r *run) member(v any, name string) any {
	switch o := v.(type) {
	case map[string]any:
		return o[name]
	case Fields:
		return o.Field(name)
	}
	o, _ := r.lift(v).(map[string]any)
	return o[name]
}

// get is x.key and x[key]: a field of an object, an item of a list or a character of a text by its place (from the end if
// negative), else nothing.
func (r *run) get(v, key any) (any, error) {
	if name, ok := key.(string); ok {
		return r.lift(r.member(v, name)), nil
	}
	f, ok := r.lift(key).(float64)
	if !ok || f != math.Trunc(f) {
		return nil, nil
	}
	i := clampInt(f)
	switch x := r.lift(v).(type) {
	case []any:
		if i < 0 {
			i += len(x)
		}
		if i < 0 || i >= len(x) {
			return nil, nil
		}
		return r.lift(x[i]), nil
	case string:
		s, err := r.slice(x, f, nil)
		if err != nil || s == "" || i < 0 && -i > len(x) {
			return nil, err
		}
		return sliceText(s.(string), 0, 1), nil
	case map[string]any:
		return r.lift(x[string(appendNumber(nil, f))]), nil
	default:
		return nil, nil
	}
}

// slice is x[from:to] of a text by characters or of a list; places may be negative, missing or outside.
func (r *run) slice(v, from, to any) (any, error) {
	if err := r.read(v); err != nil {
		return nil, err
	}
	x := r.lift(v)
	n := 0
	switch x := x.(type) {
	case nil:
		return nil, nil
	case string:
		n = len([]rune(x))
	case []any:
		n = len(x)
	default:
		return nil, argFault(0, "{} is %s; only a part of a text or a list can be taken", typeOf(x).words())
	}
	place := func(p any, otherwise, arg int) (int, error) {
		if p == nil {
			return otherwise, nil
		}
		f, err := r.operand(p, arg, "[:]")
		i := clampInt(f)
		if i < 0 {
			i += n
		}
		return min(max(i, 0), n), err
	}
	i, err := place(from, 0, 1)
	if err != nil {
		return nil, err
	}
	j, err := place(to, n, 2)
	if err != nil {
		return nil, err
	}
	j = max(i, j)
	if s, ok := x.(string); ok {
		return sliceText(s, i, j), nil
	}
	return x.([]any)[i:j:j], nil
}

// contains reports whether a text has a part, a list an item, an object a field; nothing contains nothing.
func (r *run) contains(v, part any) (bool, error) {
	if err := r.read(v); err != nil {
		return false, err
	}
	switch x := r.lift(v).(type) {
	case nil:
		return false, nil
	case string:
		s, ok := r.lift(part).(string)
		return ok && strings.Contains(x, s), nil
	case []any:
		return r.in(part, x)
	case map[string]any:
		s, ok := r.lift(part).(string)
		_, has := x[s]
		return ok && has, nil
	default:
		return false, valueFault("in {} is %s, and only a text, a list or an object can contain something", typeOf(x).words())
	}
}

func (r *run) in(item any, list []any) (bool, error) {
	for _, e := range list {
		if err := r.step(1); err != nil {
			return false, err
		}
		if same, err := r.equal(item, e, 0); err != nil || same {
			return same, err
		}
	}
	return false, nil
}

// key is the name of a field for a value.
func (r *run) key(v any) (any, error) {
	switch v := r.lift(v).(type) {
	case string:
		return v, nil
	case []any, map[string]any:
		return nil, valueFault("{} is %s, which cannot be the name of a field", typeOf(v).words())
	default:
		return r.shown(v)
	}
}

// asDate turns the saved form of a date variable into a date.
func (r *run) asDate(v any) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case time.Time:
		return x, nil
	case string:
		if x == "" {
			return nil, nil
		}
		if t, ok := r.parseDate(x); ok {
			return t, nil
		}
		return nil, valueFault("{} is declared as a date, but its value is not one")
	default:
		return nil, valueFault("{} is declared as a date, but its value is %s", typeOf(x).words())
	}
}
