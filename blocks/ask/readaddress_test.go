package ask_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks/ask"
)

func TestReadAddress_FindsTheOneAddress(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64) + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 58) + ".de"
	if len(long) != 254 {
		t.Fatal(len(long))
	}
	for text, want := range map[string]string{
		"ann@example.com":                      "ann@example.com",
		"  Ann.Lee+shop@Example.COM ":          "ann.lee+shop@example.com",
		"My address is ann@example.com.":       "ann@example.com",
		"моя почта: ann@example.com, спасибо!": "ann@example.com",
		"mailto:ann@example.com":               "ann@example.com",
		"Ann Lee <ann@example.com>":            "ann@example.com",
		"o'neil@mail.example.co.uk":            "o'neil@mail.example.co.uk",
		"a@b.io":                               "a@b.io",
		"x_y-z@1-2.example":                    "x_y-z@1-2.example",
		"ivan@почта.рф":                        "ivan@почта.рф",
		"ann@münchen.de":                       "ann@münchen.de",
		"ann@xn--mnchen-3ya.de":                "ann@xn--mnchen-3ya.de",
		long:                                   long,
	} {
		if got := ask.ReadAddress(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestReadAddress_RefusesSlips(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "ann", "ann@", "@example.com", "ann@example", "ann@@example.com", "ann@example..com", "ann@.example.com", "ann@example.com@x.de",
		".ann@example.com", "ann.@example.com", "an..n@example.com", "ann@-example.com", "ann@example-.com", "ann@example.c", "ann@192.168.1.1",
		"ann@exa_mple.com", "ann @example.com", "ann@ example.com", "аnn@example.com", "ann@exаmple.com", "a@b.com c@d.com",
		"ann@" + strings.Repeat("a", 64) + ".com", strings.Repeat("a", 65) + "@example.com", "ann@[127.0.0.1]", "https://example.com/@ann",
		strings.Repeat("a", 64) + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 59) + ".de",
	} {
		if got := ask.ReadAddress(text); got != "" {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}
