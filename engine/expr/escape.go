package expr

import "unicode/utf8"

// Escape says what a template does to the values that it inserts, so that what a user typed cannot break what is around it.
// The template's own text is never changed. There is no way for an expression to mark a value as safe.
type Escape int

// The ways to escape.
const (
	// EscapeNone inserts values as they are, for plain text.
	EscapeNone Escape = iota

	// EscapeHTML is for Telegram's HTML: & < > and " become entities. The default for messages.
	EscapeHTML

	// EscapeURL is for a part of a web address: all but letters, digits and -_.~ is percent-encoded; a space is %20.
	EscapeURL

	// EscapeJSON is for JSON. Between quotes of the template a value is inserted as text, escaped; outside of them as JSON of
	// its own type, quotes included: {"name": "{{ user.name }}", "age": {{ user.age }}}.
	EscapeJSON
)

// appendHTML escapes the four signs that Telegram asks for (Bot API, "HTML style"): < > & and the quote.
func appendHTML(dst []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		var entity string
		switch s[i] {
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '&':
			entity = "&amp;"
		case '"':
			entity = "&quot;"
		default:
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = append(dst, entity...)
		start = i + 1
	}
	return append(dst, s[start:]...)
}

const upperHex = "0123456789ABCDEF"

// appendURL percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
func appendURL(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~' {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return dst
}

// appendJSON escapes a text for the inside of a JSON string.
func appendJSON(dst []byte, s string) []byte {
	for i, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', byte(c))
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < 0x20 || c == 0x2028 || c == 0x2029:
			dst = append(dst, '\\', 'u', upperHex[c>>12&15], upperHex[c>>8&15], upperHex[c>>4&15], upperHex[c&15])
		case c == utf8.RuneError && s[i] != 0xEF: // not UTF-8, which JSON must be
			dst = append(dst, "\uFFFD"...)
		default:
			dst = utf8.AppendRune(dst, c)
		}
	}
	return dst
}
