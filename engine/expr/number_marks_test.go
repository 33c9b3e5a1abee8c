package expr_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/expr"
)

func TestNumberMarks_ByLanguage(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]struct {
		decimal, group string
		known          bool
	}{
		"en": {".", ",", true}, "en-GB": {".", ",", true}, "ru": {",", "\u00a0", true}, "de-AT": {",", ".", true}, "xx": {".", ",", false},
	} {
		decimal, group, known := expr.NumberMarks(lang)
		if decimal != want.decimal || group != want.group || known != want.known {
			t.Errorf("%s: %q %q %t", lang, decimal, group, known)
		}
	}
}

func TestFormatNumber_IsWhatTheFunctionGives(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f      float64
		places int
		lang   string
		want   string
	}{
		{1234.5, -1, "en", "1,234.5"}, {1234.5, -1, "ru", "1\u00a0234,5"}, {-0.25, 1, "de", "-0,3"}, {7, 2, "en", "7.00"},
	} {
		if got := expr.FormatNumber(c.f, c.places, c.lang); got != c.want {
			t.Errorf("%g in %s: %q, want %q", c.f, c.lang, got, c.want)
		}
	}
}
