package studio

import "github.com/scenarist/scenarist/engine"

// Refusal is an error of whoever asks, in plain words.
type Refusal struct { //nolint:errname // it is shown to a person
	Code  string // stable, snake_case
	Title string
	Field string // names what of the request is wrong; empty if no single thing is
}

// Error gives the words.
func (r *Refusal) Error() string { return r.Title }

// Codes of refusals.
const (
	CodeInvalid  = "invalid"
	CodeStale    = "stale"
	CodeConflict = "conflict"
	CodeTooLarge = "too_large"
)

// StaleError says that the draft is not what somebody thought.
type StaleError struct{ Version int64 } // the newest

// Error says so.
func (e *StaleError) Error() string { return "the draft has been changed meanwhile" }

// BrokenError says that a document cannot be edited, and why.
type BrokenError struct{ Issues []engine.Issue }

// Error names the first issue.
func (e *BrokenError) Error() string {
	if len(e.Issues) == 0 {
		return "the document is broken"
	}
	return "the document is broken: " + e.Issues[0].Message
}
