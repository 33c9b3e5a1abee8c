package engine_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

func TestParseNumber_AsPeopleWrite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"5": 5, " 1 234,5 ": 1234.5, "-0.5": -0.5, "+7": 7, "1e3": 1000, "1\u00a0000": 1000} {
		if got, ok := engine.ParseNumber(text); !ok || got != want {
			t.Errorf("ParseNumber(%q) = %v, %t; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "five", "inf", "NaN", "0x10", "1,234,567", "1e999", "--1"} {
		if got, ok := engine.ParseNumber(text); ok {
			t.Errorf("ParseNumber(%q) = %v, want none", text, got)
		}
	}
}

func TestParseDate_WithAndWithoutZone(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3*3600)
	for text, want := range map[string]string{
		"2026-03-01": "2026-03-01T00:00:00+03:00", "2026-03-01 10:30": "2026-03-01T10:30:00+03:00",
		"2026-03-01T10:30:05": "2026-03-01T10:30:05+03:00", "2026-03-01T10:30:00Z": "2026-03-01T10:30:00Z",
		"1.3.2026": "2026-03-01T00:00:00+03:00", "01.03.26": "2026-03-01T00:00:00+03:00", "01.03.2026 10:30": "2026-03-01T10:30:00+03:00",
		"01.03.2026, 10:30": "2026-03-01T10:30:00+03:00", "2026/3/1": "2026-03-01T00:00:00+03:00",
	} {
		got, ok := engine.ParseDate(text, zone)
		if !ok || got.Format(time.RFC3339) != want {
			t.Errorf("ParseDate(%q) = %s, %t; want %s", text, got.Format(time.RFC3339), ok, want)
		}
	}
	for _, text := range []string{"", "soon", "2026-13-01", "10:30", "31.02.2026", "1.3"} {
		if got, ok := engine.ParseDate(text, zone); ok {
			t.Errorf("ParseDate(%q) = %s, want none", text, got)
		}
	}
}

func TestFold_WhatPeopleTypeIsOneForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  ЕЩЁ  Раз ": "еще раз", "Hello\u00a0WORLD": "hello world", "и\u0306од": "йод", "е\u0308ж": "еж", "I’d": "i'd", "☕ Кофе!": "☕ кофе!", "": "",
	} {
		if got := engine.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string][]string{
		"☕ Кофе-машина, ДА!": {"кофе", "машина", "да"}, "I'd buy 2": {"i'd", "buy", "2"}, "👍 …": nil,
	} {
		if got := engine.FoldWords(text); !reflect.DeepEqual(got, want) {
			t.Errorf("FoldWords(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestVisibleLength_CountsWhatTelegramCounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"": 0, "abc": 3, "Привет": 6, "<b>a</b>": 1, `<a href="https://example.com/?a=1&amp;b=2">x</a>`: 1, "a &lt; b &amp; c": 9, "😀": 1, "a < b": 5,
	} {
		if got := engine.VisibleLength(text); got != want {
			t.Errorf("VisibleLength(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestEventButton_FitsOrSaysSo(t *testing.T) {
	t.Parallel()
	key := []byte("sixteen bytes at least")
	token, err := engine.EventButton(key, "take", strings.Repeat("d", 50))
	if err != nil || len(token) != engine.MaxTokenBytes {
		t.Errorf("a token of %d bytes and error %v, want %d bytes", len(token), err, engine.MaxTokenBytes)
	}
	if token, err := engine.EventButton(key, "take", strings.Repeat("d", 51)); err == nil {
		t.Errorf("a token of %d bytes, want an error", len(token))
	}
}
