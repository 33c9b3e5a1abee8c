package expr

import (
	"math"
	"strings"
	"time"
)

// operator is what compiled code calls in place of the opcodes of expr-lang, which are neither null-safe nor bounded: the
// run first, then the operands. Their names start with "op." so that nobody can write them.
type operator = func(params ...any) (any, error)

const (
	opField    = "op.field"    // scope, name → a variable
	opLocal    = "op.local"    // name → a bare variable or a whole scope
	opDate     = "op.date"     // text → date, for variables declared as dates
	opGet      = "op.get"      // x, key → a field or an item
	opSlice    = "op.slice"    // x, from, to
	opAdd      = "op.add"      // numbers, texts
	opSub      = "op.sub"      //
	opMul      = "op.mul"      //
	opDiv      = "op.div"      //
	opMod      = "op.mod"      //
	opPow      = "op.pow"      //
	opNeg      = "op.neg"      //
	opPlus     = "op.plus"     // a number as it is
	opEq       = "op.eq"       //
	opNe       = "op.ne"       //
	opLt       = "op.lt"       //
	opLe       = "op.le"       //
	opGt       = "op.gt"       //
	opGe       = "op.ge"       //
	opIn       = "op.in"       // item, list
	opContains = "op.contains" // text or list, part
	opStarts   = "op.starts"   //
	opEnds     = "op.ends"     //
	opMatches  = "op.matches"  // text, pattern
	opRange    = "op.range"    // from, to → list
	opTruth    = "op.truth"    // → bool
	opList     = "op.list"     // what a loop goes through
	opTick     = "op.tick"     // the value of a loop's body, one step
	opTest     = "op.test"     // the truth of a loop's body, one step
	opPair     = "op.pair"     // item, key, one step
	opSort     = "op.sort"     // pairs, order → items
	opGroup    = "op.group"    // pairs → object of lists
	opNumber   = "op.number"   // an index or a count of the virtual machine → number
	opMade     = "op.made"     // counts a list or an object written out
	opKey      = "op.key"      // the name of a field, worked out
)

// givesBool tells the operators whose value is always true or false.
func givesBool(name string) bool {
	switch name {
	case opEq, opNe, opLt, opLe, opGt, opGe, opIn, opContains, opStarts, opEnds, opMatches, opTruth, opTest:
		return true
	default:
		return false
	}
}

func operators() map[string]operator {
	return map[string]operator{
		opField: func(p ...any) (any, error) {
			r := p[0].(*run)
			return r.lift(r.member(r.env.Scopes[p[1].(string)], p[2].(string))), r.step(1)
		},
		opLocal: func(p ...any) (any, error) {
			r := p[0].(*run)
			return r.lift(r.env.Scopes[p[1].(string)]), r.step(1)
		},
		opDate:  step1(func(r *run, p []any) (any, error) { return r.asDate(p[0]) }),
		opGet:   step1(func(r *run, p []any) (any, error) { return r.get(p[0], p[1]) }),
		opSlice: step1(func(r *run, p []any) (any, error) { return r.slice(p[0], p[1], p[2]) }),

		opAdd: step1(add),
		opSub: arithmetic("-", func(a, b float64) (any, error) { return finite(a - b) }),
		opMul: arithmetic("*", func(a, b float64) (any, error) { return finite(a * b) }),
		opDiv: arithmetic("/", func(a, b float64) (any, error) {
			if b == 0 {
				return nil, argFault(1, "{} is 0, and nothing can be divided by 0")
			}
			return finite(a / b)
		}),
		opMod: arithmetic("%", func(a, b float64) (any, error) {
			if b == 0 {
				return nil, argFault(1, "{} is 0, and nothing can be divided by 0")
			}
			return finite(math.Mod(a, b))
		}),
		opPow: arithmetic("**", func(a, b float64) (any, error) { return finite(math.Pow(a, b)) }),
		opNeg: step1(func(r *run, p []any) (any, error) {
			f, err := r.operand(p[0], 0, "-")
			return -f, err
		}),

		opPlus: step1(func(r *run, p []any) (any, error) { return r.operand(p[0], 0, "+") }),

		opEq: step1(func(r *run, p []any) (any, error) { return r.equal(p[0], p[1], 0) }),
		opNe: step1(func(r *run, p []any) (any, error) {
			same, err := r.equal(p[0], p[1], 0)
			return !same, err
		}),
		opLt: ordering(func(c int) bool { return c < 0 }),
		opLe: ordering(func(c int) bool { return c <= 0 }),
		opGt: ordering(func(c int) bool { return c > 0 }),
		opGe: ordering(func(c int) bool { return c >= 0 }),

		opIn:       step1(func(r *run, p []any) (any, error) { return r.contains(p[1], p[0]) }),
		opContains: step1(func(r *run, p []any) (any, error) { return r.contains(p[0], p[1]) }),
		opStarts:   step1(affix("startsWith", strings.HasPrefix)),
		opEnds:     step1(affix("endsWith", strings.HasSuffix)),
		opMatches:  step1(matches),
		opRange:    step1(makeRange),
		opTruth:    step1(func(r *run, p []any) (any, error) { return truthy(r.lift(p[0])), nil }),

		opList:   step1(func(r *run, p []any) (any, error) { return r.loopList(p[0]) }),
		opTick:   step1(func(r *run, p []any) (any, error) { return p[0], r.make(itemBytes) }),
		opTest:   step1(func(r *run, p []any) (any, error) { return truthy(r.lift(p[0])), nil }),
		opPair:   step1(func(r *run, p []any) (any, error) { return []any{p[0], p[1]}, r.make(4 * itemBytes) }),
		opSort:   step1(sortPairs),
		opGroup:  step1(groupPairs),
		opNumber: step1(func(r *run, p []any) (any, error) { return r.lift(p[0]), nil }),
		opMade:   step1(func(r *run, p []any) (any, error) { return p[0], r.made(p[0]) }),
		opKey:    step1(func(r *run, p []any) (any, error) { return r.key(p[0]) }),
	}
}

// step1 makes an operator of a function: it counts a step and takes the run off the operands.
func step1(f body) operator {
	return func(p ...any) (any, error) {
		r := p[0].(*run)
		if err := r.step(1); err != nil {
			return nil, err
		}
		return f(r, p[1:])
	}
}

func arithmetic(sign string, f func(a, b float64) (any, error)) operator {
	return step1(func(r *run, p []any) (any, error) {
		a, err := r.operand(p[0], 0, sign)
		if err != nil {
			return nil, err
		}
		b, err := r.operand(p[1], 1, sign)
		if err != nil {
			return nil, err
		}
		return f(a, b)
	})
}

// operand takes a number, and says what else it is.
func (r *run) operand(v any, i int, sign string) (float64, error) {
	if f, ok := v.(float64); ok {
		return f, nil
	}
	switch v := r.lift(v).(type) {
	case float64:
		return v, nil
	case nil:
		return 0, argFault(i, "{} is empty, but %q needs a number; default({}, 0) gives 0 instead", sign)
	case string:
		return 0, argFault(i, "{} is a text, but %q needs a number; number({}) reads a number from a text", sign)
	case time.Time:
		return 0, argFault(i, "{} is a date, but %q needs a number; add() and diff() are for dates", sign)
	default:
		return 0, argFault(i, "{} is %s, but %q needs a number", typeOf(v).words(), sign)
	}
}

// add is + for two numbers or two texts; nothing counts as an empty text next to a text.
func add(r *run, p []any) (any, error) {
	a, b := r.lift(p[0]), r.lift(p[1])
	x, xText := a.(string)
	y, yText := b.(string)
	switch {
	case xText && yText:
		if err := r.makeText(len(x) + len(y)); err != nil {
			return nil, err
		}
		return x + y, nil
	case xText && b == nil:
		return x, nil
	case yText && a == nil:
		return y, nil
	case xText && typeOf(b) == TypeNumber:
		return nil, argFault(0, `{} is a text and cannot be added to a number; number({}) reads a number from a text`)
	case yText && typeOf(a) == TypeNumber:
		return nil, argFault(1, `{} is a text and cannot be added to a number; number({}) reads a number from a text`)
	}
	f, err := r.operand(a, 0, "+")
	if err != nil {
		return nil, err
	}
	g, err := r.operand(b, 1, "+")
	if err != nil {
		return nil, err
	}
	return finite(f + g)
}

func ordering(holds func(c int) bool) operator {
	return step1(func(r *run, p []any) (any, error) {
		c, ok, err := r.order(p[0], p[1])
		return ok && holds(c), err
	})
}

func affix(name string, has func(s, part string) bool) body {
	return func(r *run, p []any) (any, error) {
		if p[0] == nil || p[1] == nil {
			return false, nil
		}
		s, err := r.textArg(p[0], name, 0)
		if err != nil {
			return nil, err
		}
		part, err := r.textArg(p[1], name, 1)
		if err != nil {
			return nil, err
		}
		return has(s.(string), part.(string)), nil
	}
}

func matches(r *run, p []any) (any, error) {
	if p[0] == nil || p[1] == nil {
		return false, nil
	}
	s, err := r.textArg(p[0], "matches", 0)
	if err != nil {
		return nil, err
	}
	re, err := kindPattern.parse(r, p[1], "matches", 1)
	if err != nil {
		return nil, err
	}
	return re.(*pattern).matches(r, s.(string))
}

func makeRange(r *run, p []any) (any, error) {
	from, err := r.operand(p[0], 0, "..")
	if err != nil {
		return nil, err
	}
	to, err := r.operand(p[1], 1, "..")
	if err != nil {
		return nil, err
	}
	if from != math.Trunc(from) || to != math.Trunc(to) || math.Abs(from) > maxExact || math.Abs(to) > maxExact {
		return nil, valueFault("{}: a range goes from one whole number to another")
	}
	n := max(0, int(to-from)+1)
	if err := r.makeList(n); err != nil {
		return nil, err
	}
	if err := r.step(n / 8); err != nil {
		return nil, err
	}
	list := make([]any, n)
	for i := range list {
		list[i] = from + float64(i)
	}
	return list, nil
}
