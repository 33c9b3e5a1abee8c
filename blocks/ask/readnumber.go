package ask

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// maxNumberText is the longest text that is looked at as a number.
const maxNumberText = 64

// typedNumber is a number that somebody wrote.
type typedNumber struct {
	text   string // as programs write it: 1234.5, -0.25; without zeros that say nothing
	places int    // digits after the point
}

// value is the nearest number there is.
func (n typedNumber) value() float64 {
	f, _ := strconv.ParseFloat(n.text, 64) // 64 digits are no error
	return f
}

// readNumber reads a number as people write it: 1234.5, 1,234.5, 1.234,5, 1 234,5, +7, −3, ٣٫٥, .5.
//
// One comma or point with three digits behind it may be a decimal or a group mark. The language decides, except where nobody
// can mean three decimals (thirds is false), as with money.
func readNumber(s, lang string, thirds bool) (typedNumber, bool) {
	minus, body := cutSign(strings.TrimSpace(s))
	body, ok := plainMarks(body)
	if !ok {
		return typedNumber{}, false
	}
	whole, fraction := body, ""
	if at := decimalMark(body, lang, thirds); at >= 0 {
		whole, fraction = body[:at], body[at+1:]
		if fraction == "" && (body[at] != '.' || whole == "") {
			return typedNumber{}, false
		}
	}
	if whole, ok = ungroup(whole); !ok || whole == "" && fraction == "" || strings.Trim(fraction, "0123456789") != "" {
		return typedNumber{}, false
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	n := typedNumber{text: "0", places: len(fraction)}
	if whole != "" {
		n.text = whole
	}
	if fraction != "" {
		n.text += "." + fraction
	}
	if minus && n.text != "0" {
		n.text = "-" + n.text
	}
	return n, true
}

// cutSign takes a sign off the front: people type hyphens, and phones make dashes of them.
func cutSign(s string) (minus bool, rest string) {
	for _, sign := range []string{"-", "−", "–", "﹣", "－", "+", "＋"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return sign != "+" && sign != "＋", strings.TrimLeftFunc(rest, unicode.IsSpace)
		}
	}
	return false, s
}

// Marks as plainMarks gives them, besides the point and the comma.
const (
	spaceMark      = ' '
	apostropheMark = '\''
	arabicDecimal  = 'd'
	arabicGroup    = 'g'
)

// plainMarks brings the digits of all scripts to 0-9, and marks that look alike to one. Anything else is no number.
func plainMarks(s string) (string, bool) {
	if len(s) > maxNumberText {
		return "", false
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			b.WriteByte(byte('0' + engine.DigitValue(r)))
		case unicode.IsSpace(r):
			b.WriteByte(spaceMark)
		case r == '.' || r == '．':
			b.WriteByte('.')
		case r == ',' || r == '，':
			b.WriteByte(',')
		case r == '\'' || r == '’' || r == '＇':
			b.WriteByte(apostropheMark)
		case r == '٫':
			b.WriteByte(arabicDecimal)
		case r == '٬':
			b.WriteByte(arabicGroup)
		default:
			return "", false
		}
	}
	return b.String(), true
}

// decimalMark gives the place of the mark before the decimals, -1 if there is none.
func decimalMark(s, lang string, thirds bool) int {
	if at := strings.IndexByte(s, arabicDecimal); at >= 0 {
		return at
	}
	at := strings.LastIndexAny(s, ".,")
	switch {
	case at < 0, strings.Count(s, s[at:at+1]) > 1:
		return -1
	case strings.Trim(s[:at], "0123456789") != "": // groups have a mark of their own
		return at
	case len(s)-at-1 != 3 || at == 0 || at > 3 || s[0] == '0': // no group
		return at
	case !thirds:
		return -1
	}
	decimal, group, _ := expr.NumberMarks(lang)
	if s[at:at+1] == group && group != decimal {
		return -1
	}
	return at
}

// ungroup takes the marks between groups out: all the same, and behind each three digits, or two but for the last group as
// in India.
func ungroup(s string) (string, bool) {
	at := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if at < 0 {
		return s, true
	}
	groups := strings.Split(s, s[at:at+1])
	first, rest := groups[0], groups[1:]
	size := 3
	if len(rest) > 1 && len(rest[0]) == 2 && s[at] == ',' {
		size = 2
	}
	if first == "" || len(first) > size || first[0] == '0' {
		return "", false
	}
	for i, g := range rest {
		if i == len(rest)-1 {
			size = 3
		}
		if len(g) != size || strings.Trim(g, "0123456789") != "" {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}
