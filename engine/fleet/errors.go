package fleet

import (
	"errors"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// ErrMenu means that the bot works but for its command menu, which Telegram did not take.
var ErrMenu = errors.New("the command menu could not be set, the bot works without")

// errToken means that Telegram does not know the token any more. Its text is the bot's trouble.
var errToken = errors.New(host.TokenRefused + " Give the bot a new one.") //nolint:staticcheck // a sentence for the owner

// tokenRefused reports whether Telegram said so.
func tokenRefused(err error) bool {
	refused, ok := errors.AsType[*telegram.RefusalError](err)
	return ok && (refused.Code == 401 || refused.Code == 404)
}

// What a Manager refuses.
var (
	// ErrHosted means that the bot is there already: publish, or give it another token.
	ErrHosted = errors.New("the bot is here already")
	// ErrLeaving means that the bot is being removed.
	ErrLeaving = errors.New("the bot is being removed")
	// ErrOtherBot means that a token belongs to another bot.
	ErrOtherBot = errors.New("the token belongs to another bot")
	// ErrPublished means that somebody else has published the bot since the plan was made.
	ErrPublished = errors.New("the bot has been published meanwhile")
	// ErrNoRevision means that there is no such revision to go back to.
	ErrNoRevision = errors.New("there is no such revision")
)
