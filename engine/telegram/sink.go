package telegram

import "context"

// Sink takes updates in: the host.
type Sink interface {
	// Receive returns nil once the update needs no further delivery: it is committed, was known already, or is put away
	// for good. After an error, such as being full, the update is delivered again. u.Key has the bot's id and u.Event its
	// time; raw is the update as it came and belongs to the callee.
	Receive(ctx context.Context, botID int64, u Update, raw []byte) error
}
