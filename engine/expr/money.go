package expr

// Money gives an amount in a currency's smallest units (cents, kopecks; whole Stars) as a price in the language, as the
// function money does. The code is of ISO 4217, or XTR for Stars; another text is an error.
func Money(minor int64, currency, lang string) (string, error) {
	c, err := parseCurrency(currency)
	if err != nil {
		return "", err
	}
	return localeOf(lang).money(float64(minor), c), nil
}
