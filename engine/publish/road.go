package publish

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// Step is what was decided for the publish of one revision.
type Step struct {
	Revision  int
	decisions map[decisionKey]Decision
}

type decisionKey struct {
	block  string
	behind bool
}

// NewStep makes the step of a revision.
func NewStep(revision int, decisions []Decision) Step {
	s := Step{Revision: revision, decisions: make(map[decisionKey]Decision, len(decisions))}
	for _, d := range decisions {
		s.decisions[decisionKey{d.Block, d.Behind}] = d
	}
	return s
}

// Pack writes decisions as they are kept with a revision; nil for none.
func Pack(decisions []Decision) ([]byte, error) {
	if len(decisions) == 0 {
		return nil, nil
	}
	return json.Marshal(decisions)
}

// Unpack reads the step of a revision from what Pack wrote.
func Unpack(revision int, data []byte) (Step, error) {
	var decisions []Decision
	if err := json.Unmarshal(data, &decisions); err != nil {
		return Step{}, fmt.Errorf("read the plan of revision %d: %w", revision, err)
	}
	return NewStep(revision, decisions), nil
}

// stirs reports whether somebody is to notice the step without doing anything.
func (s *Step) stirs() bool {
	for _, d := range s.decisions {
		if d.Do != Finish {
			return true
		}
	}
	return false
}

// Road are the steps of a bot, by revision. What a step does not mention is as it was, or as it comes by itself.
type Road []Step

// NewRoad puts steps in order.
func NewRoad(steps []Step) Road {
	return slices.SortedFunc(slices.Values(steps), func(a, b Step) int { return cmp.Compare(a.Revision, b.Revision) })
}

// Stirred is the last revision whose people are to be told of it; 0 for none.
func (r Road) Stirred() int {
	for _, s := range slices.Backward(r) {
		if s.stirs() {
			return s.Revision
		}
	}
	return 0
}

// Lead brings a stack that stands in one revision as far as the steps let it, at most to another revision. It gives the
// revision where it comes to, and what becomes of each frame on the way there; no moves if it stays where it is.
func (r Road) Lead(frames []engine.Frame, from, to int) (revision int, moves []engine.Move) {
	for to > from {
		fates := r.along(frames, from, to)
		moves = make([]engine.Move, len(fates))
		for i := range fates {
			moves[i] = fates[i].move
		}
		held, still := 0, true
		for i, lives := range engine.Outlive(frames, moves) {
			if lives && fates[i].held > 0 && (held == 0 || fates[i].held < held) {
				held = fates[i].held
			}
			still = still && moves[i].Do == engine.MoveCarry && moves[i].Block == frames[i].Block
		}
		switch {
		case held == 0:
			return to, moves
		case still:
			return from, nil
		}
		to = held - 1
	}
	return from, nil
}

// Stirs reports whether the way from one revision to another is more than waiting on where the stack is.
func (r Road) Stirs(frames []engine.Frame, from, to int) bool {
	_, moves := r.Lead(frames, from, to)
	for i := range moves {
		if moves[i].Do != engine.MoveCarry || moves[i].Block != frames[i].Block {
			return true
		}
	}
	return false
}

// fate is what the steps do to a frame.
type fate struct {
	move engine.Move
	held int // the revision that it does not go along to; 0 if it comes along
}

func (r Road) along(frames []engine.Frame, from, to int) []fate {
	fates := make([]fate, len(frames))
	for i := range frames {
		fates[i].move.Block = frames[i].Block
	}
	for si := range r {
		if s := &r[si]; s.Revision > from && s.Revision <= to {
			for i := range fates {
				s.apply(&fates[i])
			}
		}
	}
	return fates
}

// apply takes a frame through the step.
func (s *Step) apply(f *fate) {
	if f.move.Do == engine.MoveEnd {
		return
	}
	d, ok := s.decisions[decisionKey{f.move.Block, f.held > 0}]
	if !ok {
		return
	}
	if d.Do == Finish {
		if f.held == 0 {
			f.held = s.Revision
		}
		return
	}
	f.held = 0
	switch d.Do {
	case Map:
		f.move.Block = d.To
	case Restart:
		f.move = engine.Move{Do: engine.MoveRestart, Block: d.To, Text: d.Text}
	case End:
		f.move = engine.Move{Do: engine.MoveEnd, Text: d.Text}
	default:
	}
	if d.Ask && f.move.Do == engine.MoveCarry {
		f.move.Do = engine.MoveEnter
	}
}

// Renamed follows the maps of the steps from a block of some revision: whoever stands for it now.
func (r Road) Renamed(block string) string {
	for i := range r {
		if d, ok := r[i].decisions[decisionKey{block: block}]; ok && d.Do == Map {
			block = d.To
		}
	}
	return block
}
