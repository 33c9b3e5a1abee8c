package engine_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestContactID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   any
		want int64
	}{
		{7.0, 7},
		{"7", 7},
		{" 5 000 ", 5000},
		{4503599627370496.0, 1 << 52},
		{0.0, 0},
		{-5.0, 0},
		{1.5, 0},
		{4503599627370497.0, 0},
		{"", 0},
		{"@ann", 0},
		{nil, 0},
		{true, 0},
		{[]any{7.0}, 0},
	} {
		if got, ok := engine.ContactID(c.in); got != c.want || ok != (c.want != 0) {
			t.Errorf("%v gives %d, %t; want %d", c.in, got, ok, c.want)
		}
	}
}

func TestStoredContact_Lang(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chosen any
		client string
		want   string
	}{
		{nil, "", ""},
		{nil, "pt-BR", "pt"},
		{"ru", "en", "ru"},
		{"", "en", "en"},
		{5.0, "en", "en"},
	} {
		contact := engine.StoredContact{Vars: engine.Values{"language": c.chosen}, Language: c.client}
		if got := contact.Lang(); got != c.want {
			t.Errorf("a contact who chose %v and whose client says %q reads %q, not %q", c.chosen, c.client, got, c.want)
		}
	}
}
