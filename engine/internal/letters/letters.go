package letters

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clip gives the beginning of a text: at most so many characters, all letters whole.
func Clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n >= most {
			return head(s, i)
		}
		n++
	}
	return s
}

// Shorten gives a text of at most so many characters: a longer one without its end, and with … in place of that.
func Shorten(s string, most int) string {
	if short := Clip(s, most); len(short) == len(s) {
		return s
	}
	return strings.TrimRightFunc(Clip(s, most-1), unicode.IsSpace) + "…"
}

// ClipBytes gives the beginning of a text: at most so many bytes, all letters whole.
func ClipBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return head(s, max(0, most))
}

// head gives what is before a place, and less where that is inside of a letter; of a letter that is longer than that there is a part.
func head(s string, at int) string {
	if whole := Boundary(s, at); whole > 0 {
		return s[:whole]
	}
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at]
}

// Boundary gives the last place of a text, in bytes, at which a letter begins, up to the given one; 0 if that is its first letter.
func Boundary(s string, at int) int {
	if at >= len(s) {
		return len(s)
	}
	from := surely(s, at)
	var before rune
	last, flags := from, 0
	for i, r := range s[from:] {
		if from+i > at {
			break
		}
		if i > 0 && !joins(before, r, flags) {
			last = from + i
		}
		if before = r; isFlag(r) {
			flags++
		} else {
			flags = 0
		}
	}
	return last
}

// surely goes back to where a letter begins for certain, whatever is before it.
func surely(s string, at int) int {
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
		if r > '\n' && r < utf8.RuneSelf || unicode.IsLetter(r) && !extends(r) {
			break
		}
	}
	return at
}

const joiner = '\u200d' // zero width joiner

// joins reports whether a character belongs to the letter that the one before it is of. Flags is how many halves of flags stand there.
func joins(before, r rune, flags int) bool {
	switch {
	case before == '\r' && r == '\n':
		return true
	case unicode.IsControl(before):
		return false
	case extends(r):
		return true
	case before == joiner:
		return unicode.Is(unicode.So, r) || r >= 0x1F000 && r < 0x1FB00
	default:
		return isFlag(r) && flags%2 == 1
	}
}

// extends reports whether a character belongs to the letter before it, whatever that is.
func extends(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r == joiner, r == '\u200c',
		r >= 0x1F3FB && r <= 0x1F3FF,                           // colours of skin
		r >= 0xE0020 && r <= 0xE007F,                           // which country's flag a black one is
		r >= 0x1160 && r <= 0x11FF, r >= 0xD7B0 && r <= 0xD7FB, // vowels and ends of Hangul
		r == 0xFF9E, r == 0xFF9F:
		return true
	}
	return unicode.Is(unicode.M, r)
}

// isFlag reports whether a character is half of a flag.
func isFlag(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
