package telegram

import (
	"fmt"
	"strings"
	"time"
)

// RefusalError is the Bot API's "ok": false.
type RefusalError struct {
	Code        int    // error_code, which equals the HTTP status
	Description string // the platform's words, such as "Bad Request: chat not found"
	RetryAfter  time.Duration
	MigrateTo   int64 // new id of a group that became a supergroup; 0 if it did not
}

// Error gives code and words.
func (r *RefusalError) Error() string {
	return fmt.Sprintf("bot api refused with %d: %s", r.Code, r.Description)
}

// says reports whether the description has one of the texts in it, in any case.
func (r *RefusalError) says(texts ...string) bool {
	words := strings.ToLower(r.Description)
	for _, t := range texts {
		if strings.Contains(words, t) {
			return true
		}
	}
	return false
}
