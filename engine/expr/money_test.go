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

func TestCurrencyOf_KnowsPlacesSignAndWhatTelegramTakes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]expr.CurrencyInfo{
		"XTR":   {Code: "XTR", Places: 0, Sign: "⭐", Payable: true},
		" eur ": {Code: "EUR", Places: 2, Sign: "€", Payable: true},
		"JPY":   {Code: "JPY", Places: 0, Sign: "¥", Payable: true},
		"SEK":   {Code: "SEK", Places: 2, Sign: "SEK", Payable: true},
		"XOF":   {Code: "XOF", Places: 2, Sign: "XOF"},
	} {
		if got, err := expr.CurrencyOf(code); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", code, got, err, want)
		}
	}
	for _, code := range []string{"", "€", "EURO", "12A"} {
		if got, err := expr.CurrencyOf(code); err == nil {
			t.Errorf("%q gave %+v", code, got)
		}
	}
}
