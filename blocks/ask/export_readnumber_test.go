package ask

// ReadNumber is what is read of a typed number.
func ReadNumber(s, lang string, thirds bool) (text string, after int, ok bool) {
	n, ok := readNumber(s, lang, thirds)
	return n.text, n.places, ok
}
