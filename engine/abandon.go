package engine

import (
	"context"
	"errors"
	"slices"
)

// Abandoner is a block that has something to put in order when its wait ends without it: another flow took the session
// over, the envelope's time ran out, or the run ended somewhere else.
type Abandoner interface {
	// Abandon runs in the turn that took the wait away, before the next block is entered where that is known by then, with the wait in the turn and the locals of its frame in
	// expressions. The frame itself is gone: it may ask for effects and detached jobs, and change records and balances, but
	// must not write locals, and has nowhere to go.
	Abandon(ctx context.Context, t *Turn) error
}

// abandon tells the blocks whose waits this turn took away, each once. A block that was resumed has seen to that itself.
func (t *Turn) abandon(ctx context.Context) error {
	for i := range t.began {
		f := &t.began[i]
		w := f.Wait
		if w == nil || !w.Retry.IsZero() || slices.Contains(t.resumed, w.Gen) || t.waitsFor(w.Gen) {
			continue
		}
		if err := t.abandoned(ctx, t.rev.blocks[f.Block], f); err != nil {
			return err
		}
	}
	return nil
}

// abandoned tells the block that its frame's wait is gone, if it wants to know.
func (t *Turn) abandoned(ctx context.Context, b *compiledBlock, f *Frame) error {
	a, ok := blockAs[Abandoner](b)
	if !ok {
		return nil
	}
	t.resumed = append(t.resumed, f.Wait.Gen)
	t.block, t.wait, t.gen = b, f.Wait, 0
	t.environment().Scopes[ScopeLocal] = map[string]any(f.Locals)
	_, err := t.guard(b, func() (Outcome, error) { return Stay(), a.Abandon(ctx, t) })
	t.endBlock()
	t.framed()
	if re, ok := errors.AsType[*RunError](err); ok {
		e := *re
		e.Flow, e.Block = b.flow.def.ID, b.def.ID
		t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: &e})
		t.report(&e)
		return nil
	}
	return err
}

// waitsFor reports whether some frame has the wait.
func (t *Turn) waitsFor(gen int64) bool {
	return slices.ContainsFunc(t.s.Frames, func(f Frame) bool { return f.Wait != nil && f.Wait.Gen == gen })
}
