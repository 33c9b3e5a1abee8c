package engine

import (
	"context"
	"html"
	"slices"
	"strconv"
)

// press handles a pressed inline button: read the token, then the waiting block, the block's own rule for old buttons,
// or trigger.button.
func (t *Turn) press(ctx context.Context) error {
	p := t.ev.Button
	if p == nil {
		return nil
	}
	t.res.Handled = true
	tok, owner := openToken(t.deps.Key, p.Data, t.s.Key.ChatID, t.s.Key.UserID)
	if owner == tokenForged || owner == tokenOthers {
		key := "stale_button"
		if owner == tokenOthers {
			key = "not_yours"
		}
		t.Answer(ButtonAnswer{Text: t.Words(key), Alert: true})
		return nil
	}
	switch tok.kind {
	case 'a':
		return t.asked(ctx, tok)
	case 'e':
		t.pressed(tok.button, tok.value)
		b, m := t.bestTrigger(&t.ev, 0, nil)
		if b == nil {
			t.Answer(ButtonAnswer{Text: t.Words("stale_button"), Alert: true})
			return nil
		}
		if t.closed() {
			return t.notNow(ctx)
		}
		return t.startTrigger(ctx, b, m)
	default:
		return t.blockPress(ctx, tok)
	}
}

// pressed puts what the token told into the event.
func (t *Turn) pressed(id string, value any) {
	p := *t.ev.Button
	p.ID, p.Value = id, value
	ev := t.ev
	ev.Button = &p
	t.setEvent(ev)
}

// blockPress handles a press of a block's button.
func (t *Turn) blockPress(ctx context.Context, tok token) error {
	b := t.shown(tok)
	if b == nil {
		b = t.rev.byRef[tok.block]
	}
	if b == nil || b.block == nil {
		return t.stale(ctx)
	}
	id, ok := b.buttonID(tok.button)
	if !ok {
		return t.stale(ctx)
	}
	var value any
	switch {
	case tok.hasVal:
		value = tok.value
	case tok.index >= 0:
		if value, ok = t.recall(b.def.ID, tok.gen, tok.index); !ok {
			return t.stale(ctx)
		}
	}
	t.pressed(id, value)
	fresh := func(w *Wait) bool { return w.Gen == tok.gen }
	if ok, err := t.unwindAt(ctx, b, fresh); ok || err != nil {
		return err
	}
	policy := StaleReshow
	pr, canPress := b.block.(Presser)
	if canPress {
		policy = StaleRun
	}
	if st, ok := b.block.(Staler); ok && st.Stale() != "" {
		policy = st.Stale()
	}
	top := t.s.Top()
	switch {
	case policy == StaleRun && t.closed() && top.Flow != b.flow.def.ID:
		return t.notNow(ctx)
	case policy == StaleRun && canPress:
		return t.pressAnyway(ctx, b, pr)
	case policy == StaleRun:
		return t.startAt(ctx, b, BusyReplace, nil)
	case policy == StaleAlert:
		t.Answer(ButtonAnswer{Text: t.Words("stale_button"), Alert: true})
		return nil
	default:
		return t.stale(ctx)
	}
}

// unwindAt is unwind for the frame that stands at the block.
func (t *Turn) unwindAt(ctx context.Context, b *compiledBlock, mine func(*Wait) bool) (bool, error) {
	for _, f := range t.s.Frames {
		if f.Block == b.def.ID && f.Wait != nil && mine(f.Wait) {
			return t.unwind(ctx, func(w *Wait) bool { return w.Gen == f.Wait.Gen })
		}
	}
	return false, nil
}

// pressAnyway runs a press although nobody waits for it: in the running frame if it is of the same flow, else instead of
// what is going on.
func (t *Turn) pressAnyway(ctx context.Context, b *compiledBlock, pr Presser) error {
	before := slices.Clone(t.s.Frames)
	if _, beside := pr.(Hearer); beside {
		t.uncover(b.flow)
	}
	if top := t.s.Top(); top != nil && top.Flow == b.flow.def.ID {
		top.Block, top.Wait, top.Tries = b.def.ID, nil, 0
		t.grew(len(top.Block))
		t.pass(top)
	} else {
		t.drop()
		t.pushIdle(b, Frame{})
	}
	t.begin(b, nil)
	defer t.endBlock()
	out, err := t.guard(b, func() (Outcome, error) { return pr.Press(ctx, t, t.ev) })
	if err == nil && out.kind == outcomeStay {
		t.s.Frames = before
		t.uncounted()
		t.framed()
		return t.stale(ctx)
	}
	if err == nil && out.kind == outcomeKeep {
		t.s.Frames = before
		t.uncounted()
		t.framed()
		return nil
	}
	return t.apply(ctx, b, out, err)
}

// closed reports whether the wait lets nothing interrupt it.
func (t *Turn) closed() bool {
	w := t.s.Wait()
	return w != nil && w.Interrupt == InterruptNone
}

// notNow says that something else is to be answered first.
func (t *Turn) notNow(ctx context.Context) error {
	t.Answer(ButtonAnswer{Text: t.Words("not_now")})
	return t.reshow(ctx)
}

// stale says that the button is out of date and shows the open question again.
func (t *Turn) stale(ctx context.Context) error {
	t.Answer(ButtonAnswer{Text: t.Words("stale_button")})
	return t.reshow(ctx)
}

// recall finds the value behind a list button.
func (t *Turn) recall(block string, gen int64, index int) (any, bool) {
	for _, l := range t.s.Lists {
		if l.Block == block && l.Gen == gen && index < len(l.Values) {
			return l.Values[index], true
		}
	}
	return nil, false
}

// Buttoner is a block that knows the ids of its buttons, so that long ones can be told from their digest.
type Buttoner interface {
	ButtonIDs() []string
}

// buttonID gives the id behind a token's button part.
func (b *compiledBlock) buttonID(ref string) (string, bool) {
	bt, ok := b.block.(Buttoner)
	if !ok {
		return ref, true
	}
	for _, id := range bt.ButtonIDs() {
		if id == ref || tokenRef(id) == ref {
			return id, true
		}
	}
	return "", false
}

// asked handles the answer to "start over?".
func (t *Turn) asked(ctx context.Context, tok token) error {
	a := t.s.Asking
	if a == nil || a.Gen != tok.gen {
		return t.stale(ctx)
	}
	t.s.Asking = nil
	if w := t.s.Wait(); w != nil && w.Gen > a.Gen { // the user went on meanwhile: that is not to be left any more
		t.Emit(Effect{Kind: DeleteMessage, Target: &Target{Slot: askSlot}})
		return t.stale(ctx)
	}
	t.Emit(Effect{Kind: DeleteMessage, Target: &Target{Slot: askSlot}})
	if tok.button != "y" {
		return t.reshow(ctx)
	}
	b := t.rev.blocks[a.Block]
	if b == nil || b.block == nil {
		return t.stale(ctx)
	}
	t.ensureAnswered()
	t.setEvent(a.Event)
	t.drop()
	return t.begins(ctx, b, a.Locals)
}

func base36(n int64) string { return strconv.FormatInt(n, 36) }

// EscapeText makes plain text safe inside Telegram's HTML.
func EscapeText(s string) string { return html.EscapeString(s) }
