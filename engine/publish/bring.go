package publish

import (
	"github.com/scenarist/scenarist/engine"
)

// Footing is what a session's next turn runs on.
type Footing struct {
	Revision  *engine.Revision
	Session   *engine.Session   // pinned to it
	Migration *engine.Migration // what happens on the way there; nil if nothing does
}

// Bring finds what the session's next turn runs on. One that is at nothing takes the published revision. One that is in the
// middle of something goes as far towards it as the steps let it, and stays where it is if a block is missing there in spite
// of them. Earlier gives another revision, nil for one that cannot run any more. A session that stands in a later revision
// than the published one stays there: who published that serves it already, and here it comes soon.
func (r Road) Bring(s *engine.Session, published *engine.Revision, earlier func(number int) (*engine.Revision, error)) (Footing, error) {
	if s.Revision == published.Number {
		return Footing{Revision: published, Session: s}, nil
	}
	if len(s.Frames) == 0 && s.Revision < published.Number {
		return Footing{Revision: published, Session: Pinned(s, published.Number)}, nil
	}
	old, err := earlier(s.Revision)
	if err != nil {
		return Footing{}, err
	}
	if s.Revision > published.Number && old != nil {
		return Footing{Revision: old, Session: s}, nil
	}
	target, moves := published, []engine.Move(nil)
	if to, led := r.Lead(s.Frames, s.Revision, published.Number); led != nil {
		moves = led
		if to != published.Number {
			if target, err = earlier(to); err != nil {
				return Footing{}, err
			}
		}
	}
	if moves == nil || target == nil {
		if old != nil {
			return Footing{Revision: old, Session: s}, nil
		}
		// Nothing can run there any more: what still exists goes on, the rest ends with words.
		target, moves = published, Carried(s.Frames)
	}
	m := &engine.Migration{From: old, Moves: moves}
	if old != nil && !target.Takes(s.Frames, m) {
		return Footing{Revision: old, Session: s}, nil
	}
	return Footing{Revision: target, Session: Pinned(s, target.Number), Migration: m}, nil
}

// Pinned is the session pinned to a revision.
func Pinned(s *engine.Session, revision int) *engine.Session {
	moved := *s
	moved.Revision = revision
	return &moved
}

// Carried leaves every frame where it is.
func Carried(frames []engine.Frame) []engine.Move {
	moves := make([]engine.Move, len(frames))
	for i := range frames {
		moves[i].Block = frames[i].Block
	}
	return moves
}
