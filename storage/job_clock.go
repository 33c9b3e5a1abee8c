package storage

import (
	"time"

	"github.com/riverqueue/river"
)

// jobClock is a clock for River, which else asks the database.
type jobClock struct{ now func() time.Time }

// NowUTC gives the time.
func (c jobClock) NowUTC() time.Time { return c.now().UTC() }

// NowUTCOrNil gives the time, so that River passes it to the database.
func (c jobClock) NowUTCOrNil() *time.Time {
	now := c.NowUTC()
	return &now
}

// byClock are River's settings for a clock; nil is the database's.
func byClock(now func() time.Time) river.TestConfig {
	if now == nil {
		return river.TestConfig{}
	}
	return river.TestConfig{Time: jobClock{now}}
}
