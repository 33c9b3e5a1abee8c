package trigger

import "time"

// every is an even row of moments from a first one on.
type every struct {
	first moment
	step  time.Duration
}

// monday is where rows begin that have no first moment of their own, so that a week begins with its first day.
func monday() moment {
	return moment{wall: time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)}
}

// next is the first moment of the row after the given one. Steps of up to an hour are of time that goes by. Longer ones are
// steps of the clocks, so that what comes every day at nine, or every four hours at eight and noon, stays there when
// clocks are changed.
func (e every) next(after time.Time, zone *time.Location) time.Time {
	first := e.first.in(zone)
	if after.Before(first) {
		return first
	}
	if e.step <= time.Hour {
		return first.Add(e.steps(after.Sub(first)) + e.step)
	}
	begin := shown(first, zone)
	for wall := begin.Add(max(e.steps(shown(after, zone).Sub(begin))-e.step, 0)); ; wall = wall.Add(e.step) {
		if at := onClock(wall, zone); at.After(after) {
			return at
		}
	}
}

// steps is how much of the time is whole steps.
func (e every) steps(d time.Duration) time.Duration { return d - d%e.step }

// shown is what clocks in the zone show at the moment, as a time in UTC.
func shown(at time.Time, zone *time.Location) time.Time {
	_, offset := at.In(zone).Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}
