package telegram

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// Ask calls a method and gives its result, for blocks that have to know it. A refusal is a *engine.RunError with the code
// telegram_<code>, of the codes of host.SendError; one that may pass, and a call that may be made again, is retryable. The
// platform's words are its message.
func Ask(ctx context.Context, caller Caller, token, method string, params map[string]any) (json.RawMessage, error) {
	if !methodName.MatchString(method) {
		return nil, engine.Trouble("telegram_method", "%q is no method of the Bot API", method)
	}
	body, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("ask telegram: encode parameters of %s: %w", method, err)
	}
	result, err := caller.Call(ctx, token, method, body, nil)
	if err == nil {
		return result, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("ask telegram: %s: %w", method, err)
	}
	se := sendError(err, repeatable(method))
	trouble := engine.Trouble("telegram_"+se.Code, "%s", se.Message)
	if refused(err) != nil {
		trouble.Message = fmt.Sprintf("Telegram refused %s: %s", method, se.Message)
	}
	trouble.Retryable = se.Retry
	return nil, trouble
}
