package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

// TokenPrefix begins every token, so that one that has got lost is known for what it is.
const TokenPrefix = "scn_"

const shownOfToken = len(TokenPrefix) + 6

// NewToken is what a token is to be for.
type NewToken struct {
	Name      string
	Scopes    []access.Permission
	Bots      []string  // nil for all
	ExpiresAt time.Time // zero for never
}

// MakeToken makes a token and gives its secret, which is shown this once.
func (a *Accounts) MakeToken(ctx context.Context, by Actor, n NewToken) (string, *Token, error) {
	n.Name = strings.TrimSpace(n.Name)
	if err := checkName(n.Name); err != nil {
		return "", nil, err
	}
	if len(n.Scopes) == 0 {
		return "", nil, invalid("scopes", "A token is for something: name what it may do.")
	}
	for _, p := range n.Scopes {
		if !slices.Contains(access.Permissions(), p) {
			return "", nil, invalid("scopes", "There is no permission "+string(p)+".")
		}
	}
	now := a.clock()
	if !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(now) {
		return "", nil, invalid("expires_at", "This time is over.")
	}
	scopes := slices.Clone(n.Scopes)
	slices.Sort(scopes)
	secret, hash := newSecret(TokenPrefix)
	t := &Token{
		Hash: hash, ID: newID("t"), UserID: by.UserID, Name: n.Name, Prefix: secret[:shownOfToken], Scopes: slices.Compact(scopes),
		Bots: n.Bots, MadeAt: now, ExpiresAt: n.ExpiresAt.UTC().Truncate(time.Microsecond),
	}
	err := a.store.AddToken(ctx, t, mostTokens, by.Entry("", "", "token.make", t.Name, nil, t.shown()))
	return secret, t, full(err, "You have as many tokens as there may be. Revoke one that is not used any more.")
}

// shown is what the audit log says of a token.
func (t *Token) shown() any {
	return struct {
		ID     string              `json:"id"`
		Prefix string              `json:"prefix"`
		Scopes []access.Permission `json:"scopes"`
		Bots   []string            `json:"bots,omitempty"`
	}{t.ID, t.Prefix, t.Scopes, t.Bots}
}

// Tokens gives somebody's tokens, the newest first.
func (a *Accounts) Tokens(ctx context.Context, userID string) ([]Token, error) {
	return a.store.ListTokens(ctx, userID)
}

// EndToken revokes a token.
func (a *Accounts) EndToken(ctx context.Context, by Actor, id string) error {
	return a.store.EndToken(ctx, by.UserID, id, func(t *Token) *Entry {
		return by.Entry("", "", "token.end", t.Name, t.shown(), nil)
	})
}

// ByToken gives who has made the token; engine.ErrNotFound for one that is none, or not any more.
func (a *Accounts) ByToken(ctx context.Context, secret string) (*access.Caller, error) {
	if !strings.HasPrefix(secret, TokenPrefix) {
		return nil, engine.ErrNotFound
	}
	hash := hashOf(secret)
	t, u, grants, err := a.store.Token(ctx, hash)
	if err != nil {
		return nil, err
	}
	now := a.clock()
	if !u.Disabled.IsZero() || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return nil, engine.ErrNotFound
	}
	if now.Sub(t.UsedAt) > touchEvery {
		if err := a.store.TouchToken(ctx, hash, now); err != nil {
			return nil, err
		}
	}
	return &access.Caller{
		UserID: u.ID, Name: u.Name, Email: u.Email, Token: t.ID, Grants: grants, Scopes: t.Scopes, Bots: t.Bots,
	}, nil
}
