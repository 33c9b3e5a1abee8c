package signon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// FlowLife is how long somebody may take at the issuer.
const FlowLife = 10 * time.Minute

// Errors of people, and of issuers.
var (
	// ErrRefused means that the issuer did not let the person in, or that the person did not want to.
	ErrRefused = errors.New("the issuer refused")
	// ErrStrange means that this browser has not begun what it ends, or too long ago.
	ErrStrange = errors.New("the flow was not begun in this browser")
	// ErrUnverified means that the issuer does not vouch for the e-mail.
	ErrUnverified = errors.New("the e-mail is not verified")
	// ErrDomain means that the e-mail is of a domain that may not come in.
	ErrDomain = errors.New("the e-mail is of another domain")
)

// Options configure New. All are needed but those that say what their absence means.
type Options struct {
	Issuer, ClientID, ClientSecret string
	Domains                        []string // of e-mails that may come in; nil for all
	HTTP                           *http.Client
	Now                            func() time.Time
}

// Issuer is the server that knows people. It is safe for concurrent use.
type Issuer struct {
	o    Options
	name string

	mu       sync.Mutex
	provider *oidc.Provider // nil until it is needed
}

// New makes an issuer; it asks nobody.
func New(o Options) (*Issuer, error) {
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("%q is no address of an issuer", o.Issuer)
	}
	domains := make([]string, len(o.Domains))
	for i, d := range o.Domains {
		domains[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(d), "@"))
	}
	o.Domains = domains
	return &Issuer{o: o, name: u.Hostname()}, nil
}

// Name is what people may call it: its host.
func (i *Issuer) Name() string { return i.name }

// Flow is what is remembered between the beginning and the end.
type Flow struct {
	State      string    `json:"state"`
	Nonce      string    `json:"nonce"`
	Verifier   string    `json:"verifier"`
	Invitation string    `json:"invitation,omitempty"` // secret of one that is to be accepted
	Began      time.Time `json:"began"`
}

// Begin gives the address to which the browser is sent. Back is the address to which it comes back.
func (i *Issuer) Begin(ctx context.Context, back, invitation string) (string, Flow, error) {
	c, _, err := i.client(ctx, back)
	if err != nil {
		return "", Flow{}, err
	}
	f := Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Invitation: invitation, Began: i.o.Now().UTC()}
	return c.AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), f, nil
}

// Identity is who somebody is, as the issuer says.
type Identity struct {
	Email string // verified
	Name  string // empty where the issuer says none
}

// Finish judges what the browser has brought back. Errors are those above, and those of asking the issuer.
func (i *Issuer) Finish(ctx context.Context, back string, f Flow, query url.Values) (Identity, error) {
	age := i.o.Now().Sub(f.Began)
	if f.State == "" || subtle.ConstantTimeCompare([]byte(f.State), []byte(query.Get("state"))) != 1 || age < -time.Minute || age > FlowLife {
		return Identity{}, ErrStrange
	}
	if query.Get("error") != "" || query.Get("code") == "" {
		return Identity{}, fmt.Errorf("%w: %s", ErrRefused, query.Get("error"))
	}
	c, provider, err := i.client(ctx, back)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, i.o.HTTP)
	token, err := c.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(f.Verifier))
	if e, said := errors.AsType[*oauth2.RetrieveError](err); said { // its text may hold what the issuer answered
		return Identity{}, fmt.Errorf("%w: %s", ErrRefused, e.ErrorCode)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("ask the issuer for a token: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: i.o.ClientID, Now: i.o.Now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return Identity{}, ErrStrange
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		Name     string `json:"name"`
	}
	if err := id.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if claims.Email == "" || !claims.Verified {
		return Identity{}, ErrUnverified
	}
	_, domain, _ := strings.Cut(claims.Email, "@")
	if len(i.o.Domains) > 0 && !slices.Contains(i.o.Domains, strings.ToLower(domain)) {
		return Identity{}, ErrDomain
	}
	return Identity{Email: claims.Email, Name: strings.TrimSpace(claims.Name)}, nil
}

// client gives what talks to the issuer, and reads its description if nobody has.
func (i *Issuer) client(ctx context.Context, back string) (*oauth2.Config, *oidc.Provider, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.provider == nil {
		p, err := oidc.NewProvider(oidc.ClientContext(ctx, i.o.HTTP), i.o.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("read the description of the issuer: %w", err)
		}
		i.provider = p
	}
	return &oauth2.Config{
		ClientID: i.o.ClientID, ClientSecret: i.o.ClientSecret, Endpoint: i.provider.Endpoint(), RedirectURL: back,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}, i.provider, nil
}
