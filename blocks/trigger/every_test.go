package trigger_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/blocks/trigger"
	"github.com/scenarist/scenarist/engine"
)

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

func TestParseMoment_ReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	for text, want := range map[string][2]string{
		"2026-05-01 09:00":          {"2026-05-01T07:00:00Z", "2026-05-01T07:00:00.000000001Z"},
		"2026-05-01T09:00":          {"2026-05-01T07:00:00Z", "2026-05-01T07:00:00.000000001Z"},
		"2026-05-01":                {"2026-04-30T22:00:00Z", "2026-05-01T22:00:00Z"},
		"2026-03-29":                {"2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}, // a day of 23 hours
		"2026-03-29 02:30":          {"2026-03-29T01:30:00Z", "2026-03-29T01:30:00.000000001Z"},
		"2026-05-01T09:00:00+09:00": {"2026-05-01T00:00:00Z", "2026-05-01T00:00:00.000000001Z"},
	} {
		begin, end, ok := trigger.Moment(text, berlin)
		if !ok {
			t.Fatalf("%s is no moment", text)
		}
		got := [2]string{begin.UTC().Format(time.RFC3339Nano), end.UTC().Format(time.RFC3339Nano)}
		if got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"", "tomorrow", "2026-02-30", "01.05.2026", "2026-05-01 9:00 am", "2026-05-01 25:00"} {
		if _, _, ok := trigger.Moment(text, berlin); ok {
			t.Errorf("%q was taken for a moment", text)
		}
	}
}

func TestEvery_Next(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, zone, after string
		step               time.Duration
		want               []string
	}{
		{"2026-01-05 08:00", "UTC", "2026-01-01T00:00:00Z", 4 * time.Hour, []string{"2026-01-05T08:00:00Z", "2026-01-05T12:00:00Z"}},
		{"2026-01-05 08:00", "UTC", "2026-01-05T08:00:00Z", 5 * time.Hour, []string{"2026-01-05T13:00:00Z", "2026-01-05T18:00:00Z", "2026-01-05T23:00:00Z", "2026-01-06T04:00:00Z"}},
		// Clocks go on by an hour: noon stays noon.
		{"2026-01-05 08:00", "Europe/Berlin", "2026-03-28T20:00:00Z", 4 * time.Hour, []string{"2026-03-28T23:00:00Z", "2026-03-29T02:00:00Z", "2026-03-29T06:00:00Z", "2026-03-29T10:00:00Z"}},
		{"2026-01-05 09:30", "Europe/Berlin", "2026-10-24T12:00:00Z", 24 * time.Hour, []string{"2026-10-25T08:30:00Z", "2026-10-26T08:30:00Z"}},
		{"2026-01-05T09:30:00+01:00", "Europe/Berlin", "2026-06-01T12:00:00Z", 7 * 24 * time.Hour, []string{"2026-06-08T07:30:00Z"}},
		// Up to an hour it is time that goes by, also in the hour that comes twice.
		{"2026-01-05 00:00", "Europe/Berlin", "2026-10-25T00:20:00Z", 30 * time.Minute, []string{"2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"}},
		{"2026-01-05 00:10", "Australia/Lord_Howe", "2026-04-04T14:00:00Z", time.Hour, []string{"2026-04-04T14:10:00Z", "2026-04-04T15:10:00Z"}},
		{"2026-01-05 23:30", "Africa/Cairo", "2026-04-23T12:00:00Z", 24 * time.Hour, []string{"2026-04-23T21:30:00Z", "2026-04-24T20:30:00Z"}},
	} {
		at, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			at = trigger.NextOfEvery(c.first, c.step, at, zone(t, c.zone))
			if s := at.UTC().Format(time.RFC3339); s != want {
				t.Errorf("every %v from %s in %s: got %s, want %s", c.step, c.first, c.zone, s, want)
				break
			}
		}
	}
}

// The rows of long steps are those of the clocks: each moment of a row is shown by them, in order, none is left out.
func TestEvery_RowIsTheClocks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, name)
			rapid.Check(t, func(r *rapid.T) {
				step := time.Duration(rapid.IntRange(61, 3*24*60).Draw(r, "minutes")) * time.Minute
				first := time.Date(2025, time.December, 1, rapid.IntRange(0, 23).Draw(r, "hour"), rapid.IntRange(0, 59).Draw(r, "minute"), 0, 0, time.UTC)
				var want []time.Time
				for wall := first; wall.Before(first.AddDate(1, 0, 0)); wall = wall.Add(step) {
					want = append(want, engine.WallTime(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), z))
				}
				slices.SortFunc(want, time.Time.Compare)
				want = slices.CompactFunc(want, time.Time.Equal)
				from := rapid.IntRange(0, len(want)-2).Draw(r, "from")
				at := want[from].Add(-time.Duration(rapid.IntRange(1, 59).Draw(r, "seconds before")) * time.Second)
				for i := from; i < min(from+40, len(want)); i++ {
					next := trigger.NextOfEvery(first.Format("2006-01-02 15:04"), step, at, z)
					if !next.Equal(want[i]) {
						r.Fatalf("every %v from %v: after %v came %v, want %v", step, first, at, next, want[i])
					}
					at = next
				}
			})
		})
	}
}
