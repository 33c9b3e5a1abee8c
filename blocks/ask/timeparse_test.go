package ask_test

import (
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/ask"
)

func TestReadClock_CommonForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"9:30": "09:30 21:30", "9.30": "09:30 21:30", "930": "09:30 21:30", "9-30": "09:30 21:30", "9 30": "09:30 21:30", "9h30": "09:30 21:30", "9,30": "09:30 21:30",
		"09:30": "09:30", "0930": "09:30", "21:30": "21:30", "2130": "21:30", "21": "21:00", "00:15": "00:15", "0:15": "00:15", "24:00": "00:00",
		"9": "09:00 21:00", "12": "12:00 00:00", "12:30": "12:30 00:30", "at 9": "09:00 21:00", "в 9": "09:00 21:00", "на 19:00": "19:00", "к 10": "10:00 22:00",
		"9am": "09:00", "9 AM": "09:00", "9 a.m.": "09:00", "9:30pm": "21:30", "12am": "00:00", "12 pm": "12:00", "12:05 am": "00:05", "9 in the evening": "21:00",
		"21 час": "21:00", "21ч": "21:00", "21 ч. 30 мин.": "21:30", "21ч30": "21:30", "9 часов": "09:00 21:00", "9 часов утра": "09:00", "7 вечера": "19:00",
		"7:30 вечера": "19:30", "2 часа дня": "14:00", "2 часа ночи": "02:00", "11 ночи": "23:00", "12 ночи": "00:00", "12 дня": "12:00", "12 вечера": "00:00",
		"15 дня": "15:00", "9 o'clock": "09:00 21:00", "9 o’clock": "09:00 21:00", "noon": "12:00", "полдень": "12:00", "в полночь": "00:00", "0 часов": "00:00",
	} {
		if got := strings.Join(ask.ReadClock(text), " "); got != want {
			t.Errorf("%q is %q, want %s", text, got, want)
		}
	}
}

func TestReadClock_OtherTextsAreNoTimes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "  ", "soon", "25:00", "24:01", "9:60", "960", "93", "99999", "-9", "9:3", "9:30:00", "15 am", "15 утра", "0 pm", "9 ish", "12.05.2026",
		"half past nine", "час", "9 30 45", strings.Repeat("9", 5000),
	} {
		if got := ask.ReadClock(text); got != nil {
			t.Errorf("%q is %v, want none", text, got)
		}
	}
}

func FuzzReadClock(f *testing.F) {
	for _, s := range []string{"9:30", "930", "9 am", "21 час 30 минут", "12 ночи", "noon", "24:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range ask.ReadClock(text) {
			if at, err := time.Parse("15:04", c); err != nil {
				t.Fatalf("%q is %q, which is no time: %v, %v", text, c, at, err)
			}
		}
	})
}

func TestDayClock_ChangesOfTheClocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, day    string
		hour, minute int
		want         string // UTC; nothing if the time does not come
	}{
		{"Europe/Berlin", "2026-03-28", 2, 30, "2026-03-28T01:30"}, // a usual day
		{"Europe/Berlin", "2026-03-29", 1, 59, "2026-03-29T00:59"}, // forward at 2:00
		{"Europe/Berlin", "2026-03-29", 2, 0, ""},
		{"Europe/Berlin", "2026-03-29", 2, 59, ""},
		{"Europe/Berlin", "2026-03-29", 3, 0, "2026-03-29T01:00"},
		{"Europe/Berlin", "2026-03-29", 23, 59, "2026-03-29T21:59"},
		{"Europe/Berlin", "2026-03-30", 2, 30, "2026-03-30T00:30"},
		{"Europe/Berlin", "2026-10-25", 1, 59, "2026-10-24T23:59"}, // back at 3:00
		{"Europe/Berlin", "2026-10-25", 2, 30, "2026-10-25T01:30"}, // the second one
		{"Europe/Berlin", "2026-10-25", 3, 0, "2026-10-25T02:00"},
		{"Europe/Berlin", "2026-10-26", 0, 0, "2026-10-25T23:00"},
		{"America/New_York", "2026-03-08", 2, 30, ""},
		{"America/New_York", "2026-03-08", 3, 0, "2026-03-08T07:00"},
		{"America/New_York", "2026-03-07", 23, 30, "2026-03-08T04:30"},
		{"America/New_York", "2026-11-01", 1, 30, "2026-11-01T06:30"},
		{"America/New_York", "2026-11-01", 0, 59, "2026-11-01T04:59"},
		{"Asia/Tokyo", "2026-03-29", 2, 30, "2026-03-28T17:30"}, // never changes
		{"Asia/Tokyo", "2026-10-25", 0, 0, "2026-10-24T15:00"},
		{"Europe/Moscow", "2026-03-29", 2, 30, "2026-03-28T23:30"}, // does not change any more
		{"Europe/Moscow", "2010-03-28", 2, 30, ""},                 // but did
		{"Europe/Moscow", "2014-10-26", 1, 30, "2014-10-25T22:30"}, // and went back for good, from +4 to +3 at 2:00
		{"Australia/Lord_Howe", "2026-10-04", 1, 59, "2026-10-03T15:29"},
		{"Australia/Lord_Howe", "2026-10-04", 2, 0, ""}, // forward by half an hour
		{"Australia/Lord_Howe", "2026-10-04", 2, 29, ""},
		{"Australia/Lord_Howe", "2026-10-04", 2, 30, "2026-10-03T15:30"},
		{"Australia/Lord_Howe", "2026-04-05", 1, 29, "2026-04-04T14:29"},
		{"Australia/Lord_Howe", "2026-04-05", 1, 30, "2026-04-04T15:00"}, // twice, the second one
		{"Australia/Lord_Howe", "2026-04-05", 2, 0, "2026-04-04T15:30"},
		{"Pacific/Apia", "2011-12-30", 12, 0, ""}, // a day that was left out
		{"Pacific/Apia", "2011-12-31", 12, 0, "2011-12-30T22:00"},
		{"America/Sao_Paulo", "2018-11-04", 0, 30, ""}, // forward at midnight
		{"America/Sao_Paulo", "2018-11-04", 1, 0, "2018-11-04T03:00"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if at, ok := ask.LastAt(day(t, c.day), zone, c.hour, c.minute); ok {
			got = at.UTC().Format("2006-01-02T15:04")
		}
		if got != c.want {
			t.Errorf("%s, %s %02d:%02d is %q, want %q", c.zone, c.day, c.hour, c.minute, got, c.want)
		}
	}
}

// TestDayClock_AgreesWithTheClock holds every minute of the days around each change against what the clock shows then.
func TestDayClock_AgreesWithTheClock(t *testing.T) {
	t.Parallel()
	for name, days := range map[string][]string{
		"Europe/Berlin": {"2026-03-29", "2026-10-25"}, "America/New_York": {"2026-03-08", "2026-11-01"},
		"Asia/Tokyo": {"2026-03-29"}, "Europe/Moscow": {"2014-10-26"}, "Australia/Lord_Howe": {"2026-04-05", "2026-10-04"},
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, changed := range days {
			for n := -1; n <= 1; n++ {
				date := day(t, changed).AddDate(0, 0, n)
				want := map[string]time.Time{}
				for at := date.Add(-15 * time.Hour); at.Before(date.Add(39 * time.Hour)); at = at.Add(time.Minute) {
					if here := at.In(zone); here.Format(time.DateOnly) == date.Format(time.DateOnly) {
						want[here.Format("15:04")] = at
					}
				}
				for m := range 24 * 60 {
					at, ok := ask.LastAt(date, zone, m/60, m%60)
					clock := date.Add(time.Duration(m) * time.Minute).Format("15:04")
					if when, comes := want[clock]; ok != comes || ok && !at.Equal(when) {
						t.Fatalf("%s, %s %s: %v, %v, want %v, %v", name, date.Format(time.DateOnly), clock, at, ok, when, comes)
					}
				}
			}
		}
	}
}
