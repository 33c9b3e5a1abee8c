package telegram

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/internal/letters"
)

// Limits of texts. Telegram counts after it took the markup out.
const (
	// MaxTextUnits is the longest text of a message, in UTF-16 units: Telegram Bot API, sendMessage.text.
	MaxTextUnits = 4096
	// MaxCaptionUnits is the longest caption: Telegram Bot API, sendPhoto.caption.
	MaxCaptionUnits = 1024

	// maxMarkupBytes is the longest text with its markup: the server takes 32,768 bytes before parsing. Some are left for
	// the tags that are closed at a cut.
	maxMarkupBytes = 30000
)

// split cuts a text into parts that are not longer than limit, at the ends of paragraphs, lines or words where there are
// any in the second half. It never cuts inside a tag, a character reference or what people see as one letter; tags that are open at a cut
// are closed and opened again in the next part. Parts without anything to see are left out.
func split(text string, limit int) []string {
	if fits(text, limit) {
		return []string{text}
	}
	var parts []string
	for text != "" {
		end, next := cut(text, limit)
		part := text[:end]
		text = text[next:]
		open := openTags(part)
		for _, tag := range slices.Backward(open) {
			part += "</" + tagName(tag) + ">"
		}
		if visible(part) {
			parts = append(parts, part)
		}
		if text != "" {
			text = strings.Join(open, "") + text
		}
	}
	if len(parts) == 0 {
		return []string{""} // nothing to see at all: the platform says so better than we do
	}
	return parts
}

// fits reports whether the text is short enough. It has no more units than bytes, which settles nearly all of them.
func fits(text string, limit int) bool {
	if len(text) <= limit {
		return true
	}
	if len(text) > maxMarkupBytes {
		return false
	}
	n := 0
	for i := 0; i < len(text); {
		t := nextToken(text[i:])
		n += t.units
		i += t.size
	}
	return n <= limit
}

// token is one tag (no units), character reference or character.
type token struct {
	size  int // bytes
	units int // UTF-16 units that are seen
	char  rune
}

func nextToken(s string) token {
	switch s[0] {
	case '<':
		if n := tagLen(s); n > 0 {
			return token{size: n}
		}
	case '&':
		if n := strings.IndexByte(s[:min(len(s), maxReference)], ';'); n > 0 {
			if text := html.UnescapeString(s[:n+1]); text != s[:n+1] {
				r, _ := utf8.DecodeRuneInString(text)
				return token{size: n + 1, units: utf16Len(text), char: r}
			}
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	return token{size: n, units: units(r), char: r}
}

// maxReference is longer than "&CounterClockwiseContourIntegral;", the longest character reference.
const maxReference = 40

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

// cut finds where the first part ends and where the rest begins; white space at the cut is in neither. The rest is always
// shorter than the text without its leading tags.
func cut(text string, limit int) (end, next int) {
	var line, word struct{ end, next int }
	n, i := 0, 0
	plain, first := 0, 0 // behind the last tag or character reference: from there on there are only characters; and the units before that
	for i < len(text) {
		t := nextToken(text[i:])
		if n > 0 && t.units > 0 && (n+t.units > limit || i+t.size > maxMarkupBytes) {
			if unicode.IsSpace(t.char) {
				return i, i + t.size
			}
			break
		}
		n += t.units
		if t.units > 0 && n > limit/2 {
			switch t.char {
			case '\n':
				line.end, line.next = i, i+t.size
			case ' ', '\t':
				word.end, word.next = i, i+t.size
			}
		}
		i += t.size
		if t.units == 0 || text[i-1] == ';' {
			plain, first = i, n
		}
	}
	switch {
	case i == len(text):
		return i, i
	case line.next > 0:
		return line.end, line.next
	case word.next > 0:
		return word.end, word.next
	default:
		if whole := letters.Boundary(text[plain:], i-plain); whole > 0 {
			i = plain + whole
		} else if first > 0 {
			i = plain
		}
		return i, i
	}
}

// openTags gives the tags that are open at the end of the text, outermost first, as they were written.
func openTags(text string) []string {
	var open []string
	for i := 0; i < len(text); {
		if text[i] != '<' {
			i++
			continue
		}
		n := tagLen(text[i:])
		if n == 0 {
			i++
			continue
		}
		tag := text[i : i+n]
		i += n
		if tag[1] != '/' {
			open = append(open, tag)
		} else if len(open) > 0 && tagName(open[len(open)-1]) == tagName(tag) {
			open = open[:len(open)-1]
		}
	}
	return open
}

// tagName is "a" of `<a href="…">` and of "</a>".
func tagName(tag string) string {
	name := strings.TrimPrefix(tag[1:len(tag)-1], "/")
	if i := strings.IndexAny(name, " \t\n/"); i >= 0 {
		name = name[:i]
	}
	return strings.ToLower(name)
}

// visible reports whether there is anything to see.
func visible(text string) bool {
	for i := 0; i < len(text); {
		t := nextToken(text[i:])
		if t.units > 0 && !unicode.IsSpace(t.char) {
			return true
		}
		i += t.size
	}
	return false
}
