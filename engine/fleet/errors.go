package fleet

import (
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// ErrMenu means that the bot works but for its command menu, which Telegram did not take.
var ErrMenu = errors.New("the command menu could not be set, the bot works without")

// errToken means that Telegram does not know the token any more. Its text is the bot's trouble.
var errToken = errors.New(host.TokenTrouble) //nolint:staticcheck // a sentence for the owner

// troubleConflict is the trouble of a bot that is polled while Telegram gives its updates to somebody else, who polls, too, or has set
// a webhook.
const troubleConflict = "Another program gets this bot's messages: stop it, or give it a token of its own."

// errNoAddress means that nothing can be delivered to this server.
var errNoAddress = errors.New("Telegram cannot deliver messages, since this server has no public address: choose that they are fetched, or ask the server's operator.") //nolint:staticcheck,revive // a sentence for the owner

// webhookError is an address that Telegram does not deliver to.
type webhookError struct {
	address string
	err     error
}

func (e *webhookError) Error() string { return fmt.Sprintf("set %s as webhook: %v", e.address, e.err) }
func (e *webhookError) Unwrap() error { return e.err }

// wordsOf says to the owner why a bot is not served as it should be.
func wordsOf(err error) string {
	if errors.Is(err, errToken) || errors.Is(err, errNoAddress) {
		return err.Error()
	}
	if w, ok := errors.AsType[*webhookError](err); ok {
		return fmt.Sprintf("Telegram could not be told to deliver messages to %s; this is tried again. %s.", w.address, telegram.Words(w.err))
	}
	return fmt.Sprintf("The server could not start the bot, and tries again; its operator may know why: %v", err)
}

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
	// ErrUnpublished means that nothing of the bot is published, so that it answers nobody.
	ErrUnpublished = errors.New("nothing of the bot is published")
	// ErrOtherBot means that a token belongs to another bot.
	ErrOtherBot = errors.New("the token belongs to another bot")
	// ErrPublished means that somebody else has published the bot since the plan was made.
	ErrPublished = errors.New("the bot has been published meanwhile")
	// ErrNoRevision means that there is no such revision to go back to.
	ErrNoRevision = errors.New("there is no such revision")
)
