package simulator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// timeline is a world's time.
type timeline interface {
	host.Clock
	// Next is when the next timer of the process comes due; false if there is none.
	Next() (time.Time, bool)
	// advance lets d go by, and the world come to rest at every moment at which something happens, and at the end.
	advance(ctx context.Context, d time.Duration, rest func(context.Context) error) error
}

// stillTime moves by hand only.
type stillTime struct {
	*host.ManualClock
	settle func() // what the clock calls at every moment; set while it is moved
}

func newStillTime(start time.Time) *stillTime {
	t := &stillTime{}
	t.ManualClock = host.NewManualClock(start, func() {
		if t.settle != nil {
			t.settle()
		}
	})
	return t
}

func (t *stillTime) advance(ctx context.Context, d time.Duration, rest func(context.Context) error) error {
	var err error
	t.settle = func() { err = errors.Join(err, rest(ctx)) }
	defer func() { t.settle = nil }()
	t.Advance(d)
	return errors.Join(err, rest(ctx))
}

// liveTime goes by itself, and can be moved on.
type liveTime struct {
	*liveClock
	queue *liveQueue
	store *aheadStore
}

// Bounds of a leap: what comes due beyond them comes due at its end, as after a night with the machine switched off.
const (
	maxStops   = 500
	maxLeaping = 10 * time.Second
)

func (t *liveTime) advance(ctx context.Context, d time.Duration, rest func(context.Context) error) error {
	end := t.Now().Add(d)
	begun := t.base.Now()
	for stops := 0; ; stops++ {
		to := end
		if stops < maxStops && t.base.Now().Sub(begun) < maxLeaping {
			next, ok, err := t.nextStop(ctx)
			if err != nil {
				return err
			}
			if ok && next.Before(end) {
				to = next
			}
		}
		if err := t.skip(ctx, max(to.Sub(t.Now()), 0)); err != nil {
			return err
		}
		if err := rest(ctx); err != nil {
			return err
		}
		if to.Equal(end) {
			return nil
		}
	}
}

// nextStop is when something happens next, in memory or in the database.
func (t *liveTime) nextStop(ctx context.Context) (time.Time, bool, error) {
	next, ok := t.Next()
	due, waits, err := t.queue.next(ctx)
	if waits && (!ok || due.Before(next)) {
		next = due
	}
	return next, ok || waits, err
}

// skip moves the clock and everything that waits for it, first where it is stored.
func (t *liveTime) skip(ctx context.Context, d time.Duration) error {
	if whole := d.Truncate(time.Microsecond); whole < d {
		d = whole + time.Microsecond // as fine as it is stored
	}
	due, err := t.move(ctx, d)
	for _, x := range due {
		t.fire(x)
	}
	return err
}

func (t *liveTime) move(ctx context.Context, d time.Duration) ([]*liveTimer, error) {
	t.store.skipping.Lock()
	defer t.store.skipping.Unlock()
	if d > 0 {
		if err := t.queue.outer.Skip(ctx, d); err != nil {
			return nil, fmt.Errorf("let time go by: %w", err)
		}
	}
	return t.liveClock.skip(d), nil
}
