package host

import (
	"context"
	"errors"
	"fmt"
)

// panicError is a turn that panicked.
type panicError struct{ with any }

func (e *panicError) Error() string { return fmt.Sprintf("turn panicked: %v", e.with) }

// buried says to the author why an update was put aside. None of the reasons is the flow's; what a person with the log can make
// something of comes last.
func buried(cause error) string {
	if p, ok := errors.AsType[*panicError](cause); ok {
		return fmt.Sprintf("the program broke down over it, which is a defect of the program: %v", p.with)
	}
	if u, ok := errors.AsType[*unusableError](cause); ok {
		return fmt.Sprintf("the version of the bot that this person is in cannot be used on this server any more: %v", u.err)
	}
	if errors.Is(cause, context.DeadlineExceeded) {
		return "the bot took too long over it"
	}
	return fmt.Sprintf("the server could not handle it; its operator may know why: %v", cause)
}
