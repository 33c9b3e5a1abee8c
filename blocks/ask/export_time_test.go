package ask

import "time"

// ReadClock reads a typed time; what it may mean, as 09:30.
func ReadClock(text string) []string {
	var out []string
	for _, c := range readClock(text) {
		out = append(out, c.String())
	}
	return out
}

// LastAt gives the last moment of the day in the zone at which the clock shows the time.
func LastAt(day time.Time, zone *time.Location, hour, minute int) (time.Time, bool) {
	return dayClockOf(day, zone).last(clock(60*hour + minute))
}
