package host

import (
	"context"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// Reset ends all that is going on in a session, in a turn of its own behind what came before, and returns when that is committed.
// An id that was there before does nothing, and neither does it where there is no session. ErrUnknownBot where the bot is not
// served.
func (h *Host) Reset(ctx context.Context, key engine.SessionKey, r engine.Reset, id string) error {
	if h.bots.get(key.BotID) == nil {
		return fmt.Errorf("reset session of bot %d: %w", key.BotID, ErrUnknownBot)
	}
	id = "reset:" + id
	err := h.deliverOwn(ctx, Incoming{Key: key, EventKey: id, Event: engine.Event{
		ID: id, Kind: engine.SessionReset, Time: h.now(), Reset: &r,
	}})
	if err != nil {
		return fmt.Errorf("reset session of bot %d: %w", key.BotID, err)
	}
	return nil
}
