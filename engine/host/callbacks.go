package host

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// Callback brings a call of a callback address to the wait that gave the address, and returns when it is committed. The
// same call may come again and changes nothing then; one whose wait is over changes nothing either. engine.ErrNotFound
// means that no bot of this host made the address.
func (h *Host) Callback(ctx context.Context, botID int64, token string, c engine.Callback) error {
	b := h.bots.get(botID)
	if b == nil {
		return fmt.Errorf("receive callback of bot %d: %w", botID, engine.ErrNotFound)
	}
	key, gen, ok := engine.OpenCallback(b.record.Key, botID, token)
	if !ok {
		return fmt.Errorf("receive callback of bot %d: %w", botID, engine.ErrNotFound)
	}
	id, err := callbackID(token, &c)
	if err != nil {
		return fmt.Errorf("receive callback of bot %d: %w", botID, err)
	}
	c.Gen = gen
	return h.Receive(ctx, Incoming{Key: key, EventKey: id, Event: engine.Event{
		ID: id, Kind: engine.CallbackReceived, Time: h.now(), Callback: &c,
	}})
}

// callbackID tells calls apart by what they say. Headers do not count: they hold times and numbers of the delivery.
func callbackID(token string, c *engine.Callback) (string, error) {
	data, err := json.Marshal([]any{token, c.Method, c.Query, c.Body})
	if err != nil {
		return "", fmt.Errorf("encode its body: %w", err)
	}
	sum := sha256.Sum256(data)
	return "callback:" + hex.EncodeToString(sum[:16]), nil
}
