package data

import (
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/phone"
)

// The types of fields.
const (
	textField, numberField, boolField, dateField = "text", "number", "bool", "date"
	timeField, phoneField, emailField, urlField  = "time", "phone", "email", "url"
)

// Why a value does not fit: local.invalid.reason.
const (
	reasonEmpty     = "empty"
	reasonNotNumber = "not_a_number"
	reasonTooSmall  = "too_small"
	reasonTooLarge  = "too_large"
	reasonTooShort  = "too_short"
	reasonTooLong   = "too_long"
	reasonNotBool   = "not_yes_or_no"
	reasonNotDate   = "not_a_date"
	reasonNotTime   = "not_a_time"
	reasonNotPhone  = "not_a_phone"
	reasonNotEmail  = "not_an_email"
	reasonNotURL    = "not_a_url"
)

// reasonWords say the reasons to authors.
var reasonWords = map[string]string{
	reasonEmpty: "there is nothing", reasonNotNumber: "this is no number", reasonTooSmall: "this is too small a number",
	reasonTooLarge: "this is too large a number", reasonTooShort: "the text is too short", reasonTooLong: "the text is too long",
	reasonNotBool: "this is neither yes nor no", reasonNotDate: "this is no date", reasonNotTime: "this is no time of day",
	reasonNotPhone: "this is no phone number with a calling code", reasonNotEmail: "this is no e-mail address",
	reasonNotURL: "this is no web address",
}

// read brings a value into the form of its field; an empty reason means that it fits. The turn may be nil for constants.
func (v *fieldValue) read(x any, t *engine.Turn) (any, string) {
	lang, zone := "en", time.UTC
	if t != nil {
		lang, zone = t.Lang(), t.Zone()
	}
	switch v.Type {
	case numberField:
		return v.number(x)
	case boolField:
		return readBool(x)
	case dateField:
		return readDate(x, zone)
	}
	text := strings.TrimSpace(expr.Format(x, lang))
	switch v.Type {
	case timeField:
		return readTime(text)
	case phoneField:
		return readPhone(text, v.Code)
	case emailField:
		return readEmail(text)
	case urlField:
		return readURL(text)
	default:
		return v.text(text)
	}
}

// blank reports whether there is nothing in a value.
func blank(x any) bool {
	switch v := x.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}

func (v *fieldValue) number(x any) (any, string) {
	n, ok := number(x)
	switch {
	case !ok:
		return nil, reasonNotNumber
	case v.Min != nil && n < *v.Min:
		return nil, reasonTooSmall
	case v.Max != nil && n > *v.Max:
		return nil, reasonTooLarge
	}
	return n, ""
}

func (v *fieldValue) text(s string) (any, string) {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }), " ")
	switch v.Format {
	case "lower":
		s = strings.ToLower(s)
	case "upper":
		s = strings.ToUpper(s)
	case "words":
		s = capitals(strings.ToLower(s), true)
	case "sentence":
		s = capitals(s, false)
	}
	switch n := float64(utf8.RuneCountInString(s)); {
	case v.Min != nil && n < *v.Min:
		return nil, reasonTooShort
	case v.Max != nil && n > *v.Max:
		return nil, reasonTooLong
	}
	return s, ""
}

// capitals makes the first letter of a text, or of each of its words, a capital. "anna-maria d'arc" has four words.
func capitals(s string, words bool) string {
	inWord, done := false, false
	return strings.Map(func(r rune) rune {
		begins := unicode.IsLetter(r) && !done && (!words || !inWord)
		inWord = unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
		if !begins {
			return r
		}
		done = !words
		return unicode.ToTitle(r)
	}, s)
}

func readBool(x any) (any, string) {
	if b, ok := x.(bool); ok {
		return b, ""
	}
	switch engine.Fold(strings.TrimRight(expr.Format(x, "en"), ".! ")) {
	case "true", "yes", "y", "on", "1", "+", "да", "ага":
		return true, ""
	case "false", "no", "n", "off", "0", "-", "нет", "не":
		return false, ""
	}
	return nil, reasonNotBool
}

// readDate keeps a date without a time of day as one: 2026-01-31.
func readDate(x any, zone *time.Location) (any, string) {
	if at, ok := x.(time.Time); ok {
		return at.In(zone).Format(time.RFC3339), ""
	}
	s, _ := x.(string)
	at, ok := engine.ParseDate(s, zone)
	switch {
	case !ok:
		return nil, reasonNotDate
	case strings.Contains(s, ":"):
		return at.In(zone).Format(time.RFC3339), ""
	}
	return at.Format(time.DateOnly), ""
}

// readTime reads a time of day: 9:05, 09.05, 9 30, 18.
func readTime(s string) (any, string) {
	for _, layout := range []string{"15:04", "15.04", "15 04", "15:04:05", "15", "3:04pm", "3:04 pm", "3pm", "3 pm"} {
		if at, err := time.Parse(layout, strings.ToLower(s)); err == nil {
			return at.Format("15:04"), ""
		}
	}
	return nil, reasonNotTime
}

// readPhone reads a phone number. Country is where numbers without a calling code belong: a code or two letters.
func readPhone(s, country string) (any, string) {
	number := phone.Read(s, phone.Home(country))
	if number == "" {
		return nil, reasonNotPhone
	}
	return number, ""
}

func readEmail(s string) (any, string) {
	s = strings.ToLower(s)
	_, domain, _ := strings.Cut(s, "@")
	a, err := mail.ParseAddress(s)
	// RFC 5321, 4.5.3.1.3: 256 with the angle brackets.
	if err != nil || a.Address != s || len(s) > 254 || !strings.Contains(strings.Trim(domain, "."), ".") {
		return nil, reasonNotEmail
	}
	return s, ""
}

// readURL reads a web address; one without https:// gets it.
func readURL(s string) (any, string) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", len(s) > 2048, strings.ContainsAny(s, " \t\r\n"):
		return nil, reasonNotURL
	case !strings.Contains(strings.Trim(u.Hostname(), "."), "."):
		return nil, reasonNotURL
	}
	// Put together by hand: u.String would write the letters of other alphabets in a host as no browser reads them.
	host := s[strings.Index(s, "://")+len("://"):]
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	rest := s[strings.Index(s, "://")+len("://")+len(host):]
	return u.Scheme + "://" + strings.ToLower(host) + rest, ""
}
