package program

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Times of the calls that a look makes, and how long a certificate should still be good.
const (
	callPatience = 15 * time.Second
	certWarning  = 14 * 24 * time.Hour
	certError    = 2 * 24 * time.Hour
	maxAnswer    = 4 << 10
)

// get asks an address, and lets f look at the answer.
func (d *doctor) get(ctx context.Context, address string, f func(*http.Response)) (int, string, error) {
	return fetch(ctx, d.web, address, f)
}

func fetch(ctx context.Context, client *http.Client, address string, f func(*http.Response)) (code int, body string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if f != nil {
		f(res)
	}
	return res.StatusCode, string(data), err
}

// publicURL looks whether the world reaches this server, as far as that can be seen from here.
func (d *doctor) publicURL(ctx context.Context) []diagnosis {
	const check = "public address"
	if d.s.PublicURL == "" {
		return []diagnosis{fine(check, "none: Telegram is asked for updates (polling)")}
	}
	var state *tls.ConnectionState
	address := strings.TrimRight(d.s.PublicURL, "/") + "/healthz"
	code, body, err := d.get(ctx, address, func(r *http.Response) { state = r.TLS })
	level := levelError
	if !d.running {
		level = levelWarning // no wonder
	}
	var expired x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		return []diagnosis{bad(levelError, check, "renew the certificate: certbot renew, or look why the web server before us did not", "the certificate of %s has expired: Telegram does not deliver there", d.s.PublicURL)}
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &expired):
		return []diagnosis{bad(levelError, check, "use a certificate that browsers trust, for this very name, such as one of Let's Encrypt, with its whole chain", "the certificate of %s is not trusted: Telegram does not deliver there (%v)", d.s.PublicURL, err)}
	case err != nil:
		return []diagnosis{bad(level, check, "look at the name in the DNS, the firewall, and the web server before us; a server at home may not reach itself by its public name", "%s cannot be reached from here: %v", address, err)}
	case code == http.StatusBadGateway || code == http.StatusServiceUnavailable || code == http.StatusGatewayTimeout:
		return []diagnosis{bad(level, check, "the web server before us does not reach us: start scenarist serve, and compare its SCENARIST_LISTEN with that server's settings", "%s answers with %d", address, code)}
	case code != http.StatusOK || body != "ok\n":
		return []diagnosis{bad(levelError, check, "let the web server before us pass everything on to Scenarist, or mend SCENARIST_PUBLIC_URL", "what answers at %s is not Scenarist (%d)", address, code)}
	}
	out := []diagnosis{fine(check, "%s is answered by Scenarist", d.s.PublicURL)}
	if state == nil || len(state.PeerCertificates) == 0 {
		return out
	}
	left := time.Until(state.PeerCertificates[0].NotAfter)
	says := fmt.Sprintf("the certificate is good until %s", state.PeerCertificates[0].NotAfter.Local().Format(time.DateOnly))
	const renew = "renew it: certbot renew, or look why that did not happen by itself"
	switch {
	case left < certError:
		return append(out, bad(levelError, "certificate", renew, "%s", says))
	case left < certWarning:
		return append(out, bad(levelWarning, "certificate", renew, "%s", says))
	}
	return append(out, fine("certificate", "%s", says))
}

// api looks whether the Bot API can be reached, and at its clock.
func (d *doctor) api(ctx context.Context) []diagnosis {
	client := d.web
	if d.env.Machine.Telegram != nil {
		client = &http.Client{Transport: d.env.Machine.Telegram}
	}
	before := time.Now()
	var date string
	_, _, err := fetch(ctx, client, d.s.APIURL, func(r *http.Response) { date = r.Header.Get("Date") })
	if err != nil {
		return []diagnosis{bad(levelError, "telegram", "look at the network, the DNS and the firewall of this machine; where Telegram is blocked, a Bot API server elsewhere helps: SCENARIST_API_URL", "%s cannot be reached: %v", d.s.APIURL, err)}
	}
	out := []diagnosis{fine("telegram", "%s answers", d.s.APIURL)}
	at, err := http.ParseTime(date)
	if err != nil {
		return out // a server of one's own may tell no time
	}
	after := time.Now()
	// The header has whole seconds, so it is half of one late in the middle.
	ahead := at.Add(time.Second / 2).Sub(before.Add(after.Sub(before) / 2))
	return append(out, offClock("Bot API", ahead))
}
