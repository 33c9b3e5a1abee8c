package simulator

import (
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// ErrNotFound is what a missing file gives.
var ErrNotFound = engine.ErrNotFound

// ClientOf makes calls that the answers answer.
func ClientOf(a *Answers) *http.Client { return &http.Client{Transport: &transport{answers: a}} }

// LiveClock is the clock of worlds with a home.
type LiveClock struct{ *liveClock }

// NewLiveClock goes with the system's clock.
func NewLiveClock(ahead time.Duration) LiveClock {
	return LiveClock{newLiveClock(host.SystemClock{}, ahead)}
}

// Skip moves it on and fires what comes due.
func (c LiveClock) Skip(d time.Duration) {
	for _, t := range c.skip(d) {
		c.fire(t)
	}
}

// NewAheadStore is a world's view of a database.
func NewAheadStore(s host.Store, bot int64) host.Store {
	return &aheadStore{Store: s, bot: bot, clock: newLiveClock(host.SystemClock{}, 0)}
}
