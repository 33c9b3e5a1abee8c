package program

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// disguises gives the forms in which a secret may show itself, with names. The shortest pieces that are looked for have
// eight signs: less says nothing of a secret.
func disguises(secret string) map[string]string {
	quoted, _ := json.Marshal(secret) // never fails: a string
	forms := map[string]string{
		"as it is": secret, "in a query": url.QueryEscape(secret), "in a path": url.PathEscape(secret),
		"in JSON": strings.Trim(string(quoted), `"`), "in HTML": html.EscapeString(secret), "in a Go string": strings.Trim(fmt.Sprintf("%q", secret), `"`),
		"in hex": hex.EncodeToString([]byte(secret)), "as bytes": strings.Trim(fmt.Sprintf("%d", []byte(secret)), "[]"),
		"its first half": secret[:len(secret)/2], "its second half": secret[len(secret)/2:],
	}
	if id, rest, ok := strings.Cut(secret, ":"); ok { // a bot's id is no secret, what follows it is
		forms["without the id"] = rest
		forms["its first half"] = id + ":" + rest[:len(rest)/2]
	}
	for shift := range 3 { // where a secret stands in what is encoded decides what it looks like
		padded := append(bytes.Repeat([]byte{0}, shift), secret...)
		whole := len(padded) / 3 * 3
		for name, enc := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64url": base64.URLEncoding} {
			text := enc.EncodeToString(padded[:whole])
			if shift > 0 {
				text = text[4:] // depends on what stands before
			}
			forms[fmt.Sprint("in ", name, " at ", shift)] = text
		}
	}
	for name, form := range forms {
		if len(form) < 8 {
			delete(forms, name)
		}
	}
	return forms
}

// shows says where a text has one of the secrets in it, and in what form.
func shows(text []byte, secrets map[string]string) []string {
	var found []string
	for name, secret := range secrets {
		for form, look := range disguises(secret) {
			if at := bytes.Index(text, []byte(look)); at >= 0 {
				around := text[max(0, at-120):min(len(text), at+len(look)+40)]
				found = append(found, fmt.Sprintf("%s %s: …%q…", name, form, around))
			}
		}
	}
	slices.Sort(found)
	return found
}

// The search itself finds what it is for.
func TestShows_FindsEveryForm(t *testing.T) {
	t.Parallel()
	const secret = "9001:AAE-x_Y7+z/ \"q\"zzzzzzzz"
	basic := base64.StdEncoding.EncodeToString([]byte("bot:" + secret))
	for _, text := range []string{
		"say " + secret + " loud", "/bot" + url.PathEscape(secret) + "/getMe", "?key=" + url.QueryEscape(secret), "Basic " + basic,
		hex.EncodeToString([]byte(secret)), fmt.Sprintf("%d", []byte(secret)), strings.TrimPrefix(secret, "9001:"), secret[14:],
		string(must(json.Marshal(map[string]string{"token": secret}))), base64.RawURLEncoding.EncodeToString([]byte("a" + secret)),
	} {
		if len(shows([]byte(text), map[string]string{"token": secret})) == 0 {
			t.Errorf("nothing is found in %q", text)
		}
	}
	if found := shows([]byte("bot 9001, "+strings.ToUpper(secret[5:])), map[string]string{"token": secret}); len(found) > 0 {
		t.Errorf("found %q", found)
	}
}
