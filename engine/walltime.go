package engine

import (
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// WallTime is the moment at which clocks in the zone show the date and the time of day; values beyond their range go over
// into the next day or month, as with time.Date. By RFC 5545, section 3.3.5, a time that clocks show twice is the first of
// the two, and one that they jump over is reckoned as if they had not jumped yet: 02:30 comes when they show 03:30.
func WallTime(year int, month time.Month, day, hour, minute int, zone *time.Location) time.Time {
	return expr.WallTime(time.Date(year, month, day, hour, minute, 0, 0, time.UTC), zone)
}
