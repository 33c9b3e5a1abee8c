package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/PaulSonOfLars/gotgbot/v2"
)

// botClient lets gotgbot's methods go through a Caller: the rare calls of a bot's set-up, for which speed is no matter.
type botClient struct{ caller Caller }

var _ gotgbot.BotClient = botClient{}

// newBot gives a bot whose calls go through the caller.
func newBot(caller Caller, token string) *gotgbot.Bot {
	return &gotgbot.Bot{Token: token, BotClient: botClient{caller}}
}

// RequestWithContext performs a method without files.
func (c botClient) RequestWithContext(ctx context.Context, token, method string, params map[string]any, opts *gotgbot.RequestOpts) (json.RawMessage, error) {
	given := make(map[string]any, len(params))
	for name, v := range params {
		if v != nil {
			given[name] = v
		}
	}
	if opts != nil {
		maps.Copy(given, opts.OverrideParams)
	}
	body, err := json.Marshal(given)
	if err != nil {
		return nil, fmt.Errorf("encode parameters of %s: %w", method, err)
	}
	return c.caller.Call(ctx, token, method, body, nil)
}

// GetAPIURL is empty: the caller knows where the Bot API is.
func (botClient) GetAPIURL(*gotgbot.RequestOpts) string { return "" }

// FileURL is empty: Files downloads files, and no address with a token leaves this package.
func (botClient) FileURL(string, string, *gotgbot.RequestOpts) string { return "" }
