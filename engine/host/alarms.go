package host

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// alarms are the short timers of the process. The queue has an alarm for the same moment, which may come some seconds
// late; whichever comes second finds its generation gone.
type alarms struct {
	clock Clock
	limit time.Duration
	fire  func(engine.SessionKey, int64)

	mu     sync.Mutex
	timers map[engine.SessionKey]*alarm
	closed bool
}

type alarm struct {
	gen  int64
	stop func() bool
}

func newAlarms(clock Clock, limit time.Duration, fire func(engine.SessionKey, int64)) *alarms {
	return &alarms{clock: clock, limit: limit, fire: fire, timers: map[engine.SessionKey]*alarm{}}
}

// set replaces the session's timer; none is set for the zero time and for one that is far off.
func (a *alarms) set(key engine.SessionKey, at time.Time, gen int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old := a.timers[key]; old != nil {
		old.stop()
		delete(a.timers, key)
	}
	if at.IsZero() || a.closed {
		return
	}
	d := at.Sub(a.clock.Now())
	if d > a.limit {
		return
	}
	x := &alarm{gen: gen}
	a.timers[key] = x
	x.stop = a.clock.AfterFunc(max(d, 0), func() { a.ring(key, x) })
}

func (a *alarms) ring(key engine.SessionKey, x *alarm) {
	a.mu.Lock()
	current := a.timers[key] == x && !a.closed
	if current {
		delete(a.timers, key)
	}
	a.mu.Unlock()
	if current {
		a.fire(key, x.gen)
	}
}

// close stops all timers.
func (a *alarms) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	for key, x := range a.timers {
		x.stop()
		delete(a.timers, key)
	}
}

// timer is the event of a session's alarm.
func (h *Host) timer(key engine.SessionKey, gen int64) Incoming {
	return Incoming{Key: key, Event: engine.Event{
		ID: "timer:" + strconv.FormatInt(gen, 36), Kind: engine.TimerFired, Time: h.now(), Timer: &engine.Timer{Gen: gen},
	}}
}

// ring brings a short timer to its session.
func (h *Host) ring(key engine.SessionKey, gen int64) {
	if h.mail.add(h.newItem(h.timer(key, gen)), true) != nil {
		return // stopped: the queue's alarm is still there
	}
}

// unservedPause is how long the alarm of a bot that is not served is put off.
const unservedPause = 5 * time.Minute

// Alarm wakes a session if its time has come. It gives the time of the next alarm if that has not come yet; after a
// turn it gives none, since the turn's commit has set it. Alarms of bots that are not served are put off.
func (h *Host) Alarm(ctx context.Context, key engine.SessionKey) (again time.Time, err error) {
	if h.bots.get(key.BotID) == nil {
		return h.unserved(), nil
	}
	l, err := h.cfg.Store.Load(ctx, key)
	if err != nil {
		return time.Time{}, fmt.Errorf("wake session: %w", err)
	}
	if l.Session == nil {
		return time.Time{}, nil
	}
	var s struct {
		WakeAt  time.Time `json:"wake_at"`
		WakeGen int64     `json:"wake_gen"`
	}
	if err := json.Unmarshal(l.Session, &s); err != nil {
		h.log.ErrorContext(ctx, "a session that should be woken cannot be read", "bot_id", key.BotID, "error", err)
		return time.Time{}, nil
	}
	switch {
	case s.WakeAt.IsZero():
		return time.Time{}, nil
	case s.WakeAt.After(h.now()):
		return s.WakeAt, nil
	}
	if err := h.deliverOwn(ctx, h.timer(key, s.WakeGen)); err != nil {
		return time.Time{}, fmt.Errorf("wake session: %w", err)
	}
	return time.Time{}, nil
}

// deliverOwn takes an event of the host's own jobs and waits for its commit.
func (h *Host) deliverOwn(ctx context.Context, in Incoming) error {
	it := h.newItem(in)
	if err := h.mail.add(it, true); err != nil {
		return err
	}
	select {
	case <-it.done:
		return it.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
