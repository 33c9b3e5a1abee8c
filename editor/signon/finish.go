package signon

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Identity is who somebody is, as the issuer says.
type Identity struct {
	Email string // verified
	Name  string // empty where the issuer says none
}

// Finish judges what the browser has brought back. Errors are those of the package, and those of asking the issuer.
func (i *Issuer) Finish(ctx context.Context, back string, f Flow, query url.Values) (Identity, error) {
	age := i.o.Now().Sub(f.Began)
	if f.State == "" || subtle.ConstantTimeCompare([]byte(f.State), []byte(query.Get("state"))) != 1 || age < -time.Minute || age > FlowLife {
		return Identity{}, ErrStrange
	}
	if query.Get("error") != "" || query.Get("code") == "" {
		return Identity{}, refusal(query.Get("error"))
	}
	c, provider, err := i.client(ctx, back)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, i.o.HTTP)
	token, err := c.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return Identity{}, ofExchange(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: i.o.ClientID, Now: i.o.Now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return Identity{}, ErrStrange
	}
	said, err := claimsOf(ctx, provider, token, id)
	if err != nil {
		return Identity{}, err
	}
	return i.judge(said)
}

// refusal says of whom it is that the issuer sends somebody back without a code, by the codes of RFC 6749 and OpenID Connect.
func refusal(code string) error {
	switch code {
	case "temporarily_unavailable", "server_error":
		return fmt.Errorf("the issuer cannot: %s", code)
	case "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope":
		return fmt.Errorf("%w: %s", ErrSettings, code)
	}
	return fmt.Errorf("%w: %s", ErrRefused, code)
}

// ofExchange says what it means that there is no token. What the issuer answered is left out: it may hold anything.
func ofExchange(err error) error {
	e, said := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case !said:
		return fmt.Errorf("ask the issuer for a token: %w", err)
	case e.ErrorCode == "invalid_grant": // the code is over, or was used: the person can try again
		return fmt.Errorf("%w: %s", ErrRefused, e.ErrorCode)
	case e.ErrorCode == "":
		return fmt.Errorf("ask the issuer for a token: %s", e.Response.Status)
	}
	return fmt.Errorf("%w: %s", ErrSettings, e.ErrorCode)
}

// claims are what an issuer says of somebody.
type claims struct {
	Email    string `json:"email"`
	Verified yes    `json:"email_verified"`
	Name     string `json:"name"`
}

// yes is a bool, which some issuers write as a text.
type yes bool

func (y *yes) UnmarshalJSON(data []byte) error {
	*y = string(data) == `true` || string(data) == `"true"`
	return nil
}

// claimsOf takes the claims from the token, and asks the issuer for them where the e-mail is not there: whoever gives an access
// token, too, may keep them for that question (OpenID Connect Core 1.0, section 5.4), and many do.
func claimsOf(ctx context.Context, p *oidc.Provider, token *oauth2.Token, id *oidc.IDToken) (said claims, err error) {
	if err := id.Claims(&said); err != nil {
		return claims{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	if said.Email != "" || p.UserInfoEndpoint() == "" {
		return said, nil
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return claims{}, fmt.Errorf("ask the issuer who it is: %w", err)
	}
	if info.Subject != id.Subject { // section 5.3.2: else it may be about somebody else
		return claims{}, fmt.Errorf("%w: it tells of another person than it has let in", ErrSettings)
	}
	asked := claims{Name: said.Name} // all about the e-mail is of one answer
	if err := info.Claims(&asked); err != nil {
		return claims{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return asked, nil
}

// judge says whether somebody may come in.
func (i *Issuer) judge(said claims) (Identity, error) {
	switch _, domain, _ := strings.Cut(said.Email, "@"); {
	case said.Email == "":
		return Identity{}, ErrNoEmail
	case !bool(said.Verified):
		return Identity{}, ErrUnverified
	case len(i.o.Domains) > 0 && !slices.Contains(i.o.Domains, strings.ToLower(domain)):
		return Identity{}, ErrDomain
	}
	return Identity{Email: said.Email, Name: strings.TrimSpace(said.Name)}, nil
}
