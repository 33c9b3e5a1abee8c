package expr

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// lowering checks a parsed expression and rewrites it for the virtual machine: names become reads of the run, operators and
// functions become calls of ours, bodies of loops get their step. It allows what it knows and refuses the rest, so an
// opcode of expr-lang that is not null-safe or not bounded is never reached.
type lowering struct {
	schema *Schema
	lib    *library
	src    *source
	lets   []let
	nodes  int
	refs   []Reference
	sites  map[file.Location][]file.Location // the places of the operands of a part, to name them in faults
	spans  map[ast.Node]file.Location
	err    *Error // the first one
}

type let struct {
	name string
	typ  Type
}

// opaque is the Go type that lowered parts are given. Any type that is not an interface will do: it spares the virtual
// machine a reflective look for pointers, which our values never are.
var opaque = reflect.TypeFor[bool]()

// fail notes the first error and gives a part that stands for nothing.
func (c *lowering) fail(at file.Location, code, suggestion, format string, args ...any) (ast.Node, Type) {
	if c.err == nil {
		e := &Error{Code: code, Message: fmt.Sprintf(format, args...), Suggestion: suggestion}
		c.err = e.place(c.src.text, at.From, at.To)
	}
	return &ast.NilNode{}, TypeAny
}

// done gives the part its place and its Go type.
func done[N ast.Node](n N, at file.Location) N {
	n.SetLocation(at)
	n.SetType(opaque)
	return n
}

// op calls one of our operators or functions.
func (c *lowering) op(name string, at file.Location, args ...ast.Node) ast.Node {
	all := make([]ast.Node, 0, len(args)+1)
	all = append(all, &ast.IdentifierNode{Value: "$env"})
	all = append(all, args...)
	return done(&ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: all}, at)
}

// opAt is op with the places of the operands noted.
func (c *lowering) opAt(name string, at file.Location, operands []ast.Node, args ...ast.Node) ast.Node {
	sites := make([]file.Location, len(operands))
	for i, n := range operands {
		if n != nil {
			sites[i] = c.span(n)
		}
	}
	c.sites[at] = sites
	return c.op(name, at, args...)
}

func constant(v any, at file.Location) ast.Node { return done(&ast.ConstantNode{Value: v}, at) }

func (c *lowering) lower(n ast.Node) (ast.Node, Type) {
	c.nodes++
	if c.err != nil {
		return &ast.NilNode{}, TypeAny
	}
	at := c.span(n)
	if c.nodes > MaxNodes {
		return c.fail(file.Location{To: len(c.src.text)}, CodeBudget, "", "the expression has more than %d parts", MaxNodes)
	}
	switch n := n.(type) {
	case *ast.NilNode:
		return done(&ast.NilNode{}, at), typeNil
	case *ast.BoolNode:
		return done(&ast.BoolNode{Value: n.Value}, at), TypeBool
	case *ast.IntegerNode:
		return constant(float64(n.Value), at), TypeNumber
	case *ast.FloatNode:
		return constant(n.Value, at), TypeNumber
	case *ast.StringNode:
		return constant(n.Value, at), TypeText
	case *ast.IdentifierNode:
		return c.identifier(n, at)
	case *ast.MemberNode:
		return c.member(n, at)
	case *ast.ChainNode:
		return c.lower(n.Node) // every member is as safe as ?. makes it
	case *ast.SliceNode:
		return c.slice(n, at)
	case *ast.UnaryNode:
		return c.unary(n, at)
	case *ast.BinaryNode:
		return c.binary(n, at)
	case *ast.ConditionalNode:
		return c.conditional(n.Cond, n.Exp1, n.Exp2, at)
	case *ast.VariableDeclaratorNode:
		return c.let(n, at)
	case *ast.PointerNode:
		return c.pointer(n, at)
	case *ast.CallNode:
		return c.call(n, at)
	case *ast.BuiltinNode:
		return c.loop(n, at)
	case *ast.ArrayNode:
		return c.array(n, at)
	case *ast.MapNode:
		return c.object(n, at)
	case *ast.SequenceNode:
		return c.fail(at, CodeSyntax, "", "only one expression is allowed; let name = value; gives a name to a part")
	default:
		return c.fail(at, CodeSyntax, "", "%s cannot be used here", c.src.snippet(at))
	}
}

func (c *lowering) identifier(n *ast.IdentifierNode, at file.Location) (ast.Node, Type) {
	for _, l := range slices.Backward(c.lets) {
		if l.name == n.Value {
			return done(&ast.IdentifierNode{Value: n.Value}, at), l.typ
		}
	}
	if t, ok := c.schema.locals[n.Value]; ok {
		c.refs = append(c.refs, Reference{Name: n.Value, From: at.From, To: at.To})
		return c.dated(c.op(opLocal, at, constant(n.Value, at)), t, at), t
	}
	if n.Value == secretScope && !c.schema.secrets {
		return c.secret(at)
	}
	if _, ok := c.schema.scopes[n.Value]; ok {
		c.refs = append(c.refs, Reference{Scope: n.Value, From: at.From, To: at.To})
		return c.op(opLocal, at, constant(n.Value, at)), TypeObject
	}
	if c.lib.byName[n.Value] != nil {
		return c.fail(at, CodeUnknownVariable, n.Value+"()", "%s is a function and needs its brackets", n.Value)
	}
	return c.fail(at, CodeUnknownVariable, nearestVariable(n.Value, c.schema.names()), "there is no variable %s", n.Value)
}

func (c *lowering) secret(at file.Location) (ast.Node, Type) {
	return c.fail(at, CodeUnknownVariable, "", "secrets cannot be used here")
}

// dated makes a date of a variable that is declared as one.
func (c *lowering) dated(n ast.Node, t Type, at file.Location) ast.Node {
	if t == TypeDate {
		return c.op(opDate, at, n)
	}
	return n
}

func (c *lowering) isLet(name string) bool {
	for _, l := range c.lets {
		if l.name == name {
			return true
		}
	}
	return false
}

func (c *lowering) member(n *ast.MemberNode, at file.Location) (ast.Node, Type) {
	if root, name, ok := c.variable(n); ok {
		return c.declared(root, name, at)
	}
	x, t := c.lower(n.Node)
	key, isName := n.Property.(*ast.StringNode)
	if t.known() && t != TypeObject && (isName || t != TypeList && t != TypeText) {
		if isName && (t == TypeList || t == TypeText) && (key.Value == "length" || key.Value == "size" || key.Value == "count") {
			return c.fail(at, CodeType, "len("+c.src.at(c.span(n.Node))+")", "%s is %s and has no field %s", c.src.snippet(c.span(n.Node)), t.words(), key.Value)
		}
		return c.fail(at, CodeType, "", "%s is %s and has no fields", c.src.snippet(c.span(n.Node)), t.words())
	}
	p, _ := c.lower(n.Property)
	return c.op(opGet, at, x, p), TypeAny
}

// variable recognises scope.name and scope["name"].
func (c *lowering) variable(n *ast.MemberNode) (scope, name string, ok bool) {
	inner := n.Node
	if chain, is := inner.(*ast.ChainNode); is {
		inner = chain.Node
	}
	root, is := inner.(*ast.IdentifierNode)
	if !is || c.isLet(root.Value) {
		return "", "", false
	}
	if _, local := c.schema.locals[root.Value]; local {
		return "", "", false
	}
	key, is := n.Property.(*ast.StringNode)
	if _, known := c.schema.scopes[root.Value]; !is || !known && root.Value != secretScope {
		return "", "", false
	}
	return root.Value, key.Value, true
}

func (c *lowering) declared(scope, name string, at file.Location) (ast.Node, Type) {
	c.nodes += 2
	if scope == secretScope && !c.schema.secrets {
		return c.secret(at)
	}
	sc := c.schema.scopes[scope]
	t, ok := sc.vars[name]
	if !ok && !sc.open {
		return c.fail(at, CodeUnknownVariable, nearestVariable(scope+"."+name, c.schema.names()), "there is no variable %s.%s", scope, name)
	}
	if !ok {
		t = TypeAny
	}
	if stored, other := sc.stored[name]; other {
		name = stored
	}
	c.refs = append(c.refs, Reference{Scope: scope, Name: name, From: at.From, To: at.To})
	return c.dated(c.op(opField, at, constant(scope, at), constant(name, at)), t, at), t
}

func (c *lowering) slice(n *ast.SliceNode, at file.Location) (ast.Node, Type) {
	x, t := c.lower(n.Node)
	if t.known() && t != TypeText && t != TypeList {
		return c.fail(at, CodeType, "", "%s is %s; only a part of a text or a list can be taken", c.src.snippet(c.span(n.Node)), t.words())
	}
	place := func(part ast.Node) ast.Node {
		if part == nil {
			return &ast.NilNode{}
		}
		lowered, pt := c.lower(part)
		if pt.known() && pt != TypeNumber {
			lowered, _ = c.fail(c.span(part), CodeType, "", "a place in a text or a list is a number, but %s is %s", c.src.snippet(c.span(part)), pt.words())
		}
		return lowered
	}
	from, to := place(n.From), place(n.To)
	return c.opAt(opSlice, at, []ast.Node{n.Node, n.From, n.To}, x, from, to), t
}

func (c *lowering) conditional(cond, yes, no ast.Node, at file.Location) (ast.Node, Type) {
	test := c.truth(cond)
	a, at1 := c.lower(yes)
	var b ast.Node = &ast.NilNode{}
	bt := typeNil
	if no != nil {
		b, bt = c.lower(no)
	}
	return done(&ast.ConditionalNode{Ternary: true, Cond: test, Exp1: a, Exp2: b}, at), join(at1, bt)
}

// truth lowers a part to one that is always true or false.
func (c *lowering) truth(n ast.Node) ast.Node {
	lowered, _ := c.lower(n)
	if isBool(lowered) {
		return lowered
	}
	return c.op(opTruth, c.span(n), lowered)
}

func isBool(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BoolNode:
		return true
	case *ast.UnaryNode:
		return n.Operator == "not"
	case *ast.BinaryNode:
		return n.Operator == "&&" || n.Operator == "||"
	case *ast.CallNode:
		callee, ok := n.Callee.(*ast.IdentifierNode)
		return ok && givesBool(callee.Value)
	default:
		return false
	}
}

func (c *lowering) let(n *ast.VariableDeclaratorNode, at file.Location) (ast.Node, Type) {
	_, scope := c.schema.scopes[n.Name]
	_, local := c.schema.locals[n.Name]
	switch {
	case !isName(n.Name):
		return c.fail(at, CodeSyntax, "", "%s cannot be a name: use letters, digits and _", n.Name)
	case scope || local || n.Name == secretScope || c.lib.byName[n.Name] != nil:
		return c.fail(at, CodeSyntax, "", "the name %s is taken", n.Name)
	}
	v, t := c.lower(n.Value)
	c.lets = append(c.lets, let{n.Name, t})
	body, bt := c.lower(n.Expr)
	c.lets = c.lets[:len(c.lets)-1]
	return done(&ast.VariableDeclaratorNode{Name: n.Name, Value: v, Expr: body}, at), bt
}

func (c *lowering) pointer(n *ast.PointerNode, at file.Location) (ast.Node, Type) {
	p := done(&ast.PointerNode{Name: n.Name}, at)
	switch n.Name {
	case "":
		return p, TypeAny
	case "acc":
		return p, TypeAny
	case "index":
		return c.op(opNumber, at, p), TypeNumber
	default:
		return c.fail(at, CodeUnknownVariable, "", "#%s is not known: # is the item, #index its place, #acc what reduce has so far", n.Name)
	}
}

func (c *lowering) array(n *ast.ArrayNode, at file.Location) (ast.Node, Type) {
	items := make([]ast.Node, len(n.Nodes))
	for i, e := range n.Nodes {
		items[i], _ = c.lower(e)
	}
	return c.op(opMade, at, done(&ast.ArrayNode{Nodes: items}, at)), TypeList
}

func (c *lowering) object(n *ast.MapNode, at file.Location) (ast.Node, Type) {
	pairs := make([]ast.Node, len(n.Pairs))
	for i, e := range n.Pairs {
		pair := e.(*ast.PairNode)
		key, _ := c.lower(pair.Key)
		if _, fixed := pair.Key.(*ast.StringNode); !fixed {
			key = c.op(opKey, c.span(pair.Key), key)
		}
		value, _ := c.lower(pair.Value)
		pairs[i] = done(&ast.PairNode{Key: key, Value: value}, c.span(pair))
	}
	return c.op(opMade, at, done(&ast.MapNode{Pairs: pairs}, at)), TypeObject
}
