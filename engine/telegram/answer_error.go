package telegram

import "fmt"

// AnswerError says that something answered, but not as the Bot API does: a gateway's page, half an answer, one over the
// size limit. The call may have been carried out.
type AnswerError struct {
	Status int    // HTTP status
	Reason string // what is wrong with the answer
}

// Error gives status and reason; nothing of the answer itself, which could be anything.
func (e *AnswerError) Error() string {
	return fmt.Sprintf("bot api answered with status %d: %s", e.Status, e.Reason)
}
