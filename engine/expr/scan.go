package expr

import "strings"

// piece is a stretch of a template: text as it is, or the source of an expression with its place.
type piece struct {
	text       string
	expression bool
	from, to   int // of the source of the expression, in bytes
}

const (
	opening = "{{"
	closing = "}}"
)

// scan cuts a template at its {{ and }}. A backslash before {{ makes it plain text; }} outside of an expression is plain
// text. Inside an expression, quotes and braces are followed, so {{ {"a": {"b": 1}} }} and {{ "}}" }} are one expression.
func scan(src string) ([]piece, *Error) {
	var pieces []piece
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			pieces = append(pieces, piece{text: text.String()})
			text.Reset()
		}
	}
	for at := 0; at < len(src); {
		i := strings.Index(src[at:], opening)
		if i < 0 {
			text.WriteString(src[at:])
			break
		}
		if i > 0 && src[at+i-1] == '\\' {
			text.WriteString(src[at : at+i-1])
			text.WriteString(opening)
			at += i + len(opening)
			continue
		}
		text.WriteString(src[at : at+i])
		flush()
		from := at + i + len(opening)
		to, ok := expressionEnd(src, from)
		if !ok {
			e := &Error{Code: CodeSyntax, Message: "{{ has no closing }}"}
			return nil, e.place(src, at+i, len(src))
		}
		pieces = append(pieces, piece{text: src[from:to], expression: true, from: from, to: to})
		at = to + len(closing)
	}
	flush()
	return pieces, nil
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
