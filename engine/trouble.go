package engine

import (
	"context"
	"html"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
)

// fail deals with a trouble in a block: repeat by the envelope, then the block's own exit, then the handlers.
func (t *Turn) fail(ctx context.Context, b *compiledBlock, re *RunError) error {
	e := *re
	e.Flow, e.Block = b.flow.def.ID, b.def.ID
	if t.film >= 0 {
		t.res.Film[t.film].Error = &e
	}
	if t.retry(b, &e) {
		return nil
	}
	t.count(&e)
	t.setError(&e)
	if b.connected("error") && t.s.Top() != nil && t.s.Errors <= MaxErrorsInARow {
		if t.film >= 0 {
			t.res.Film[t.film].Exit = "error"
		}
		t.follow(b, "error")
		return nil
	}
	if b.ends("error") == flow.ExitEnd {
		return t.endFrame(ctx, CallReturn{Status: CallFailed, Error: &e})
	}
	return t.handle(ctx, b, &e, true)
}

// count takes note of a trouble. Those that come a while after the last one begin a new row: a flow that works by itself,
// with a timer, is not to lose its exits because its tenth trouble came after a month.
func (t *Turn) count(e *RunError) {
	if t.deps.Now.Sub(t.s.ErrorAt) > ErrorsForgotten {
		t.s.Errors = 0
	}
	t.s.Errors++
	t.s.ErrorAt = t.deps.Now
	t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: e})
}

// giveUp ends everything after a trouble that the handlers had their chance with.
func (t *Turn) giveUp(ctx context.Context, b *compiledBlock, re *RunError) error {
	e := *re
	e.Flow, e.Block = b.flow.def.ID, b.def.ID
	t.count(&e)
	t.s.Frames = t.s.Frames[:0]
	return t.lastWords(ctx, &e, true)
}

// heard begins a new row of troubles, since the user is there: handlers work again.
func (t *Turn) heard() {
	t.active()
	t.s.Errors = 0
	for i := range t.s.Frames {
		t.s.Frames[i].InErr = false
	}
}

// retry stops the frame for the envelope's pause if the block may be repeated.
func (t *Turn) retry(b *compiledBlock, e *RunError) bool {
	f := t.s.Top()
	if f == nil || !e.Retryable || b.def.OnError == nil || f.Tries >= min(b.def.OnError.Retries, MaxRetries) {
		return false
	}
	pause := DefaultRetryPause
	if b.def.OnError.Backoff != nil {
		pause = min(time.Duration(*b.def.OnError.Backoff), MaxRetryPause)
	}
	f.Flow, f.Block = b.flow.def.ID, b.def.ID
	f.Wait = &Wait{Gen: t.Gen(), Retry: t.deps.Now.Add(min(pause<<f.Tries, MaxRetryPause))}
	f.Tries++
	t.grew(f.bytes())
	t.next = nil
	return true
}

// setError makes the trouble readable as local.error.
func (t *Turn) setError(e *RunError) {
	f := t.s.Top()
	if f == nil {
		return
	}
	f.Locals = Write{Name: "error", Op: WriteSet, Value: e.Value()}.Apply(f.Locals)
	t.grew(f.bytes())
	t.framed()
}

// handle goes up the chain: the flow's handler, the caller, trigger.error, the bot's handler, our own words. Trouble is
// false for an exit that merely leads nowhere, such as timeout.
func (t *Turn) handle(ctx context.Context, b *compiledBlock, e *RunError, trouble bool) error {
	t.next = nil
	f := t.s.Top()
	if f != nil && !f.InErr && t.s.Errors <= MaxErrorsInARow {
		if h := b.flow.def.OnError; h != nil {
			if to := t.handler(h.Flow, h.Block); to != nil {
				t.setError(e)
				f.InErr = true
				t.goTo(to)
				return nil
			}
		}
		if f.Called {
			status := CallFailed
			if e.Code == "cancel" || e.Code == "cancelled" {
				status = CallCancelled
			}
			return t.endFrame(ctx, CallReturn{Status: status, Error: e})
		}
		if trouble && t.triggerError(b, e) {
			return nil
		}
		if s := t.rev.Doc.Settings; s != nil && s.OnError != nil {
			if to := t.handler(s.OnError.Flow, s.OnError.Block); to != nil {
				f.InErr = true
				t.setError(e)
				t.goTo(to)
				t.framed()
				return nil
			}
		}
	}
	return t.lastWords(ctx, e, trouble)
}

func (t *Turn) handler(flowID, blockID string) *compiledBlock {
	if to := t.rev.blocks[blockID]; to != nil && to.block != nil {
		return to
	}
	if f := t.rev.flows[flowID]; f != nil && blockID == "" {
		return f.first
	}
	return nil
}

// triggerError starts the best trigger for the trouble in place of the running frame.
func (t *Turn) triggerError(b *compiledBlock, e *RunError) bool {
	ev := Event{Kind: RunFailed, Time: t.deps.Now, Chat: t.s.Chat, User: t.s.User, Error: e}
	to, m := t.bestTrigger(&ev, 0, nil)
	if to == nil || to == b || m.Quiet || t.passedBefore(to.limits()) {
		return false
	}
	t.recordPass(to.limits())
	locals, _, err := jsonLike(map[string]any(m.Outputs), 0)
	if err != nil {
		return false
	}
	f := t.s.Top()
	f.InErr = true
	f.Locals, _ = locals.(map[string]any)
	t.grew(f.bytes())
	t.setError(e)
	t.goTo(to)
	t.framed()
	return true
}

// lastWords tells user and owner, and ends what was going on down to the last interruption.
func (t *Turn) lastWords(ctx context.Context, e *RunError, trouble bool) error {
	switch e.Code {
	case "blocked":
	case "timeout", "expired":
		t.say("timeout")
	case "cancel", "cancelled":
		t.say("cancelled")
	default:
		t.say("error")
	}
	if trouble {
		t.report(e)
	}
	whole, err := t.endRun(ctx)
	if trouble && whole {
		t.s.Status = SessionFailed
	}
	return err
}

// report tells the owner of a trouble, with the place where it was met.
func (t *Turn) report(e *RunError) {
	name, label := e.Flow, e.Block
	if f := t.rev.flows[e.Flow]; f != nil && f.def.Name != "" {
		name = f.def.Name
	}
	if b := t.rev.blocks[e.Block]; b != nil && b.def.Label != "" {
		label = b.def.Label
	}
	message := e.Message
	if t.deps.Say != nil {
		message = t.deps.Say(baseLang(t.rev.Doc.Language), message)
	}
	words := t.rev.Words("owner_error", t.rev.Doc.Language, "bot", t.rev.Doc.Name, "flow", name, "block", label, "message", message)
	t.Emit(Effect{
		Kind: NotifyStaff, Flow: e.Flow, Block: e.Block, Roles: []string{OwnerRole},
		Content: &Content{Text: html.EscapeString(words), Plain: true},
	})
}

// endRun takes frames off down to the last interruption, and shows again what that interrupted. Whole is true if
// nothing was interrupted.
func (t *Turn) endRun(ctx context.Context) (whole bool, err error) {
	t.next = nil
	for n := len(t.s.Frames); n > 0; n-- {
		nested := t.s.Frames[n-1].Nested
		t.s.Frames = t.s.Frames[:n-1]
		if nested {
			t.framed()
			t.endBlock()
			return false, t.reshow(ctx)
		}
	}
	t.framed()
	return true, nil
}

// say sends built-in words.
func (t *Turn) say(key string, pairs ...string) {
	text := t.Words(key, pairs...)
	if text == "" {
		return
	}
	t.Emit(Effect{Kind: SendMessage, Content: &Content{Text: html.EscapeString(text), Plain: true}})
}
