package payment

import (
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
)

// stars is the currency of Telegram Stars.
const stars = "XTR"

// knownCurrency reports whether Telegram takes the currency.
func knownCurrency(code string) bool {
	c, err := expr.CurrencyOf(code)
	return err == nil && c.Code == code && c.Payable
}

// currencyCode brings a code to the way Telegram writes it.
func currencyCode(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }
