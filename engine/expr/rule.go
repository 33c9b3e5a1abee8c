package expr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
)

// Rule is a condition made in the visual editor, as JSON. It is one of: {"all": [rules]}, {"any": [rules]}, {"not": rule} or
// a comparison {"left": "user.age", "op": "gte", "right": 18}. Left is any expression; right is a constant or {"expr": "…"}.
type Rule struct {
	All   []Rule   `json:"all,omitempty"`
	Any   []Rule   `json:"any,omitempty"`
	Not   *Rule    `json:"not,omitempty"`
	Left  string   `json:"left,omitempty"`
	Op    Op       `json:"op,omitempty"`
	Right *Operand `json:"right,omitempty"`
}

// maxRuleDepth is how deep groups may be inside each other.
const maxRuleDepth = 16

// Source gives the expression that the rule stands for. Constants are quoted, and left and right must each be a whole
// expression, so nothing in them can reach outside of its place. Names and types are for Compile to check.
func (r Rule) Source() (string, error) { return r.source(1) }

func (r Rule) source(depth int) (string, error) {
	if depth > maxRuleDepth {
		return "", fmt.Errorf("rule: groups are more than %d deep inside each other", maxRuleDepth)
	}
	forms := 0
	for _, is := range []bool{r.All != nil, r.Any != nil, r.Not != nil, r.Left != "" || r.Op != ""} {
		if is {
			forms++
		}
	}
	switch {
	case forms != 1:
		return "", errors.New(`rule: exactly one of "all", "any", "not" or "left" with "op" is needed`)
	case r.Left == "" && r.Op == "" && r.Right != nil:
		return "", errors.New(`rule: "right" goes with "left" and "op"`)
	case r.All != nil:
		return group(r.All, " && ", depth)
	case r.Any != nil:
		return group(r.Any, " || ", depth)
	case r.Not != nil:
		inner, err := r.Not.source(depth + 1)
		return "not (" + inner + ")", err
	default:
		return r.comparison()
	}
}

func group(rules []Rule, sign string, depth int) (string, error) {
	if len(rules) == 0 {
		return "", errors.New("rule: a group is empty")
	}
	parts := make([]string, len(rules))
	for i, rule := range rules {
		s, err := rule.source(depth + 1)
		if err != nil {
			return "", err
		}
		if len(rules) > 1 && (rule.All != nil || rule.Any != nil) {
			s = "(" + s + ")"
		}
		parts[i] = s
	}
	return strings.Join(parts, sign), nil
}

func (r Rule) comparison() (string, error) {
	op, ok := ops[r.Op]
	if !ok {
		return "", fmt.Errorf("rule: unknown op %q", r.Op)
	}
	left, err := wrapped(r.Left)
	if err != nil {
		return "", fmt.Errorf("rule: left: %w", err)
	}
	switch {
	case op.right == 0 && r.Right != nil:
		return "", fmt.Errorf(`rule: op %q has no "right"`, r.Op)
	case op.right > 0 && r.Right == nil:
		return "", fmt.Errorf(`rule: op %q needs "right"`, r.Op)
	case op.right == 0:
		return fmt.Sprintf(op.form, left), nil
	case op.right == 2:
		low, high, err := r.Right.pair()
		if err != nil {
			return "", fmt.Errorf("rule: right: %w", err)
		}
		return fmt.Sprintf(op.form, left, low, high), nil
	}
	right, err := r.Right.source(op.dates)
	if err != nil {
		return "", fmt.Errorf("rule: right: %w", err)
	}
	return fmt.Sprintf(op.form, left, right), nil
}

// wrapped gives an expression that stands for itself wherever it is put.
func wrapped(src string) (string, error) {
	src = strings.TrimSpace(src)
	in, fail := read(src)
	if fail != nil {
		return "", fail
	}
	// A part that does not parse alone, such as "a) || (b", would change what is around it.
	if err := parses(in); err != nil {
		return "", err
	}
	if plainPath(src) {
		return src, nil
	}
	if strings.Contains(src, "//") {
		src += "\n" // ends a comment
	}
	return "(" + src + ")", nil
}

func parses(in *source) (fail error) {
	defer func() {
		if trouble := recover(); trouble != nil { // as in compile
			fail = errors.New("the expression cannot be read")
		}
	}()
	_, err := parser.ParseWithConfig(in.parsed, &conf.Config{MaxNodes: MaxNodes, Disabled: theLibrary().disabled, DisableIfOperator: true})
	if err != nil {
		return in.syntax(err)
	}
	return nil
}

// plainPath recognises scope.name and the like, which need no brackets.
func plainPath(src string) bool {
	for name := range strings.SplitSeq(src, ".") {
		if !isName(name) || isReserved(name) {
			return false
		}
	}
	return true
}

// UnmarshalJSON refuses fields that a rule does not have, so that a misspelt "rigth" is found, and keeps "right": null, which
// is a constant like any other.
func (r *Rule) UnmarshalJSON(data []byte) error {
	var p struct {
		All   []Rule          `json:"all"`
		Any   []Rule          `json:"any"`
		Not   *Rule           `json:"not"`
		Left  string          `json:"left"`
		Op    Op              `json:"op"`
		Right json.RawMessage `json:"right"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return err
	}
	*r = Rule{All: p.All, Any: p.Any, Not: p.Not, Left: p.Left, Op: p.Op}
	if p.Right != nil {
		r.Right = new(Operand)
		if err := r.Right.UnmarshalJSON(p.Right); err != nil {
			return err
		}
	}
	return nil
}
