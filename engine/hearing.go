package engine

import (
	"context"
	"slices"
)

// Hearer is a block that listens for words of the user while it waits, or while the session waits elsewhere in its flow
// or in a flow that its flow called. What it hears goes to its Resume where it waits itself, else to its Press, and to
// nobody else.
type Hearer interface {
	// Hears reports whether the message, a text that is no command, is for the block. It must not change anything.
	Hears(t *Turn, m *Message) bool
}

// overheard gives a text to a block that listens for it: of several, to that of the topmost flow that is going on.
func (t *Turn) overheard(ctx context.Context) (bool, error) {
	m := t.ev.Message
	if m.Kind != TextMessage || m.Command != "" || m.Late || len(t.rev.hearers) == 0 {
		return false, nil
	}
	all, closed := t.s.Frames, t.closed()
	for i := range slices.Backward(all) {
		if closed && i < len(all)-1 {
			break // the wait is left by its own flow only
		}
		for _, b := range t.rev.hearers {
			if b.flow.def.ID != all[i].Flow {
				continue
			}
			t.s.Frames = all[: i+1 : i+1]
			t.framed()
			if heard, err := t.hears(ctx, b); heard || err != nil {
				return heard, err
			}
		}
	}
	t.s.Frames = all
	t.uncounted()
	t.framed()
	return false, nil
}

// hears gives the message to the block if it is for it.
func (t *Turn) hears(ctx context.Context, b *compiledBlock) (bool, error) {
	h, _ := blockAs[Hearer](b)
	pr, presses := b.block.(Presser)
	f := t.s.Top()
	waits := f.Block == b.def.ID && f.Wait != nil
	if !waits && !presses {
		return false, nil
	}
	t.block = b
	if waits {
		t.wait = f.Wait
	}
	var yes bool
	_, err := t.guard(b, func() (Outcome, error) {
		yes = h.Hears(t, t.ev.Message)
		return Stay(), nil
	})
	t.endBlock()
	heard := err == nil && yes // a block that breaks down hears nothing; guard has logged it
	switch {
	case !heard:
		return false, nil
	case waits:
		return t.resume(ctx, t.ev)
	default:
		return true, t.pressAnyway(ctx, b, pr)
	}
}

// uncover takes the frames above the topmost one of the flow away, if there is one.
func (t *Turn) uncover(f *compiledFlow) {
	for i := range slices.Backward(t.s.Frames) {
		if t.s.Frames[i].Flow == f.def.ID {
			t.s.Frames = t.s.Frames[: i+1 : i+1]
			t.framed()
			return
		}
	}
}
