package host

import "time"

// TokenRefused begins the trouble of a bot whose token the platform does not know any more, and TokenTrouble is all of it. Such a bot
// does nothing until it has another.
const (
	TokenRefused = "Telegram refuses the token: it was revoked or belongs to no bot."
	TokenTrouble = "Telegram refuses the token: it was revoked or belongs to no bot. Take a new one from @BotFather, and connect the bot with it."
)

// Incident is a trouble that a bot's owner is told of, once when it begins and once when it is over.
type Incident struct {
	ID      string // unique
	BotID   int64
	Kind    string // IncidentToken
	BeganAt time.Time
	EndedAt time.Time // zero while it lasts
}

// IncidentToken is the kind of an incident: the token is refused.
const IncidentToken = "token"
