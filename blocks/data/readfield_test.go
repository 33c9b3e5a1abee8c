package data_test

import (
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/data"
)

func TestReadField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, format, code string
		in, want           any
		reason             string
	}{
		{"text", "", "", "  a \u00a0 b\tc ", "a b c", ""},
		{"text", "", "", "two\nlines", "two\nlines", ""},
		{"text", "", "", 5.5, "5.5", ""},
		{"text", "lower", "", "ЁЖ", "ёж", ""},
		{"text", "upper", "", "ёж", "ЁЖ", ""},
		{"text", "words", "", "anna-MARIA d'arc 2nd", "Anna-Maria D'Arc 2nd", ""},
		{"text", "sentence", "", "- hello WORLD", "- Hello WORLD", ""},
		{"number", "", "", "1 200,5", 1200.5, ""},
		{"number", "", "", "5 kg", nil, "not_a_number"},
		{"number", "", "", true, nil, "not_a_number"},
		{"bool", "", "", true, true, ""},
		{"bool", "", "", "Yes.", true, ""},
		{"bool", "", "", "НЕТ!", false, ""},
		{"bool", "", "", 0.0, false, ""},
		{"bool", "", "", "maybe", nil, "not_yes_or_no"},
		{"date", "", "", "31.12.2026", "2026-12-31", ""},
		{"date", "", "", "2026-12-31T10:00:00+03:00", "2026-12-31T07:00:00Z", ""},
		{"date", "", "", time.Date(2026, 12, 31, 10, 0, 0, 0, time.UTC), "2026-12-31T10:00:00Z", ""},
		{"date", "", "", "32.12.2026", nil, "not_a_date"},
		{"date", "", "", 5.0, nil, "not_a_date"},
		{"time", "", "", "9:05", "09:05", ""},
		{"time", "", "", "18", "18:00", ""},
		{"time", "", "", "6 PM", "18:00", ""},
		{"time", "", "", "25:00", nil, "not_a_time"},
		{"time", "", "", "9:5", nil, "not_a_time"},
		{"phone", "", "", "+44 20 7946 0958", "+442079460958", ""},
		{"phone", "", "", "0049 30 1234567", "+49301234567", ""},
		{"phone", "", "", "79991234567", "+79991234567", ""},
		{"phone", "", "7", "8 (999) 123-45-67", "+79991234567", ""},
		{"phone", "", "+7", "999 123 45 67", "+79991234567", ""},
		{"phone", "", "49", "030 1234567", "+49301234567", ""},
		{"phone", "", "49", "4930 1234567", "+49301234567", ""},
		{"phone", "", "KZ", "8 701 234 56 78", "+77012345678", ""},
		{"phone", "", "49", "+44 (0)20 7946 0958", "+442079460958", ""},
		{"phone", "", "999", "030 1234567", nil, "not_a_phone"},
		{"phone", "", "", "8 999 123 45 67", nil, "not_a_phone"},
		{"phone", "", "", "123 45 67", nil, "not_a_phone"},
		{"phone", "", "", "+1234567890123456", nil, "not_a_phone"},
		{"phone", "", "", "+0123456789", nil, "not_a_phone"},
		{"phone", "", "", "call me", nil, "not_a_phone"},
		{"email", "", "", "Ann.B@Example.COM", "ann.b@example.com", ""},
		{"email", "", "", "Ann <ann@example.com>", nil, "not_an_email"},
		{"email", "", "", "ann@localhost", nil, "not_an_email"},
		{"email", "", "", strings.Repeat("a", 250) + "@example.com", nil, "not_an_email"},
		{"url", "", "", "HTTPS://Example.com/A?b=c#d", "https://example.com/A?b=c#d", ""},
		{"url", "", "", "Пример.рф/Путь", "https://пример.рф/Путь", ""},
		{"url", "", "", "ftp://example.com", nil, "not_a_url"},
		{"url", "", "", "javascript:alert(1)", nil, "not_a_url"},
		{"url", "", "", "localhost", nil, "not_a_url"},
		{"url", "", "", "two words.com", nil, "not_a_url"},
	} {
		got, reason := data.ReadField(c.kind, c.format, c.code, c.in)
		if got != c.want || reason != c.reason {
			t.Errorf("%s %v gives %v, %q; want %v, %q", c.kind, c.in, got, reason, c.want, c.reason)
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	bot := []string{"en", "pt-br", "ru", "zh-Hant"}
	for code, want := range map[string]string{
		"en": "en", "EN-us": "en", "pt": "pt-br", "pt_BR": "pt-br", "ru ": "ru", "zh-hant": "zh-Hant", "de": "", "": "", "-": "",
	} {
		if got, ok := data.Among(code, bot); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t; want %q", code, got, ok, want)
		}
	}
	for text, want := range map[string]string{
		"Русский": "ru", "english": "en", " PT-BR": "pt-br", "português (brasil)": "pt-br", "繁體中文": "zh-Hant", "deutsch": "", "": "",
	} {
		if got, ok := data.Named(text, bot); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t; want %q", text, got, ok, want)
		}
	}
	for code, want := range map[string]string{"de": "Deutsch", "de-AT": "Deutsch", "xx": "xx", "zh-Hans": "简体中文"} {
		if got := data.LanguageName(code); got != want {
			t.Errorf("%s calls itself %q, want %q", code, got, want)
		}
	}
}
