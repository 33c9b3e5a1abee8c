package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// work runs turns until the mailroom is closed and empty.
func (h *Host) work(ctx context.Context) {
	for {
		box, it, ok := h.mail.take()
		if !ok {
			return
		}
		h.process(ctx, box, it)
	}
}

// process runs one item's turn and gives it to the committer, which ends the item; or ends it at once where there is
// nothing to commit.
func (h *Host) process(ctx context.Context, box *mailbox, it *item) {
	b := h.bots.get(it.in.Key.BotID)
	if b == nil {
		h.end(box, it, fmt.Errorf("run turn of bot %d: %w", it.in.Key.BotID, ErrUnknownBot))
		return
	}
	if h.recent.has(it.in.Key.BotID, it.in.UpdateID) {
		h.duplicate(box, it)
		return
	}
	h.watch.begin(it)
	p, err := h.attempt(ctx, b, it)
	it.seen.ran = h.watch.now()
	var te *turnError
	var unusable *unusableError
	switch {
	case errors.As(err, &te):
		h.failed(ctx, b, box, it, err)
	case errors.As(err, &unusable): // no trouble of the store; see Renew
		b.log.ErrorContext(ctx, "the bot's revision cannot run any more; what comes is refused, so that it comes again", "error", err)
		h.end(box, it, err)
	case err != nil:
		h.health.down(ctx, err)
		h.end(box, it, err)
	case p == nil:
		h.end(box, it, nil)
	default:
		p.box, p.item, p.bot = box, it, b
		h.committer.add(p)
	}
}

// turnError is a turn that could not come to a result.
type turnError struct{ err error }

func (e *turnError) Error() string { return e.err.Error() }
func (e *turnError) Unwrap() error { return e.err }

// attempt loads, runs one turn and makes its member; nil if there is nothing to be done. That an event is no news is nothing
// that a session in memory can say while other processes run it, too, since no commit follows that would find out: then it is
// read afresh and asked again.
func (h *Host) attempt(ctx context.Context, b *bot, it *item) (*pending, error) {
	st, err := h.cache.load(ctx, it.in.Key)
	if err != nil {
		return nil, err
	}
	p, err := h.attemptFrom(ctx, b, it, st)
	if err != nil || !st.remembered || !noNews(it, p) {
		return p, err
	}
	h.cache.forget(sessionEntry(it.in.Key))
	if st, err = h.cache.load(ctx, it.in.Key); err != nil {
		return nil, err
	}
	return h.attemptFrom(ctx, b, it, st)
}

// noNews reports whether the session is left alone for what it looked like.
func noNews(it *item, p *pending) bool {
	return p == nil || p.member.Session == nil && it.in.Event.Kind != engine.SendFailed
}

// attemptFrom is attempt with what the turn starts from.
func (h *Host) attemptFrom(ctx context.Context, b *bot, it *item, st start) (*pending, error) {
	var err error
	now := h.now()
	ev := it.in.Event
	st.Unreachable = !it.reaches(st.reachable)
	switch ev.Kind {
	case engine.SessionRefreshed, engine.SessionReset:
		if st.version == 0 {
			return nil, nil // it was deleted meanwhile
		}
	case engine.TimerFired:
		if s := st.Session; ev.Timer.Gen != s.WakeGen || s.WakeAt.IsZero() || s.WakeAt.After(now) {
			return nil, nil
		}
		it.seen.due = st.Session.WakeAt
	case engine.PaymentPaid, engine.PaymentRefunded:
		if ev, err = h.withOrder(ctx, it.in.Key.BotID, ev); err != nil {
			return nil, err
		}
	case engine.SendFailed:
		if st.failures++; st.failures > maxFailuresInARow && ev.Failure.GiveBack == nil && ev.Failure.Gen == 0 {
			b.log.WarnContext(ctx, "a session's sends fail again and again, its blocks are not told any more",
				"flow_id", ev.Failure.Flow, "block_id", ev.Failure.Block)
			return h.withoutTurn(it, nil), nil
		}
	default:
		st.failures = 0
	}
	at, err := h.pin(ctx, b, st.Session)
	if err != nil {
		return nil, err
	}
	if ev.Kind == engine.PaymentPaid {
		if at, ev, err = h.honour(ctx, b, at, ev); err != nil {
			return nil, err
		}
	}
	st.Session, st.Migration = at.Session, at.Migration
	deps := engine.Deps{
		Now: now, Username: b.record.Username, NewID: h.cfg.NewID, Seed: b.seedFor(it.in.Key), Key: b.record.Key, Log: b.log,
		Trace: h.films(b, it, at.Session), Passes: h.cfg.Figures,
		PublicURL: h.cfg.PublicURL, StorageFull: h.full(b), Say: h.cfg.Say,
	}
	res, err := h.runInformed(ctx, b, at.Revision, st.State, ev, deps)
	if err != nil {
		return nil, err
	}
	p, err := h.member(ctx, b, it, &st, res, now)
	if err != nil {
		return nil, err
	}
	h.count(p, it, &st, at.Revision, res, now)
	h.keepFilm(p, it, res, now)
	return p, nil
}

// runInformed runs the turn, and runs it again as often as it asks for records and contacts that it was not given. Records
// are read afresh for every attempt; that nobody changed them meanwhile is for the commit to say. Every attempt makes the
// same ids, or one that reads a record by a new id would ask for another one each time.
func (h *Host) runInformed(ctx context.Context, b *bot, rev *engine.Revision, st engine.State, ev engine.Event, d engine.Deps) (*engine.Result, error) {
	ids := sameIDs{fresh: d.NewID}
	for {
		d.NewID = ids.again()
		res, err := h.run(ctx, b, rev, st, ev, d)
		need, ok := errors.AsType[*engine.NeedError](err)
		if !ok {
			return res, err
		}
		before := len(st.Records) + len(st.Contacts)
		if st.Records, err = h.records(ctx, b, st.Records, need.Reads); err != nil {
			return nil, err
		}
		if st.Contacts, err = h.contacts(ctx, b, st.Contacts, need.Contacts); err != nil {
			return nil, err
		}
		if len(st.Records)+len(st.Contacts) == before {
			return nil, &turnError{errors.New("the turn asks again for what it was given")}
		}
	}
}

// sameIDs gives the attempts of a turn the same ids.
type sameIDs struct {
	fresh func() string
	made  []string
}

// again gives the ids from the first one on.
func (s *sameIDs) again() func() string {
	next := 0
	return func() string {
		if next == len(s.made) {
			s.made = append(s.made, s.fresh())
		}
		next++
		return s.made[next-1]
	}
}

// records adds the answers to the reads to those that the turn was given before.
func (h *Host) records(ctx context.Context, b *bot, known map[string]engine.RecordAnswer, reads []engine.RecordRead) (map[string]engine.RecordAnswer, error) {
	if len(reads) == 0 {
		return known, nil
	}
	answers, err := h.cfg.Store.Records(ctx, b.record.ID, reads)
	if err == nil && len(answers) != len(reads) {
		err = fmt.Errorf("the store gave %d answers to %d reads", len(answers), len(reads))
	}
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	out := make(map[string]engine.RecordAnswer, len(known)+len(answers))
	maps.Copy(out, known)
	for i, r := range reads {
		out[r.ID()] = answers[i]
	}
	return out, nil
}

// contacts adds other contacts to those that the turn was given before.
func (h *Host) contacts(ctx context.Context, b *bot, known map[int64]engine.StoredContact, ids []int64) (map[int64]engine.StoredContact, error) {
	if len(ids) == 0 {
		return known, nil
	}
	out := make(map[int64]engine.StoredContact, len(known)+len(ids))
	maps.Copy(out, known)
	for _, id := range ids {
		st, err := h.cache.contact(ctx, engine.SessionKey{BotID: b.record.ID, ChatID: id, UserID: id})
		if err != nil {
			return nil, fmt.Errorf("read contact: %w", err)
		}
		c := engine.StoredContact{Vars: st.User, Roles: st.Roles}
		if st.Session != nil {
			c.Language, c.ActiveAt = st.Session.User.Language, st.Session.ActiveAt
		}
		out[id] = c
	}
	return out, nil
}

// maxFailuresInARow bounds the circle of a failed send whose exit leads to another send that fails.
const maxFailuresInARow = 5

// run runs the turn with its deadline; a panic is a turnError.
func (h *Host) run(ctx context.Context, b *bot, rev *engine.Revision, st engine.State, ev engine.Event, d engine.Deps) (res *engine.Result, err error) {
	ctx, cancel := context.WithTimeout(ctx, h.cfg.Limits.TurnTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.ErrorContext(ctx, "turn panicked", "error", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = &turnError{&panicError{p}}
		}
	}()
	res, err = rev.Turn(ctx, st, ev, d)
	if err != nil {
		return nil, &turnError{err}
	}
	return res, nil
}

// withOrder gives the event with its order as it stands now, after all earlier turns.
func (h *Host) withOrder(ctx context.Context, botID int64, ev engine.Event) (engine.Event, error) {
	if ev.Payment == nil {
		return ev, nil
	}
	o, err := h.cfg.Store.Order(ctx, botID, ev.Payment.Payload)
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return ev, fmt.Errorf("read order of payment: %w", err)
	}
	p := *ev.Payment
	p.Order = o
	if err != nil {
		p.Order = nil
	}
	ev.Payment = &p
	return ev, nil
}

// failed deals with a turn or a member that went wrong: once more, until it is given up.
func (h *Host) failed(ctx context.Context, b *bot, box *mailbox, it *item, cause error) {
	it.failed++
	if it.failed < h.cfg.Limits.Tries {
		h.mail.again(box)
		return
	}
	err := h.cfg.Store.Bury(ctx, DeadLetter{
		BotID: it.in.Key.BotID, UpdateID: cmp.Or(it.in.UpdateID, it.in.Letter), EventKey: it.in.EventKey, Raw: it.raw(),
		Error: buried(cause), Tries: it.failed, At: h.now(),
	})
	if err != nil {
		h.health.down(ctx, err)
		h.end(box, it, fmt.Errorf("bury update: %w", err))
		return
	}
	b.log.ErrorContext(ctx, "an update cannot be handled and was put aside", "update_id", it.in.UpdateID, "error", cause)
	h.stats.dead.Add(1)
	it.seen.end, it.cause = TurnDead, cause
	h.recent.add(it.in.Key.BotID, it.in.UpdateID)
	h.journal.add(it.marks...)
	it.settled = true
	h.end(box, it, nil)
}

// duplicate ends an item that was handled before.
func (h *Host) duplicate(box *mailbox, it *item) {
	it.settled, it.seen.end = true, TurnDuplicate
	h.stats.duplicates.Add(1)
	h.recent.add(it.in.Key.BotID, it.in.UpdateID)
	h.journal.add(it.marks...)
	if b := h.bots.get(it.in.Key.BotID); b != nil {
		h.answerPress(b, it, nil)
	}
	h.end(box, it, nil)
}

// end finishes an item. What a failed send brought along must not be lost: it comes again after a while.
func (h *Host) end(box *mailbox, it *item, err error) {
	if err != nil && len(it.marks) > 0 && !errors.Is(err, ErrUnknownBot) {
		again := &item{in: it.in, done: make(chan struct{}), marks: it.marks, reachable: it.reachable}
		h.later(h.cfg.Limits.StoreRetry, func() {
			if h.mail.add(again, true) != nil {
				return // the effect is still pending, and is sent again by the next start
			}
		})
	}
	h.watch.item(h.bots.get(it.in.Key.BotID), it, err)
	h.mail.finish(box, err)
}

// later runs f after d unless the host has stopped by then.
func (h *Host) later(d time.Duration, f func()) {
	h.cfg.Clock.AfterFunc(d, func() {
		if h.running.Load() {
			f()
		}
	})
}
