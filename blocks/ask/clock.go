package ask

import (
	"slices"
	"time"
)

// clock is a time of day in minutes since midnight.
type clock int

const minutesOfDay = 24 * 60

// parseClock reads a time of day as settings have it, such as 09:30.
func parseClock(s string) (clock, bool) {
	at, err := time.Parse("15:04", s)
	return clockOf(at), err == nil
}

// clockOf gives the time of day of a moment, in the moment's own zone.
func clockOf(at time.Time) clock { return clock(60*at.Hour() + at.Minute()) }

func (c clock) String() string {
	h, m := c/60, c%60
	return string([]byte{byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
}

// shown writes the time for people, by a clock of 12 hours or of 24.
func (c clock) shown(twelve bool) string {
	if twelve {
		return time.Date(2000, 1, 1, int(c/60), int(c%60), 0, 0, time.UTC).Format("3:04 PM")
	}
	return c.String()
}

// dayClock tells the moments of one day in one zone. Where the clocks are changed, some times of day do not come and others
// come twice.
type dayClock struct {
	zone  *time.Location
	wall  time.Time // the day's midnight as if the zone were UTC
	east  []int     // seconds east of UTC on that day: one, or two where the clocks are changed around it
	begin time.Time // the day's midnight, if the clocks are not changed
}

func dayClockOf(day time.Time, zone *time.Location) dayClock {
	d := dayClock{zone: zone, wall: day}
	// A zone is at most 14 hours from UTC: these moments are before and after all that the day may have.
	for _, at := range []time.Time{day.Add(-15 * time.Hour), day.Add(39 * time.Hour)} {
		if _, east := at.In(zone).Zone(); !slices.Contains(d.east, east) {
			d.east = append(d.east, east)
		}
	}
	d.begin = day.Add(-time.Duration(d.east[0]) * time.Second)
	return d
}

// last gives the last moment of the day at which the clock shows the time; false if it never does.
func (d dayClock) last(c clock) (time.Time, bool) {
	since := time.Duration(c) * time.Minute
	if len(d.east) == 1 {
		return d.begin.Add(since), true
	}
	var found time.Time
	for _, east := range d.east {
		at := d.wall.Add(since - time.Duration(east)*time.Second)
		if here := at.In(d.zone); dayOf(here).Equal(d.wall) && clockOf(here) == c && at.After(found) {
			found = at
		}
	}
	return found, !found.IsZero()
}
