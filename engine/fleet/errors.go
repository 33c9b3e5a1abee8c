package fleet

import "errors"

// What a Manager refuses.
var (
	// ErrHosted means that the bot is there already: publish, or give it another token.
	ErrHosted = errors.New("the bot is here already")
	// ErrLeaving means that the bot is being removed.
	ErrLeaving = errors.New("the bot is being removed")
	// ErrOtherBot means that a token belongs to another bot.
	ErrOtherBot = errors.New("the token belongs to another bot")
	// ErrNoRevision means that there is no such revision to go back to.
	ErrNoRevision = errors.New("there is no such revision")
)
