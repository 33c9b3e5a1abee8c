package expr

import (
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// loop writes out a function with an expression for every item. Loops run in the virtual machine; their list is made safe
// first, and the value of their body goes through an operator that counts a step.
func (c *lowering) loop(n *ast.BuiltinNode, at file.Location) (ast.Node, Type) {
	name := c.src.place(n.Location())
	d := c.lib.loops[n.Name]
	if d == nil || !strings.HasPrefix(c.src.text[name.From:], d.doc.Name) { // groupBy is the grammar's word, not ours
		return c.unknownFunction(c.src.at(name), name)
	}
	if !c.checkArity(d, len(n.Arguments), at) {
		return &ast.NilNode{}, d.doc.Result
	}
	items, t := c.lower(n.Arguments[0])
	if t.known() && t != TypeList {
		return c.wrongArgument(d, kindList, n.Arguments[0], t)
	}
	items = c.op(opList, c.span(n.Arguments[0]), items)
	if len(n.Arguments) == 1 { // sum or count of the list itself
		if n.Name == "sum" {
			return c.opAt("sum", at, n.Arguments[:1], items), TypeNumber
		}
		return c.op("len", at, items), TypeNumber
	}
	body, bodyAt := n.Arguments[1].(*ast.PredicateNode).Node, c.span(n.Arguments[1])
	value, vt := c.lower(body)
	run := func(name string, body ast.Node, more ...ast.Node) ast.Node {
		each := done(&ast.PredicateNode{Node: body}, bodyAt)
		return done(&ast.BuiltinNode{Name: name, Arguments: append([]ast.Node{items, each}, more...)}, at)
	}
	pairs := func() ast.Node {
		return run("map", c.op(opPair, bodyAt, done(&ast.PointerNode{}, bodyAt), value))
	}
	switch n.Name {
	case "map":
		return run("map", c.op(opTick, bodyAt, value)), TypeList
	case "sum":
		if vt.known() && vt != TypeNumber {
			return c.wrongArgument(d, kindNumber, body, vt)
		}
		c.sites[at] = []file.Location{bodyAt}
		return c.op("sum", at, run("map", c.op(opTick, bodyAt, value))), TypeNumber
	case "reduce":
		start, st := c.lower(n.Arguments[2])
		return run("reduce", c.op(opTick, bodyAt, value), start), join(st, vt)
	case "sortBy":
		var order ast.Node = &ast.NilNode{}
		operands := []ast.Node{n.Arguments[0]}
		if len(n.Arguments) > 2 {
			operands = append(operands, n.Arguments[2])
			order, t = c.lower(n.Arguments[2])
			if t.known() && t != TypeText {
				return c.wrongArgument(d, kindOrder, n.Arguments[2], t)
			}
			order = c.fixed(kindOrder, n.Arguments[2], order, d.doc.Name, 2)
		}
		return c.opAt(opSort, at, operands, pairs(), order), TypeList
	case "groupBy":
		return c.op(opGroup, at, pairs()), TypeObject
	}
	test := c.op(opTest, bodyAt, value)
	if strings.HasPrefix(n.Name, "findLast") {
		// The loops of the virtual machine that go backwards leave their conditions on its stack, where the next call
		// takes them for arguments; going forwards and keeping the last find gives the same.
		var found ast.Node = done(&ast.PointerNode{}, bodyAt)
		if n.Name == "findLastIndex" {
			found = c.op(opNumber, bodyAt, done(&ast.PointerNode{Name: "index"}, bodyAt))
		}
		keep := done(&ast.PointerNode{Name: "acc"}, bodyAt)
		each := done(&ast.ConditionalNode{Ternary: true, Cond: test, Exp1: found, Exp2: keep}, bodyAt)
		return run("reduce", each, done(&ast.NilNode{}, at)), d.doc.Result
	}
	loop := run(n.Name, test)
	switch n.Name {
	case "count", "findIndex":
		return c.op(opNumber, at, loop), TypeNumber
	case "find", "filter":
		return loop, d.doc.Result
	default:
		return c.op(opTruth, at, loop), TypeBool
	}
}
