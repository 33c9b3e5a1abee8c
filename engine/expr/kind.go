package expr

import (
	"time"
)

// kind is what a parameter of a function takes. It decides the check before running, the Go type that the body gets and
// what becomes of nothing.
type kind string

const (
	kindAny      kind = "any"      // as it is
	kindText     kind = "text"     // string; nothing is "", numbers and dates as they are shown
	kindNumber   kind = "number"   // float64; nothing makes the result nothing
	kindBool     kind = "bool"     // bool; anything by its truth
	kindList     kind = "list"     // []any; nothing is empty
	kindObject   kind = "object"   // map[string]any; nothing is empty
	kindDate     kind = "date"     // time.Time; a text with a date too; nothing makes the result nothing
	kindPattern  kind = "pattern"  // *pattern, from a text
	kindZone     kind = "zone"     // *time.Location, from a text
	kindUnit     kind = "unit"     // unit, from a text
	kindCurrency kind = "currency" // currency, from a text
	kindSpan     kind = "span"     // span from a text, or float64
	kindLayout   kind = "layout"   // string like text: the pattern of a date
	kindOrder    kind = "order"    // string like text: how to sort
	kindLength   kind = "length"   // string like text: a length of time
	kindEach     kind = "each"     // an expression for every item
)

// publicType is the kind as it is shown; empty for a word that is no kind.
func (k kind) publicType() Type {
	switch k {
	case kindAny, kindEach, kindSpan:
		return TypeAny
	case kindText, kindPattern, kindZone, kindUnit, kindCurrency, kindLayout, kindOrder, kindLength:
		return TypeText
	case kindNumber, kindBool, kindList, kindObject, kindDate:
		return Type(k)
	default:
		return ""
	}
}

// accepts reports whether a value that is known to be of the type can do.
func (k kind) accepts(t Type) bool {
	if !t.known() {
		return true
	}
	switch k {
	case kindAny, kindBool, kindEach:
		return true
	case kindDate:
		return t == TypeDate || t == TypeText
	case kindSpan:
		return t == TypeText || t == TypeNumber
	default:
		return t == k.publicType()
	}
}

// missing reports whether nothing in this place makes the result nothing.
func (k kind) missing() bool {
	switch k {
	case kindNumber, kindDate, kindZone, kindUnit, kindCurrency, kindSpan, kindPattern:
		return true
	default:
		return false
	}
}

// coerce makes the argument at an index what the body takes.
func (k kind) coerce(r *run, v any, name string, i int) (any, error) {
	switch k {
	case kindText, kindLayout, kindOrder, kindLength:
		return r.textArg(v, name, i)
	case kindBool:
		return truthy(v), nil
	case kindNumber:
		if f, ok := v.(float64); ok {
			return f, nil
		}
		if f, ok := r.lift(v).(float64); ok {
			return f, nil
		}
		if typeOf(v) == TypeText {
			return nil, argFault(i, "%s needs a number, but {} is a text; number({}) reads a number from a text", name)
		}
	case kindDate:
		switch d := v.(type) {
		case time.Time:
			return d, nil
		case string:
			if t, ok := r.parseDate(d); ok {
				return t, nil
			}
			return nil, argFault(i, "%s needs a date, but {} is not one", name)
		}
	case kindList:
		switch l := r.lift(v).(type) {
		case nil:
			return []any(nil), nil
		case []any:
			return l, nil
		}
	case kindObject:
		switch o := r.lift(v).(type) {
		case nil:
			return map[string]any(nil), nil
		case map[string]any:
			return o, nil
		}
	case kindPattern, kindZone, kindUnit, kindCurrency, kindSpan:
		return k.parse(r, v, name, i)
	default:
		return v, nil
	}
	return nil, argFault(i, "%s needs %s, but {} is %s", name, k.publicType().words(), typeOf(r.lift(v)).words())
}

// parse reads the kinds that are written as texts; what has been read before is taken as it is.
func (k kind) parse(r *run, v any, name string, i int) (any, error) {
	s, ok := v.(string)
	if !ok {
		switch v := v.(type) {
		case *pattern, *time.Location, unit, currency, span:
			return v, nil
		case float64:
			if k == kindSpan {
				return v, nil
			}
		}
		return nil, argFault(i, "%s needs a text, but {} is %s", name, typeOf(r.lift(v)).words())
	}
	switch k {
	case kindPattern:
		if err := r.step(len(s) * 40); err != nil { // building a pattern costs more than reading it
			return nil, err
		}
		return parsePattern(s)
	case kindZone:
		return r.loadZone(s)
	case kindUnit:
		return parseUnit(s)
	case kindCurrency:
		return parseCurrency(s)
	default:
		return parseSpan(s)
	}
}

// constant reads, while compiling, a text that is written in the expression, so that a wrong one is found then and a unit,
// zone, currency or pattern is not made anew each time. It gives what the program keeps of it.
func (k kind) constant(r *run, s, name string, i int) (any, error) {
	switch k {
	case kindPattern, kindZone, kindUnit, kindCurrency, kindSpan:
		return k.parse(r, s, name, i)
	case kindDate:
		_, err := k.coerce(r, s, name, i)
		return s, err // which moment it is depends on the zone
	case kindLayout:
		_, err := r.locale.formatDate(time.Time{}, s)
		return s, err
	case kindOrder:
		_, err := parseOrder(s)
		return s, err
	case kindLength:
		_, err := parseSpan(s)
		return s, err
	default:
		return s, nil
	}
}

// textArg takes texts, and whatever reads well as a text.
func (r *run) textArg(v any, name string, i int) (any, error) {
	switch v := r.lift(v).(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []any, map[string]any:
		return nil, argFault(i, "%s needs a text, but {} is %s", name, typeOf(v).words())
	default:
		return r.shown(v)
	}
}
