package telegram

import (
	"context"
	"encoding/json"
)

// Caller performs one call of the Bot API. Client does it over HTTP; a simulator answers in process. It is safe for
// concurrent use.
type Caller interface {
	// Call performs a method. params is one JSON object, files are uploads beside it; the callee keeps neither after it
	// returned. The answer is the JSON of "result" and belongs to the caller.
	//
	// Errors are a *RefusalError where the platform said no, an *AnswerError where something else than the Bot API answered,
	// and a *NetworkError where nothing did. Any other error means that the call was not sent.
	Call(ctx context.Context, token, method string, params []byte, files []Upload) (json.RawMessage, error)
}
