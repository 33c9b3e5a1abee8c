package storage

import (
	"sync"
	"time"
)

// serverClock is the clock of the database's server, by which all instances go: their machines may disagree. It is the
// machine's, corrected by what the server was heard to say.
type serverClock struct {
	machine func() time.Time

	mu     sync.Mutex
	offset time.Duration
	known  bool
	error  time.Duration // the offset is right up to that
}

// clockDrift is how far clocks may run apart between two answers of the server, a second from each other.
const clockDrift = 50 * time.Microsecond

// now gives the server's time.
func (c *serverClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.machine().Add(c.offset)
}

// heard takes in what the server answered to a question that was asked at a time of the machine's clock and took so long.
// An answer corrects the clock if it says more than the ones before, or something else.
func (c *serverClock) heard(server, asked time.Time, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	offset, within := server.Sub(asked.Add(took/2)), took/2
	c.error += clockDrift
	apart := (offset - c.offset).Abs()
	if !c.known || within < c.error || apart > within+c.error {
		c.offset, c.error, c.known = offset, within, true
	}
}
