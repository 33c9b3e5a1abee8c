package logic

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// needs is what a test takes: the setting besides the value of the switch, if any.
type needs int

const (
	needsNothing needs = iota
	needsWords
	needsPattern
	needsNumber
	needsNumbers
	needsDate
	needsDates
)

func needsOf(test string) needs {
	switch test {
	case testEquals, testAnyWord, testAllWords, testPhrase, testStarts, testEnds, testHasTag, testLanguage:
		return needsWords
	case testPattern:
		return needsPattern
	case testNumberIs, testLess, testAtMost, testMore, testAtLeast:
		return needsNumber
	case testNumberBetween:
		return needsNumbers
	case testBefore, testAfter:
		return needsDate
	case testDateBetween:
		return needsDates
	default:
		return needsNothing
	}
}

// Check reports cases that cannot be told apart, lack what their test needs, or can never be reached.
func (s *choose) Check(k *engine.Checking) {
	checkZone(k, s.Zone)
	ids := make([]string, len(s.Cases))
	ofValue, ofDate := false, false
	first := map[string]int{}
	for i := range s.Cases {
		c := &s.Cases[i]
		ids[i] = c.ID
		ofValue = ofValue || c.Test != testHasTag && c.Test != testLanguage
		n := needsOf(c.Test)
		ofDate = ofDate || n == needsDate || n == needsDates || c.Test == testDate || c.Test == testToday
		c.check(k, fmt.Sprintf("/cases/%d", i), n)
		sameAs, known := first[c.sum()]
		if known {
			k.Warn("case_shadowed", fmt.Sprintf("/cases/%d", i), "this case is never reached: the case %q tests the same", s.Cases[sameAs].ID)
		} else {
			first[c.sum()] = i
		}
	}
	checkIDs(k, "case", "cases", ids)
	switch {
	case ofValue && s.Value.IsZero():
		k.Error("value_missing", "/value", "say which value the cases look at, such as {{ event.text }}")
	case !ofValue && !s.Value.IsZero():
		k.Warn("value_unused", "/value", "no case looks at the value: tags and the language are those of the user")
	}
	if s.Zone != "" && !ofDate {
		k.Warn("zone_unused", "/zone", "no case is about a date, so the time zone does not count")
	}
	if s.SaveTo != "" {
		k.Assign("/save_to", s.SaveTo, s.found())
	}
}

// found is the type of what the cases find, if it is one for all.
func (s *choose) found() expr.Type {
	var out expr.Type
	for i := range s.Cases {
		is := expr.TypeText
		switch s.Cases[i].Test {
		case testNumber, testNumberIs, testLess, testAtMost, testMore, testAtLeast, testNumberBetween:
			is = expr.TypeNumber
		case testDate, testBefore, testAfter, testDateBetween, testToday:
			is = expr.TypeDate
		case testYes, testNo:
			is = expr.TypeBool
		case testIsEmpty, testIsFilled:
			is = expr.TypeAny
		}
		if out != "" && out != is {
			return expr.TypeAny
		}
		out = is
	}
	return out
}

// sum is the same for cases that test the same.
func (c *switchCase) sum() string {
	data, err := json.Marshal([]any{c.Test, c.Words, c.Pattern, c.Value, c.To})
	if err != nil {
		return c.ID // what cannot be written was not read either
	}
	return string(data)
}

func (c *switchCase) check(k *engine.Checking, path string, n needs) {
	one, two := n == needsNumber || n == needsDate, n == needsNumbers || n == needsDates
	switch {
	case n == needsWords && len(c.Words) == 0:
		k.Error("words_missing", path+"/words", "the test %s needs at least one word", c.Test)
	case n != needsWords && len(c.Words) > 0:
		k.Warn("words_unused", path+"/words", "the test %s does not use words", c.Test)
	}
	switch {
	case n == needsPattern && c.Pattern.IsZero():
		k.Error("pattern_missing", path+"/pattern", "the test pattern needs a pattern")
	case n != needsPattern && !c.Pattern.IsZero():
		k.Warn("pattern_unused", path+"/pattern", "the test %s does not use the pattern", c.Test)
	}
	switch {
	case (one || two) && c.Value.IsZero():
		k.Error("value_missing", path+"/value", "the test %s needs something to compare with", c.Test)
	case !one && !two && !c.Value.IsZero():
		k.Warn("value_unused", path+"/value", "the test %s compares with nothing", c.Test)
	}
	switch {
	case two && c.To.IsZero():
		k.Error("value_missing", path+"/to", "the test %s needs the end of the range", c.Test)
	case !two && !c.To.IsZero():
		k.Warn("value_unused", path+"/to", "the test %s has no range", c.Test)
	}
	c.checkWords(k, path)
	c.checkBounds(k, path, n)
}

func (c *switchCase) checkWords(k *engine.Checking, path string) {
	for i := range c.Words {
		for _, w := range c.Words[i].Sources() {
			path := fmt.Sprintf("%s/words/%d", path, i)
			switch {
			case strings.TrimSpace(w) == "":
				k.Error("word_empty", path, "the word is empty")
			case c.Test == testLanguage && !strings.Contains(w, "{{") && !language.MatchString(strings.TrimSpace(w)):
				k.Error("language_invalid", path, "%q is no language: write its code, such as en or pt-br", w)
			}
		}
	}
}

var language = regexp.MustCompile(flow.LanguagePattern)

// checkBounds reports constants that are no number or date, and ranges with nothing in them.
func (c *switchCase) checkBounds(k *engine.Checking, path string, n needs) {
	switch n {
	case needsNumber, needsNumbers:
		checkBound(k, c, path, "number", findNumber, func(from, to float64) bool { return from > to })
	case needsDate, needsDates:
		parse := func(v any) (moment, bool) { return findDate(v, time.UTC) }
		checkBound(k, c, path, "date", parse, func(from, to moment) bool { return from.compare(to) > 0 })
	default:
	}
}

func checkBound[T any](k *engine.Checking, c *switchCase, path, what string, parse func(any) (T, bool), after func(from, to T) bool) {
	from, fromIs, fromOK := constant(&c.Value, parse)
	to, toIs, toOK := constant(&c.To, parse)
	switch {
	case fromIs && !fromOK:
		k.Error("value_invalid", path+"/value", "this is no %s", what)
	case toIs && !toOK:
		k.Error("value_invalid", path+"/to", "this is no %s", what)
	case fromIs && toIs && after(from, to):
		k.Error("range_empty", path+"/to", "the range ends before it begins")
	}
}

// constant reads a value that is known without running the bot. Is reports whether it is, ok whether it could be read.
func constant[T any](v *engine.Value, parse func(any) (T, bool)) (x T, is, ok bool) {
	raw, is := v.Constant()
	if is {
		x, ok = parse(raw)
	}
	return x, is, ok
}
