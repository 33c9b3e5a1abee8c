package engine

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"time"
)

// Timetable is a set of times of day on a set of days, by the clocks of a zone that is given when it is asked. It is
// never changed once it is made.
type Timetable struct {
	clock  [24]uint64 // minutes of each hour, as bits
	hourly bool       // every hour has the same minutes, so that an hour that clocks show twice has them twice
	months uint16     // bits 1 to 12
	days   uint32     // days of the month, bits 1 to 31
	last   bool       // the last day of the month too
	week   uint8      // days of the week, bit 0 is Sunday
	either bool       // a day of the month or one of the week is enough, as crontab has it where both are given
}

const (
	allMonths = 1<<13 - 2
	allDays   = 1<<32 - 2
	allWeek   = 1<<7 - 1
)

// NewTimetable makes one of times of day ("09:30"), days of the week ("mon") and days of the month, 1 to 31, and -1 for
// the last one. No days are all days; a day has to be among both where both are given.
func NewTimetable(times, week []string, month []int) (*Timetable, error) {
	t := &Timetable{months: allMonths, days: allDays, week: allWeek}
	if len(times) == 0 {
		return nil, errors.New("it has no time of day")
	}
	for _, s := range times {
		at, err := time.Parse("15:04", s)
		if err != nil {
			return nil, fmt.Errorf("%q is no time of day such as 09:30", s)
		}
		t.clock[at.Hour()] |= 1 << at.Minute()
	}
	if len(week) > 0 {
		t.week = 0
	}
	for _, s := range week {
		i := slices.Index(weekdays[:], s)
		if i < 0 {
			return nil, fmt.Errorf("%q is no day of the week such as mon", s)
		}
		t.week |= 1 << i
	}
	if len(month) > 0 {
		t.days = 0
	}
	for _, n := range month {
		switch {
		case n == -1:
			t.last = true
		case n >= 1 && n <= 31:
			t.days |= 1 << n
		default:
			return nil, fmt.Errorf("%d is no day of a month", n)
		}
	}
	return t, nil
}

// searchDays bounds the search for a day: the 29th of February is at most eight years away.
const searchDays = 9 * 366

// Next is the first moment after the given one, in UTC; zero if there is none, as with the 31st of June. Times of day that
// clocks jump over or show twice come once, see WallTime; but a timetable that has the same minutes in every hour follows
// the time that goes by, and so it has them in both.
func (t *Timetable) Next(after time.Time, zone *time.Location) time.Time {
	at := after.In(zone)
	day := time.Date(at.Year(), at.Month(), at.Day()-1, 0, 0, 0, 0, time.UTC)
	for range searchDays {
		if t.on(day) {
			if x := t.within(day, after, zone); !x.IsZero() {
				return x.UTC()
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}
}

// on reports whether the day is in the timetable.
func (t *Timetable) on(day time.Time) bool {
	if t.months>>day.Month()&1 == 0 {
		return false
	}
	month := t.days>>day.Day()&1 == 1 || t.last && day.AddDate(0, 0, 1).Day() == 1
	week := t.week>>day.Weekday()&1 == 1
	if t.either {
		return month || week
	}
	return month && week
}

// within is the first moment of the day after the given one; zero if the day has none.
func (t *Timetable) within(day, after time.Time, zone *time.Location) time.Time {
	y, m, d := day.Date()
	if t.hourly {
		at, end := WallTime(y, m, d, 0, 0, zone), WallTime(y, m, d+1, 0, 0, zone)
		if !at.After(after) {
			at = after.In(zone).Truncate(time.Minute).Add(time.Minute) // offsets are whole minutes since decades
		}
		for ; at.Before(end); at = at.Add(time.Minute) {
			if t.clock[0]>>at.Minute()&1 == 1 {
				return at
			}
		}
		return time.Time{}
	}
	var best time.Time
	for hour, minutes := range t.clock {
		for ; minutes != 0; minutes &= minutes - 1 {
			at := WallTime(y, m, d, hour, bits.TrailingZeros64(minutes), zone)
			if at.After(after) && (best.IsZero() || at.Before(best)) {
				best = at
			}
		}
	}
	return best
}
