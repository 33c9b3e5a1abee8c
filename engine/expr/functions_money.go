package expr

import "math"

func moneyFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryMoney, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("money(amount number, currency currency) text",
			"An amount in the currency's smallest units (cents, kopecks; whole Stars) as a price in the user's language.",
			"Сумма в наименьших единицах валюты (центы, копейки; звёзды целиком) как цена на языке пользователя.",
			`money(125050, "USD")`, `"$1,250.50"`,
			func(r *run, a []any) (any, error) { return r.locale.money(a[0].(float64), a[1].(currency)), nil }),
		def("to_minor(amount number, currency currency) number", "A price in smallest units, as payments need it.",
			"Цена в наименьших единицах, как нужно для оплаты.",
			`to_minor(12.5, "EUR")`, `1250`,
			func(_ *run, a []any) (any, error) {
				return finite(math.Round(roundTo(a[0].(float64)*a[1].(currency).factor(), 3)))
			}),
		def("from_minor(amount number, currency currency) number", "Smallest units as a price.", "Наименьшие единицы как цена.",
			`from_minor(1250, "EUR")`, `12.5`,
			func(_ *run, a []any) (any, error) { return a[0].(float64) / a[1].(currency).factor(), nil }),
		def("currency_sign(currency currency) text", "The sign of a currency, or its code.", "Знак валюты или её код.",
			`currency_sign("XTR")`, `"⭐"`,
			func(_ *run, a []any) (any, error) { return a[0].(currency).sign, nil }),
	}
}
