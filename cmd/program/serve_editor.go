package program

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/signon"
	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/editor/ui"
	"github.com/scenarist/scenarist/storage"
)

var (
	_ account.Store  = (*storage.DB)(nil)
	_ editor.Answers = (*storage.DB)(nil)
	_ editor.Callers = (*account.Accounts)(nil)
)

// issuerTimeout is how long one question to the server may take by which people log in.
const issuerTimeout = 15 * time.Second

// openEditor makes the page with its API, and prints the link that makes the first account as long as there is none.
func (s *server) openEditor(ctx context.Context) error {
	page, err := fs.Sub(ui.Dist, "dist")
	if err != nil {
		return err
	}
	s.accounts = account.New(account.Options{Store: s.db, Log: s.log, Now: time.Now})
	o := editor.Options{
		Log: s.log, Registry: s.env.Registry, Accounts: s.accounts, Callers: s.accounts, Answers: s.db,
		Page: page, PublicURL: s.s.PublicURL, Proxies: s.s.TrustedProxies,
	}
	if err := s.addTestChat(&o); err != nil {
		return err
	}
	if err := s.openStudio(&o); err != nil {
		return err
	}
	if s.s.OIDCIssuer != "" {
		o.OIDC, err = signon.New(signon.Options{
			Issuer: s.s.OIDCIssuer, ClientID: s.s.OIDCClientID, ClientSecret: s.s.OIDCClientSecret, Domains: s.s.OIDCAllowedDomains,
			HTTP: &http.Client{Timeout: issuerTimeout}, Now: time.Now,
		})
		if err != nil {
			return wrong("SCENARIST_OIDC_ISSUER", "%v", err)
		}
	}
	if s.trials != nil {
		o.Try = trypage.New(trypage.Options{Examples: s.trials, Log: s.log})
	}
	if s.page, err = editor.New(o); err != nil { //nolint:contextcheck // requests have contexts of their own
		return err
	}
	if err := s.accounts.Purge(ctx); err != nil {
		return err
	}
	secret, err := s.accounts.SetupLink(ctx)
	if err != nil || secret == "" {
		return err
	}
	s.say(`
Nobody has an account for the editor yet. Make the first one in the browser, with this link; it works once, within
a week, and each start prints another one:
  %s
`, s.pageLink("setup", secret))
	return nil
}

// pageLink is an address of the editor's page that holds a secret.
func (s *server) pageLink(path, secret string) string {
	return linkTo(s.s, fromHere(s.listener.Addr().String()), path, secret)
}

// fromHere is by which address this machine reaches what listens there. What listens everywhere has none of its own.
func fromHere(listens string) string {
	host, port, err := net.SplitHostPort(listens)
	if err != nil {
		return listens
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// linkTo is an address of the page of the server that listens there, or of its public address if it has one.
func linkTo(s *settings, listens, path, secret string) string {
	base := "http://" + listens
	if s.PublicURL != "" {
		base = strings.TrimSuffix(s.PublicURL, "/")
	}
	return base + "/#/" + path + "?token=" + url.QueryEscape(secret)
}
