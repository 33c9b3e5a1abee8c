package editor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// Token is a token of the API, without its secret.
type Token struct {
	ID        string              `json:"id"`
	Name      string              `json:"name"`
	Prefix    string              `json:"prefix" doc:"How it begins"`
	Scopes    []access.Permission `json:"scopes" doc:"What it may do, as far as its owner may"`
	Bots      []string            `json:"bots,omitempty" doc:"Ids of the bots that it is for; without it all"`
	CreatedAt time.Time           `json:"created_at"`
	ExpiresAt *time.Time          `json:"expires_at,omitempty"`
	UsedAt    *time.Time          `json:"used_at,omitempty" doc:"To some minutes"`
}

// NewToken is a token with its secret, which is shown this once.
type NewToken struct {
	Token

	Secret string `json:"token"`
}

func tokenOf(t *account.Token) Token {
	return Token{
		ID: t.ID, Name: t.Name, Prefix: t.Prefix, Scopes: t.Scopes, Bots: t.Bots, CreatedAt: t.MadeAt,
		ExpiresAt: orNull(t.ExpiresAt), UsedAt: orNull(t.UsedAt),
	}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type tokenRequest struct {
	Body struct {
		Name      string              `json:"name" minLength:"1" maxLength:"100"`
		Scopes    []access.Permission `json:"scopes" minItems:"1" maxItems:"50"`
		Bots      []string            `json:"bots,omitempty" minItems:"1" maxItems:"100"`
		ExpiresAt time.Time           `json:"expires_at,omitzero" doc:"Without it, it does not expire"`
	}
}

// seesAll refuses bots of which the caller sees none: a token for them would be good for nothing.
func (a *api) seesAll(ctx context.Context, bots []string) error {
	for i, bot := range bots {
		workspace, err := a.o.Places.Place(ctx, bot)
		if err != nil && !errors.Is(err, engine.ErrNotFound) {
			return err
		}
		if err != nil || !callerOf(ctx).SeesBot(workspace, bot) {
			p := problem(http.StatusUnprocessableEntity, "invalid", "There is no such bot.")
			p.Issues = []engine.Issue{{Code: "invalid", Severity: engine.SeverityError, Path: fmt.Sprintf("/bots/%d", i), Message: p.Title}}
			return p
		}
	}
	return nil
}

func (a *api) addTokens() {
	const tag = "Account"
	add(a, operation{
		id: "list-tokens", method: http.MethodGet, path: "/account/tokens", tag: tag, rule: byPerson(), summary: "My tokens, the newest first",
	}, func(ctx context.Context, _ *struct{}) (*items[Token], error) {
		all, err := a.o.Accounts.Tokens(ctx, callerOf(ctx).UserID)
		list := make([]Token, len(all))
		for i := range all {
			list[i] = tokenOf(&all[i])
		}
		return allOf(list), err
	})
	add(a, operation{
		id: "create-token", method: http.MethodPost, path: "/account/tokens", tag: tag, rule: byPerson(), status: http.StatusCreated,
		summary: "Make a token for a program; its secret is shown this once",
	}, func(ctx context.Context, in *tokenRequest) (*answer[NewToken], error) {
		if err := a.seesAll(ctx, in.Body.Bots); err != nil {
			return nil, err
		}
		secret, t, err := a.o.Accounts.MakeToken(ctx, actorOf(ctx), account.NewToken{
			Name: in.Body.Name, Scopes: in.Body.Scopes, Bots: in.Body.Bots, ExpiresAt: in.Body.ExpiresAt,
		})
		if err != nil {
			return nil, err
		}
		return &answer[NewToken]{NewToken{Token: tokenOf(t), Secret: secret}}, nil
	})
	add(a, operation{
		id: "revoke-token", method: http.MethodDelete, path: "/account/tokens/{id}", tag: tag, rule: byPerson(), summary: "Revoke a token, at once",
	}, func(ctx context.Context, in *ByID) (*noBody, error) {
		return nil, a.o.Accounts.EndToken(ctx, actorOf(ctx), in.ID)
	})
}
