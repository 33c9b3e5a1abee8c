package trypage

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

var (
	// ErrUnknownBot is returned by Examples.Open for a name that is not listed.
	ErrUnknownBot = errors.New("there is no such bot")
	// ErrConversationOver is returned by Examples.Find for an id that is not known, or not any more, and by what is done in a
	// conversation that was ended meanwhile.
	ErrConversationOver = errors.New("there is no such conversation")
)

// Problem is an error for the person in front of the page, in plain words.
type Problem struct{ Message string } //nolint:errname // what the page shows is a problem, not an error of the program

// Error gives the words.
func (p *Problem) Error() string { return p.Message }

// answerError is the body of every error.
type answerError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func refuse(c *gin.Context, status int, code, message string) {
	c.AbortWithStatusJSON(status, answerError{Code: code, Message: message})
}

// maxBody is the largest request the page makes, in bytes.
const maxBody = 64 << 10

// decode reads the body into dst; unknown fields and a body that is too large are refused.
func decode(c *gin.Context, dst any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	dec.DisallowUnknownFields()
	err := dec.Decode(dst)
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return true
	case errors.As(err, &large):
		refuse(c, http.StatusRequestEntityTooLarge, "too_large", "The request is too large.")
	default:
		refuse(c, http.StatusBadRequest, "bad_request", "The request cannot be read: "+err.Error())
	}
	return false
}
