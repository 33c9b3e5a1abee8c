package studio

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

const (
	// lookEvery is how long it takes at most until watchers hear of what no notice told.
	lookEvery = 2 * time.Second
	// presenceLasts is how long somebody counts as looking who was not heard of.
	presenceLasts = 30 * time.Second
	// roomFor is how many events a watcher may be behind.
	roomFor = 64
	// stepsAtOnce is how many steps are read at once.
	stepsAtOnce = 100
)

// Event is what a watcher is told: one of its fields is set.
type Event struct {
	Step    *Step
	Present []Presence // all who look; not nil in such an event
	Bot     *Bot
	Turned  *Live // people did something with the bot, which is now so: contacts and figures are others
	Health  bool  // something went wrong, or is right again
}

// Watch has what happens to a bot from a version of its draft on sent on the channel. It is closed when the watcher is too slow
// or the studio stops; stop ends it. Who looks and the bot are told at once.
func (s *Studio) Watch(ctx context.Context, bot string, version int64) (events <-chan Event, stop func(), err error) {
	b, err := s.o.Store.Bot(ctx, bot)
	if err != nil {
		return nil, nil, err
	}
	if version == 0 {
		version = b.Draft.Version
	}
	events, stop = s.rooms.enter(context.WithoutCancel(ctx), bot, version)
	return events, stop, nil
}

// Meet notes that somebody looks at a bot.
func (s *Studio) Meet(ctx context.Context, bot string, p Presence) error {
	p.At = s.now()
	if err := s.o.Store.Meet(ctx, bot, p); err != nil {
		return err
	}
	s.rooms.kick(bot)
	return nil
}

// rooms are the bots that somebody watches.
type rooms struct {
	s       *Studio
	mu      sync.Mutex
	of      map[string]*room
	stopped bool
	unwatch func()
	working sync.WaitGroup
}

// room is one bot that is watched. Its goroutine runs as long as there are watchers.
type room struct {
	bot      string
	wake     chan struct{}
	cancel   context.CancelFunc
	watchers map[chan Event]*watcher // under the lock of rooms
}

// watcher is somebody who is told.
type watcher struct {
	version int64 // of the draft that it knows
	fresh   bool  // it was not told yet who is there
}

func newRooms(s *Studio) *rooms {
	r := &rooms{s: s, of: map[string]*room{}}
	if s.o.Notices != nil {
		r.unwatch = s.o.Notices.Watch(func(n host.Notice) {
			if n.Kind == host.NoticeDraft {
				r.kick(n.Draft)
			}
		})
	}
	return r
}

// kick has a bot looked at now, if anybody watches it.
func (r *rooms) kick(bot string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if room := r.of[bot]; room != nil {
		select {
		case room.wake <- struct{}{}:
		default:
		}
	}
}

func (r *rooms) enter(ctx context.Context, bot string, version int64) (events chan Event, leave func()) {
	events = make(chan Event, roomFor)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped {
		close(events)
		return events, func() {}
	}
	of := r.of[bot]
	if of == nil {
		ctx, cancel := context.WithCancel(ctx)
		of = &room{bot: bot, wake: make(chan struct{}, 1), cancel: cancel, watchers: map[chan Event]*watcher{}}
		r.of[bot] = of
		r.working.Go(func() { r.look(ctx, of) })
	}
	of.watchers[events] = &watcher{version: version, fresh: true}
	select {
	case of.wake <- struct{}{}:
	default:
	}
	return events, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.leave(of, events)
	}
}

// leave lets a watcher go. The lock is held.
func (r *rooms) leave(of *room, events chan Event) {
	if of.watchers[events] == nil {
		return
	}
	delete(of.watchers, events)
	close(events)
	if len(of.watchers) == 0 {
		of.cancel()
		if r.of[of.bot] == of {
			delete(r.of, of.bot)
		}
	}
}

func (r *rooms) stop() {
	if r.unwatch != nil {
		r.unwatch()
	}
	r.mu.Lock()
	r.stopped = true
	for _, of := range r.of {
		for events := range of.watchers {
			r.leave(of, events)
		}
	}
	r.mu.Unlock()
	r.working.Wait()
}

// look tells the watchers of a bot what has changed, again and again.
func (r *rooms) look(ctx context.Context, of *room) {
	var told told
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-of.wake:
		case <-tick.C:
		}
		if err := r.tell(ctx, of, &told); err != nil && ctx.Err() == nil {
			r.s.o.Log.WarnContext(ctx, "what changed of a bot in the editor cannot be read; trying again", "error", err)
		}
	}
}

// told is what all watchers of a room know.
type told struct {
	bot     Bot
	present []Presence
}

func (r *rooms) tell(ctx context.Context, of *room, last *told) error {
	b, err := r.s.o.Store.Bot(ctx, of.bot)
	if err != nil {
		return err
	}
	present, err := r.s.o.Store.Present(ctx, of.bot, r.s.now().Add(-presenceLasts))
	if err != nil {
		return err
	}
	if present == nil {
		present = []Presence{}
	}
	steps, err := r.steps(ctx, of, b.Draft.Version)
	if err != nil {
		return err
	}
	if len(steps) == stepsAtOnce { // there may be more
		r.kick(of.bot)
	}
	turned, health := running(last.bot.Live, b.Live)
	newBot, newPresent := !reflect.DeepEqual(last.bot, b), !samePresence(last.present, present)
	last.bot, last.present = b, present
	r.mu.Lock()
	defer r.mu.Unlock()
	for events, w := range of.watchers {
		var out []Event
		for i := range steps {
			if steps[i].Version > w.version {
				out = append(out, Event{Step: &steps[i]})
				w.version = steps[i].Version
			}
		}
		if newPresent || w.fresh {
			out = append(out, Event{Present: present})
		}
		if newBot || w.fresh {
			out = append(out, Event{Bot: &b})
		}
		if turned {
			out = append(out, Event{Turned: b.Live})
		}
		if health {
			out = append(out, Event{Health: true})
		}
		w.fresh = false
		if len(out) > cap(events)-len(events) {
			r.leave(of, events)
			continue
		}
		for _, e := range out {
			events <- e
		}
	}
	return nil
}

// running compares how a bot ran when it was looked at last, which may be never, with how it runs now. Its figures are added up
// every few seconds, so that no watcher is told more often.
func running(before, now *Live) (turned, health bool) {
	if before == nil || now == nil {
		return false, false
	}
	turned = before.TurnsToday != now.TurnsToday || before.Users != now.Users
	health = before.ErrorsToday != now.ErrorsToday || before.Trouble != now.Trouble || before.Paused != now.Paused
	return turned, health
}

// steps reads those that some watcher does not know yet.
func (r *rooms) steps(ctx context.Context, of *room, newest int64) ([]Step, error) {
	after := newest
	r.mu.Lock()
	for _, w := range of.watchers {
		after = min(after, w.version)
	}
	r.mu.Unlock()
	if after >= newest {
		return nil, nil
	}
	return r.s.o.Store.Steps(ctx, of.bot, after, stepsAtOnce)
}

// samePresence reports whether the same people are at the same places, whenever they were noted.
func samePresence(a, b []Presence) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		x.At, y.At = time.Time{}, time.Time{}
		if x != y {
			return false
		}
	}
	return true
}
