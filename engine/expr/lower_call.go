package expr

import (
	"errors"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

func (c *lowering) call(n *ast.CallNode, at file.Location) (ast.Node, Type) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		name := ""
		if m, is := n.Callee.(*ast.MemberNode); is {
			if p, is := m.Property.(*ast.StringNode); is && c.lib.byName[p.Value] != nil {
				name = p.Value + "(" + c.src.at(c.span(m.Node)) + ")"
			}
		}
		return c.fail(at, CodeUnknownFunction, name, "a function is called by its name alone, not as a field of something")
	}
	d := c.lib.byName[callee.Value]
	if d == nil || d.loop != "" {
		return c.unknownFunction(callee.Value, c.src.place(n.Location()))
	}
	if !c.checkArity(d, len(n.Arguments), at) {
		return &ast.NilNode{}, d.doc.Result
	}
	if d.call == nil { // "if": loops are another kind of node
		var no ast.Node
		if len(n.Arguments) > 2 {
			no = n.Arguments[2]
		}
		return c.conditional(n.Arguments[0], n.Arguments[1], no, at)
	}
	args := make([]ast.Node, len(n.Arguments))
	for i, arg := range n.Arguments {
		lowered, t := c.lower(arg)
		k := d.kindAt(i)
		if !k.accepts(t) {
			return c.wrongArgument(d, k, arg, t)
		}
		args[i] = c.fixed(k, arg, lowered, d.doc.Name, i)
	}
	return c.opAt(d.doc.Name, at, n.Arguments, args...), d.doc.Result
}

func (c *lowering) unknownFunction(name string, at file.Location) (ast.Node, Type) {
	return c.fail(at, CodeUnknownFunction, c.lib.nearest(name), "there is no function %s", name)
}

func (c *lowering) checkArity(d *definition, n int, at file.Location) bool {
	least, most := d.arity()
	if n >= least && (most < 0 || n <= most) {
		return true
	}
	c.fail(at, CodeType, "", "%s needs %s, but it has %d", d.doc.Signature, countWords(least, most), n)
	return false
}

func countWords(least, most int) string {
	words := []string{"no values", "1 value", "2 values", "3 values", "4 values", "5 values", "6 values"}
	switch {
	case least == most:
		return words[least]
	case most < 0:
		return "at least " + words[least]
	default:
		return words[least][:1] + " to " + words[most]
	}
}

func (c *lowering) wrongArgument(d *definition, k kind, arg ast.Node, t Type) (ast.Node, Type) {
	at := c.span(arg)
	suggestion := ""
	switch {
	case k.publicType() == TypeText:
		suggestion = "text(" + c.src.at(at) + ")"
	case k == kindNumber && t == TypeText:
		suggestion = "number(" + c.src.at(at) + ")"
	}
	need := k.publicType().words()
	if k == kindSpan {
		need = "a length of time such as \"2h\""
	}
	return c.fail(at, CodeType, suggestion, "%s needs %s, but %s is %s", d.doc.Name, need, c.src.snippet(at), t.words())
}

// fixed reads a constant argument once and for all, where its kind is written as a text.
func (c *lowering) fixed(k kind, arg, lowered ast.Node, name string, i int) ast.Node {
	text, ok := lowered.(*ast.ConstantNode)
	if !ok {
		return lowered
	}
	s, ok := text.Value.(string)
	if !ok {
		return lowered
	}
	r := new(run)
	r.start(new(Env))
	v, err := k.constant(r, s, name, i)
	at := c.span(arg)
	if f := (*fault)(nil); errors.As(err, &f) {
		n, _ := c.fail(at, f.code, "", "%s", strings.ReplaceAll(f.message, "{}", c.src.snippet(at)))
		return n
	}
	return constant(v, at)
}
