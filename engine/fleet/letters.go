package fleet

import (
	"context"
	"fmt"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// retryLetters receives dead letters again that somebody has marked. One that still cannot be handled becomes a new letter.
func (k *keeper) retryLetters(ctx context.Context, row *host.BotRecord) error {
	letters, err := k.f.o.Store.LettersToRetry(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, l := range letters {
		u, err := telegram.Decode(row.Username, l.Raw)
		if err != nil {
			k.log.ErrorContext(ctx, "a dead letter is not an update and is dropped", "letter_id", l.ID, "error", err)
		} else {
			u.Key.BotID = row.ID
			if u.Event.Time.IsZero() {
				u.Event.Time = l.At
			}
			// Its update's id counts as handled; the letter's own makes it unique if this is interrupted.
			err = k.f.o.Host.Receive(ctx, host.Incoming{Key: u.Key, EventKey: fmt.Sprint("letter:", l.ID), Event: u.Event, Raw: l.Raw})
			if err != nil {
				return fmt.Errorf("receive dead letter %d again: %w", l.ID, err)
			}
		}
		if _, err := k.f.o.Store.DropLetters(ctx, row.ID, l.ID); err != nil {
			return err
		}
	}
	return nil
}
