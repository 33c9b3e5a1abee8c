package engine

import (
	"net/url"
	"strings"
)

// wrongURL says why Telegram would refuse an address on a button; empty if it would not. Telegram takes http, https and
// tg addresses whose host has a dot.
func wrongURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	switch {
	case err != nil:
		return "it is not a web address"
	case u.Scheme == "tg":
		return ""
	case u.Scheme != "http" && u.Scheme != "https":
		return "it must begin with https://, http:// or tg://"
	case !strings.Contains(strings.Trim(u.Hostname(), "."), "."):
		return "its host has no dot, as in example.com"
	}
	return ""
}
