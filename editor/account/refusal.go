package account

import "time"

// Refusal is an error of whoever asks, in plain words.
type Refusal struct { //nolint:errname // it is shown to a person
	Code  string // stable, snake_case
	Title string
	// Field names what of the request is wrong; empty if no single thing is.
	Field string
	// After is when it makes sense to try again; 0 if time does not help.
	After time.Duration
}

// Error gives the words.
func (r *Refusal) Error() string { return r.Title }

// Codes of refusals.
const (
	CodeWrongLogin   = "wrong_login"
	CodeCodeRequired = "code_required"
	CodeWrongCode    = "wrong_code"
	CodeTooMany      = "too_many_tries"
	CodeInvalid      = "invalid"
	CodeLinkOver     = "link_over"
	CodeConflict     = "conflict"
)

func invalid(field, title string) error {
	return &Refusal{Code: CodeInvalid, Field: field, Title: title}
}

func conflict(title string) error { return &Refusal{Code: CodeConflict, Title: title} }

var errLinkOver = &Refusal{Code: CodeLinkOver, Title: "This link is not valid any more. It works once, and for a while only; ask for a new one."}
