package expr

import "strings"

// Money gives an amount in a currency's smallest units (cents, kopecks; whole Stars) as a price in the language, as the
// function money does. The code is of ISO 4217, or XTR for Stars; another text is an error.
func Money(minor int64, currency, lang string) (string, error) {
	c, err := parseCurrency(currency)
	if err != nil {
		return "", err
	}
	return localeOf(lang).money(float64(minor), c), nil
}

// CurrencyInfo is what blocks need to know of a currency.
type CurrencyInfo struct {
	Code    string // in capitals
	Places  int    // digits after the point
	Sign    string // the one that people know, else the code
	Payable bool   // Telegram takes payments in it
}

// CurrencyOf reads a code of ISO 4217, or XTR for Stars, in any case. A text that cannot be one is an error; a code that
// nobody knows has two places and is its own sign.
func CurrencyOf(code string) (CurrencyInfo, error) {
	c, err := parseCurrency(code)
	if err != nil {
		return CurrencyInfo{}, err
	}
	return CurrencyInfo{
		Code: c.code, Places: c.places, Sign: c.sign,
		Payable: c.code == starsCode || strings.Contains(payable, c.code), // three letters without a space are a whole code
	}, nil
}
