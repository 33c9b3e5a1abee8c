package engine

import "time"

// Periods are the words for the periods of calendars.
func Periods() []string { return []string{"hour", "day", "week", "month", "ever"} }

// Period gives when the period of the calendar began that the time is in, and when the next begins, in the time's zone: an
// hour, a day, a week from Monday, a month. For ever they are the year 1970 and zero; any other word is a day.
func Period(at time.Time, per string) (begin, next time.Time) {
	y, m, d := at.Date()
	day := func(n int) time.Time { return WallTime(y, m, d+n, 0, 0, at.Location()) }
	switch per {
	case "hour":
		begin = at.Add(-time.Duration(at.Minute())*time.Minute - time.Duration(at.Second())*time.Second - time.Duration(at.Nanosecond()))
		return begin, begin.Add(time.Hour)
	case "week":
		back := (int(at.Weekday()) + 6) % 7
		return day(-back), day(7 - back)
	case "month":
		return WallTime(y, m, 1, 0, 0, at.Location()), WallTime(y, m+1, 1, 0, 0, at.Location())
	case "ever":
		return time.Unix(0, 0), time.Time{}
	default:
		return day(0), day(1)
	}
}
