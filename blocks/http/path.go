package http

import (
	"fmt"
	"strconv"
	"strings"
)

// path names a place in a JSON value: names divided by dots, elements of lists in brackets, counted from 0 or with a
// minus from the end; [*] is every element, and gives a list. A name with other signs stands in quotes: ["a.b"]. The empty
// path, and "$", is the whole value.
type path string

// step is one part of a path.
type step struct {
	name  string
	index int
	kind  byte // n name, i index, a all
}

// maxSteps bounds a path; JSON that is deeper cannot be kept anyway.
const maxSteps = 32

// inner is the path without the sign of the whole value.
func (p path) inner() string { return strings.TrimPrefix(strings.TrimSpace(string(p)), "$") }

// steps takes the path apart and adds its parts to out.
func (p path) steps(out []step) ([]step, error) {
	rest := p.inner()
	for first := true; rest != ""; first = false {
		if len(out) == maxSteps {
			return nil, fmt.Errorf("it has more than %d parts", maxSteps)
		}
		if rest[0] == '[' {
			s, n, err := bracket(rest)
			if err != nil {
				return nil, err
			}
			out, rest = append(out, s), rest[n:]
			continue
		}
		if rest[0] == '.' {
			rest = rest[1:]
		} else if !first {
			return nil, fmt.Errorf("a dot is missing before %q", rest)
		}
		n := strings.IndexAny(rest, ".[")
		if n < 0 {
			n = len(rest)
		}
		if n == 0 {
			return nil, fmt.Errorf("a name is missing")
		}
		if strings.ContainsAny(rest[:n], `]"' `) {
			return nil, fmt.Errorf("%q must stand in quotes, as in [\"a b\"]", rest[:n])
		}
		out, rest = append(out, step{name: rest[:n], kind: 'n'}), rest[n:]
	}
	return out, nil
}

// bracket reads a part in brackets and tells its length in bytes.
func bracket(s string) (step, int, error) {
	if len(s) > 1 && s[1] == '"' {
		for i := 2; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				name, err := strconv.Unquote(s[1 : i+1])
				if err != nil || i+1 >= len(s) || s[i+1] != ']' {
					return step{}, 0, fmt.Errorf("%q is not closed by \"]", s)
				}
				return step{name: name, kind: 'n'}, i + 2, nil
			}
		}
		return step{}, 0, fmt.Errorf("%q is not closed", s)
	}
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return step{}, 0, fmt.Errorf("%q is not closed", s)
	}
	inner := s[1:end]
	if inner == "*" {
		return step{kind: 'a'}, end + 1, nil
	}
	i, err := strconv.ParseInt(inner, 10, 32)
	if err != nil {
		return step{}, 0, fmt.Errorf("[%s] is neither a number nor * nor a name in quotes", inner)
	}
	return step{index: int(i), kind: 'i'}, end + 1, nil
}

// in finds the place in a value; false if it is not there. A malformed path is nowhere.
func (p path) in(v any) (any, bool) {
	var room [8]step
	steps, err := p.steps(room[:0])
	if err != nil {
		return nil, false
	}
	return walk(v, steps)
}

func walk(v any, steps []step) (any, bool) {
	for n, s := range steps {
		switch s.kind {
		case 'n':
			object, _ := v.(map[string]any)
			next, ok := object[s.name]
			if !ok {
				return nil, false
			}
			v = next
		case 'i':
			list, _ := v.([]any)
			i := s.index
			if i < 0 {
				i += len(list)
			}
			if i < 0 || i >= len(list) {
				return nil, false
			}
			v = list[i]
		default:
			list, ok := v.([]any)
			if !ok {
				return nil, false
			}
			found := make([]any, 0, len(list))
			for _, e := range list {
				if x, ok := walk(e, steps[n+1:]); ok {
					found = append(found, x)
				}
			}
			return found, true
		}
	}
	return v, true
}
