package telegram

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// envelope is every answer of the Bot API.
type envelope struct {
	OK          *bool           `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter      int   `json:"retry_after"`
		MigrateToChatID int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

var answerHead = []byte(`{"ok":true,"result":`)

// decode gives the result, or the error that the answer stands for.
func (a *answer) decode() (json.RawMessage, error) {
	if r, ok := plainResult(a.body); ok && a.status == http.StatusOK {
		return r, nil
	}
	var e envelope
	if err := json.Unmarshal(a.body, &e); err != nil || e.OK == nil {
		return nil, &AnswerError{Status: a.status, Reason: "the answer is not the bot api's"}
	}
	if *e.OK {
		return e.Result, nil
	}
	r := &RefusalError{
		Code: e.ErrorCode, Description: e.Description, MigrateTo: e.Parameters.MigrateToChatID,
		RetryAfter: time.Duration(max(0, min(e.Parameters.RetryAfter, maxRetrySeconds))) * time.Second,
	}
	if r.Code == 0 {
		r.Code = a.status
	}
	if r.RetryAfter == 0 {
		r.RetryAfter = retryAfter(a.header)
	}
	return nil, r
}

// plainResult cuts the result out of the answer as the server writes it nearly always, without decoding it twice.
func plainResult(body []byte) (json.RawMessage, bool) {
	body = bytes.TrimRight(body, "\r\n")
	rest, ok := bytes.CutPrefix(body, answerHead)
	if !ok || len(rest) < 2 || rest[len(rest)-1] != '}' {
		return nil, false
	}
	rest = rest[:len(rest)-1]
	if !json.Valid(rest) {
		return nil, false // a description follows the result
	}
	return rest, true
}
