package trigger

import "time"

// Moment gives the beginning and the end of a date that settings name.
func Moment(text string, zone *time.Location) (begin, end time.Time, ok bool) {
	m, ok := parseMoment(text)
	return m.in(zone), m.end(zone), ok
}

// NextOfEvery is the next moment of a row that begins with a date.
func NextOfEvery(first string, step time.Duration, after time.Time, zone *time.Location) time.Time {
	m, _ := parseMoment(first)
	return every{m, step}.next(after, zone)
}
