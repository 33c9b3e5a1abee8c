package logic

import (
	"math"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// findWords tries one of the tests by words and gives the words that it found; for all words, the whole text.
func findWords(test, text string, words []string) (string, bool) {
	whole, have := engine.Fold(text), engine.FoldWords(text)
	fits := func(w string) bool { return fitsWords(test, whole, have, w) }
	if test == testAllWords {
		return text, len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !fits(w) })
	}
	return firstOf(words, fits)
}

// fitsWords tries one entry, which may be several words, on a text in its two folded forms.
func fitsWords(test, whole string, have []string, entry string) bool {
	want := engine.FoldWords(entry)
	if len(want) == 0 {
		return fitsSigns(test, whole, engine.Fold(entry))
	}
	has := func(w string) bool { return slices.Contains(have, w) }
	n := len(want)
	switch test {
	case testEquals:
		return slices.Equal(have, want)
	case testStarts:
		return len(have) >= n && slices.Equal(have[:n], want)
	case testEnds:
		return len(have) >= n && slices.Equal(have[len(have)-n:], want)
	case testPhrase:
		return inARow(have, want)
	case testAllWords:
		return !slices.ContainsFunc(want, func(w string) bool { return !has(w) })
	default:
		return slices.ContainsFunc(want, has)
	}
}

// fitsSigns looks for something without letters and digits, such as an emoji.
func fitsSigns(test, whole, want string) bool {
	switch test {
	case testEquals:
		return whole == want
	case testStarts:
		return strings.HasPrefix(whole, want)
	case testEnds:
		return strings.HasSuffix(whole, want)
	default:
		return strings.Contains(whole, want)
	}
}

// inARow reports whether the words stand in the text one after the other.
func inARow(have, want []string) bool {
	for i := 0; i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

var numberInText = regexp.MustCompile(`[-−+]?\d{1,3}(?:[ \x{a0}\x{202f}]\d{3})+(?:[.,]\d+)?|[-−+]?\d+(?:[.,]\d+)?`)

// findNumber gives a number, also the first one in a text such as "5 pieces".
func findNumber(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, !math.IsNaN(x) && !math.IsInf(x, 0)
	case string:
		if n, ok := engine.ParseNumber(x); ok {
			return n, true
		}
		return engine.ParseNumber(strings.ReplaceAll(numberInText.FindString(x), "−", "-"))
	default:
		return 0, false
	}
}

// moment is a date as somebody wrote it: whole means that it has no time of day.
type moment struct {
	at    time.Time
	whole bool
}

// findDate reads a date in the zone.
func findDate(v any, zone *time.Location) (moment, bool) {
	if at, ok := v.(time.Time); ok {
		return moment{at: at.In(zone)}, true
	}
	s, ok := v.(string)
	if !ok {
		return moment{}, false
	}
	at, ok := engine.ParseDate(s, zone)
	return moment{at: at.In(zone), whole: !strings.Contains(s, ":")}, ok
}

func (m moment) day() time.Time {
	return time.Date(m.at.Year(), m.at.Month(), m.at.Day(), 0, 0, 0, 0, time.UTC)
}

// compare orders two moments: by their days, if one of them is a whole day.
func (m moment) compare(with moment) int {
	if m.whole || with.whole {
		return m.day().Compare(with.day())
	}
	return m.at.Compare(with.at)
}

var emailInText = regexp.MustCompile(`[^\s<>"'(),;:]+@[^\s<>"'(),;:@]+\.[^\s<>"'(),;:@]*[\p{L}\p{N}]`)

// findEmail gives the first e-mail address in a text, in small letters.
func findEmail(s string) (string, bool) {
	found := strings.ToLower(emailInText.FindString(s))
	if found == "" || len(found) > 254 { // RFC 5321, 4.5.3.1.3, without the angle brackets
		return "", false
	}
	a, err := mail.ParseAddress(found)
	if err != nil || a.Address != found {
		return "", false
	}
	return found, true
}
