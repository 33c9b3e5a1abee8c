package fleet

import "errors"

// ErrMenu means that the bot works but for its command menu, which Telegram did not take.
var ErrMenu = errors.New("the command menu could not be set, the bot works without")

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
