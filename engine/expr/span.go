package expr

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// span is a length of time in calendar terms: "1 month" is not a number of seconds.
type span struct {
	months int
	days   int
	clock  time.Duration
}

// unit is one of the words for lengths of time.
type unit string

const (
	unitSecond  unit = "seconds"
	unitMinute  unit = "minutes"
	unitHour    unit = "hours"
	unitDay     unit = "days"
	unitWeek    unit = "weeks"
	unitMonth   unit = "months"
	unitQuarter unit = "quarters"
	unitYear    unit = "years"
)

// parseUnit takes "day", "days", "d" and so on.
func parseUnit(s string) (unit, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "s", "sec", "second", "seconds":
		return unitSecond, nil
	case "m", "min", "minute", "minutes":
		return unitMinute, nil
	case "h", "hour", "hours":
		return unitHour, nil
	case "d", "day", "days":
		return unitDay, nil
	case "w", "week", "weeks":
		return unitWeek, nil
	case "mo", "month", "months":
		return unitMonth, nil
	case "q", "quarter", "quarters":
		return unitQuarter, nil
	case "y", "year", "years":
		return unitYear, nil
	default:
		return "", valueFault("%q is not a unit of time: seconds, minutes, hours, days, weeks, months, quarters or years", clip(s))
	}
}

// spanOf makes n units; only seconds, minutes and hours may have fractions.
func spanOf(n float64, u unit) (span, error) {
	if math.Abs(n) > 1e9 {
		return span{}, valueFault("%v %s is too long", n, u)
	}
	clock := map[unit]time.Duration{unitSecond: time.Second, unitMinute: time.Minute, unitHour: time.Hour}[u]
	if clock != 0 {
		if math.Abs(n*float64(clock)) > math.MaxInt64/2 {
			return span{}, valueFault("%v %s is too long", n, u)
		}
		return span{clock: time.Duration(n * float64(clock))}, nil
	}
	if n != math.Trunc(n) {
		return span{}, valueFault("%v %s: only seconds, minutes and hours may have a fraction", n, u)
	}
	switch u {
	case unitDay:
		return span{days: int(n)}, nil
	case unitWeek:
		return span{days: 7 * int(n)}, nil
	case unitMonth:
		return span{months: int(n)}, nil
	case unitQuarter:
		return span{months: 3 * int(n)}, nil
	default:
		return span{months: 12 * int(n)}, nil
	}
}

// parseSpan reads "2h", "1d 12h", "-3 days", "1 month".
func parseSpan(s string) (span, error) {
	bad := valueFault("%q is not a length of time such as 2h, 1d 12h or 3 months", clip(s))
	rest := strings.TrimSpace(s)
	if len(rest) > 64 {
		return span{}, bad
	}
	sign := 1.0
	if after, ok := strings.CutPrefix(rest, "-"); ok {
		sign, rest = -1, strings.TrimSpace(after)
	}
	if rest == "" {
		return span{}, bad
	}
	var total span
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789."))
		n, err := strconv.ParseFloat(rest[:digits], 64)
		if err != nil {
			return span{}, bad
		}
		rest = strings.TrimLeft(rest[digits:], " ")
		letters := len(rest) - len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		u, err := parseUnit(rest[:letters])
		if err != nil {
			return span{}, bad
		}
		part, err := spanOf(sign*n, u)
		if err != nil {
			return span{}, err
		}
		total.months += part.months
		total.days += part.days
		total.clock += part.clock
		rest = strings.TrimLeft(rest[letters:], " ,")
	}
	return total, nil
}

// addTo moves a date: months first (the day is cut to the month's last), then days by the calendar of the date's zone, then
// the clock in real time. So a day keeps the hour when clocks change, and 24 hours do not.
func (s span) addTo(t time.Time) (time.Time, error) {
	if s.months != 0 {
		y, m, d := t.Date()
		if s.months > 12*9999 || s.months < -12*9999 {
			return t, errOutOfCalendar()
		}
		first := time.Date(y, m+time.Month(s.months), 1, 0, 0, 0, 0, time.UTC)
		d = min(d, daysIn(first.Year(), first.Month()))
		t = WallTime(time.Date(first.Year(), first.Month(), d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC), t.Location())
	}
	if s.days > 366*9999 || s.days < -366*9999 {
		return t, errOutOfCalendar()
	}
	if s.days != 0 {
		t = WallTime(naiveOf(t).AddDate(0, 0, s.days), t.Location())
	}
	t = t.Add(s.clock)
	if y := t.UTC().Year(); y < 1 || y > 9998 { // a year of four digits in every zone, as RFC 3339 needs
		return t, errOutOfCalendar()
	}
	return t, nil
}

func errOutOfCalendar() error { return valueFault("{} is outside the years 1 to 9998") }

func daysIn(y int, m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// seconds is the length with a month of 30 days and a year of 365.
func (s span) seconds() float64 {
	days := s.days + s.months/12*365 + s.months%12*30
	return float64(days)*86400 + s.clock.Seconds()
}
