package expr

import "time"

// WallTime is the moment at which clocks in the zone show what the given time, which is in UTC, shows. By RFC 5545, section
// 3.3.5, a time that clocks show twice is the first of the two, and one that they jump over is reckoned as if they had not
// jumped yet: 02:30 comes when they show 03:30. Where the jump is at midnight, the day so begins with its first moment;
// time.Date may give the evening before.
func WallTime(shown time.Time, zone *time.Location) time.Time {
	y, m, d := shown.Date()
	at := time.Date(y, m, d, shown.Hour(), shown.Minute(), shown.Second(), shown.Nanosecond(), zone)
	switch off := shown.Sub(naiveOf(at)); {
	case off < 0: // it shows a later time: Go reckoned with the offset from before the jump
		return at
	case off > 0: // an earlier one: with the offset from behind it, and so it stands before the jump
		return shown.Add(-offsetOf(at)).In(zone)
	}
	start, _ := at.ZoneBounds()
	if start.IsZero() {
		return at
	}
	if first := shown.Add(-offsetOf(start.Add(-time.Second))); first.Before(start) {
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
