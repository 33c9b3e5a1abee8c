package engine

import (
	"slices"
	"time"
)

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// OnDay reports whether the time's day of the week is among the days; no days are all days.
func OnDay(at time.Time, days []string) bool {
	return len(days) == 0 || slices.Contains(days, weekdays[at.Weekday()])
}

// Open reports whether the time, in its own zone, is within the hours. Hours over midnight belong to the day they begin
// on; equal ends are the whole day round.
func (h *ActiveHours) Open(at time.Time) bool {
	clock := at.Format("15:04")
	day := at
	within := clock >= h.From && clock < h.To
	if h.To <= h.From {
		within = clock >= h.From || clock < h.To
		if clock < h.To {
			day = day.AddDate(0, 0, -1)
		}
	}
	return within && OnDay(day, h.Days)
}

// Next is the time itself if it is within the hours, else when they begin next, in the time's zone.
func (h *ActiveHours) Next(at time.Time) time.Time {
	if h.Open(at) {
		return at
	}
	return NextClock(at, h.From, h.Days)
}

// Close is the last second of the hours that the time is within, in the time's zone. Hours round the whole day end where they
// began; for a time outside of the hours it is the time itself.
func (h *ActiveHours) Close(at time.Time) time.Time {
	if !h.Open(at) {
		return at
	}
	c, err := time.Parse("15:04", h.To)
	if err != nil {
		return at
	}
	for n := range 2 {
		x := time.Date(at.Year(), at.Month(), at.Day()+n, c.Hour(), c.Minute(), 0, 0, at.Location())
		if x.After(at) {
			return x.Add(-time.Second)
		}
	}
	return at
}

// NextClock is the next moment, not before the time and in its zone, with the time of day ("09:30") on one of the days.
// See WallTime for a time of day that clocks jump over. A malformed one gives the time itself.
func NextClock(at time.Time, clock string, days []string) time.Time {
	c, err := time.Parse("15:04", clock)
	if err != nil {
		return at
	}
	for n := range 8 {
		x := WallTime(at.Year(), at.Month(), at.Day()+n, c.Hour(), c.Minute(), at.Location())
		if !x.Before(at) && OnDay(x, days) {
			return x
		}
	}
	return at
}
