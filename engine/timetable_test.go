package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

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

// zones change their clocks by an hour in the night, by half an hour, at midnight, on the other half of the world, never.
func zones() []string {
	return []string{"Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Kathmandu"}
}

func TestWallTime_JumpsAndRepeats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, wall, want string }{
		{"UTC", "2026-01-05 09:00", "2026-01-05T09:00:00Z"},
		{"Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59:00Z"},
		{"Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00Z"}, // jumped over: they show 03:30 then
		{"Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00Z"},
		{"Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z"}, // the first of two
		{"Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
		{"America/New_York", "2026-03-08 02:15", "2026-03-08T07:15:00Z"},
		{"America/New_York", "2026-11-01 01:15", "2026-11-01T05:15:00Z"},
		{"Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03T15:40:00Z"}, // half an hour
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z"},
		{"Africa/Cairo", "2026-04-24 00:30", "2026-04-23T22:30:00Z"}, // the day begins at 01:00
		{"Africa/Cairo", "2026-10-29 23:30", "2026-10-29T20:30:00Z"},
		{"America/Santiago", "2026-09-06 00:00", "2026-09-06T04:00:00Z"},
		{"Pacific/Apia", "2011-12-30 10:00", "2011-12-30T20:00:00Z"}, // the day that never was
	} {
		at, err := time.Parse("2006-01-02 15:04", c.wall)
		if err != nil {
			t.Fatal(err)
		}
		got := engine.WallTime(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), zone(t, c.zone))
		if s := got.UTC().Format(time.RFC3339); s != c.want {
			t.Errorf("%s in %s is %s, want %s", c.wall, c.zone, s, c.want)
		}
	}
}

func TestTimetable_Next(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		times, week []string
		month       []int
		zone, after string
		want        []string
	}{
		{[]string{"09:00"}, nil, nil, "UTC", "2026-01-05T09:00:00Z", []string{"2026-01-06T09:00:00Z", "2026-01-07T09:00:00Z"}},
		{[]string{"18:30", "09:00"}, nil, nil, "UTC", "2026-01-05T08:59:59Z", []string{"2026-01-05T09:00:00Z", "2026-01-05T18:30:00Z", "2026-01-06T09:00:00Z"}},
		{[]string{"09:00"}, []string{"mon", "fri"}, nil, "UTC", "2026-01-05T10:00:00Z", []string{"2026-01-09T09:00:00Z", "2026-01-12T09:00:00Z"}},
		{[]string{"09:00"}, nil, []int{31, -1}, "UTC", "2026-01-05T10:00:00Z", []string{"2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z", "2026-04-30T09:00:00Z"}},
		{[]string{"09:00"}, []string{"fri"}, []int{13}, "UTC", "2026-01-05T10:00:00Z", []string{"2026-02-13T09:00:00Z", "2026-03-13T09:00:00Z", "2026-11-13T09:00:00Z"}},
		// Nine in the morning stays nine in the morning.
		{[]string{"09:00"}, nil, nil, "Europe/Berlin", "2026-03-28T07:00:00Z", []string{"2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"}},
		// What clocks jump over comes once, and before the next day.
		{[]string{"02:30", "03:30"}, nil, nil, "Europe/Berlin", "2026-03-29T00:00:00Z", []string{"2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"}},
		{[]string{"02:30"}, nil, nil, "Europe/Berlin", "2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
	} {
		table, err := engine.NewTimetable(c.times, c.week, c.month)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			at = table.Next(at, zone(t, c.zone))
			if s := at.Format(time.RFC3339); s != want {
				t.Errorf("%v %v %v in %s: got %s, want %s", c.times, c.week, c.month, c.zone, s, want)
				break
			}
		}
	}
}

func TestTimetable_RefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		times, week []string
		month       []int
	}{
		{nil, nil, nil},
		{[]string{"9 am"}, nil, nil},
		{[]string{"09:00"}, []string{"monday"}, nil},
		{[]string{"09:00"}, nil, []int{0}},
		{[]string{"09:00"}, nil, []int{32}},
	} {
		if _, err := engine.NewTimetable(c.times, c.week, c.month); err == nil {
			t.Errorf("%v was taken", c)
		}
	}
}

func TestParseCron_Next(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line, zone, after string
		want              []string
	}{
		{"0 9 * * *", "UTC", "2026-01-05T09:00:00Z", []string{"2026-01-06T09:00:00Z"}},
		{"*/15 9-10 * * mon-fri", "UTC", "2026-01-09T10:40:00Z", []string{"2026-01-09T10:45:00Z", "2026-01-12T09:00:00Z", "2026-01-12T09:15:00Z"}},
		{"5/20 0 1 1 *", "UTC", "2026-01-05T00:00:00Z", []string{"2027-01-01T00:05:00Z", "2027-01-01T00:25:00Z", "2027-01-01T00:45:00Z", "2028-01-01T00:05:00Z"}},
		{"0 0 1,15 * sun", "UTC", "2026-01-05T00:00:00Z", []string{"2026-01-11T00:00:00Z", "2026-01-15T00:00:00Z", "2026-01-18T00:00:00Z"}}, // either
		{"0 0 */2 * 7", "UTC", "2026-01-05T00:00:00Z", []string{"2026-01-11T00:00:00Z", "2026-01-25T00:00:00Z"}},                            // both
		{"0 12 29 feb *", "UTC", "2096-03-01T00:00:00Z", []string{"2104-02-29T12:00:00Z"}},
		{"30 8 L * *", "UTC", "2026-02-01T00:00:00Z", []string{"2026-02-28T08:30:00Z", "2026-03-31T08:30:00Z"}},
		{"30 8 1,L feb *", "UTC", "2028-02-01T12:00:00Z", []string{"2028-02-29T08:30:00Z", "2029-02-01T08:30:00Z"}},
		// Every half hour goes through the hour that comes twice, and over the one that does not come.
		{"*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"}},
		{"15 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", []string{"2026-03-29T00:15:00Z", "2026-03-29T01:15:00Z"}},
		{"15 * * * *", "Asia/Kathmandu", "2026-03-29T00:00:00Z", []string{"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"}},
		// A day that begins at one in the morning, and one that has 23:30 twice.
		{"0 0 * * *", "Africa/Cairo", "2026-04-23T20:00:00Z", []string{"2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"}},
		{"30 23 * * *", "Africa/Cairo", "2026-10-29T00:00:00Z", []string{"2026-10-29T20:30:00Z", "2026-10-30T21:30:00Z"}},
	} {
		table, err := engine.ParseCron(c.line)
		if err != nil {
			t.Fatalf("%s: %v", c.line, err)
		}
		at, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			at = table.Next(at, zone(t, c.zone))
			if s := at.Format(time.RFC3339); s != want {
				t.Errorf("%s in %s: got %s, want %s", c.line, c.zone, s, want)
				break
			}
		}
	}
}

func TestParseCron_Refuses(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"":              "it needs five parts: minute, hour, day of the month, month, day of the week",
		"* * * *":       "it needs five parts: minute, hour, day of the month, month, day of the week",
		"60 * * * *":    `minute: "60" is not from 0 to 59`,
		"* 24 * * *":    `hour: "24" is not from 0 to 23`,
		"* * 0 * *":     `day of the month: "0" is not from 1 to 31`,
		"* * * 13 *":    `month: "13" is not from 1 to 12`,
		"* * * * 8":     `day of the week: "8" is not from 0 to 7`,
		"* * * * +1":    `day of the week: "+1" is not from 0 to 7`,
		"5-1 * * * *":   "minute: 5-1 ends before it begins",
		"*/0 * * * *":   `minute: "0" is no step from 1 to 59`,
		"1,,2 * * * *":  `minute: "" is not from 0 to 59`,
		"0 0 31 jun *":  "there is no such day",
		"0 0 30 feb *":  "there is no such day",
		"@daily":        "it needs five parts: minute, hour, day of the month, month, day of the week",
		"0 0 * * mon#1": `day of the week: "mon#1" is not from 0 to 7`,
	} {
		_, err := engine.ParseCron(line)
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", line, err, want)
		}
	}
}

// scanned are the moments of a timetable's times of day between two moments, found by looking at the clock of every
// minute: a time counts when it is shown first, or as long after a jump over it as it would have been without.
func scanned(from, to time.Time, z *time.Location, wanted func(wall time.Time) bool) []time.Time {
	var out []time.Time
	shown := map[time.Time]bool{}
	last := time.Time{}
	for at := from.Add(-48 * time.Hour); at.Before(to); at = at.Add(time.Minute) {
		_, offset := at.In(z).Zone()
		wall := at.Add(time.Duration(offset) * time.Second)
		if !last.IsZero() {
			for w := last.Add(time.Minute); w.Before(wall); w = w.Add(time.Minute) {
				shown[w] = true
				if wanted(w) {
					out = append(out, at.Add(w.Sub(last)-time.Minute))
				}
			}
		}
		if !shown[wall] && wanted(wall) {
			out = append(out, at)
		}
		shown[wall], last = true, wall
	}
	slices.SortFunc(out, time.Time.Compare)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(x time.Time) bool { return !x.After(from) || !x.Before(to) })
}

func TestTimetable_AgreesWithTheClocks(t *testing.T) {
	t.Parallel()
	for _, name := range zones() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, name)
			changes := clockChanges(z)
			rapid.Check(t, func(r *rapid.T) {
				times := rapid.SliceOfNDistinct(rapid.Custom(func(r *rapid.T) string {
					// Mostly the hours in which clocks are changed.
					hour := rapid.SampledFrom([]int{0, 1, 2, 3, 22, 23, rapid.IntRange(0, 23).Draw(r, "any hour")}).Draw(r, "hour")
					return fmt.Sprintf("%02d:%02d", hour, rapid.IntRange(0, 59).Draw(r, "minute"))
				}), 1, 4, rapid.ID).Draw(r, "times")
				week := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}), 0, 6, rapid.ID).Draw(r, "week")
				table, err := engine.NewTimetable(times, week, nil)
				if err != nil {
					r.Fatal(err)
				}
				from := rapid.SampledFrom(changes).Draw(r, "change").Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(r, "off")) * time.Minute)
				to := from.Add(72 * time.Hour)
				want := scanned(from, to, z, func(w time.Time) bool {
					day := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[w.Weekday()]
					return slices.Contains(times, w.Format("15:04")) && (len(week) == 0 || slices.Contains(week, day))
				})
				var got []time.Time
				for at := table.Next(from, z); at.Before(to) && !at.IsZero(); at = table.Next(at, z) {
					got = append(got, at)
				}
				if !slices.EqualFunc(got, want, time.Time.Equal) {
					r.Fatalf("%v %v from %v:\ngot  %v\nwant %v", times, week, from, got, want)
				}
			})
		})
	}
}

// clockChanges are moments about which a zone changes its clocks; some moment of a zone that does not.
func clockChanges(z *time.Location) []time.Time {
	at := time.Date(2026, time.January, 10, 0, 0, 0, 0, time.UTC)
	out := []time.Time{at}
	for len(out) < 5 {
		_, end := at.In(z).ZoneBounds()
		if end.IsZero() {
			break
		}
		at = end.UTC().Truncate(time.Minute)
		out = append(out, at)
	}
	return out
}
