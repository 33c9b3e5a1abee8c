package expr

import (
	"strings"
	"time"
)

// The ways in which a date may be written, besides RFC 3339 with its zone.
var dateLayouts = []string{
	"2006-01-02",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2.1.2006",
	"2.1.2006 15:04",
	"2006/01/02",
}

// parseDate reads a date on the clock of the bot; one that carries its own zone is turned to it.
func (r *run) parseDate(s string) (time.Time, bool) { return parseDate(s, r.zone) }

func parseDate(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < len("1.1.2006") || len(s) > len(time.RFC3339Nano)+4 || s[0] < '0' || s[0] > '9' {
		return time.Time{}, false
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return inCalendar(t.In(zone))
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return inCalendar(WallTime(t, zone))
		}
	}
	return time.Time{}, false
}

func inCalendar(t time.Time) (time.Time, bool) {
	y := t.UTC().Year()
	return t, y >= 1 && y <= 9998
}

// parseZone finds an IANA zone, "UTC" or an offset such as "+03:00".
func parseZone(name string) (*time.Location, error) {
	bad := valueFault("%q is not a time zone such as Europe/Moscow or +03:00", clip(name))
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, bad
	}
	if name[0] == '+' || name[0] == '-' {
		t, err := time.Parse("-07:00", name)
		if err != nil {
			return nil, bad
		}
		_, offset := t.Zone()
		return time.FixedZone(name, offset), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, bad
	}
	return z, nil
}

// startOf goes back to where the unit began; weeks begin on Monday.
func startOf(t time.Time, u unit) time.Time {
	y, m, d := t.Date()
	midnight := func(y int, m time.Month, d int) time.Time {
		return WallTime(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), t.Location())
	}
	switch u {
	case unitSecond:
		return t.Add(-time.Duration(t.Nanosecond()))
	case unitMinute:
		return t.Add(-time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond()))
	case unitHour:
		return startOf(t, unitMinute).Add(-time.Duration(t.Minute()) * time.Minute)
	case unitDay:
		return midnight(y, m, d)
	case unitWeek:
		return midnight(y, m, d-weekday(t)+1)
	case unitMonth:
		return midnight(y, m, 1)
	case unitQuarter:
		return midnight(y, m-(m-1)%3, 1)
	default:
		return midnight(y, 1, 1)
	}
}

// weekday counts from Monday 1 to Sunday 7, as ISO 8601 does.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// between counts the whole units from a to b, negative if b is earlier; days and longer by the calendar of a's zone.
func between(a, b time.Time, u unit) float64 {
	if b.Before(a) {
		return 0 - between(b, a.In(b.Location()), u)
	}
	b = b.In(a.Location())
	switch u {
	case unitSecond:
		return float64(b.Unix() - a.Unix())
	case unitMinute:
		return float64((b.Unix() - a.Unix()) / 60)
	case unitHour:
		return float64((b.Unix() - a.Unix()) / 3600)
	case unitDay:
		return float64(wholeDays(a, b))
	case unitWeek:
		return float64(wholeDays(a, b) / 7)
	case unitMonth:
		return float64(wholeMonths(a, b))
	case unitQuarter:
		return float64(wholeMonths(a, b) / 3)
	default:
		return float64(wholeMonths(a, b) / 12)
	}
}

func wholeDays(a, b time.Time) int {
	civil := func(t time.Time) int64 {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	n := int(civil(b) - civil(a))
	if n > 0 && clock(b) < clock(a) {
		n--
	}
	return n
}

func wholeMonths(a, b time.Time) int {
	n := 12*(b.Year()-a.Year()) + int(b.Month()) - int(a.Month())
	last := min(a.Day(), daysIn(b.Year(), b.Month()))
	if n > 0 && (b.Day() < last || b.Day() == last && clock(b) < clock(a)) {
		n--
	}
	return n
}

// clock is the time of day.
func clock(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute +
		time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
}
