package logic

import (
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/phone"
)

// The tests of cases. Those on the contact look at no value.
const (
	testEquals, testAnyWord, testAllWords, testPhrase, testStarts, testEnds = "equals", "any_word", "all_words", "phrase", "starts", "ends"

	testPattern = "pattern"

	testNumber, testNumberIs, testLess, testAtMost      = "number", "number_is", "less", "at_most"
	testMore, testAtLeast, testNumberBetween            = "more", "at_least", "number_between"
	testDate, testBefore, testAfter, testDateBetween    = "date", "before", "after", "date_between"
	testToday, testPhone, testEmail, testYes, testNo    = "today", "phone", "email", "yes", "no"
	testHasTag, testLanguage, testIsEmpty, testIsFilled = "has_tag", "language", "empty", "filled"
)

// looking is the value of a switch while its cases are tried.
type looking struct {
	t     *engine.Turn
	zone  *time.Location
	value any
	shown *string // the value as a text, once it is needed
}

// finding is what a test found.
type finding struct {
	value  any
	groups []any // of a pattern; nil for none
}

// test tries one case.
func (l *looking) test(c *switchCase) (finding, bool, error) {
	switch c.Test {
	case testEquals, testAnyWord, testAllWords, testPhrase, testStarts, testEnds, testHasTag, testLanguage:
		words, err := l.words(c)
		if err != nil {
			return finding{}, false, err
		}
		found, ok := l.anyOf(c.Test, words)
		return finding{value: found}, ok, nil
	case testPattern:
		return l.pattern(c)
	case testNumber, testNumberIs, testLess, testAtMost, testMore, testAtLeast, testNumberBetween:
		return l.number(c)
	case testDate, testBefore, testAfter, testDateBetween, testToday:
		return l.date(c)
	case testPhone:
		number := phone.ReadAnyhow(l.text(), nil)
		return finding{value: number}, number != "", nil
	case testEmail:
		email, ok := findEmail(l.text())
		return finding{value: email}, ok, nil
	case testYes, testNo:
		yes, known := l.yesOrNo()
		return finding{value: yes}, known && yes == (c.Test == testYes), nil
	case testIsEmpty:
		return finding{}, l.empty(), nil
	default:
		return finding{value: l.value}, c.Test == testIsFilled && !l.empty(), nil
	}
}

// text is the value as it is shown in a message.
func (l *looking) text() string {
	if l.shown == nil {
		s := strings.TrimSpace(expr.Format(l.value, l.t.Lang()))
		l.shown = &s
	}
	return *l.shown
}

func (l *looking) empty() bool {
	switch v := l.value.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	default:
		return l.text() == ""
	}
}

// words renders the words of a case; those that come out empty do not count.
func (l *looking) words(c *switchCase) ([]string, error) {
	out := make([]string, 0, len(c.Words))
	for i := range c.Words {
		w, err := l.t.Line(&c.Words[i])
		if err != nil {
			return nil, err
		}
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out, nil
}

// anyOf tries a test by words and gives the words that it found.
func (l *looking) anyOf(test string, words []string) (string, bool) {
	switch test {
	case testHasTag:
		tags, _ := l.t.Get("user.tags").([]any)
		return firstOf(words, func(w string) bool {
			return slices.ContainsFunc(tags, func(tag any) bool { s, ok := tag.(string); return ok && engine.Fold(s) == engine.Fold(w) })
		})
	case testLanguage:
		return firstOf(words, func(w string) bool { return baseLanguage(w) == baseLanguage(l.t.Lang()) })
	default:
		return findWords(test, l.text(), words)
	}
}

func firstOf(words []string, fits func(string) bool) (string, bool) {
	if i := slices.IndexFunc(words, fits); i >= 0 {
		return words[i], true
	}
	return "", false
}

// baseLanguage is the language of a tag such as pt-br.
func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	return base
}

func (l *looking) pattern(c *switchCase) (finding, bool, error) {
	found := c.Pattern.Find(l.text())
	if found == nil {
		return finding{}, false, nil
	}
	groups := make([]any, 0, len(found)-1)
	for _, g := range found[1:] {
		groups = append(groups, g)
	}
	return finding{value: found[0], groups: groups}, true, nil
}

// number compares numbers. A case whose own number is none, since a variable is not set, fits nothing.
func (l *looking) number(c *switchCase) (finding, bool, error) {
	n, ok := findNumber(l.value)
	if !ok || c.Test == testNumber {
		return finding{value: n}, ok, nil
	}
	with, to, ok, err := bounds(l.t, c, findNumber)
	if err != nil || !ok {
		return finding{}, false, err
	}
	fits := false
	switch c.Test {
	case testNumberIs:
		fits = n == with
	case testLess:
		fits = n < with
	case testAtMost:
		fits = n <= with
	case testMore:
		fits = n > with
	case testAtLeast:
		fits = n >= with
	default:
		fits = n >= with && n <= to
	}
	return finding{value: n}, fits, nil
}

// date compares dates. A date without a time of day stands for the whole day.
func (l *looking) date(c *switchCase) (finding, bool, error) {
	parse := func(v any) (moment, bool) { return findDate(v, l.zone) }
	d, ok := parse(l.value)
	found := finding{value: d.at.Format(time.RFC3339)}
	switch {
	case !ok:
		return finding{}, false, nil
	case c.Test == testDate:
		return found, true, nil
	case c.Test == testToday:
		return found, d.day().Equal(moment{at: l.t.Now().In(l.zone)}.day()), nil
	}
	with, to, ok, err := bounds(l.t, c, parse)
	if err != nil || !ok {
		return finding{}, false, err
	}
	fits := false
	switch c.Test {
	case testBefore:
		fits = d.compare(with) < 0
	case testAfter:
		fits = d.compare(with) > 0
	default:
		fits = d.compare(with) >= 0 && d.compare(to) <= 0
	}
	return found, fits, nil
}

// bounds gives what a case compares with; false if that is not of the kind. To counts for ranges only.
func bounds[T any](t *engine.Turn, c *switchCase, parse func(any) (T, bool)) (with, to T, ok bool, err error) {
	v, err := t.Value(&c.Value)
	if err != nil {
		return with, to, false, err
	}
	if with, ok = parse(v); !ok || c.To.IsZero() {
		return with, to, ok, nil
	}
	if v, err = t.Value(&c.To); err != nil {
		return with, to, false, err
	}
	to, ok = parse(v)
	return with, to, ok, nil
}
