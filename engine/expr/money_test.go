package expr_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/expr"
)

func TestMoney_FollowsLanguageAndCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor          int64
		currency, lang string
		want           string
	}{
		{50, "XTR", "en", "50\u00a0⭐"},
		{125050, "USD", "en", "$1,250.50"},
		{125050, "RUB", "ru", "1\u00a0250,50\u00a0₽"},
		{1500, "jpy", "en", "¥1,500"},
	} {
		if got, err := expr.Money(c.minor, c.currency, c.lang); err != nil || got != c.want {
			t.Errorf("%d %s in %s: %q, %v, want %q", c.minor, c.currency, c.lang, got, err, c.want)
		}
	}
	if got, err := expr.Money(1, "dollars", "en"); err == nil {
		t.Errorf("a wrong code gave %q", got)
	}
}
