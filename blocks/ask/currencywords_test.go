package ask_test

import (
	"testing"

	"github.com/scenarist/scenarist/blocks/ask"
	"github.com/scenarist/scenarist/engine/expr"
)

func TestWithoutCurrency_TakesSignsCodesAndWordsOff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, text, want string }{
		{"USD", "5", "5"},
		{"USD", "$5.50", "5.50"},
		{"USD", "5 $", "5"},
		{"USD", "-$5", "-5"},
		{"USD", "5 USD", "5"},
		{"USD", "usd 5", "5"},
		{"USD", "5 Dollars", "5"},
		{"AUD", "A$5", "5"},
		{"AUD", "$5", "5"},
		{"EUR", "1 234,5 €", "1 234,5"},
		{"EUR", "10 евро", "10"},
		{"EUR", "$5", "$5"}, // another currency is no amount of this one
		{"RUB", "500р", "500"},
		{"RUB", "500 руб.", "500"},
		{"RUB", "500 Рублей", "500"},
		{"RUB", "1\u00a0250,50\u00a0₽", "1 250,50"},
		{"XTR", "5 ⭐️", "5"},
		{"XTR", "50 звёзд", "50"},
		{"XTR", "⭐5", "5"},
		{"SEK", "100 SEK", "100"},
		{"RUB", "р", ""},
		{"RUB", "", ""},
	} {
		cur, err := expr.CurrencyOf(c.code)
		if err != nil {
			t.Fatal(err)
		}
		if got := ask.WithoutCurrency(c.text, cur); got != c.want {
			t.Errorf("%q in %s: %q, want %q", c.text, c.code, got, c.want)
		}
	}
}
