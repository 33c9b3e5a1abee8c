package telegram

import "context"

// OffsetStore keeps how far a polled bot's updates are handled.
type OffsetStore interface {
	// Offset gives what was saved last; 0 for nothing.
	Offset(ctx context.Context, botID int64) (int64, error)
	// SaveOffset keeps it.
	SaveOffset(ctx context.Context, botID, offset int64) error
}
