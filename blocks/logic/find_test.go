package logic_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/logic"
)

func TestFindNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   any
		want float64
		ok   bool
	}{
		{5.0, 5, true},
		{"5", 5, true},
		{" 5,5 ", 5.5, true},
		{"1 000 000", 1e6, true},
		{"1\u00a0000,50", 1000.5, true},
		{"5 шт.", 5, true},
		{"about 2.5 kg", 2.5, true},
		{"−3 degrees", -3, true},
		{"minus -3", -3, true},
		{"from 10-20", 10, true},
		{"100 000 rub 5", 100000, true},
		{"1 2", 12, true}, // as people write numbers: with spaces between digits
		{"", 0, false},
		{"five", 0, false},
		{"inf", 0, false},
		{"NaN", 0, false},
		{math.Inf(1), 0, false},
		{math.NaN(), 0, false},
		{true, 0, false},
		{nil, 0, false},
		{[]any{1.0}, 0, false},
	} {
		if got, ok := logic.FindNumber(c.in); ok != c.ok || ok && got != c.want {
			t.Errorf("%v gives %v, %t; want %v, %t", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestFindDate(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, time.March, 1, 0, 0, 0, 0, berlin)
	noon := day.Add(12 * time.Hour)
	for _, c := range []struct {
		in    any
		want  time.Time
		whole bool
		ok    bool
	}{
		{"2026-03-01", day, true, true},
		{"1.3.2026", day, true, true},
		{" 01.03.2026 ", day, true, true},
		{"01.03.26", day, true, true},
		{"2026/03/01", day, true, true},
		{"01.03.2026 12:00", noon, false, true},
		{"01.03.2026, 12:00", noon, false, true},
		{"2026-03-01 12:00", noon, false, true},
		{"2026-03-01T11:00:00Z", noon, false, true},
		{noon.UTC(), noon, false, true},
		{"31.02.2026", time.Time{}, false, false},
		{"tomorrow", time.Time{}, false, false},
		{"", time.Time{}, false, false},
		{20260301.0, time.Time{}, false, false},
		{nil, time.Time{}, false, false},
	} {
		at, whole, ok := logic.FindDate(c.in, berlin)
		if ok != c.ok || ok && (!at.Equal(c.want) || whole != c.whole) {
			t.Errorf("%v gives %v, %t, %t; want %v, %t, %t", c.in, at, whole, ok, c.want, c.whole, c.ok)
		}
	}
}

func TestFindEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Ann@Example.COM":           "ann@example.com",
		"write to ann@example.com.": "ann@example.com",
		"<ann.b+c@mail.example.ru>": "ann.b+c@mail.example.ru",
		"почта: анна@пример.рф!":    "анна@пример.рф",
		"ann@localhost":             "",
		"ann.example.com":           "",
		"a@b@c.de":                  "",
		"@example.com":              "",
		"":                          "",
		strings.Repeat("a", 250) + "@example.com": "",
	} {
		if got, ok := logic.FindEmail(in); got != want || ok != (want != "") {
			t.Errorf("%q gives %q, %t; want %q", in, got, ok, want)
		}
	}
}

func TestFindWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		test, text, words string // words apart by |
		want              string
		ok                bool
	}{
		{"equals", "Ещё!", "еще", "еще", true},
		{"equals", "yes, please", "yes", "", false},
		{"equals", "🍕", "🍕", "🍕", true},
		{"equals", "🍕🍕", "🍕", "", false},
		{"any_word", "I want tea, please", "coffee|tea", "tea", true},
		{"any_word", "steam", "tea", "", false},
		{"any_word", "large tea", "very large", "very large", true},
		{"any_word", "give me 🍕 now", "🍕", "🍕", true},
		{"all_words", "Tea and large", "large tea", "Tea and large", true},
		{"all_words", "Tea", "large|tea", "", false},
		{"all_words", "Tea 🍕", "tea|🍕", "Tea 🍕", true},
		{"all_words", "Tea", "", "", false},
		{"phrase", "a very large tea", "large tea", "large tea", true},
		{"phrase", "large green tea", "large tea", "", false},
		{"starts", "Hello, bot", "hello", "hello", true},
		{"starts", "Say hello", "hello", "", false},
		{"starts", "👍 fine", "👍", "👍", true},
		{"ends", "the end", "end", "end", true},
		{"ends", "end of it", "end", "", false},
		{"ends", "fine 👍", "👍", "👍", true},
		{"ends", "end", "the very end", "", false},
		{"any_word", "", "tea", "", false},
	} {
		var words []string
		if c.words != "" {
			words = strings.Split(c.words, "|")
		}
		got, ok := logic.FindWords(c.test, c.text, words)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s of %q in %q gives %q, %t; want %q, %t", c.test, c.words, c.text, got, ok, c.want, c.ok)
		}
	}
}

func TestYesOrNo(t *testing.T) {
	t.Parallel()
	for _, yes := range []any{true, "yes", "Yes!", "ok", "да", "Да, конечно", "Конечно", "yes, why not", "+", "👍🏽", "✅ "} {
		if got, known := logic.YesOrNo(yes); !got || !known {
			t.Errorf("%v is %t, %t", yes, got, known)
		}
	}
	for _, no := range []any{false, "No.", "nope", "нет", "НЕТ, спасибо", "не хочу", "конечно нет", "-", "👎"} {
		if got, known := logic.YesOrNo(no); got || !known {
			t.Errorf("%v is %t, %t", no, got, known)
		}
	}
	for _, neither := range []any{"", "maybe", "может быть", "yesterday", "🤔", nil, 1.0} {
		if got, known := logic.YesOrNo(neither); known {
			t.Errorf("%v is %t", neither, got)
		}
	}
}
