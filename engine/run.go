package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
)

// Turn runs one event through the session: it stops at a wait, at an end or at a limit. It is a pure function of the
// revision, the state, the event and deps; nothing given is changed. A returned error is ours or the
// infrastructure's and nothing of the turn may be committed; a trouble of the run is part of the result. A *NeedError asks
// for records, with which the turn is to be run again.
func (r *Revision) Turn(ctx context.Context, st State, ev Event, d Deps) (*Result, error) {
	s := *st.Session
	s.Frames = append([]Frame(nil), st.Session.Frames...)
	t := &Turn{
		rev: r, deps: d, state: st, ev: ev, s: &s, res: &Result{Session: &s}, film: -1, began: st.Session.Frames,
		vars: r.defaults.session.over(s.Vars),
		user: r.defaults.user.over(st.User), chat: r.defaults.chat.over(st.Chat),
		bot: r.defaults.bot.over(st.Bot), space: r.defaults.workspace.over(st.Workspace),
	}
	if ev.Kind != SessionRefreshed || st.Migration != nil { // else nothing has happened, also for what has just been sent
		s.Turns++
	}
	if st.Migration != nil {
		s.Revision = r.Number
	}
	if s.Revision == 0 {
		s.Revision = r.Number
	}
	if ev.Kind == ButtonPressed && ev.Button != nil {
		t.query = ev.Button.QueryID
	}
	t.remeet()
	var err error
	for _, stage := range []func(context.Context) error{
		t.migrate,
		t.route,
		t.abandon, // before anything is entered, so that what they held is free
		t.run,
		t.abandon,
	} {
		if err = stage(ctx); err != nil {
			break
		}
	}
	if len(t.needs)+len(t.strangers) > 0 {
		return nil, &NeedError{Reads: t.needs, Contacts: t.strangers}
	}
	if err != nil {
		return nil, err
	}
	t.finish()
	if d.Trace {
		t.res.Event = &t.ev
	}
	if err = t.auditSize(); err != nil {
		return nil, err
	}
	return t.res, nil
}

// remeet takes over what the event tells about chat and user.
func (t *Turn) remeet() {
	if t.ev.User.ID == t.s.Key.UserID && t.ev.User.ID != 0 {
		t.s.User = t.ev.User
	}
	if t.ev.Chat.ID == t.s.Key.ChatID && t.ev.Chat.Type != "" {
		t.s.Chat = t.ev.Chat
	}
	if st := t.ev.Start; st != nil && st.User != nil && st.User.ID == t.s.Key.UserID && t.s.User.FirstName == "" {
		t.s.User = *st.User
	}
	if t.s.User.ID == 0 {
		t.s.User.ID = t.s.Key.UserID
	}
	if t.s.Chat.ID == 0 {
		t.s.Chat = Chat{ID: t.s.Key.ChatID, Type: "private"}
		if t.s.Key.ChatID != t.s.Key.UserID {
			t.s.Chat.Type = "group"
		}
	}
}

// run enters blocks until nothing is to be entered any more.
func (t *Turn) run(ctx context.Context) error {
	rounds := 0
	for n := 0; t.next != nil; n++ {
		b := t.next
		t.next = nil
		t.passed++
		if n >= MaxBlocksPerTurn {
			// The handlers get one more round; then it is over.
			re := Trouble("limit_blocks", "%d blocks were passed without waiting for anything: the flow goes round in a circle", MaxBlocksPerTurn)
			if rounds > 0 {
				return t.giveUp(ctx, b, re)
			}
			if err := t.fail(ctx, b, re); err != nil {
				return err
			}
			n, rounds = 0, rounds+1
			continue
		}
		if err := t.enter(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// goTo makes b the next block of the running frame.
func (t *Turn) goTo(b *compiledBlock) {
	f := t.s.Top()
	f.Flow, f.Block, f.Wait, f.Tries = b.flow.def.ID, b.def.ID, nil, 0
	t.grew(len(f.Flow) + len(f.Block))
	t.pass(f)
	t.next, t.came = b, nil
}

// follow goes to the block that an exit of b leads to.
func (t *Turn) follow(b *compiledBlock, exit string) {
	t.goTo(b.next(exit))
	t.came, t.cameBy = b, exit
}

// leadsBack reports whether the running frame is an interruption that comes to the question which it interrupted. Going on
// there would ask it twice, once more when the interruption ends, and without what the interrupted frame knows.
func (t *Turn) leadsBack(to *compiledBlock) bool {
	n := len(t.s.Frames)
	if n < 2 || !t.s.Frames[n-1].Nested {
		return false
	}
	below := t.s.Frames[n-2]
	_, asks := to.block.(Reshower)
	return asks && below.Wait != nil && below.Flow == to.flow.def.ID && below.Block == to.def.ID
}

// pass numbers the frame's pass through its block.
func (t *Turn) pass(f *Frame) {
	t.s.Seq++
	f.Seq = t.s.Seq
}

// push puts a flow on the stack and makes b its next block. A stack that is full, and locals that cannot be kept, are
// troubles; nothing has changed then.
func (t *Turn) push(b *compiledBlock, locals Values, f Frame) *RunError {
	if len(t.s.Frames) >= MaxFrames {
		return Trouble("limit_depth", "more than %d flows have called one another: does one of them call itself?", MaxFrames)
	}
	if f.Locals = locals; !plain(locals) {
		v, _, err := jsonLike(map[string]any(locals), 0)
		if err != nil {
			return Trouble("value_invalid", "the flow cannot be started with these values: %v", err)
		}
		f.Locals, _ = v.(map[string]any)
	}
	if len(t.s.Frames) == 0 {
		t.s.Status = SessionIdle
	}
	if f.First = t.Newcomer(); f.Called {
		f.First = t.s.Top().First
	}
	t.s.Frames = append(t.s.Frames, f)
	if !t.fits(f.bytes()) {
		t.s.Frames = t.s.Frames[:len(t.s.Frames)-1]
		return sessionTooLarge()
	}
	t.goTo(b)
	t.framed()
	return nil
}

// enter runs a block's envelope and then the block.
func (t *Turn) enter(ctx context.Context, b *compiledBlock) error {
	t.begin(b, nil)
	defer t.endBlock()
	if t.film >= 0 {
		t.res.Film[t.film].Entered = t.s.Top().Tries == 0
	}
	if b.block == nil { // only in a draft that is tried out with errors in it
		return t.fail(ctx, b, Trouble("block_invalid", "the block has errors and cannot run"))
	}
	if t.s.Top().Tries == 0 && !t.again(b) { // a repeat is the same pass, and so is another round of a loop
		if skip, err := t.skipped(b); err != nil {
			return t.apply(ctx, b, Stay(), err)
		} else if skip {
			return t.leave(ctx, b, b.skipExit())
		}
		if b.def.Goal != "" {
			t.Note(Note{Kind: NoteGoal, Name: t.Own(b.def.Goal), Value: 1})
		}
		if b.def.Cost != nil {
			t.Note(Note{Kind: NoteCost, Name: b.def.ID, Value: *b.def.Cost})
		}
	}
	out, err := t.guard(b, func() (Outcome, error) { return b.block.Enter(ctx, t) })
	if err == nil && (out.kind == outcomeStay || out.kind == outcomeKeep) {
		return fmt.Errorf("enter block %q of type %s: it neither left nor waited", b.def.ID, b.def.Type)
	}
	return t.apply(ctx, b, out, err)
}

// resume gives the event to the waiting block of the running frame; false if the block did not want it.
func (t *Turn) resume(ctx context.Context, ev Event) (bool, error) {
	f := t.s.Top()
	b := t.rev.blocks[f.Block]
	if b == nil || b.block == nil {
		return false, nil
	}
	w, before := f.Wait, f.Caller
	if c := t.calling(b); c != nil && ev.Kind == WebhookCalled {
		f.Caller = c
		t.uncounted()
	}
	t.begin(b, w)
	defer t.endBlock()
	out, err := t.guard(b, func() (Outcome, error) { return b.block.Resume(ctx, t, ev) })
	if err == nil && out.kind == outcomeStay {
		f.Caller = before
		return false, nil
	}
	if w != nil {
		t.resumed = append(t.resumed, w.Gen)
	}
	return true, t.apply(ctx, b, out, err)
}

// begin makes b the running block.
func (t *Turn) begin(b *compiledBlock, w *Wait) {
	t.block, t.wait, t.gen = b, w, 0
	if t.deps.Trace || t.deps.Passes {
		if t.res.Film == nil {
			t.res.Film = make([]Frameshot, 0, usualPasses)
		}
		t.res.Film = append(t.res.Film, Frameshot{Flow: b.flow.def.ID, Block: b.def.ID, Type: b.def.Type})
		t.film = len(t.res.Film) - 1
		if b.flow.graft != nil { // which is in no document that whoever sees the film has
			t.res.Film[t.film].Label = b.def.Label
		}
	}
}

// usualPasses is how many blocks a turn passes, seldom more.
const usualPasses = 4

func (t *Turn) endBlock() { t.block, t.wait, t.gen, t.film = nil, nil, 0, -1 }

// guard runs a block's code; a panic in it is a trouble of the run. A block that ends in a trouble has changed no records.
func (t *Turn) guard(b *compiledBlock, f func() (Outcome, error)) (out Outcome, err error) {
	t.undo = t.undo[:0]
	ledger := len(t.res.Ledger)
	defer func() {
		if p := recover(); p != nil {
			err = t.panicked(b, p)
		}
		if err != nil {
			t.undoRecords(ledger)
		}
	}()
	out, err = f()
	if changed := t.audit(b); changed != nil {
		return out, changed
	}
	switch {
	case err != nil:
	case len(t.res.Effects) > MaxEffectsPerTurn:
		err = Trouble("limit_effects", "more than %d messages and edits in one turn", MaxEffectsPerTurn)
	case t.full:
		t.full, err = false, sessionTooLarge()
	}
	return out, err
}

// panicked logs what a block's code died of and gives the trouble.
func (t *Turn) panicked(b *compiledBlock, p any) *RunError {
	if t.deps.Log != nil {
		t.deps.Log.Error("block panicked", "block_id", b.def.ID, "block_type", b.def.Type,
			"flow_id", b.flow.def.ID, "error", fmt.Sprint(p), "stack", string(debug.Stack()))
	}
	return Trouble("panic", "block type %s broke down; this is a defect of the block, not of the bot", b.def.Type)
}

// apply carries out what a block decided.
func (t *Turn) apply(ctx context.Context, b *compiledBlock, out Outcome, err error) error {
	if err != nil {
		var re *RunError
		switch {
		case errors.Is(err, errNeed): // nothing went wrong: the turn runs again
			return err
		case !errors.As(err, &re):
			return fmt.Errorf("run block %q of flow %q: %w", b.def.ID, b.flow.def.ID, err)
		}
		return t.fail(ctx, b, re)
	}
	switch out.kind {
	case outcomeLeave:
		return t.leave(ctx, b, out.exit)
	case outcomeWait:
		if re := t.park(b, out.wait); re != nil {
			return t.fail(ctx, b, re)
		}
	case outcomeCall:
		return t.call(ctx, b, out)
	case outcomeReturn:
		return t.endFrame(ctx, CallReturn{Status: out.status, Exit: out.exit, Result: out.values})
	case outcomeEnd:
		if out.clear {
			t.drop()
			return nil
		}
		_, err := t.endRun(ctx)
		return err
	case outcomeJump:
		return t.jump(ctx, b, out)
	case outcomeFail:
		return t.fail(ctx, b, out.err)
	case outcomeStay, outcomeKeep:
	}
	return nil
}

// park stops the running frame at the block.
func (t *Turn) park(b *compiledBlock, w Wait) *RunError {
	w.Gen = t.Gen()
	if b.def.Timeout != nil && w.Deadline.IsZero() && w.Until.IsZero() {
		w.Deadline, w.Timeout = t.deps.Now.Add(min(time.Duration(*b.def.Timeout), MaxWait)), true
	}
	if len(w.Reminders) > 0 {
		w.Reminders = slices.SortedFunc(slices.Values(w.Reminders), time.Time.Compare)
	}
	if len(w.Reminders) > MaxReminders {
		w.Reminders = w.Reminders[:MaxReminders]
	}
	last := t.deps.Now.Add(MaxWait)
	for i, at := range w.Reminders {
		w.Reminders[i] = t.later(at)
	}
	w.Until, w.Deadline = t.later(w.Until), t.later(w.Deadline)
	switch {
	case w.Until.After(last), w.Deadline.After(last), len(w.Reminders) > 0 && w.Reminders[len(w.Reminders)-1].After(last):
		return Trouble("wait_too_long", "the block would wait longer than %d days", int(MaxWait.Hours()/24))
	case len(w.State) > 0 && !json.Valid(w.State):
		return Trouble("state_invalid", "block type %s keeps a state that is no JSON; this is a defect of the block, not of the bot", b.def.Type)
	}
	f := t.s.Top()
	old := f.Wait
	f.Wait = &w
	if !t.fits(w.bytes()) {
		f.Wait = old
		return sessionTooLarge()
	}
	return nil
}

// later is a time of a wait in UTC, and not before MinWait is over: a circle of waits that are over at once would run
// without end and as fast as it can. Zero stays zero.
func (t *Turn) later(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	if soonest := t.deps.Now.Add(MinWait); at.Before(soonest) {
		at = soonest
	}
	return at.UTC()
}

// call puts another flow on the stack.
func (t *Turn) call(ctx context.Context, b *compiledBlock, out Outcome) error {
	if out.inside {
		out.flow = b.calls
	}
	f := t.rev.flows[out.flow]
	if f == nil || f.first == nil {
		return t.fail(ctx, b, Trouble("flow_missing", "flow %q does not exist or is empty", out.flow))
	}
	t.s.Top().Wait = nil // it is over, even if the block had been waiting before it called
	if re := t.push(f.first, out.values, Frame{Called: true}); re != nil {
		return t.fail(ctx, b, re)
	}
	return nil
}

// jump goes to a block of any flow.
func (t *Turn) jump(ctx context.Context, b *compiledBlock, out Outcome) error {
	target := t.rev.blocks[out.block]
	if target == nil {
		if f := t.rev.flows[out.flow]; f != nil {
			target = f.first
		}
	}
	if target == nil || target.block == nil {
		return t.fail(ctx, b, Trouble("block_missing", "the block to go to does not exist any more"))
	}
	if !out.clear && t.leadsBack(target) {
		return t.endFrame(ctx, CallReturn{Status: CallOK})
	}
	if out.clear {
		top := *t.s.Top()
		top.Called, top.Nested, top.By = false, false, ""
		t.s.Frames = append(t.s.Frames[:0], top)
	}
	t.goTo(target)
	t.came, t.cameBy = b, ""
	t.framed()
	return nil
}

// leave goes on by an exit.
func (t *Turn) leave(ctx context.Context, b *compiledBlock, exit string) error {
	if t.film >= 0 {
		t.res.Film[t.film].Exit = exit
	}
	if b.connected(exit) {
		if t.leadsBack(b.next(exit)) {
			return t.endFrame(ctx, CallReturn{Status: CallOK})
		}
		t.follow(b, exit)
		return nil
	}
	e, known := b.exit(exit)
	switch {
	case b.ends(exit) == flow.ExitEnd:
		t.next = nil
	case t.callee != nil && exit == b.failedExit() && (b.ends(exit) == "inherit" || e.Inherit):
		return t.handle(ctx, b, t.callee, true)
	case b.ends(exit) == "inherit" || e.Inherit:
		return t.handle(ctx, b, &RunError{Code: exit, Message: fmt.Sprintf("the block left by %q, which leads nowhere", exit)}, false)
	case !known:
		return t.fail(ctx, b, Trouble("exit_unknown", "the block left by an exit %q that it does not have", exit))
	}
	return t.endFrame(ctx, CallReturn{Status: CallOK})
}

// endFrame takes the running frame off and lets the one below go on.
func (t *Turn) endFrame(ctx context.Context, r CallReturn) error {
	n := len(t.s.Frames)
	if n == 0 {
		return nil
	}
	done := t.s.Frames[n-1]
	t.s.Frames = t.s.Frames[:n-1]
	t.next = nil
	t.framed()
	below := t.s.Top()
	switch {
	case below == nil:
		if r.Status == CallFailed {
			t.s.Status = SessionFailed
		}
		return nil
	case done.Called:
		t.endBlock()
		caller := *below
		t.callee = r.Error
		ok, err := t.resume(ctx, Event{Kind: CallReturned, Return: &r, Time: t.deps.Now})
		t.callee = nil
		if err == nil && !ok {
			t.lost(caller)
			t.say("error")
		}
		return err
	case done.Nested:
		t.endBlock()
		return t.reshow(ctx)
	default:
		return nil
	}
}

// reshow shows the open question of the running frame again.
func (t *Turn) reshow(ctx context.Context) error {
	f := t.s.Top()
	if f == nil || f.Wait == nil {
		return nil
	}
	b := t.rev.blocks[f.Block]
	if b == nil {
		return nil
	}
	if again := f.Wait.Retry; !again.IsZero() && !again.After(t.deps.Now) {
		f.Wait, t.next = nil, b // its time came while it was covered
		return nil
	}
	rs, ok := b.block.(Reshower)
	if !ok {
		return nil
	}
	t.begin(b, f.Wait)
	defer t.endBlock()
	_, err := t.guard(b, func() (Outcome, error) { return Stay(), rs.Reshow(ctx, t) })
	if re, ok := errors.AsType[*RunError](err); ok {
		return t.fail(ctx, b, re)
	}
	return err
}

// drop ends everything that is going on.
func (t *Turn) drop() {
	t.s.Frames, t.next = nil, nil
	t.framed()
}

// lost ends everything, because a frame stands at a block that the revision does not have any more, or that does not take
// what it called for. The owner is told; what the user reads is the caller's business.
func (t *Turn) lost(f Frame) {
	e := Trouble("block_missing", "the user stood at a block that is not there any more")
	e.Flow, e.Block = f.Flow, f.Block
	t.Note(Note{Kind: NoteError, Flow: f.Flow, Block: f.Block, Error: e})
	t.report(e)
	t.drop()
	t.s.Status = SessionFailed
}

// finish computes the alarm and the status, and answers a press that nobody answered.
func (t *Turn) finish() {
	s := t.s
	t.appoint()
	t.bound()
	t.hangUp()
	t.ensureAnswered()
	t.showDrafts()
	t.closeKeyboard()
	switch {
	case len(s.Frames) > 0:
		s.Status = SessionWaiting
	case s.Status == SessionWaiting:
		s.Status = SessionIdle
	}
	wake := s.nextAlarm()
	if !wake.Equal(s.WakeAt) {
		s.WakeAt = wake
		s.WakeGen++
	}
}

// nextAlarm is the earliest time the session has to be woken; zero for none.
func (s *Session) nextAlarm() time.Time { return earlier(s.Due(), s.draftsDue()) }

// Due is when the session will do something by itself that the user may wait for: all alarms but those that only keep
// drafts in sight. Zero for never.
func (s *Session) Due() time.Time {
	var at time.Time
	if s.collecting() {
		at = s.Album.Due
	}
	if w := s.Wait(); w != nil {
		at = earlier(at, w.next())
	}
	for i := range s.Appointments {
		at = earlier(at, s.Appointments[i].At)
	}
	return at
}

// next is the earliest time of the wait; zero for none.
func (w *Wait) next() time.Time {
	at := earlier(earlier(w.Retry, w.Until), w.Deadline)
	if len(w.Reminders) > 0 {
		at = earlier(at, w.Reminders[0])
	}
	return at
}

// earlier is the earlier of two times; zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// ensureAnswered ends the spinner of the pressed button.
func (t *Turn) ensureAnswered() {
	if t.query == "" {
		return
	}
	for i := range t.res.Effects {
		if t.res.Effects[i].Kind == AnswerButton {
			return
		}
	}
	t.Emit(Effect{Kind: AnswerButton, Answer: &ButtonAnswer{QueryID: t.query}})
}
