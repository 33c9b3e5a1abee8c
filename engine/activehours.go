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
	day := naiveDay(at) // a day earlier there may be no such time of day
	within := clock >= h.From && clock < h.To
	if h.To <= h.From {
		within = clock >= h.From || clock < h.To
		if clock < h.To {
			day = day.AddDate(0, 0, -1)
		}
	}
	return within && OnDay(day, h.Days)
}

// Next is the time itself if it is within the hours, else when they begin next, in the time's zone. Hours are what clocks
// show: where those jump into the hours, they begin with the jump, and where clocks go back they may begin once more.
func (h *ActiveHours) Next(at time.Time) time.Time {
	x := at
	for range searchShifts {
		if h.Open(x) {
			return x
		}
		day, shift := naiveDay(x), shiftAfter(x)
		for n := range 9 {
			begin := inShift(day.AddDate(0, 0, n), h.From, x)
			if !shift.IsZero() && !begin.Before(shift) {
				break
			}
			if begin.After(x) && h.Open(begin) {
				return begin
			}
		}
		if shift.IsZero() {
			return at // they never begin
		}
		x = shift
	}
	return at
}

// Close is the last second of the hours that the time is within, in the time's zone. Hours round the whole day end where they
// began; for a time outside of the hours it is the time itself.
func (h *ActiveHours) Close(at time.Time) time.Time {
	if !h.Open(at) {
		return at
	}
	x := at
	for range searchShifts {
		day, shift := naiveDay(x), shiftAfter(x)
		for n := range 2 {
			end := inShift(day.AddDate(0, 0, n), h.To, x)
			if !shift.IsZero() && !end.Before(shift) {
				break
			}
			if end.After(x) {
				return end.Add(-time.Second)
			}
		}
		if shift.IsZero() || !h.Open(shift) {
			break
		}
		x = shift
	}
	return shiftAfter(x).Add(-time.Second)
}

// searchShifts bounds a search over changes of the clocks. There are two a year, but zones have had a few in a month.
const searchShifts = 10

// naiveDay is the day that clocks show at the moment, as its midnight in UTC.
func naiveDay(at time.Time) time.Time {
	y, m, d := at.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// shiftAfter is when the clocks of the time's zone are changed next, in the zone; zero for never.
func shiftAfter(at time.Time) time.Time {
	_, end := at.ZoneBounds()
	return end
}

// inShift is the moment at which clocks show the time of day ("09:30") on the day, if they go as they do at the given moment.
// A malformed one is midnight.
func inShift(day time.Time, clock string, as time.Time) time.Time {
	_, east := as.Zone()
	if c, err := time.Parse("15:04", clock); err == nil {
		day = day.Add(time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute)
	}
	return day.Add(-time.Duration(east) * time.Second).In(as.Location())
}

// NextClock is the next moment, not before the time and in its zone, with the time of day ("09:30") on one of the days.
// See WallTime for a time of day that clocks jump over. A malformed one gives the time itself.
func NextClock(at time.Time, clock string, days []string) time.Time {
	c, err := time.Parse("15:04", clock)
	if err != nil {
		return at
	}
	for n := -1; n < 8; n++ { // yesterday's may come today, if clocks jump over midnight
		x := WallTime(at.Year(), at.Month(), at.Day()+n, c.Hour(), c.Minute(), at.Location())
		if !x.Before(at) && OnDay(x, days) {
			return x
		}
	}
	return at
}
