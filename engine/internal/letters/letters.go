package letters

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
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
	last, state := surely(s, at), -1
	for last < at {
		var letter string
		if letter, _, _, state = uniseg.FirstGraphemeClusterInString(s[last:], state); last+len(letter) > at {
			break
		}
		last += len(letter)
	}
	return last
}

// surely goes back to where a letter begins for certain: between two plain characters of ASCII.
func surely(s string, at int) int {
	for ; at > 0; at-- {
		if plain(s[at-1]) && plain(s[at]) {
			break
		}
	}
	return at
}

func plain(b byte) bool { return b >= ' ' && b < utf8.RuneSelf }
