package host_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

func TestManualClock_TimersRunInOrderOnTheWay(t *testing.T) {
	t.Parallel()
	var got []string
	c := host.NewManualClock(begin, func() { got = append(got, "|") })
	at := func(d time.Duration, name string) func() bool {
		return c.AfterFunc(d, func() { got = append(got, fmt.Sprint(name, " ", c.Now().Sub(begin))) })
	}
	at(2*time.Second, "b")
	at(time.Second, "a")
	at(2*time.Second, "c")
	stop := at(2*time.Second, "never")
	at(time.Hour, "far")
	c.AfterFunc(time.Second, func() { at(500*time.Millisecond, "nested") })
	equal(t, "stopped", stop(), true)
	equal(t, "stopped again", stop(), false)
	c.Advance(10 * time.Second)
	equal(t, "timers", fmt.Sprint(got), "[a 1s | | nested 1.5s | b 2s | c 2s |]")
	equal(t, "now", c.Now(), begin.Add(10*time.Second))
	next, ok := c.Next()
	equal(t, "next", next, begin.Add(time.Hour))
	equal(t, "is there a next", ok, true)
	c.Advance(time.Hour)
	_, ok = c.Next()
	equal(t, "is there a next", ok, false)
	done := make(chan struct{})
	equal(t, "stop of what runs already", c.AfterFunc(0, func() { close(done) })(), false)
	<-done
}
