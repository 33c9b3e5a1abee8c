package host

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// watch tells the observer what happens. Without one, every method is a comparison with nil and nothing else.
type watch struct {
	to     Observer
	clock  Clock
	groups atomic.Int64
	tries  int // of a job; see Limits.JobTries
}

// seenItem is what is noted of an item on its way, for the observer.
type seenItem struct {
	end        TurnEnd
	begun, ran time.Time
	due        time.Time
	group      *GroupSeen
	turn       int64
	watched    bool
	film       []engine.Frameshot
}

// now is the clock's time; the zero time if nobody wants to know.
func (w *watch) now() time.Time {
	if w.to == nil {
		return time.Time{}
	}
	return w.clock.Now()
}

// begin notes a try of an item's turn.
func (w *watch) begin(it *item) {
	if w.to != nil {
		it.seen = seenItem{begun: w.clock.Now()}
	}
}

// films reports whether the next turn of the session is to keep its film.
func (w *watch) films(b *bot, it *item, s *engine.Session) bool {
	if w.to == nil || it.in.Event.Kind == engine.SessionRefreshed { // which counts as no turn
		return false
	}
	it.seen.turn = s.Turns + 1
	it.seen.watched = w.to.Watch(b.record, it.in.Key, it.seen.turn)
	return it.seen.watched
}

// group tells of a transaction, and notes it with its members.
func (w *watch) group(batch []*pending, marks []Mark, begun time.Time, err error) {
	if w.to == nil {
		return
	}
	g := &GroupSeen{
		Number: w.groups.Add(1), Members: len(batch), Marks: marks, Begun: begun, Ended: w.clock.Now(), Err: err,
	}
	for _, p := range batch {
		if p.item == nil {
			continue
		}
		p.item.seen.group = g
		if p.result != nil && p.item.seen.watched {
			p.item.seen.film = p.result.Film
		}
	}
	w.to.Group(*g)
}

// item tells of an item that ends.
func (w *watch) item(b *bot, it *item, err error) {
	if w.to == nil || b == nil {
		return
	}
	end := it.seen.end
	switch {
	case err != nil:
		end = TurnFailed
	case end == "":
		end = TurnIgnored
	}
	s := &it.seen
	taken := it.at
	if taken.IsZero() || taken.After(s.begun) && !s.begun.IsZero() { // it is cut to microseconds, and has no monotonic part
		taken = s.begun
	}
	w.to.Turn(TurnSeen{
		Bot: b.record, Key: it.in.Key, Kind: it.in.Event.Kind, End: end, Err: errors.Join(err, it.cause), EventKey: it.in.EventKey,
		Taken: taken, Begun: s.begun, Ran: s.ran, Ended: w.clock.Now(),
		Due: s.due, Group: s.group, Conflicts: it.conflicts, Failures: it.failed,
		Turn: s.turn, Watched: s.watched, Film: s.film,
	})
}

// outside tells of an event that ends without having been in a mailbox.
func (w *watch) outside(b *bot, in *Incoming, end TurnEnd, taken time.Time, err error) {
	if w.to == nil {
		return
	}
	switch {
	case errors.Is(err, ErrFull):
		end = TurnFull
	case err != nil:
		end = TurnFailed
	}
	now := w.clock.Now()
	if taken.IsZero() {
		taken = now
	}
	w.to.Turn(TurnSeen{Bot: b.record, Key: in.Key, Kind: in.Event.Kind, End: end, Err: err, EventKey: in.EventKey, Taken: taken, Ended: now})
}

// send tells of a try to perform an effect.
func (w *watch) send(b *bot, d *delivery, end SendEnd, code string) {
	if w.to == nil || b == nil {
		return
	}
	w.to.Send(SendSeen{
		Bot: b.record, Effect: d.effect, End: end, Code: code, Try: d.tries, Queued: d.queued, Begun: d.begun, Ended: w.clock.Now(),
	})
}

// retryEnd tells tries that were too many from those that went wrong.
func retryEnd(se *SendError) SendEnd {
	if se.Code == "flood" {
		return TryFlooded
	}
	return TryRetried
}

// job tells of a run of slow work.
func (w *watch) job(b *bot, item *JobItem, try int, begun time.Time, err error) {
	if w.to == nil {
		return
	}
	end := JobRetried
	_, trouble := errors.AsType[*engine.RunError](err)
	_, again := errors.AsType[*engine.AgainError](err)
	switch {
	case err == nil:
		end = JobEnded
	case again:
		end = JobAgain
	case trouble, item.Job != nil && try >= w.tries:
		end = JobTrouble
	}
	w.to.Job(JobSeen{Bot: b.record, Item: item, End: end, Try: try, Begun: begun, Ended: w.clock.Now(), Err: err})
}
