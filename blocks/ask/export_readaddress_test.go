package ask

// ReadAddress is the e-mail address in a text.
func ReadAddress(text string) string { return readAddress(text) }
