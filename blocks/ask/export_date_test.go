package ask

import "time"

// ReadDay reads a typed day. Shown is the month that the calendar shows, such as 2026-11, or nothing; first and last are
// what can be chosen; tag is the language of the client.
func ReadDay(text string, today, first, last time.Time, shown, tag string) (time.Time, bool) {
	r := dayReading{
		today: today, monthFirst: monthFirst(tag),
		within: func(day time.Time) bool { return !day.Before(first) && !day.After(last) },
	}
	if at, err := time.Parse(monthView, shown); err == nil {
		r.shown = at
	}
	return r.read(text)
}

// Relative reads a day that is told from today.
func Relative(s string, today time.Time) (time.Time, bool) { return relative(s, today) }
