package expr

import (
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

func (c *lowering) unary(n *ast.UnaryNode, at file.Location) (ast.Node, Type) {
	switch n.Operator {
	case "!", "not":
		return done(&ast.UnaryNode{Operator: "not", Node: c.truth(n.Node)}, at), TypeBool
	case "-", "+":
		x, t := c.lower(n.Node)
		c.needNumber(n.Node, t, n.Operator)
		if n.Operator == "+" {
			return c.opAt(opPlus, at, []ast.Node{n.Node}, x), TypeNumber
		}
		if k, ok := x.(*ast.ConstantNode); ok {
			if f, ok := k.Value.(float64); ok {
				return constant(-f, at), TypeNumber
			}
		}
		return c.opAt(opNeg, at, []ast.Node{n.Node}, x), TypeNumber
	default:
		return c.fail(at, CodeSyntax, "", "the sign %s is not known", n.Operator)
	}
}

func (c *lowering) binary(n *ast.BinaryNode, at file.Location) (ast.Node, Type) {
	switch n.Operator {
	case "&&", "and":
		return done(&ast.BinaryNode{Operator: "&&", Left: c.truth(n.Left), Right: c.truth(n.Right)}, at), TypeBool
	case "||", "or":
		return done(&ast.BinaryNode{Operator: "||", Left: c.truth(n.Left), Right: c.truth(n.Right)}, at), TypeBool
	case "??":
		l, lt := c.lower(n.Left)
		r, rt := c.lower(n.Right)
		return done(&ast.BinaryNode{Operator: "??", Left: l, Right: r}, at), join(lt, rt)
	}
	name, result := binaryOperator(n.Operator)
	if name == "" {
		return c.fail(at, CodeSyntax, "", "the sign %s is not known", n.Operator)
	}
	l, lt := c.lower(n.Left)
	r, rt := c.lower(n.Right)
	if c.err != nil {
		return l, result
	}
	switch name {
	case opAdd:
		result = c.checkAdd(n, lt, rt, at)
	case opSub, opMul, opDiv, opMod, opPow, opRange:
		if c.needNumber(n.Left, lt, n.Operator) {
			c.needNumber(n.Right, rt, n.Operator)
		}
	case opLt, opLe, opGt, opGe:
		c.checkOrder(n, lt, rt, at)
	case opEq, opNe:
		c.checkEqual(n, lt, rt, at)
	case opIn:
		c.needContainer(n.Right, rt)
	case opContains:
		c.needContainer(n.Left, lt)
	case opStarts, opEnds:
		if c.needText(n.Left, lt, n.Operator) {
			c.needText(n.Right, rt, n.Operator)
		}
	case opMatches:
		if c.needText(n.Left, lt, n.Operator) && c.needText(n.Right, rt, n.Operator) {
			r = c.fixed(kindPattern, n.Right, r, n.Operator, 1)
		}
	}
	return c.opAt(name, at, []ast.Node{n.Left, n.Right}, l, r), result
}

// binaryOperator gives our operator for one of the grammar's.
func binaryOperator(sign string) (string, Type) {
	switch sign {
	case "+":
		return opAdd, TypeAny
	case "-":
		return opSub, TypeNumber
	case "*":
		return opMul, TypeNumber
	case "/":
		return opDiv, TypeNumber
	case "%":
		return opMod, TypeNumber
	case "**", "^":
		return opPow, TypeNumber
	case "==":
		return opEq, TypeBool
	case "!=":
		return opNe, TypeBool
	case "<":
		return opLt, TypeBool
	case "<=":
		return opLe, TypeBool
	case ">":
		return opGt, TypeBool
	case ">=":
		return opGe, TypeBool
	case "in":
		return opIn, TypeBool
	case "contains":
		return opContains, TypeBool
	case "startsWith":
		return opStarts, TypeBool
	case "endsWith":
		return opEnds, TypeBool
	case "matches":
		return opMatches, TypeBool
	case "..":
		return opRange, TypeList
	default:
		return "", TypeAny
	}
}

// needNumber reports whether the operand can be a number.
func (c *lowering) needNumber(n ast.Node, t Type, sign string) bool {
	if t == TypeAny || t == TypeNumber {
		return true
	}
	at := c.span(n)
	text := c.src.snippet(at)
	switch t {
	case TypeText:
		c.fail(at, CodeType, "number("+c.src.at(at)+")", "%s is a text, but %q needs a number", text, sign)
	case TypeDate:
		c.fail(at, CodeType, "", "%s is a date, but %q needs a number; add() and diff() are for dates", text, sign)
	default:
		c.fail(at, CodeType, "", "%s is %s, but %q needs a number", text, t.words(), sign)
	}
	return false
}

func (c *lowering) needText(n ast.Node, t Type, sign string) bool {
	if !t.known() || t == TypeText {
		return true
	}
	at := c.span(n)
	c.fail(at, CodeType, "text("+c.src.at(at)+")", "%s is %s, but %q needs a text", c.src.snippet(at), t.words(), sign)
	return false
}

func (c *lowering) needContainer(n ast.Node, t Type) {
	switch t {
	case TypeNumber, TypeBool, TypeDate:
		at := c.span(n)
		c.fail(at, CodeType, "", "%s is %s, and only a text, a list or an object can contain something", c.src.snippet(at), t.words())
	default:
	}
}

// checkAdd gives the type of a sum; TypeAny where only running shows it.
func (c *lowering) checkAdd(n *ast.BinaryNode, l, r Type, at file.Location) Type {
	left, right := c.src.snippet(c.span(n.Left)), c.src.snippet(c.span(n.Right))
	switch {
	case l == TypeNumber && r == TypeText:
		c.fail(at, CodeType, "text("+c.src.at(c.span(n.Left))+")", "%s is a number and %s is a text, which cannot be added", left, right)
	case l == TypeText && r == TypeNumber:
		c.fail(at, CodeType, "text("+c.src.at(c.span(n.Right))+")", "%s is a text and %s is a number, which cannot be added", left, right)
	case l == TypeText || r == TypeText:
		for i, t := range []Type{l, r} {
			if t.known() && t != TypeText {
				side := []ast.Node{n.Left, n.Right}[i]
				c.fail(at, CodeType, "text("+c.src.at(c.span(side))+")", "%s is %s and cannot be added to a text", c.src.snippet(c.span(side)), t.words())
			}
		}
		return TypeText
	case l == TypeList || r == TypeList:
		c.fail(at, CodeType, "concat("+c.src.at(c.span(n.Left))+", "+c.src.at(c.span(n.Right))+")", "lists are not added by \"+\"")
	case l == TypeAny || r == TypeAny:
		if l.known() && l != TypeNumber {
			c.needNumber(n.Left, l, "+")
		} else if r.known() && r != TypeNumber {
			c.needNumber(n.Right, r, "+")
		}
		if l == TypeNumber || r == TypeNumber {
			return TypeNumber
		}
		return TypeAny
	default:
		if c.needNumber(n.Left, l, "+") {
			c.needNumber(n.Right, r, "+")
		}
		return TypeNumber
	}
	return TypeAny
}

func (c *lowering) checkOrder(n *ast.BinaryNode, l, r Type, at file.Location) {
	for i, t := range []Type{l, r} {
		if t == TypeBool || t == TypeList || t == TypeObject {
			side := []ast.Node{n.Left, n.Right}[i]
			c.fail(at, CodeType, "", "%s is %s: neither smaller nor greater than another", c.src.snippet(c.span(side)), t.words())
			return
		}
	}
	if l.known() && r.known() && l != r && !datesOrTexts(l, r) {
		c.fail(at, CodeType, c.convert(n, l, r), "%s is %s and %s is %s, which cannot be compared",
			c.src.snippet(c.span(n.Left)), l.words(), c.src.snippet(c.span(n.Right)), r.words())
	}
}

func (c *lowering) checkEqual(n *ast.BinaryNode, l, r Type, at file.Location) {
	if l.known() && r.known() && l != r && !datesOrTexts(l, r) {
		c.fail(at, CodeType, c.convert(n, l, r), "%s is %s and %s is %s, which are never equal",
			c.src.snippet(c.span(n.Left)), l.words(), c.src.snippet(c.span(n.Right)), r.words())
	}
}

func datesOrTexts(l, r Type) bool {
	return (l == TypeDate || l == TypeText) && (r == TypeDate || r == TypeText)
}

// convert suggests reading a text as a number where it is compared with one.
func (c *lowering) convert(n *ast.BinaryNode, l, r Type) string {
	switch {
	case l == TypeText && r == TypeNumber:
		return "number(" + c.src.at(c.span(n.Left)) + ")"
	case l == TypeNumber && r == TypeText:
		return "number(" + c.src.at(c.span(n.Right)) + ")"
	default:
		return ""
	}
}
