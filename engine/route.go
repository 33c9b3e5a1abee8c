package engine

import (
	"context"
	"slices"
)

// route decides who gets the event: a wait it is addressed to, a trigger, the waiting block, the fallback.
func (t *Turn) route(ctx context.Context) error {
	if t.shutOut() {
		return nil
	}
	if t.ev.Kind == SessionReset { // also where a publish has ended everything
		return t.reset()
	}
	if t.over {
		t.heard()
		t.res.Handled = true
		return nil
	}
	switch t.ev.Kind {
	case MessageReceived:
		t.heard()
		return t.message(ctx)
	case ButtonPressed:
		t.heard()
		if err := t.flushAlbums(ctx); err != nil {
			return err
		}
		return t.press(ctx)
	case TimerFired:
		return t.alarm(ctx)
	case JobDone:
		if j := t.ev.Job; j != nil && j.Detached {
			t.detachedFailed(j.Error)
			return nil
		}
		return t.fenced(ctx, func(w *Wait) bool { return t.ev.Job != nil && w.Gen == t.ev.Job.Gen })
	case CallbackReceived:
		return t.fenced(ctx, func(w *Wait) bool { return t.ev.Callback != nil && w.Gen == t.ev.Callback.Gen })
	case PaymentPaid, PaymentRefunded:
		return t.payment(ctx)
	case SendDone:
		return t.fenced(ctx, func(w *Wait) bool { return t.ev.Sent != nil && w.Gen == t.ev.Sent.Gen })
	case SendFailed:
		return t.sendFailed(ctx)
	case FlowStarted:
		return t.started(ctx)
	case VariableSet:
		return t.assign()
	case SessionRefreshed:
		t.res.Handled = true // all of it is what every turn does at its end
		return nil
	default:
		return t.outside(ctx)
	}
}

// fenced gives the event to the frame whose wait it belongs to; interruptions on top of it end. Without such a frame the
// event is stale.
func (t *Turn) fenced(ctx context.Context, mine func(*Wait) bool) error {
	ok, err := t.unwind(ctx, mine)
	t.res.Handled = ok
	return err
}

// detachedFailed tells the owner of a trouble in work that no block waits for.
func (t *Turn) detachedFailed(e *RunError) {
	if e == nil {
		return
	}
	t.res.Handled = true
	t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: e})
	t.report(e)
}

// unwind resumes the topmost frame whose wait accepts the event and is meant by it.
func (t *Turn) unwind(ctx context.Context, mine func(*Wait) bool) (bool, error) {
	for i, f := range slices.Backward(t.s.Frames) {
		w := f.Wait
		if w == nil || !w.Accepts(t.ev.Kind) || !mine(w) {
			continue
		}
		cut := t.s.Frames
		t.s.Frames = cut[: i+1 : i+1]
		t.framed()
		ok, err := t.resume(ctx, t.ev)
		if ok || err != nil {
			return ok, err
		}
		t.s.Frames = cut
		t.uncounted()
		t.framed()
	}
	return false, nil
}

// message handles what a user sent.
func (t *Turn) message(ctx context.Context) error {
	m := t.ev.Message
	if m == nil {
		return nil
	}
	if m.GroupID != "" && m.Kind != AlbumMessage {
		if t.collect(m) {
			t.res.Handled = true
			return nil
		}
		late := *m
		late.Late = true
		ev := t.ev
		ev.Message = &late
		t.setEvent(ev)
		return t.deliver(ctx)
	}
	if err := t.flushAlbums(ctx); err != nil { // what came before this message is whole
		return err
	}
	return t.deliver(ctx)
}

// deliver gives a whole message to a trigger, the waiting block or the fallback.
func (t *Turn) deliver(ctx context.Context) error {
	t.res.Handled = true
	if f := t.s.Top(); f != nil && t.rev.blocks[f.Block] == nil {
		t.lost(*f)
	}
	if ok, err := t.overheard(ctx); ok || err != nil {
		return err
	}
	m, w := t.ev.Message, t.s.Wait()
	interrupt := InterruptAny
	if w != nil {
		if interrupt = w.Interrupt; interrupt == "" {
			interrupt = InterruptCommands
		}
	}
	if m.Late {
		interrupt = InterruptNone // its album was answered already
	}
	switch {
	case interrupt == InterruptAny:
		if b, match := t.bestTrigger(&t.ev, 0, nil); b != nil {
			return t.startTrigger(ctx, b, match)
		}
	case interrupt == InterruptCommands && m.Command != "":
		if b, match := t.bestTrigger(&t.ev, WeightCommand, nil); b != nil {
			return t.startTrigger(ctx, b, match)
		}
	}
	if w != nil && w.Accepts(MessageReceived) {
		if ok, err := t.resume(ctx, t.ev); ok || err != nil {
			return err
		}
	}
	if interrupt == InterruptCommands {
		if b, match := t.bestTrigger(&t.ev, 0, nil); b != nil {
			return t.startTrigger(ctx, b, match)
		}
	}
	if m.Late || m.Kind == ServiceMessage {
		return nil // nobody said anything that an answer could be given to
	}
	if interrupt != InterruptNone {
		if b, match := t.bestTrigger(&t.ev, 0, (*compiledBlock).fallback); b != nil {
			return t.startTrigger(ctx, b, match)
		}
	}
	if !t.s.Chat.Private() {
		t.res.Handled = w != nil
		return nil
	}
	return t.unwanted(ctx)
}

// unwanted answers what nobody wanted: with the open question, if there is one.
func (t *Turn) unwanted(ctx context.Context) error {
	w := t.s.Wait()
	switch {
	case w == nil:
		t.say("not_understood")
	case t.reshows() && (!w.Accepts(JobDone) || w.Accepts(ButtonPressed)): // with a job alone there is no question yet
		t.say("not_now")
		return t.reshow(ctx)
	case w.Accepts(JobDone), w.Accepts(SendDone), !w.Retry.IsZero():
		t.say("busy")
	case len(w.Accept) > 0:
		t.say("not_understood")
	}
	return nil
}

// reshows reports whether the waiting block can show its question again.
func (t *Turn) reshows() bool {
	f := t.s.Top()
	if f == nil || f.Wait == nil {
		return false
	}
	_, ok := blockAs[Reshower](t.rev.blocks[f.Block])
	return ok
}

// fallbacker marks triggers that only take what nobody else wanted.
type fallbacker interface{ Fallback() bool }

func (b *compiledBlock) fallback() bool {
	f, ok := b.trigger.(fallbacker)
	return ok && f.Fallback()
}

// setEvent changes what blocks and expressions see as the event.
func (t *Turn) setEvent(ev Event) { t.ev = ev }

// blockAs gives the behaviour of b as T.
func blockAs[T any](b *compiledBlock) (T, bool) {
	var zero T
	if b == nil || b.block == nil {
		return zero, false
	}
	x, ok := b.block.(T)
	return x, ok
}

// pushIdle puts a frame that stands at b without entering it.
func (t *Turn) pushIdle(b *compiledBlock, f Frame) bool {
	if len(t.s.Frames) >= MaxFrames {
		return false
	}
	f.Flow, f.Block = b.flow.def.ID, b.def.ID
	f.First = t.Newcomer()
	t.pass(&f)
	t.s.Frames = append(t.s.Frames, f)
	t.grew(f.bytes())
	t.framed()
	return true
}

// started begins a flow that something outside asked for.
func (t *Turn) started(ctx context.Context) error {
	st := t.ev.Start
	if st == nil {
		return nil
	}
	b := t.handler(st.Flow, st.Block)
	if b == nil {
		t.Note(Note{Kind: NoteError, Flow: st.Flow, Block: st.Block, Error: Trouble("flow_missing", "a flow that was to be started does not exist any more")})
		return nil
	}
	t.res.Handled = true
	if b.trigger != nil && t.passedBefore(b.limits()) {
		return nil // whoever asked could not know what this session remembers
	}
	return t.startAt(ctx, b, st.Policy, Values(st.Args))
}

// outside handles events that belong to triggers, or to a wait that names them.
func (t *Turn) outside(ctx context.Context) error {
	if m := t.ev.Member; m != nil && m.IsBot && t.s.Chat.Private() && m.New == "member" {
		t.active()
	}
	if mine := t.awaited(&t.ev); mine != nil {
		if ok, err := t.unwind(ctx, mine); ok || err != nil {
			t.res.Handled = ok
			return err
		}
	}
	b, m := t.bestTrigger(&t.ev, 0, nil)
	if b == nil {
		return nil
	}
	t.res.Handled = true
	return t.startTrigger(ctx, b, m)
}

// awaited tells the waits that name the event; nil for an event that none can name.
func (t *Turn) awaited(ev *Event) func(*Wait) bool {
	switch {
	case ev.Webhook != nil:
		return func(w *Wait) bool { return w.Match == ev.Webhook.Name }
	case ev.Signal != nil:
		return func(w *Wait) bool { return w.Signal == ev.Signal.Name }
	default:
		return nil
	}
}
