package ask

import (
	"slices"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine"
)

// Limits of numbers: ITU-T E.164, 6.2.1. Telegram's own anonymous numbers have as few as seven digits.
const (
	maxPhoneDigits = 15
	minPhoneDigits = 7
	maxPhoneText   = 64
)

// readPhone reads a phone number as people write it and gives it in the form of E.164, such as +442079460958; empty if it is
// none. Home is where numbers without a calling code belong; nil if nothing is known of that.
func readPhone(text string, home *dialling) string {
	digits, plus, ok := phoneDigits(text)
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

// phoneDigits gives the digits of a number. A zero in brackets behind a calling code is for callers inside the country only.
func phoneDigits(text string) (digits string, plus, ok bool) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(text), "tel:"))
	if len(text) > maxPhoneText {
		return "", false, false
	}
	if strings.ContainsAny(text, "+＋") {
		text = strings.Replace(text, "(0)", "", 1)
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			b.WriteByte(byte('0' + digitValue(r)))
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
		rows := diallingsWith[code]
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
	return slices.ContainsFunc(diallingsWith[code], func(d *dialling) bool { return d.fits(national) })
}

// national reads digits as they are dialled inside the region, or with the calling code but no plus.
func (d *dialling) national(digits string) string {
	if rest, ok := strings.CutPrefix(digits, d.abroad()); ok && d.abroad() != "" {
		if number := international(rest); number != "" {
			return number
		}
	}
	for _, trunk := range d.trunks {
		if rest, ok := strings.CutPrefix(digits, trunk); ok && zoneFits(d.code, rest) {
			return "+" + d.code + rest
		}
	}
	behind, coded := strings.CutPrefix(digits, d.code)
	coded = coded && zoneFits(d.code, behind)
	switch {
	case coded && d.dials("0"): // without its 0 it is hardly a national number
		return "+" + digits
	case zoneFits(d.code, digits):
		return "+" + d.code + digits
	case coded:
		return "+" + digits
	default:
		return ""
	}
}

// abroad is what is dialled in front of a calling code, besides 00.
func (d *dialling) abroad() string {
	switch d.code {
	case "1":
		return "011"
	case "7", "375", "992", "993":
		return "810"
	default:
		return ""
	}
}

// has reports whether a number in the form of E.164 may be one of the region. Regions that share a calling code are told
// apart only as far as the table does.
func (d *dialling) has(number string) bool {
	national, ok := strings.CutPrefix(number, "+"+d.code)
	return ok && d.fits(national)
}

// contactPhone gives the number of a contact in the form of E.164. The user's own comes from Telegram, which writes the whole
// number; that of somebody else is as it stands in the phone book.
func contactPhone(c *engine.Contact, home *dialling) string {
	digits, plus, ok := phoneDigits(c.Phone)
	if ok && c.Own && len(digits) >= minPhoneDigits && len(digits) <= maxPhoneDigits {
		return "+" + digits
	}
	if number := readPhone(c.Phone, home); number != "" || plus {
		return number
	}
	return international(digits)
}
