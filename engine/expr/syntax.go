package expr

import (
	"errors"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

var unexpected = regexp.MustCompile(`^unexpected token (\w+)(?:\((".*")\))?`)

// syntax puts the parser's error into words that need no knowledge of parsers.
func (s *source) syntax(err error) *Error {
	all := file.Location{To: len(s.text)}
	var where *file.Error
	if !errors.As(err, &where) {
		return s.problem(all, CodeSyntax, "the expression cannot be read")
	}
	at := s.place(where.Location)
	token := unexpected.FindStringSubmatch(where.Message)
	switch {
	case strings.Contains(where.Message, "maximum allowed nodes"):
		return s.problem(all, CodeBudget, "the expression has more than %d parts", MaxNodes)
	case token != nil && token[1] == "EOF", strings.Contains(where.Message, "unexpected end"):
		return s.problem(file.Location{From: len(s.text), To: len(s.text)}, CodeSyntax, "the expression ends too early")
	case token != nil && s.text[at.From:at.To] == ":":
		return s.problem(at, CodeSyntax, ": is not expected here; in a loop an object needs round brackets: map(items, ({\"name\": .name}))")
	case strings.Contains(where.Message, "cannot be mixed"):
		return s.problem(at, CodeSyntax, "?? next to another sign needs round brackets: (a ?? 0) + 1")
	case token != nil:
		return s.problem(at, CodeSyntax, "%s is not expected here", s.snippet(at))
	case strings.Contains(where.Message, "literal not terminated"):
		return s.problem(at, CodeSyntax, "a text has no closing quote")
	case strings.Contains(where.Message, "unrecognized character"):
		return s.problem(at, CodeSyntax, "the sign %s is not known", s.snippet(at))
	default:
		return s.problem(at, CodeSyntax, "%s", strings.ToLower(where.Message))
	}
}

// isField recognises a program that is nothing but one variable, which is most of what templates insert.
func isField(lowered ast.Node) bool {
	call, ok := lowered.(*ast.CallNode)
	return ok && call.Callee.(*ast.IdentifierNode).Value == opField
}
