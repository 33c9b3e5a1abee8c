package telegram

import "github.com/scenarist/scenarist/engine"

// Update is one update, read.
type Update struct {
	ID int64 // update_id: unique for a bot for a week
	// Kind is the update's own name, such as "message" or "callback_query"; empty if it has none at all.
	Kind string
	// Event is what the session gets. Its time is zero where Telegram does not say when it happened: callback,
	// pre-checkout and shipping queries. The receivers fill it in.
	Event engine.Event
	// Key names the session, without the bot's id. It is the chat and the user where there are any; a join request goes to
	// the private chat in which the bot may write to the user.
	Key engine.SessionKey
	// MigratedTo is the new id of the group Event.Chat.ID that became a supergroup; 0 for all other updates.
	MigratedTo int64
}
