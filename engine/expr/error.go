package expr

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The codes of Error. They are stable: texts may change, codes do not.
const (
	CodeSyntax          = "syntax"           // it cannot be read
	CodeUnknownVariable = "unknown_variable" // a name that is not declared, or a secret where none may be used
	CodeUnknownFunction = "unknown_function" // a function that does not exist
	CodeType            = "type"             // a text where a number is needed, and the like, known before running
	CodeBudget          = "budget"           // too long, too big or too much work
	CodeValue           = "value"            // a value that does not do: nothing in a sum, a division by zero, a wrong date
)

// ErrBudget is what every Error with the code "budget" wraps: errors.Is(err, ErrBudget).
var ErrBudget = errors.New("expression limit passed")

// Error says what is wrong with an expression or a template, and where, in plain words.
type Error struct {
	Code       string
	Message    string
	From, To   int    // byte offsets into the source; From ≤ To ≤ its length
	Line       int    // of From, 1-based
	Column     int    // of From in characters, 1-based
	Suggestion string // the nearest known name, such as "user.first_name"; empty if none is near
}

// Error gives the message with its place.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s (line %d, column %d)", e.Message, e.Line, e.Column)
	if e.Suggestion != "" {
		s += "; did you mean " + e.Suggestion + "?"
	}
	return s
}

// Unwrap gives ErrBudget for the code "budget".
func (e *Error) Unwrap() error {
	if e.Code == CodeBudget {
		return ErrBudget
	}
	return nil
}

// place fills the position from byte offsets into the source.
func (e *Error) place(source string, from, to int) *Error {
	from = min(max(from, 0), len(source))
	to = min(max(to, from), len(source))
	e.From, e.To = from, to
	e.Line = 1 + strings.Count(source[:from], "\n")
	e.Column = 1 + utf8.RuneCountInString(source[strings.LastIndexByte(source[:from], '\n')+1:from])
	return e
}

// fault is an error inside a running program, before its place and the words of its part are known. In the message, {}
// stands for the source of the argument at index arg, or of the whole part if arg is whole.
type fault struct {
	code    string
	arg     int
	message string
}

const whole = -1

func (f *fault) Error() string { return f.message }

// valueFault is about the whole part.
func valueFault(format string, args ...any) error {
	return &fault{code: CodeValue, arg: whole, message: fmt.Sprintf(format, args...)}
}

// argFault is about one argument, which the message names by {}.
func argFault(arg int, format string, args ...any) error {
	return &fault{code: CodeValue, arg: arg, message: fmt.Sprintf(format, args...)}
}

func budgetFault(format string, args ...any) error {
	return &fault{code: CodeBudget, arg: whole, message: fmt.Sprintf(format, args...)}
}
