package simulator_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine/simulator"
)

func TestLiveClock_TimersFireByTimeAndByLeap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := simulator.NewLiveClock(time.Hour)
		if lead := time.Until(c.Now()); lead != time.Hour {
			t.Errorf("it is %v ahead", lead)
		}
		fired := make(chan string, 10)
		note := func(name string) func() { return func() { fired <- name } }
		c.AfterFunc(3*time.Minute, note("three"))
		c.AfterFunc(2*time.Minute, note("two"))
		c.AfterFunc(2*time.Minute, note("two again"))
		c.AfterFunc(10*time.Minute, note("ten"))
		stop := c.AfterFunc(time.Minute, note("stopped"))
		if at, ok := c.Next(); !ok || at.Sub(c.Now()) != time.Minute {
			t.Errorf("next is %v, %v", at, ok)
		}
		if !stop() || stop() {
			t.Error("a timer is stopped once")
		}
		c.Skip(5 * time.Minute)
		if got, want := drain(fired), []string{"two", "two again", "three"}; !slices.Equal(got, want) {
			t.Errorf("the leap fires %q; want %q", got, want)
		}
		pass(5*time.Minute - time.Millisecond)
		if got := drain(fired); len(got) > 0 {
			t.Errorf("too early: %q", got)
		}
		pass(time.Millisecond)
		if got := drain(fired); !slices.Equal(got, []string{"ten"}) {
			t.Errorf("time fires %q", got)
		}
		if at, ok := c.Next(); ok {
			t.Errorf("next is %v", at)
		}
	})
}

// pass lets time go by, and what it brings come to its end.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func drain(c <-chan string) []string {
	var out []string
	for {
		select {
		case x := <-c:
			out = append(out, x)
		default:
			return out
		}
	}
}
