package expr

import "strings"

// piece is a stretch of a template, in bytes: text as it is, or the source of an expression.
type piece struct {
	from, to   int
	expression bool
}

const (
	opening = "{{"
	closing = "}}"
)

// scan cuts a template at its {{ and }}. A backslash before {{ makes it plain text, and is in no piece; }} outside of an
// expression is plain text. Inside an expression, quotes and braces are followed, so {{ {"a": {"b": 1}} }} and {{ "}}" }} are
// one expression. Texts may follow one another, and none is empty.
func scan(src string) ([]piece, *Error) {
	var pieces []piece
	text := func(from, to int) {
		if from < to {
			pieces = append(pieces, piece{from: from, to: to})
		}
	}
	begun := 0 // the text that is not in a piece yet
	for at := 0; ; {
		i := strings.Index(src[at:], opening)
		if i < 0 {
			text(begun, len(src))
			return pieces, nil
		}
		open := at + i
		if i > 0 && src[open-1] == '\\' {
			text(begun, open-1)
			begun, at = open, open+len(opening)
			continue
		}
		text(begun, open)
		from := open + len(opening)
		to, ok := expressionEnd(src, from)
		if !ok {
			e := &Error{Code: CodeSyntax, Message: "{{ has no closing }}"}
			return nil, e.place(src, open, len(src))
		}
		pieces = append(pieces, piece{from: from, to: to, expression: true})
		at = to + len(closing)
		begun = at
	}
}

// expressionEnd finds the }} of an expression that begins at from.
func expressionEnd(src string, from int) (int, bool) {
	depth := 0
	quote := byte(0)
	for i := from; i < len(src); i++ {
		switch c := src[i]; {
		case quote != 0 && c == '\\' && quote != '`':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '}' && strings.HasPrefix(src[i:], closing):
			return i, true
		}
	}
	return 0, false
}
