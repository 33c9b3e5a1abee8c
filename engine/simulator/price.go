package simulator

import (
	"strconv"
	"strings"
)

// stars is the currency of Telegram Stars.
const stars = "XTR"

// Price gives an amount in minor units as people read it, such as "4.50 EUR" or "50 ⭐".
func Price(amount int64, currency string) string {
	if currency == stars {
		return strconv.FormatInt(amount, 10) + " ⭐"
	}
	digits := 2
	if strings.Contains(" CLP ISK JPY KRW PYG UGX VND ", " "+currency+" ") {
		digits = 0 // core.telegram.org/bots/payments/currencies.json, "exp"
	}
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	s := strconv.FormatInt(amount, 10)
	if digits > 0 {
		for len(s) <= digits {
			s = "0" + s
		}
		s = s[:len(s)-digits] + "." + s[len(s)-digits:]
	}
	return sign + s + " " + currency
}
