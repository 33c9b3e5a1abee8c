package host

import (
	"context"
	"errors"

	"github.com/scenarist/scenarist/engine"
)

// footing is what a session's next turn runs on.
type footing struct {
	rev     *engine.Revision
	session *engine.Session   // pinned to it
	moves   *engine.Migration // on the way there; nil if there is none
}

// pin finds what the session's next turn runs on. A session that is at nothing takes the published revision. One that is in
// the middle of something goes as far towards it as the plans of the publishes let it (publish.Road), and stays where it is if
// a block is missing there in spite of them.
func (h *Host) pin(ctx context.Context, b *bot, s *engine.Session) (footing, error) {
	current, err := h.revision(ctx, b)
	if err != nil {
		return footing{}, err
	}
	if s.Revision == current.Number {
		return footing{rev: current, session: s}, nil
	}
	if len(s.Frames) == 0 && s.Revision < current.Number {
		return footing{rev: current, session: pinned(s, current.Number)}, nil
	}
	old, err := h.earlier(ctx, b, s.Revision)
	if err != nil {
		return footing{}, err
	}
	if s.Revision > current.Number && old != nil {
		return footing{rev: old, session: s}, nil // who published it serves it already, here it comes soon
	}
	to, moves := b.published.road.Lead(s.Frames, s.Revision, current.Number)
	target := current
	if to != current.Number && moves != nil {
		if target, err = h.earlier(ctx, b, to); err != nil {
			return footing{}, err
		}
	}
	if moves == nil || target == nil {
		if old != nil {
			return footing{rev: old, session: s}, nil
		}
		// Nothing can run there any more: what still exists goes on, the rest ends with words.
		target, moves = current, carried(s.Frames)
	}
	m := &engine.Migration{From: old, Moves: moves}
	if old != nil && !target.Takes(s.Frames, m) {
		return footing{rev: old, session: s}, nil
	}
	return footing{rev: target, session: pinned(s, target.Number), moves: m}, nil
}

// earlier gives a revision that is not the published one; nil if it cannot run any more.
func (h *Host) earlier(ctx context.Context, b *bot, number int) (*engine.Revision, error) {
	rev, err := h.revisions.get(ctx, b.record.ID, number)
	var unusable *unusableError
	if errors.Is(err, engine.ErrNotFound) || errors.As(err, &unusable) {
		b.log.WarnContext(ctx, "an earlier revision, in which somebody stands, cannot run any more", "revision", number, "error", err)
		return nil, nil
	}
	return rev, err
}

func pinned(s *engine.Session, revision int) *engine.Session {
	moved := *s
	moved.Revision = revision
	return &moved
}

// carried leaves every frame where it is.
func carried(frames []engine.Frame) []engine.Move {
	moves := make([]engine.Move, len(frames))
	for i := range frames {
		moves[i].Block = frames[i].Block
	}
	return moves
}
