package ask_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/blocks/ask"
	"github.com/scenarist/scenarist/engine/expr"
)

func TestReadNumber_AsPeopleWrite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang   string
		thirds bool
		text   string
		want   string
	}{
		{"en", true, "5", "5"},
		{"en", true, "  42 ", "42"},
		{"en", true, "007", "7"},
		{"en", true, "0", "0"},
		{"en", true, "-0", "0"},
		{"en", true, "+7", "7"},
		{"en", true, "-12.50", "-12.5"},
		{"en", true, "− 3", "-3"},
		{"en", true, "–3", "-3"},
		{"en", true, ".5", "0.5"},
		{"en", true, "0.500", "0.5"},
		{"en", true, "5.", "5"},
		// marks of both kinds: the last one is the decimal mark
		{"en", true, "1,234.5", "1234.5"},
		{"ru", true, "1,234.5", "1234.5"},
		{"en", true, "1.234,5", "1234.5"},
		{"de", true, "1.234.567,89", "1234567.89"},
		{"en", true, "1 234,5", "1234.5"},
		{"en", true, "1\u00a0234\u202f567", "1234567"},
		{"en", true, "1 234,500", "1234.5"},
		{"de", true, "1'234.50", "1234.5"},
		{"fr", true, "1’234’567", "1234567"},
		{"en", true, "1,234,567", "1234567"},
		{"ru", true, "1.234.567", "1234567"},
		{"en", true, "1,23,45,678", "12345678"},
		// one mark and three digits: the language decides, unless nobody can mean three decimals
		{"en", true, "1,234", "1234"},
		{"en", true, "1.234", "1.234"},
		{"ru", true, "1,234", "1.234"},
		{"ru", true, "1.234", "1.234"},
		{"de", true, "1.234", "1234"},
		{"de", true, "1,234", "1.234"},
		{"en", true, "1.234", "1.234"},
		{"en", false, "1.234", "1234"},
		{"ru", false, "1,500", "1500"},
		{"en", false, "0.500", "0.5"},
		{"en", false, "1234.567", "1234.567"},
		{"en", true, "1,23", "1.23"},
		{"de", true, "12.5", "12.5"},
		// other scripts
		{"ar", true, "٣٫٥", "3.5"},
		{"ar", true, "١٬٢٣٤٫٥", "1234.5"},
		{"hi", true, "१२३", "123"},
		{"ja", true, "１，２３４．５", "1234.5"},
		{"en", true, "𝟙𝟚", "12"},
	} {
		got, after, ok := ask.ReadNumber(c.text, c.lang, c.thirds)
		if !ok || got != c.want {
			t.Errorf("%q in %s with thirds %t: %q, %t, want %q", c.text, c.lang, c.thirds, got, ok, c.want)
		}
		if f, err := strconv.ParseFloat(got, 64); err != nil || after > 0 == (f == math.Trunc(f)) {
			t.Errorf("%q: %d digits after the point of %q", c.text, after, got)
		}
	}
}

func TestReadNumber_RefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", ".", ",", "-", "+", "five", "5 kg", "1e3", "0x10", "inf", "NaN", "--5", "+-5", "5-", "5,", ",", "1,", "1..2", "1,,2", "..5",
		"12 34", "1 23", "1 2345", "1,2345,678", "12,345,67", "1 234.567.890", "1.234,567.8", "1 234'567", "0 123", "1,234 567", "1.5.",
		"1 234, 5", "5 000 000.12 3", "½", "²", "1/2", "99999999999999999999999999999999999999999999999999999999999999999",
	} {
		if got, _, ok := ask.ReadNumber(s, "en", true); ok {
			t.Errorf("%q was read as %s", s, got)
		}
	}
}

// TestReadNumber_ReadsWhatTheBotWrites holds that a number which the bot shows can be typed as it is shown.
func TestReadNumber_ReadsWhatTheBotWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		lang := rapid.SampledFrom([]string{"en", "ru", "de", "fr", "tr", "pl", "ja", "xx"}).Draw(r, "lang")
		want := float64(rapid.Int64Range(-1e12, 1e12).Draw(r, "units")) / math.Pow10(rapid.IntRange(0, 6).Draw(r, "places"))
		shown := expr.FormatNumber(want, -1, lang)
		got, _, ok := ask.ReadNumber(shown, lang, true)
		if f, _ := strconv.ParseFloat(got, 64); !ok || f != want {
			r.Fatalf("%g is shown as %q in %s and read as %q", want, shown, lang, got)
		}
	})
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"1 234,5", "1,234.5", "-0.001", "٣٫٥", "1'000", "𝟙", "."} {
		f.Add(s, "ru", true)
	}
	f.Fuzz(func(t *testing.T, s, lang string, thirds bool) {
		text, after, ok := ask.ReadNumber(s, lang, thirds)
		if !ok {
			return
		}
		if n, err := strconv.ParseFloat(text, 64); err != nil || math.IsInf(n, 0) || math.IsNaN(n) || after < 0 {
			t.Fatalf("%q was read as %q with %d places: %v", s, text, after, err)
		}
		if again, _, ok := ask.ReadNumber(text, "en", true); !ok || again != text {
			t.Fatalf("%q, read as %q, is read again as %q", s, text, again)
		}
	})
}
