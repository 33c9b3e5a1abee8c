package engine

import (
	"context"
	"slices"
	"time"
)

// route decides who gets the event: a wait it is addressed to, a trigger, the waiting block, the fallback.
func (t *Turn) route(ctx context.Context) error {
	switch t.ev.Kind {
	case MessageReceived:
		t.s.Errors = 0
		return t.message(ctx)
	case ButtonPressed:
		t.s.Errors = 0
		return t.press(ctx)
	case TimerFired:
		return t.alarm(ctx)
	case JobDone:
		return t.fenced(ctx, func(w *Wait) bool { return t.ev.Job != nil && w.Gen == t.ev.Job.Gen })
	case PaymentPaid, PaymentRefunded:
		return t.payment(ctx)
	case SendFailed:
		return t.sendFailed(ctx)
	case FlowStarted:
		return t.started(ctx)
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

// unwind resumes the topmost frame whose wait accepts the event and is meant by it.
func (t *Turn) unwind(ctx context.Context, mine func(*Wait) bool) (bool, error) {
	for i := len(t.s.Frames) - 1; i >= 0; i-- {
		w := t.s.Frames[i].Wait
		if w == nil || !w.Accepts(t.ev.Kind) || !mine(w) {
			continue
		}
		cut := t.s.Frames
		t.s.Frames = cut[: i+1 : i+1]
		t.framed()
		ok, err := t.resume(ctx, t.ev)
		if !ok {
			t.s.Frames = cut
			t.framed()
		}
		return ok, err
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
		if done, err := t.album(ctx); done || err != nil {
			return err
		}
	}
	return t.deliver(ctx)
}

// deliver gives a whole message to a trigger, the waiting block or the fallback.
func (t *Turn) deliver(ctx context.Context) error {
	t.res.Handled = true
	w := t.s.Wait()
	interrupt := InterruptAny
	if w != nil {
		if interrupt = w.Interrupt; interrupt == "" {
			interrupt = InterruptCommands
		}
	}
	normal := func(b *compiledBlock) bool { return !b.fallback() }
	if interrupt != InterruptNone && (interrupt == InterruptAny || t.ev.Message.Command != "") {
		b, m := t.bestTrigger(&t.ev, normal)
		if b != nil && (interrupt == InterruptAny || m.Weight >= WeightCommand) {
			return t.startTrigger(ctx, b, m)
		}
	}
	if w != nil && w.Accepts(MessageReceived) {
		if ok, err := t.resume(ctx, t.ev); ok || err != nil {
			return err
		}
	}
	if w != nil && interrupt == InterruptCommands {
		if b, m := t.bestTrigger(&t.ev, normal); b != nil {
			return t.startTrigger(ctx, b, m)
		}
	}
	if b, m := t.bestTrigger(&t.ev, (*compiledBlock).fallback); b != nil {
		return t.startTrigger(ctx, b, m)
	}
	if m := t.ev.Message; m.Late || m.Kind == ServiceMessage {
		return nil // nobody said anything that an answer could be given to
	}
	if !t.s.Chat.Private() {
		t.res.Handled = w != nil
		return nil
	}
	if w != nil {
		if b := t.rev.blocks[t.s.Top().Block]; b != nil {
			if _, ok := b.block.(Reshower); ok {
				t.say("not_now")
				return t.reshow(ctx)
			}
		}
		return nil
	}
	t.say("not_understood")
	return nil
}

// fallbacker marks triggers that only take what nobody else wanted.
type fallbacker interface{ Fallback() bool }

func (b *compiledBlock) fallback() bool {
	f, ok := b.trigger.(fallbacker)
	return ok && f.Fallback()
}

// album collects parts; done is true while more may come.
func (t *Turn) album(ctx context.Context) (done bool, err error) {
	m, a := *t.ev.Message, t.s.Album
	switch {
	case a != nil && a.GroupID == m.GroupID && len(a.Parts) == 0:
		m.Late = true
		ev := t.ev
		ev.Message = &m
		t.setEvent(ev)
		return false, nil
	case a != nil && a.GroupID == m.GroupID:
		next := *a
		next.Parts = append(slices.Clone(a.Parts), m)
		next.Due = t.deps.Now.Add(AlbumQuiet)
		t.s.Album = &next
	default:
		if a != nil && len(a.Parts) > 0 {
			if err := t.flushAlbum(ctx); err != nil {
				return true, err
			}
		}
		t.s.Album = &Album{GroupID: m.GroupID, Parts: []Message{m}, Due: t.deps.Now.Add(AlbumQuiet)}
	}
	t.res.Handled = true
	return true, nil
}

// flushAlbum handles the collected album as one message.
func (t *Turn) flushAlbum(ctx context.Context) error {
	a := *t.s.Album
	slices.SortFunc(a.Parts, func(x, y Message) int { return int(x.ID - y.ID) })
	whole := a.Parts[0]
	whole.Kind, whole.Files = AlbumMessage, nil
	for _, p := range a.Parts {
		whole.Files = append(whole.Files, p.Files...)
		if whole.Text == "" {
			whole.Text, whole.HTML = p.Text, p.HTML
		}
	}
	t.s.Album = &Album{GroupID: a.GroupID}
	old := t.ev
	ev := Event{ID: old.ID, Kind: MessageReceived, Time: old.Time, Chat: t.s.Chat, User: t.s.User, Message: &whole}
	t.setEvent(ev)
	if err := t.deliver(ctx); err != nil {
		return err
	}
	if err := t.run(ctx); err != nil {
		return err
	}
	t.setEvent(old)
	return nil
}

// setEvent changes what blocks and expressions see as the event.
func (t *Turn) setEvent(ev Event) {
	t.ev = ev
	if t.env.Scopes != nil && t.rev.reads[ScopeEvent] {
		t.env.Scopes[ScopeEvent] = eventValues(&t.ev)
	}
}

// alarm handles the session's timer: everything that is due, the oldest kind first.
func (t *Turn) alarm(ctx context.Context) error {
	if t.ev.Timer == nil || t.ev.Timer.Gen != t.s.WakeGen || t.s.WakeAt.IsZero() {
		return nil
	}
	t.res.Handled = true
	t.s.WakeAt = time.Time{} // used up: whatever comes next gets a new WakeGen
	now := t.deps.Now
	due := func(at time.Time) bool { return !at.IsZero() && !at.After(now) }
	if a := t.s.Album; a != nil && len(a.Parts) > 0 && due(a.Due) {
		return t.flushAlbum(ctx)
	}
	w := t.s.Wait()
	if w == nil {
		return nil
	}
	f := t.s.Top()
	b := t.rev.blocks[f.Block]
	if b == nil || b.block == nil {
		t.drop()
		t.say("error")
		return nil
	}
	fire := func(name TimerName, index int) (bool, error) {
		ev := t.ev
		ev.Timer = &Timer{Gen: t.ev.Timer.Gen, Name: name, Index: index}
		t.setEvent(ev)
		return t.resume(ctx, ev)
	}
	switch {
	case due(w.Retry):
		f.Wait, t.next = nil, b // the same pass once more
	case due(w.Until):
		ok, err := fire(UntilTimer, 0)
		if !ok && err == nil {
			next := *w
			next.Until = time.Time{}
			f.Wait = &next
		}
		return err
	case due(w.Deadline):
		if w.Timeout {
			t.begin(b, w)
			defer t.endBlock()
			return t.leave(ctx, b, "timeout")
		}
		ok, err := fire(DeadlineTimer, 0)
		if !ok && err == nil {
			return t.leave(ctx, b, "timeout")
		}
		return err
	case len(w.Reminders) > 0 && due(w.Reminders[0]):
		next := *w
		next.Reminders, next.Reminded = slices.Clone(w.Reminders[1:]), w.Reminded+1
		f.Wait = &next
		_, err := fire(ReminderTimer, w.Reminded)
		return err
	}
	return nil
}

// payment handles money: recorded in any case, then given to the block that waits for it, to its block as a late
// payment, or to the triggers.
func (t *Turn) payment(ctx context.Context) error {
	t.res.Handled = true
	p := t.ev.Payment
	if p == nil {
		return nil
	}
	if p.Order == nil {
		return t.outside(ctx)
	}
	to := OrderPaid
	if t.ev.Kind == PaymentRefunded {
		to = OrderRefunded
	}
	t.res.Orders = append(t.res.Orders, OrderChange{ID: p.Order.ID, To: to, Charge: p})
	if ok, err := t.unwind(ctx, func(w *Wait) bool { return w.Match == p.Order.ID }); ok || err != nil {
		return err
	}
	b := t.rev.blocks[p.Order.Block]
	if late, ok := blockAs[LatePayer](b); ok && t.ev.Kind == PaymentPaid {
		if !t.pushIdle(b, Frame{Nested: true}) {
			t.drop()
			t.pushIdle(b, Frame{})
		}
		t.begin(b, nil)
		defer t.endBlock()
		out, err := t.guard(b, func() (Outcome, error) { return late.PaidLate(ctx, t, t.ev) })
		return t.apply(ctx, b, out, err)
	}
	return t.outside(ctx)
}

// LatePayer is a block whose order may be paid when nobody waits for it any more.
type LatePayer interface {
	PaidLate(ctx context.Context, t *Turn, ev Event) (Outcome, error)
}

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
	t.pass(&f)
	t.s.Frames = append(t.s.Frames, f)
	t.framed()
	return true
}

// sendFailed leaves the block by blocked or error if nothing happened since it sent.
func (t *Turn) sendFailed(ctx context.Context) error {
	f := t.ev.Failure
	if f == nil {
		return nil
	}
	t.res.Handled = true
	e := &RunError{Code: "send_" + f.Code, Message: "Telegram refused the message: " + f.Message, Flow: f.Flow, Block: f.Block}
	exit := "error"
	if f.Code == "blocked" || f.Code == "deactivated" {
		exit = "blocked"
	} else {
		t.Note(Note{Kind: NoteError, Flow: f.Flow, Block: f.Block, Error: e})
	}
	b := t.rev.blocks[f.Block]
	if b == nil || f.Turn != t.s.Turns-1 || b.edges[exit] == nil {
		return nil
	}
	if top := t.s.Top(); top == nil || top.Flow != b.flow.def.ID {
		t.drop()
		t.pushIdle(b, Frame{})
	}
	t.setError(e)
	t.goTo(b.edges[exit])
	return nil
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
	return t.startAt(ctx, b, st.Policy, Values(st.Args))
}

// outside handles events that belong to triggers, or to a wait that names them.
func (t *Turn) outside(ctx context.Context) error {
	if t.ev.Webhook != nil {
		if ok, err := t.unwind(ctx, func(w *Wait) bool { return w.Match == t.ev.Webhook.Name }); ok || err != nil {
			t.res.Handled = ok
			return err
		}
	}
	b, m := t.bestTrigger(&t.ev, func(b *compiledBlock) bool { return !b.fallback() })
	if b == nil {
		return nil
	}
	t.res.Handled = true
	return t.startTrigger(ctx, b, m)
}
