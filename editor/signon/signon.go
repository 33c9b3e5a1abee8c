package signon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// FlowLife is how long somebody may take at the issuer.
const FlowLife = 10 * time.Minute

// Errors of people, of issuers, and of whoever runs this server.
var (
	// ErrRefused means that the issuer did not let the person in, or that the person did not want to.
	ErrRefused = errors.New("the issuer refused")
	// ErrSettings means that nobody can come in until the settings are mended, here or at the issuer: we are not who it knows, or
	// what it says cannot be believed, which a wrong clock can be the reason of, too.
	ErrSettings = errors.New("the issuer and this server are not set up for each other")
	// ErrStrange means that this browser has not begun what it ends, or too long ago.
	ErrStrange = errors.New("the flow was not begun in this browser")
	// ErrUnverified means that the issuer does not vouch for the e-mail.
	ErrUnverified = errors.New("the e-mail is not verified")
	// ErrNoEmail means that the issuer does not tell the e-mail.
	ErrNoEmail = errors.New("the issuer tells no e-mail")
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

	provider atomic.Pointer[oidc.Provider] // nil until it is needed
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
	Back       string    `json:"back,omitempty"` // where on the page somebody was going; the caller's, who has to judge it
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

// client gives what talks to the issuer, and reads its description if nobody has. Two who are the first both read it: neither
// waits for the other where the issuer is slow.
func (i *Issuer) client(ctx context.Context, back string) (*oauth2.Config, *oidc.Provider, error) {
	provider := i.provider.Load()
	if provider == nil {
		p, err := i.describe(ctx)
		if err != nil {
			return nil, nil, err
		}
		provider = p
		i.provider.Store(p)
	}
	c := &oauth2.Config{
		ClientID: i.o.ClientID, ClientSecret: i.o.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: back,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
	if c.ClientSecret == "" { // a public client says its name only: an empty password would be a wrong one
		c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return c, provider, nil
}

// describe reads the issuer's description. It calls itself as it likes, with a slash at the end or without: who wrote the other
// into our settings means the same server.
func (i *Issuer) describe(ctx context.Context) (*oidc.Provider, error) {
	ctx = oidc.ClientContext(ctx, i.o.HTTP)
	p, err := oidc.NewProvider(ctx, i.o.Issuer)
	other, is := errors.AsType[*oidc.IssuerMismatchError](err)
	if is && strings.TrimSuffix(other.Discovered, "/") == strings.TrimSuffix(i.o.Issuer, "/") {
		p, err = oidc.NewProvider(ctx, other.Discovered)
	}
	switch {
	case err == nil:
		return p, nil
	case is:
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return nil, fmt.Errorf("read the description of the issuer: %w", err)
}
