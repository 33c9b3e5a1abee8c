package engine

import (
	"errors"
	"fmt"
)

// ErrNotFound is returned where a thing that was asked for does not exist.
var ErrNotFound = errors.New("not found")

// ErrConflict is returned where somebody else changed the thing meanwhile.
var ErrConflict = errors.New("conflict")

// RunError is a trouble of one run: the flow is fine, but this pass met something. It leaves by the block's error
// exit, or goes up to the flow's and the bot's handlers.
type RunError struct {
	Code       string         `json:"code"`    // stable, snake_case: http_status, expression, limit_blocks, …
	Message    string         `json:"message"` // for the bot's author, in plain words, without users' data
	HTTPStatus int            `json:"http_status,omitempty"`
	Retryable  bool           `json:"retryable,omitempty"`
	Detail     map[string]any `json:"detail,omitempty"`
	Flow       string         `json:"flow,omitempty"` // filled by the engine
	Block      string         `json:"block,omitempty"`
}

// Error gives code and message.
func (e *RunError) Error() string { return e.Code + ": " + e.Message }

// Trouble makes a RunError.
func Trouble(code, format string, args ...any) *RunError {
	return &RunError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Value is the trouble as variables hold it: an object with code, message, http_status, retryable, flow and block.
func (e *RunError) Value() map[string]any {
	return map[string]any{
		"code": e.Code, "message": e.Message, "http_status": float64(e.HTTPStatus), "retryable": e.Retryable,
		"flow": e.Flow, "block": e.Block,
	}
}
