package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Secrets never enter a turn. An expression that names one gets a mark instead, which the running job replaces by the
// value at the last moment. The mark is signed, so that a user who types something like it gets nothing.
//
// In a web address a mark is percent-encoded like every value; then its secret is, too.
const (
	markOpen  = "\u27e6secret:"
	markClose = "\u27e7"

	markOpenInURL  = "%E2%9F%A6secret%3A"
	markCloseInURL = "%E2%9F%A7"
)

func secretMark(key []byte, name string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("secret:" + name))
	return markOpen + name + ":" + hex.EncodeToString(h.Sum(nil)[:12]) + markClose
}

// secretMarks gives the scope "secret" of expressions: a mark for every declared name.
func (r *Revision) secretMarks(key []byte) map[string]any {
	if r.Doc.Settings == nil || len(r.Doc.Settings.Secrets) == 0 {
		return nil
	}
	m := make(map[string]any, len(r.Doc.Settings.Secrets))
	for _, n := range r.Doc.Settings.Secrets {
		m[n] = secretMark(key, n)
	}
	return m
}

// SecretError tells which secret could not be read, and why: ErrNotFound where it has no value.
type SecretError struct {
	Name string
	Err  error
}

// Error gives both.
func (e *SecretError) Error() string { return fmt.Sprintf("read secret %q: %v", e.Name, e.Err) }

// Unwrap gives why.
func (e *SecretError) Unwrap() error { return e.Err }

// Reveal replaces the secret marks in a text by the values that get gives; where a mark is percent-encoded, so is the
// value. Text that only looks like a mark is left as it is. An error of get comes as a *SecretError.
func Reveal(ctx context.Context, key []byte, text string, get func(ctx context.Context, name string) (string, error)) (string, error) {
	var b strings.Builder
	for {
		before, mark, after := cutMark(text)
		b.WriteString(before)
		if mark == "" {
			return b.String(), nil
		}
		plain, inURL := plainMark(mark)
		name, _, _ := strings.Cut(plain[len(markOpen):], ":")
		if !hmac.Equal([]byte(plain), []byte(secretMark(key, name))) {
			// What follows its opening may be a real one.
			open := len(markOpen)
			if inURL {
				open = len(markOpenInURL)
			}
			b.WriteString(mark[:open])
			text = mark[open:] + after
			continue
		}
		v, err := get(ctx, name)
		if err != nil {
			return "", &SecretError{Name: name, Err: err}
		}
		if inURL {
			v = strings.ReplaceAll(url.QueryEscape(v), "+", "%20")
		}
		b.WriteString(v)
		text = after
	}
}

// SecretMarks gives what looks like secret marks in a text, each once, in the plain form: a job that reveals them knows
// what must not be seen in its answers. Revealing one that is no mark gives itself.
func SecretMarks(text string) []string {
	var out []string
	for {
		_, mark, after := cutMark(text)
		if mark == "" {
			return out
		}
		plain, _ := plainMark(mark)
		if i := strings.LastIndex(plain, markOpen); i > 0 {
			plain = plain[i:]
		}
		if !slices.Contains(out, plain) {
			out = append(out, plain)
		}
		text = after
	}
}

// cutMark splits a text at what looks like its first mark; mark is empty if there is none.
func cutMark(text string) (before, mark, after string) {
	open, end := strings.Index(text, markOpen), markClose
	if i := strings.Index(text, markOpenInURL); i >= 0 && (open < 0 || i < open) {
		open, end = i, markCloseInURL
	}
	if open < 0 {
		return text, "", ""
	}
	n := strings.Index(text[open:], end)
	if n < 0 {
		return text, "", ""
	}
	n += open + len(end)
	return text[:open], text[open:n], text[n:]
}

// plainMark gives a mark without percent-encoding.
func plainMark(mark string) (plain string, inURL bool) {
	rest, ok := strings.CutPrefix(mark, markOpenInURL)
	if !ok {
		return mark, false
	}
	rest = strings.TrimSuffix(rest, markCloseInURL)
	return markOpen + strings.ReplaceAll(rest, "%3A", ":") + markClose, true
}
