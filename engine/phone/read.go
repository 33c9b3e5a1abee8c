package phone

import (
	"slices"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine"
)

// Limits of numbers: ITU-T E.164, 6.2.1. Telegram's own anonymous numbers have as few as seven digits.
const (
	maxDigits = 15
	minDigits = 7
	maxText   = 64
)

// Read reads a phone number as people write it and gives it in the form of E.164, such as +442079460958; empty if it is
// none. Home is where numbers without a calling code belong; nil if nothing is known of that.
func Read(text string, home *Region) string {
	digits, plus, ok := digitsOf(text)
	switch {
	case !ok:
		return ""
	case plus:
		return international(digits)
	}
	if rest, ok := strings.CutPrefix(digits, "00"); ok {
		return international(rest)
	}
	if home != nil {
		return home.national(digits)
	}
	if len(digits) < 11 { // too short to hold a calling code beyond doubt
		return ""
	}
	return international(digits)
}

// digitsOf gives the digits of a number. A zero in brackets behind a calling code is for callers inside the country only.
func digitsOf(text string) (digits string, plus, ok bool) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(text), "tel:"))
	if len(text) > maxText {
		return "", false, false
	}
	if strings.ContainsAny(text, "+＋") {
		text = strings.Replace(text, "(0)", "", 1)
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			b.WriteByte(byte('0' + engine.DigitValue(r)))
		case r == '+' || r == '＋':
			if plus || b.Len() > 0 {
				return "", false, false
			}
			plus = true
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("−./()\u2060\u200b", r):
		default:
			return "", false, false
		}
	}
	return b.String(), plus, b.Len() > 0
}

// international reads digits that begin with a calling code.
func international(digits string) string {
	for n := 1; n <= 3 && n < len(digits); n++ {
		code, national := digits[:n], digits[n:]
		rows := regionsWith[code]
		if rows == nil {
			continue
		}
		if rows[0].dials("0") { // written though it is not dialled from abroad; no number of such a region begins with 0
			national = strings.TrimPrefix(national, "0")
		}
		if zoneFits(code, national) {
			return "+" + code + national
		}
		return "" // no calling code begins with another
	}
	return ""
}

// zoneFits reports whether the digits can be a number of a region with the calling code.
func zoneFits(code, national string) bool {
	return slices.ContainsFunc(regionsWith[code], func(r *Region) bool { return r.fits(national) })
}

// national reads digits as they are dialled inside the region, or with the calling code but no plus.
func (r *Region) national(digits string) string {
	if rest, ok := strings.CutPrefix(digits, r.abroad()); ok && r.abroad() != "" {
		if number := international(rest); number != "" {
			return number
		}
	}
	for _, trunk := range r.trunks {
		if rest, ok := strings.CutPrefix(digits, trunk); ok && zoneFits(r.code, rest) {
			return "+" + r.code + rest
		}
	}
	behind, coded := strings.CutPrefix(digits, r.code)
	coded = coded && zoneFits(r.code, behind)
	switch {
	case coded && r.dials("0"): // without its 0 it is hardly a national number
		return "+" + digits
	case zoneFits(r.code, digits):
		return "+" + r.code + digits
	case coded:
		return "+" + digits
	default:
		return ""
	}
}

// abroad is what is dialled in front of a calling code, besides 00.
func (r *Region) abroad() string {
	switch r.code {
	case "1":
		return "011"
	case "7", "375", "992", "993":
		return "810"
	default:
		return ""
	}
}

// Has reports whether a number in the form of E.164 may be one of the region. Regions that share a calling code are told
// apart only as far as the table does.
func (r *Region) Has(number string) bool {
	national, ok := strings.CutPrefix(number, "+"+r.code)
	return ok && (r.fits(national) || r.shared && zoneFits(r.code, national))
}

// ReadContact gives the number of a contact that was sent, in the form of E.164; empty if it is none. The sender's own
// comes from Telegram, which writes the whole number; that of somebody else is as it stands in the phone book.
func ReadContact(text string, own bool, home *Region) string {
	digits, plus, ok := digitsOf(text)
	if ok && own && fitting(digits) {
		return "+" + digits
	}
	if number := Read(text, home); number != "" || plus {
		return number
	}
	return international(digits)
}

// ReadAnyhow is Read for where it only counts whether somebody wrote a phone number: one without a calling code, of a home
// that is not known, is given as its digits.
func ReadAnyhow(text string, home *Region) string {
	if number := Read(text, home); number != "" || home != nil {
		return number
	}
	digits, plus, ok := digitsOf(text)
	if !ok || plus || !fitting(digits) || strings.HasPrefix(digits, "00") {
		return ""
	}
	return digits
}

func fitting(digits string) bool { return len(digits) >= minDigits && len(digits) <= maxDigits }
