package engine

import (
	"context"
	"slices"
	"time"
)

// alarm handles the session's timer: one thing that is due, albums first, then the wait, then appointments. What else is
// due has the next alarm, at once.
func (t *Turn) alarm(ctx context.Context) error {
	if t.ev.Timer == nil || t.ev.Timer.Gen != t.s.WakeGen || t.s.WakeAt.IsZero() {
		return nil
	}
	t.res.Handled = true
	t.s.WakeAt = time.Time{} // used up: whatever comes next gets a new WakeGen
	now := t.deps.Now
	due := func(at time.Time) bool { return !at.IsZero() && !at.After(now) }
	if t.s.collecting() && due(t.s.Album.Due) {
		return t.flushAlbums(ctx)
	}
	if w := t.s.Wait(); w != nil && due(w.next()) {
		return t.waited(ctx, w, due)
	}
	return t.appointments(ctx)
}

// waited handles the time that has come of the running frame's wait.
func (t *Turn) waited(ctx context.Context, w *Wait, due func(time.Time) bool) error {
	f := t.s.Top()
	b := t.rev.blocks[f.Block]
	if b == nil || b.block == nil {
		t.lost(*f)
		t.say("error")
		return nil
	}
	fire := func(name TimerName, index int) (bool, error) {
		ev := t.ev
		ev.Timer = &Timer{Gen: t.ev.Timer.Gen, Name: name, Index: index}
		t.setEvent(ev)
		return t.resume(ctx, ev)
	}
	switch {
	case due(w.Retry):
		f.Wait, t.next = nil, b // the same pass once more
	case due(w.Until):
		ok, err := fire(UntilTimer, 0)
		if !ok && err == nil {
			next := *w
			next.Until = time.Time{}
			f.Wait = &next
		}
		return err
	case due(w.Deadline):
		if w.Timeout {
			t.begin(b, w)
			defer t.endBlock()
			return t.leave(ctx, b, "timeout")
		}
		ok, err := fire(DeadlineTimer, 0)
		if !ok && err == nil {
			return t.leave(ctx, b, "timeout")
		}
		return err
	case len(w.Reminders) > 0 && due(w.Reminders[0]):
		n := 1 // of several that were missed only the last one is given
		for n < len(w.Reminders) && due(w.Reminders[n]) {
			n++
		}
		next := *w
		next.Reminders, next.Reminded = slices.Clone(w.Reminders[n:]), w.Reminded+n
		f.Wait = &next
		_, err := fire(ReminderTimer, next.Reminded-1)
		return err
	}
	return nil
}

// appointments starts the first timed trigger whose time has come; those whose rules forbid it now are passed over, and all
// of a user who is banned.
func (t *Turn) appointments(ctx context.Context) error {
	if !t.timely() {
		return nil
	}
	for _, b := range t.rev.timed {
		a := t.planned(b)
		switch {
		case a.At.IsZero() || a.At.After(t.deps.Now):
			continue
		case t.closed():
			a.At = t.deps.Now.Add(TimedPause)
			t.book(a)
			continue
		}
		t.book(t.plans(b, a, Timed.Done))
		t.rang = b
		ev := t.ev
		ev.Timer = &Timer{Gen: t.ev.Timer.Gen, Name: TriggerTimer, Appointment: &a}
		t.setEvent(ev)
		m, ok := t.matches(b, &Matching{t: t}, &ev)
		if _, banned := t.ban(); ok && !banned && t.allowed(b) {
			return t.startTrigger(ctx, b, m)
		}
	}
	return nil
}
