package testchat

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/simulator"
)

// exchangeOf is a call as it is shown.
func exchangeOf(x *simulator.Exchange, mask func(string) string) Exchange {
	out := Exchange{
		Method: x.Method, URL: mask(x.URL), Status: x.Status, MS: x.Took.Milliseconds(),
		Request: packet(x.Header, x.Body, mask),
	}
	if x.Err != nil {
		out.Error = mask(x.Err.Error())
		return out
	}
	out.Response = packet(x.Answer, x.Content, mask)
	return out
}

func packet(h http.Header, body []byte, mask func(string) string) *Packet {
	p := &Packet{Headers: map[string]string{}}
	for name, values := range h {
		p.Headers[name] = mask(strings.Join(values, ", "))
		if credential(name) {
			p.Headers[name] = masked
		}
	}
	if !utf8.Valid(body) {
		p.Body = fmt.Sprintf("(%d bytes of %s)", len(body), http.DetectContentType(body))
		return p
	}
	text := mask(string(body))
	p.Body = cut(text, shownBody)
	p.Cut = len(p.Body) < len(text)
	return p
}

// masked stands for what nobody may see.
const masked = "•••"

// credential tells whether a header is one that says who asks.
func credential(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key":
		return true
	default:
		return false
	}
}

// cut gives the beginning of a text, at most n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
