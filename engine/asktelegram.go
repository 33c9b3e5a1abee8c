package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// askJob is the job type behind Turn.AskTelegram.
const askJob = "telegram.call"

const askTimeout = 30 * time.Second

// question is what AskTelegram asks.
type question struct {
	Method string         `json:"method"`
	Params map[string]any `json:"params,omitempty"`
}

// AskTelegram calls a method of the Bot API whose result the block needs. The block then waits with JobDone among what it
// accepts: the result is JobResult.Result, a refusal JobResult.Error (see JobDeps.Telegram). The call is made at least
// once; messages are for effects, which are sent in order.
func (t *Turn) AskTelegram(method string, params map[string]any) error {
	return t.Start(askJob, question{method, params}, 0, 0)
}

func telegramJob() JobType {
	return JobType{Name: askJob, Timeout: askTimeout, Run: func(ctx context.Context, d JobDeps, j Job) (json.RawMessage, error) {
		var q question
		if err := json.Unmarshal(j.Payload, &q); err != nil {
			return nil, fmt.Errorf("read question to telegram: %w", err)
		}
		if d.Telegram == nil {
			return nil, Trouble("telegram_missing", "there is no Telegram to ask here")
		}
		res, err := d.Telegram(ctx, q.Method, q.Params)
		if re, ok := errors.AsType[*RunError](err); ok && re.Retryable {
			return nil, fmt.Errorf("ask telegram: %w", errors.New(re.Error())) // the queue tries again
		}
		return res, err
	}}
}
