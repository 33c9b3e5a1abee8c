package expr

import (
	"cmp"
	"strings"
	"time"
)

// equal compares deeply. Dates are equal when they are the same moment; a date and a text are equal when the text is that
// date. Values of different types are not equal.
func (r *run) equal(a, b any, depth int) (bool, error) {
	if depth > MaxDepth {
		return false, budgetFault("lists and objects are more than %d deep inside each other", MaxDepth)
	}
	switch x := a.(type) {
	case nil:
		return b == nil, nil
	case bool:
		y, ok := b.(bool)
		return ok && x == y, nil
	case float64:
		switch y := b.(type) {
		case float64:
			return x == y, nil
		case nil, bool, string, []any, map[string]any, time.Time:
			return false, nil
		default:
			y2, ok := r.lift(y).(float64)
			return ok && x == y2, nil
		}
	case string:
		switch y := b.(type) {
		case string:
			return x == y, nil
		case time.Time:
			d, ok := r.parseDate(x)
			return ok && d.Equal(y), nil
		default:
			return false, nil
		}
	case time.Time:
		switch y := b.(type) {
		case time.Time:
			return x.Equal(y), nil
		case string:
			return r.equal(b, a, depth)
		default:
			return false, nil
		}
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false, nil
		}
		for i := range x {
			if err := r.step(1); err != nil {
				return false, err
			}
			if same, err := r.equal(x[i], y[i], depth+1); err != nil || !same {
				return false, err
			}
		}
		return true, nil
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false, nil
		}
		return r.equalObjects(x, y, depth)
	default:
		return r.equal(r.lift(a), b, depth)
	}
}

// equalObjects goes through the fields in order, so that the work counted does not depend on the order of Go's maps.
func (r *run) equalObjects(x, y map[string]any, depth int) (bool, error) {
	for _, k := range sortedKeys(x) {
		if err := r.step(1); err != nil {
			return false, err
		}
		yk, ok := y[k]
		if !ok {
			return false, nil
		}
		if same, err := r.equal(x[k], yk, depth+1); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

// order compares two values that must be of one kind: numbers, texts (by characters), dates, or a date and a text with a
// date. ok is false if either is nothing.
func (r *run) order(a, b any) (c int, ok bool, err error) {
	switch x := a.(type) {
	case float64:
		if y, is := b.(float64); is {
			return cmp.Compare(x, y), true, nil
		}
	case string:
		switch y := b.(type) {
		case string:
			return strings.Compare(x, y), true, nil
		case time.Time:
			d, is := r.parseDate(x)
			if !is {
				return 0, false, argFault(0, "{} is not a date")
			}
			return d.Compare(y), true, nil
		}
	case time.Time:
		switch y := b.(type) {
		case time.Time:
			return x.Compare(y), true, nil
		case string:
			d, is := r.parseDate(y)
			if !is {
				return 0, false, argFault(1, "{} is not a date")
			}
			return x.Compare(d), true, nil
		}
	}
	if a == nil || b == nil {
		return 0, false, nil
	}
	la, lb := r.lift(a), r.lift(b)
	if typeOf(la) != typeOf(a) || typeOf(lb) != typeOf(b) {
		return r.order(la, lb)
	}
	if typeOf(a) == typeOf(b) {
		return 0, false, argFault(0, "{} is %s: neither smaller nor greater than another", typeOf(a).words())
	}
	return 0, false, argFault(0, "{} is %s and cannot be compared with %s", typeOf(a).words(), typeOf(b).words())
}

// sortKey puts values of all types into one order: by type (yes-or-no, numbers, dates, texts without regard to case, the
// rest), nothing last.
type sortKey struct {
	rank   int
	number float64
	moment time.Time
	text   string
	raw    string
}

func (r *run) sortKey(v any) sortKey {
	switch v := v.(type) {
	case nil:
		return sortKey{rank: 9}
	case bool:
		k := sortKey{rank: 0}
		if v {
			k.number = 1
		}
		return k
	case float64:
		return sortKey{rank: 1, number: v}
	case time.Time:
		return sortKey{rank: 2, moment: v}
	case string:
		return sortKey{rank: 3, text: strings.ToLower(v), raw: v}
	case []any:
		return sortKey{rank: 4, number: float64(len(v))}
	case map[string]any:
		return sortKey{rank: 5, number: float64(len(v))}
	default:
		return r.sortKey(r.lift(v))
	}
}

func (k sortKey) compare(o sortKey) int {
	return cmp.Or(
		cmp.Compare(k.rank, o.rank),
		cmp.Compare(k.number, o.number),
		k.moment.Compare(o.moment),
		strings.Compare(k.text, o.text),
		strings.Compare(k.raw, o.raw),
	)
}
