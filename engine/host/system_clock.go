package host

import "time"

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now gives the machine's time.
func (SystemClock) Now() time.Time {
	return time.Now() //nolint:forbidigo // this is the clock that others take the time from
}

// AfterFunc runs f in a goroutine of its own.
func (SystemClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	return time.AfterFunc(d, f).Stop //nolint:forbidigo // this is the clock that others take timers from
}
