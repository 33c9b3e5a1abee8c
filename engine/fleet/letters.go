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
			_, err = k.f.o.Store.DropLetters(ctx, row.ID, l.ID)
		} else {
			u.Key.BotID = row.ID
			if u.Event.Time.IsZero() {
				u.Event.Time = l.At
			}
			// Its update's id counts as handled; the letter makes it unique if this is interrupted. SQLite gives the number of the
			// last letter again when that is gone, so that its time belongs to the key.
			key := fmt.Sprintf("letter:%d:%d", l.ID, l.At.UnixMicro())
			err = k.f.o.Host.Receive(ctx, host.Incoming{
				Key: u.Key, EventKey: key, Letter: l.UpdateID, Event: u.Event, Raw: l.Raw,
			})
			if err != nil {
				return fmt.Errorf("receive dead letter %d again: %w", l.ID, err)
			}
			err = k.f.o.Store.LetterReceived(ctx, row.ID, l.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
