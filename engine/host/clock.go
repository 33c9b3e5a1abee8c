package host

import "time"

// Clock gives the time and timers.
type Clock interface {
	Now() time.Time
	// AfterFunc runs f once, after d, in a goroutine of its own or in that of whoever moves the clock. Stop reports
	// whether it came in time.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}
