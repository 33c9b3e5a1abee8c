package flow

import (
	"encoding/json"
	"fmt"
	"time"
)

// defaultOf reads the default of a variable of the given type.
func (o *object) defaultOf(name, valueType string) json.RawMessage {
	c := o.field(name, optional)
	if c == none {
		return nil
	}
	if what, fits := o.fits(c, valueType); !fits {
		o.problems.add(CodeBadDefault, c,
			fmt.Sprintf("%s expected, because the variable has the type %q", what, valueType))
	}
	value := o.tree.canonical(c)
	if len(value) > MaxDefaultBytes {
		o.problems.add(CodeTooLong, c, fmt.Sprintf("a default of more than %d bytes", MaxDefaultBytes))
	}
	return value
}

// fits says whether a value is of a variable's type, and how the type is called.
func (r *reader) fits(n int32, valueType string) (what string, fits bool) {
	is := r.tree.nodes[n].kind
	switch valueType {
	case TypeText:
		return "a text", is == kindText
	case TypeNumber:
		return "a number", is == kindNumber
	case TypeBool:
		return "true or false", is == kindBool
	case TypeList:
		return "a list", is == kindList
	case TypeObject:
		return "an object", is == kindObject
	case TypeDate:
		return `a date such as "2026-01-31" or "2026-01-31T18:00:00+03:00"`, is == kindText && isDate(r.tree.text(n))
	default: // any value, or a type that has been reported
		return "", true
	}
}

// isDate knows a day and a moment with its offset from UTC.
func isDate(text string) bool {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return true
	}
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}
