package http

import (
	"time"

	"github.com/scenarist/scenarist/engine"
)

// answer is what became of a try, as the job gives it back. Secrets are blotted out.
type answer struct {
	Try     int     `json:"try"`
	Host    string  `json:"host,omitempty"`
	Status  int     `json:"status,omitempty"` // 0 if there was no answer
	Headers headers `json:"headers,omitzero"`
	Form    string  `json:"form,omitempty"` // json, text, binary, or empty: what Body is
	Body    any     `json:"body,omitempty"` // JSON-like, or a text
	MS      int64   `json:"duration_ms"`
	// RetryAfter is how long the server asks to wait, nanoseconds.
	RetryAfter time.Duration `json:"retry_after,omitempty"`
	Trouble    *trouble      `json:"trouble,omitempty"` // why there is no answer, or none that can be read
}

// trouble is what kept a call from its answer.
type trouble struct {
	Code      string `json:"code"`
	Message   string `json:"message"` // for the author, without secrets
	Retryable bool   `json:"retryable,omitempty"`
}

// The codes of troubles; those of calls without an answer are engine.CallTrouble's.
const (
	codeStatus      = "http_status"
	codeTimeout     = "http_timeout"
	codeShape       = "http_bad_shape"
	codeTooLarge    = "http_too_large"
	codeURL         = "http_url"
	codeRequest     = "http_request"
	codeInterrupted = "http_interrupted"
	codeSecret      = "secret_missing"
	codeFile        = "file_missing"
)

// How the body is to be read, and what it turned out to be.
const (
	answerAuto = "auto"
	answerJSON = "json"
	answerText = "text"
	answerNone = "none"

	formJSON   = "json"
	formText   = "text"
	formBinary = "binary"
)

// retryable reports whether another try may get a better answer.
func (a *answer) retryable() bool {
	if a.Trouble != nil {
		return a.Trouble.Retryable
	}
	return engine.StatusTrouble(a.Host, a.Status).Retryable
}

// good reports whether the server did what was asked.
func (a *answer) good() bool { return a.Status >= 200 && a.Status < 300 }

// refusal tells the author of an answer that is not good.
func (a *answer) refusal() string {
	return engine.StatusTrouble(a.Host, a.Status).Message
}
