package storage

import (
	"context"
	"errors"

	"github.com/scenarist/scenarist/engine/host"
)

// errCareful says that a group cannot be stored the quick way.
var errCareful = errors.New("a member of the group is refused, or is of a rare kind")

// quick stores a group as nearly all are: members that want different things, and of which none is refused. All that could
// refuse one goes to the database together with all that is to be read, and the rest with the second phase. Where something is
// refused after all, nothing is kept, and the group is written with care.
func (b *batch) quick(ctx context.Context, members []host.Member, verdicts []host.Verdict) error {
	for i := range members {
		if m := &members[i]; len(m.Orders)+len(m.Records) > 0 || !want(b.wanted, m) {
			return errCareful
		}
	}
	claims := claimsOf(members, verdicts)
	if err := b.askIDs(claims); err != nil {
		return err
	}
	reads := b.askReads(claims)
	b.askSessions(claims)
	shared := b.askShared(claims)
	waiting, armed := b.askAlarms(claims)
	calls, err := b.phase(ctx)
	if err != nil {
		return err
	}
	seeIDs(claims, calls)
	seeReads(claims, reads, calls)
	seeSessions(claims, calls)
	for i := range claims {
		if !claims[i].open() {
			return errCareful
		}
	}
	if err := b.seeShared(ctx, shared, calls); err != nil {
		return err
	}
	b.seeAlarms(waiting, armed)
	marks, err := b.askRest(claims)
	if err != nil {
		return err
	}
	if err := b.writeShared(); err != nil {
		return err
	}
	b.askCounts()
	if calls, err = b.phase(ctx); err != nil {
		return err
	}
	b.leave(calls)
	if err := b.markOthers(ctx, marks, calls); err != nil {
		return err
	}
	if err := b.insertJobs(ctx); err != nil {
		return err
	}
	b.tellOfLeft()
	_, err = b.phase(ctx)
	return err
}
