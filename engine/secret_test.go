package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestReveal_PlainEncodedAndForged(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	mark := engine.SecretMark(key, "key")
	encoded := engine.EscapeMark(mark)
	get := func(_ context.Context, name string) (string, error) { return "<" + name + "&>", nil }
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"no marks", "no marks"},
		{mark, "<key&>"},
		{"a " + mark + " b " + mark, "a <key&> b <key&>"},
		{"https://x.y/?k=" + encoded + "&b=" + encoded, "https://x.y/?k=%3Ckey%26%3E&b=%3Ckey%26%3E"},
		{mark + encoded, "<key&>%3Ckey%26%3E"},
		{"\u27e6secret:key:00\u27e7", "\u27e6secret:key:00\u27e7"},
		{"\u27e6secret:" + mark, "\u27e6secret:<key&>"},
		{"%E2%9F%A6secret%3A" + encoded, "%E2%9F%A6secret%3A%3Ckey%26%3E"},
		{"\u27e6secret:key", "\u27e6secret:key"},
	} {
		got, err := engine.Reveal(t.Context(), key, c.in, get)
		if err != nil || got != c.want {
			t.Errorf("%q: got %q, %v, want %q", c.in, got, err, c.want)
		}
	}
}

func TestReveal_NamesTheMissingSecret(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	_, err := engine.Reveal(t.Context(), key, engine.SecretMark(key, "key"), func(context.Context, string) (string, error) {
		return "", engine.ErrNotFound
	})
	if !errors.Is(err, engine.ErrNotFound) || fmt.Sprint(err) != `read secret "key": not found` {
		t.Errorf("error %v", err)
	}
}

func TestSecretMarks_EachOnceInPlainForm(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	a, b := engine.SecretMark(key, "a"), engine.SecretMark(key, "b")
	got := engine.SecretMarks("x" + engine.EscapeMark(a) + a + "\u27e6secret:" + b + "y")
	if want := []string{a, b}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := engine.SecretMarks("nothing"); got != nil {
		t.Errorf("got %q", got)
	}
}
