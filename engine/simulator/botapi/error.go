package botapi

import (
	"errors"
	"fmt"
)

// ErrConnectionBroken is what Call returns when a fault broke the connection
// after the work was done: the caller cannot know whether it was.
var ErrConnectionBroken = errors.New("connection reset by peer")

// Error is a refusal in the Bot API's words. Over HTTP it is the body with
// "ok": false, and the status equals Code.
type Error struct {
	Code        int    // HTTP status and error_code
	Description string // exactly Telegram's text, such as "Bad Request: chat not found"
	// RetryAfter is in seconds; 0 means the answer has no such parameter.
	RetryAfter int
	// MigrateToChatID is the new id of a group that became a supergroup; 0
	// means the answer has no such parameter.
	MigrateToChatID int64
}

// Error is the description with its code.
func (e *Error) Error() string {
	return fmt.Sprintf("bot api error %d: %s", e.Code, e.Description)
}

func badRequest(format string, args ...any) *Error {
	return &Error{Code: 400, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(format string, args ...any) *Error {
	return &Error{Code: 403, Description: "Forbidden: " + fmt.Sprintf(format, args...)}
}

func conflict(text string) *Error {
	return &Error{Code: 409, Description: "Conflict: " + text}
}

func tooManyRequests(seconds int) *Error {
	return &Error{
		Code:        429,
		Description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		RetryAfter:  seconds,
	}
}
