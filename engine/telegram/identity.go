package telegram

import (
	"context"
	"errors"
	"fmt"
	"regexp"
)

// ErrToken is returned for a token that is none, or that the platform does not know.
var ErrToken = errors.New("the bot's token does not work")

// Identity is who a bot is.
type Identity struct {
	ID       int64
	Username string // without "@"
	Name     string
	// ReadsGroups is set where group privacy is off: the bot sees all messages of its groups.
	ReadsGroups bool
}

// tokenShape: the bot's id and a secret, as BotFather gives them out.
var tokenShape = regexp.MustCompile(`^[0-9]{1,20}:[A-Za-z0-9_-]{1,128}$`)

// GetMe asks who the token belongs to. Errors are ErrToken, or tell that the platform could not be asked.
func GetMe(ctx context.Context, caller Caller, token string) (Identity, error) {
	if !tokenShape.MatchString(token) {
		return Identity{}, fmt.Errorf("%w: it looks like 123456789:AAExample-Token, as BotFather shows it", ErrToken)
	}
	me, err := newBot(caller, token).GetMeWithContext(ctx, nil)
	if r := refused(err); r != nil && (r.Code == 401 || r.Code == 404) {
		return Identity{}, fmt.Errorf("%w: Telegram does not know it, or it was revoked", ErrToken)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("ask telegram who the bot is: %w", err)
	}
	return Identity{ID: me.Id, Username: me.Username, Name: me.FirstName, ReadsGroups: me.CanReadAllGroupMessages}, nil
}
