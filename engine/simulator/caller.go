package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Caller performs calls of the Bot API in process.
type Caller struct{ server *botapi.Server }

var _ telegram.Caller = (*Caller)(nil)

// NewCaller makes a caller over a simulated Telegram.
func NewCaller(server *botapi.Server) *Caller { return &Caller{server: server} }

// Call performs a method, as telegram.Caller says.
func (c *Caller) Call(ctx context.Context, token, method string, params []byte, files []telegram.Upload) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if len(params) > 0 {
		if err := json.Unmarshal(params, &fields); err != nil {
			return nil, fmt.Errorf("read parameters of %s: %w", method, err)
		}
	}
	uploads := make(map[string]botapi.File, len(files))
	for _, f := range files {
		data, err := f.Content(ctx)
		if err != nil {
			return nil, err
		}
		uploads[f.Field] = botapi.File{Name: f.Name, Data: data}
	}
	result, err := c.server.Call(ctx, token, method, fields, uploads)
	var refusal *botapi.Error
	switch {
	case err == nil:
		return result, nil
	case errors.As(err, &refusal):
		return nil, &telegram.RefusalError{
			Code: refusal.Code, Description: refusal.Description,
			RetryAfter: time.Duration(refusal.RetryAfter) * time.Second, MigrateTo: refusal.MigrateToChatID,
		}
	default:
		return nil, &telegram.NetworkError{Sent: errors.Is(err, botapi.ErrConnectionBroken), Err: err}
	}
}
