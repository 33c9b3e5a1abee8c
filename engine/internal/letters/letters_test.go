package letters_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/internal/letters"
)

// whole are single letters, most of them made of several characters.
var whole = []string{
	"a", "я", "é", "e\u0301", "и\u0306", "q\u0307\u0323", "🎉", "❤️", "👍🏽", "👩‍🚀", "👨‍👩‍👧‍👦", "👩🏽‍❤️‍💋‍👨🏻", "🏳️‍🌈", "🏴‍☠️", "🇷🇺", "🇪🇺", "7️⃣",
	"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "각", "\u1100\u1161\u11a8", "नि", "\r\n", "漢", "ツ", "ﾊﾟ", "™️", "\n",
}

// A cut at any place of any row of letters leaves whole ones, as many as fit.
func TestClip_LeavesWholeLetters(t *testing.T) {
	t.Parallel()
	for _, a := range whole {
		for _, b := range whole {
			for _, row := range [][]string{{a, b, a}, {"x", b, a, a}, {b, b, b, a}} {
				text, size := strings.Join(row, ""), 0
				for most := range utf8.RuneCountInString(text) + 2 {
					want := ""
					for _, letter := range row {
						if utf8.RuneCountInString(want+letter) > most {
							break
						}
						want += letter
					}
					if want == "" { // of a letter that does not fit there is as much as fits
						want = string([]rune(text)[:min(most, utf8.RuneCountInString(text))])
					}
					if got := letters.Clip(text, most); got != want {
						t.Fatalf("%d characters of %+q are %+q, want %+q", most, text, got, want)
					}
				}
				for most := range len(text) + 2 {
					got := letters.ClipBytes(text, most)
					if !strings.HasPrefix(text, got) || len(got) > most || !utf8.ValidString(got) {
						t.Fatalf("%d bytes of %+q are %+q", most, text, got)
					}
					if fits := len(row[0]) <= most; fits && !isRow(row, got) {
						t.Fatalf("%d bytes of %+q are %+q, which is no row of whole letters", most, text, got)
					}
					if size = max(size, len(got)); len(got) < size {
						t.Fatalf("%d bytes of %+q are fewer than before: %+q", most, text, got)
					}
				}
			}
		}
	}
}

// isRow reports whether a text is the first of the letters.
func isRow(row []string, text string) bool {
	var begin string
	for _, letter := range row {
		if begin == text {
			return true
		}
		begin += letter
	}
	return begin == text
}

func TestClip_OfWhatIsNoRowOfLetters(t *testing.T) {
	t.Parallel()
	zalgo := "Z" + strings.Repeat("\u0301", 100)
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"", 0, ""},
		{"", 5, ""},
		{"abc", 0, ""},
		{"abc", -1, ""},
		{"abc", 3, "abc"},
		{zalgo, 10, string([]rune(zalgo)[:10])},
		{"a" + zalgo, 10, "a"},
		{"\u0301\u0301a", 1, "\u0301"},
		{"\xff\xfeabc", 3, "\xff\xfea"},
		{"a\u200db", 2, "a\u200d"},
		{strings.Repeat("🇩🇪", 1000), 1001, strings.Repeat("🇩🇪", 500)},
	} {
		if got := letters.Clip(c.text, c.most); got != c.want {
			t.Errorf("%d characters of %+q are %+q, want %+q", c.most, c.text, got, c.want)
		}
	}
}

func TestShorten_SaysThatItDid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"Tea", 3, "Tea"}, {"Teas", 3, "Te…"}, {"Tea for two", 5, "Tea…"}, {"Hi 👨‍👩‍👧‍👦 all", 8, "Hi…"}, {"Hi 👨‍👩‍👧‍👦 all", 11, "Hi 👨‍👩‍👧‍👦…"}, {"Teas", 1, "…"},
	} {
		if got := letters.Shorten(c.text, c.most); got != c.want {
			t.Errorf("%q in %d characters is %q, want %q", c.text, c.most, got, c.want)
		}
	}
}
