package film

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// Masked stands for what nobody may see.
const Masked = "•••"

// ShortestSecret is how long a value is at least that is masked, in bytes: a shorter one would hide half of every text.
const ShortestSecret = 4

// Heard is an HTTP call as it was made, secrets and all.
type Heard struct {
	Method  string
	URL     string
	Header  http.Header // of the request
	Body    []byte
	Status  int // 0 if there was no answer
	Answer  http.Header
	Content []byte
	Cut     bool // there was more of the answer than Content
	Err     error
	Took    time.Duration
}

// Exchange is the call as it is shown: with secrets masked, and bodies of at most so many bytes.
func (h *Heard) Exchange(mask func(string) string, most int) Exchange {
	out := Exchange{
		Method: h.Method, URL: mask(h.URL), Status: h.Status, MS: h.Took.Milliseconds(),
		Request: packet(h.Header, h.Body, mask, most),
	}
	if h.Err != nil {
		out.Error = engine.Unanswered(h.Err)
		return out
	}
	out.Response = packet(h.Answer, h.Content, mask, most)
	out.Response.Cut = out.Response.Cut || h.Cut
	return out
}

func packet(h http.Header, body []byte, mask func(string) string, most int) *Packet {
	p := &Packet{Headers: map[string]string{}}
	for name, values := range h {
		p.Headers[name] = mask(strings.Join(values, ", "))
		if Credential(name) {
			p.Headers[name] = Masked
		}
	}
	if !utf8.Valid(body) {
		p.Body = fmt.Sprintf("(%d bytes of %s)", len(body), http.DetectContentType(body))
		return p
	}
	text := mask(string(body))
	p.Body = engine.ClipBytes(text, most)
	p.Cut = len(p.Body) < len(text)
	return p
}

// Credential tells whether a header is one that says who asks.
func Credential(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key":
		return true
	default:
		return false
	}
}

// Masking gives what masks the values, the longest first, so that one that is a part of another leaves nothing of it.
func Masking(values []string) func(string) string {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return len(v) < ShortestSecret })
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	return func(text string) string {
		for _, v := range values {
			text = strings.ReplaceAll(text, v, Masked)
		}
		return text
	}
}

// Forms gives the ways in which a secret may stand in a call: as it is, in an address, in JSON, and in base64, be it with
// something before it, as a password is behind its user's name.
func Forms(secret string) []string {
	inJSON, _ := json.Marshal(secret) // a text always can be
	forms := []string{
		secret, url.QueryEscape(secret), strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"), string(inJSON[1 : len(inJSON)-1]),
	}
	for before := range 3 { // bytes, of three that are four characters together
		text := base64.StdEncoding.EncodeToString(append(make([]byte, before), secret...))
		first, end := (before*8+5)/6, (before+len(secret))*8/6 // of the characters that are of the secret alone
		if core := text[min(first, end):end]; len(core) >= shortestBase64 {
			forms = append(forms, core, strings.NewReplacer("+", "-", "/", "_").Replace(core))
		}
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// shortestBase64 is how long the base64 of a secret is at least that is masked, in characters.
const shortestBase64 = 6

// Credentials gives what says who asks, in the headers of a request: others may send it back under other names.
func Credentials(h http.Header) (values []string) {
	for name, all := range h {
		if !Credential(name) {
			continue
		}
		for _, v := range all {
			values = append(values, v)
			if _, rest, ok := strings.Cut(v, " "); ok { // behind the name of the scheme
				values = append(values, rest)
			}
		}
	}
	return values
}
