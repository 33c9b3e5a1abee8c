package engine

import "time"

// WallTime is the moment at which clocks in the zone show the date and the time of day; values beyond their range go over
// into the next day or month, as with time.Date. By RFC 5545, section 3.3.5, a time that clocks show twice is the first of
// the two, and one that they jump over is reckoned as if they had not jumped yet: 02:30 comes when they show 03:30.
func WallTime(year int, month time.Month, day, hour, minute int, zone *time.Location) time.Time {
	naive := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	at := time.Date(year, month, day, hour, minute, 0, 0, zone)
	switch off := naive.Sub(naiveOf(at)); {
	case off < 0: // it shows a later time: Go reckoned with the offset from before the jump
		return at
	case off > 0: // an earlier one: with the offset from behind it, and so it stands before the jump
		return naive.Add(-offsetOf(at)).In(zone)
	}
	start, _ := at.ZoneBounds()
	if start.IsZero() {
		return at
	}
	if first := naive.Add(-offsetOf(start.Add(-time.Second))); first.Before(start) {
		return first.In(zone)
	}
	return at
}

// naiveOf is what clocks show at the moment, as a time in UTC, so that it can be reckoned with as they do.
func naiveOf(at time.Time) time.Time { return at.UTC().Add(offsetOf(at)) }

func offsetOf(at time.Time) time.Duration {
	_, seconds := at.Zone()
	return time.Duration(seconds) * time.Second
}
