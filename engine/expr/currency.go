package expr

import (
	"math"
	"strings"
)

// currency is what is needed of a row of the table that Telegram publishes for payments: how many digits of the amount are
// after the point, and the sign that people know.
type currency struct {
	code   string
	places int
	sign   string
	leads  bool // the sign stands before the amount where the language writes it so
}

// starsCode is Telegram Stars.
const starsCode = "XTR"

// The exponents are those of https://core.telegram.org/bots/payments/currencies.json (field exp); that of XTR is in
// https://core.telegram.org/bots/payments-stars. A code that is not here has two digits and is its own sign.
var (
	currencyPlaces = map[string]int{
		"CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "PYG": 0, "UGX": 0, "VND": 0, starsCode: 0,
	}
	leadingSigns = map[string]string{
		"AUD": "A$", "BRL": "R$", "CAD": "C$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪", "INR": "₹",
		"JPY": "¥", "KRW": "₩", "MXN": "MX$", "NGN": "₦", "NZD": "NZ$", "PHP": "₱", "THB": "฿", "TWD": "NT$", "USD": "$",
	}
	trailingSigns = map[string]string{
		"AMD": "֏", "AZN": "₼", "CZK": "Kč", "GEL": "₾", "KZT": "₸", "MNT": "₮", "PLN": "zł", "PYG": "₲", "RUB": "₽",
		"TRY": "₺", "UAH": "₴", "VND": "₫", starsCode: "⭐",
	}
)

// payable are the currencies that providers take through Telegram, the keys of
// https://core.telegram.org/bots/payments/currencies.json. Stars come on top.
const payable = "AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BHD BND BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK " +
	"DOP DZD EGP ETB EUR GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KRW KZT LBP LKR MAD " +
	"MDL MMK MNT MOP MUR MVR MXN MYR MZN NGN NIO NOK NPR NZD PAB PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD SYP " +
	"THB TJS TRY TTD TWD TZS UAH UGX USD UYU UZS VND YER ZAR"

// parseCurrency takes a three-letter code in any case.
func parseCurrency(code string) (currency, error) {
	c := strings.ToUpper(strings.TrimSpace(code))
	if len(c) != 3 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return currency{}, valueFault("%q is not a currency code such as USD or XTR", clip(code))
	}
	cur := currency{code: c, places: 2, sign: c}
	if places, ok := currencyPlaces[c]; ok {
		cur.places = places
	}
	if sign, ok := trailingSigns[c]; ok {
		cur.sign = sign
	}
	if sign, ok := leadingSigns[c]; ok {
		cur.sign, cur.leads = sign, true
	}
	return cur, nil
}

// factor is how many minor units are in one.
func (c currency) factor() float64 { return math.Pow10(c.places) }

// money writes an amount in minor units; a whole amount has no zeros after the point.
func (l *locale) money(minor float64, c currency) string {
	amount := math.Round(minor) / c.factor()
	places := c.places
	if amount == math.Trunc(amount) {
		places = 0
	}
	n := l.number(amount, places)
	if l.signFirst && c.leads {
		if amount < 0 {
			return "-" + c.sign + strings.TrimPrefix(n, "-")
		}
		return c.sign + n
	}
	return n + noBreak + c.sign
}
