package outbound

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Reasons for refusing a redirect.
var (
	errRedirects    = errors.New("too many redirects")
	errRedirectBody = errors.New("the redirect would send the body to another server")
)

// redirects gives the rule for following redirects.
func redirects(most int) func(req *http.Request, via []*http.Request) error {
	if most == 0 {
		most = DefaultMaxRedirects
	}
	return func(req *http.Request, via []*http.Request) error {
		if most < 0 {
			return http.ErrUseLastResponse
		}
		if len(via) > most {
			return &RefusedError{Address: req.URL.Host, Err: errRedirects}
		}
		req.Header.Del("Referer")
		first := via[0].URL
		stays := sameOrigin(first, req.URL)
		for _, v := range via[1:] {
			stays = stays && sameOrigin(first, v.URL)
		}
		if stays {
			return nil
		}
		if req.Body != nil && req.Body != http.NoBody {
			return &RefusedError{Address: req.URL.Host, Err: errRedirectBody}
		}
		for name := range req.Header {
			if !harmless(name) {
				req.Header.Del(name)
			}
		}
		return nil
	}
}

// sameOrigin reports whether what was meant for a may be told to b: the same host and port, not less encrypted.
func sameOrigin(a, b *url.URL) bool {
	if !strings.EqualFold(a.Hostname(), b.Hostname()) {
		return false
	}
	if a.Scheme == b.Scheme {
		return port(a) == port(b)
	}
	return a.Scheme == "http" && b.Scheme == "https" && port(a) == "80" && port(b) == "443"
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// harmless reports whether a header tells nothing that only the first server may know.
func harmless(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Accept", "Accept-Language", "User-Agent":
		return true
	default:
		return false
	}
}
