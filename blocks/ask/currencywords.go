package ask

import (
	"slices"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// currencyWords are what people write for a currency besides its code and its sign, folded.
var currencyWords = map[string][]string{
	"BYN": {"руб", "руб.", "р", "р.", "br", "рубль", "рубля", "рублей"},
	"EUR": {"euro", "euros", "евро"},
	"GBP": {"pound", "pounds", "фунт", "фунта", "фунтов"},
	"KZT": {"tenge", "тенге", "тг", "тг."},
	"RUB": {"руб", "руб.", "р", "р.", "рубль", "рубля", "рублей", "ruble", "rubles"},
	"UAH": {"hryvnia", "грн", "грн.", "гривна", "гривны", "гривен"},
	"USD": {"dollar", "dollars", "bucks", "доллар", "доллара", "долларов"},
	"UZS": {"sum", "сум", "сумов"},
	stars: {"star", "stars", "звезда", "звезды", "звезд", "🌟", "★"},
}

// withoutCurrency takes the currency off an amount, in front or behind: $5, 5 USD, 500 руб.
func withoutCurrency(text string, cur expr.CurrencyInfo) string {
	s := strings.ReplaceAll(engine.Fold(text), "\ufe0f", "") // what makes ⭐ an emoji
	names := append([]string{engine.Fold(cur.Code), engine.Fold(cur.Sign)}, currencyWords[cur.Code]...)
	if bare := strings.TrimLeftFunc(cur.Sign, unicode.IsLetter); bare != "" { // $ for A$
		names = append(names, bare)
	}
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) }) // руб before р
	for _, name := range names {
		if rest, ok := strings.CutSuffix(s, name); ok {
			return strings.TrimSpace(rest)
		}
	}
	sign := ""
	if minus, rest := cutSign(s); minus { // -$5
		sign, s = "-", rest
	}
	for _, name := range names {
		if rest, ok := strings.CutPrefix(s, name); ok {
			return sign + strings.TrimSpace(rest)
		}
	}
	return sign + s
}
