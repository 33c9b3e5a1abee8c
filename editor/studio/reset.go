package studio

import (
	"context"
	"errors"
	"strconv"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Resetter ends what is going on in sessions, as host.Host does.
type Resetter interface {
	Reset(ctx context.Context, key engine.SessionKey, r engine.Reset, id string) error
}

var errResting = &Refusal{Code: CodeConflict, Title: "The bot does not run at the moment. Resume it first."}

// Reset ends all that is going on with somebody in their private chat, behind what they did before, and forgets what the bot knows
// of them if that is wanted. The same id does it once.
func (s *Studio) Reset(ctx context.Context, who Actor, id string, user int64, r engine.Reset, key string) (ContactState, error) {
	b, err := s.connected(ctx, id)
	if err != nil {
		return ContactState{}, err
	}
	if _, err := s.o.Store.Contact(ctx, b.Telegram, user); err != nil {
		return ContactState{}, err
	}
	if b.Live.Paused || s.o.Resetter == nil {
		return ContactState{}, errResting
	}
	// The line comes first: what was done and is not in the log would be worse than the other way round.
	e := who.Entry(b.Workspace, id, "contact.reset", strconv.FormatInt(user, 10), nil, map[string]bool{"variables": r.Variables})
	if err := s.o.Store.Log(ctx, e); err != nil {
		return ContactState{}, err
	}
	err = s.o.Resetter.Reset(ctx, engine.SessionKey{BotID: b.Telegram, ChatID: user, UserID: user}, r, key)
	switch {
	case errors.Is(err, host.ErrUnknownBot), errors.Is(err, host.ErrStopped):
		return ContactState{}, errResting
	case err != nil:
		return ContactState{}, err
	}
	return s.Contact(ctx, id, user)
}
