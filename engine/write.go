package engine

import (
	"maps"
	"math"
	"slices"
)

// WriteOp is how a write changes a variable.
type WriteOp string

// The operations of writes.
const (
	WriteSet    WriteOp = "set"
	WriteUnset  WriteOp = "unset"
	WriteAdd    WriteOp = "add"    // number: added; starts from 0
	WriteAppend WriteOp = "append" // list: at the end; starts from an empty list
	WriteRemove WriteOp = "remove" // list: every equal element; object: the key
	WriteToggle WriteOp = "toggle" // bool; starts from false
	WriteInit   WriteOp = "init"   // set unless there is a value
)

// Write is one change of a variable. In the shared scopes it is applied to what is stored at the time of the commit,
// so that two sessions that add to the same counter both count.
type Write struct {
	Scope string  `json:"scope"` // session, local, user, chat, bot, workspace
	Name  string  `json:"name"`
	Op    WriteOp `json:"op"`
	Value any     `json:"value,omitempty"`
	// Owner is the contact whose variable it is, in scope user only; 0 for the session's own user.
	Owner int64 `json:"owner,omitempty"`
}

// Apply gives the values after the write. The given values are not changed.
func (w Write) Apply(old Values) Values {
	v := make(Values, len(old)+1)
	maps.Copy(v, old)
	was, had := old[w.Name]
	x, has := w.change(was, had)
	v.put(w.Name, x, has)
	return v
}

// change gives what the variable holds after the write, if it holds anything. The given value is not changed.
func (w Write) change(old any, had bool) (x any, has bool) {
	switch w.Op {
	case WriteSet:
		return w.Value, true
	case WriteUnset:
		return nil, false
	case WriteAdd:
		n, _ := old.(float64)
		d, _ := w.Value.(float64)
		return max(-math.MaxFloat64, min(n+d, math.MaxFloat64)), true // JSON knows no infinity
	case WriteAppend:
		l, _ := old.([]any)
		return append(slices.Clip(l), w.Value), true
	case WriteRemove:
		return without(old, w.Value), true
	case WriteInit:
		if !had {
			return w.Value, true
		}
	case WriteToggle:
		b, _ := old.(bool)
		return !b, true
	}
	return old, had
}

// put sets a value in place, or takes it away.
func (v Values) put(name string, x any, has bool) {
	if has {
		v[name] = x
	} else {
		delete(v, name)
	}
}

func without(from, x any) any {
	switch f := from.(type) {
	case []any:
		out := make([]any, 0, len(f))
		for _, e := range f {
			if !equal(e, x) {
				out = append(out, e)
			}
		}
		return out
	case map[string]any:
		key, _ := x.(string)
		out := make(map[string]any, len(f))
		for k, e := range f {
			if k != key {
				out[k] = e
			}
		}
		return out
	default:
		return from
	}
}

// equal compares two JSON-like values.
func equal(a, b any) bool {
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			yv, ok := y[k]
			if !ok || !equal(x[k], yv) {
				return false
			}
		}
		return true
	default:
		switch b.(type) {
		case []any, map[string]any:
			return false
		}
		return a == b
	}
}
