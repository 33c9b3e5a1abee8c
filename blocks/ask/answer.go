package ask

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// common deals with the events that every question treats alike: times, the ways out, the prompt's own buttons, and
// messages that are no answers. Done is false for an answer, which the type has to judge.
func (q *question) common(t *engine.Turn, ev engine.Event) (out engine.Outcome, done bool, err error) {
	switch {
	case ev.Kind == engine.TimerFired && ev.Timer != nil:
		out, err = q.timer(t, ev.Timer)
		return out, true, err
	case ev.Kind == engine.ButtonPressed && ev.Button != nil:
		return q.pressed(t, ev.Button)
	case ev.Kind == engine.MessageReceived && ev.Message != nil:
		m := ev.Message
		command := m.Command != "" && q.Interrupt != engine.InterruptNone
		return engine.Stay(), command || m.Late || m.Kind == engine.ServiceMessage, nil
	default:
		return engine.Stay(), true, nil
	}
}

func (q *question) timer(t *engine.Turn, timer *engine.Timer) (engine.Outcome, error) {
	switch timer.Name {
	case engine.DeadlineTimer:
		return q.leave(t, timeoutExit, nil)
	case engine.ReminderTimer:
		if rs := q.sorted(); timer.Index < len(rs) {
			text, err := t.Text(&rs[timer.Index].Text)
			if err != nil {
				return engine.Stay(), err
			}
			t.Send(engine.Content{Text: text}, "")
		}
		return t.WaitOn(nil), nil
	default:
		return engine.Stay(), nil
	}
}

func (q *question) pressed(t *engine.Turn, p *engine.ButtonPress) (out engine.Outcome, done bool, err error) {
	exit := ""
	switch p.ID {
	case skipButton:
		exit = skipExit
	case backButton:
		exit = backExit
	case cancelButton:
		exit = cancelExit
	default:
		if q.Prompt == nil || !slices.Contains(q.Prompt.ButtonIDs(), p.ID) {
			return engine.Stay(), false, nil
		}
		if l := q.Prompt.List; l != nil && l.ID == p.ID {
			if err := t.Save(l.SaveTo, p.Value); err != nil {
				return engine.Stay(), true, err
			}
		}
		exit = engine.ButtonExit(p.ID)
	}
	if !q.has(exit) { // a button of an older revision
		return engine.Stay(), true, nil
	}
	out, err = q.leave(t, exit, nil)
	return out, true, err
}

// accept saves the answer and leaves. Marked gives the buttons as they look with the chosen one marked; nil for questions
// whose answers are no buttons.
func (q *question) accept(t *engine.Turn, exit string, value any, marked func() ([][]engine.Button, error)) (engine.Outcome, error) {
	if err := t.Save(q.SaveTo, value); err != nil {
		return engine.Stay(), err
	}
	q.clear(t)
	return q.leave(t, exit, marked)
}

// refuse says what is wrong with an answer, or leaves by invalid if that was one too many. Pairs replace {name} in the
// built-in words.
func (q *question) refuse(t *engine.Turn, p progress, rule string, pairs ...string) (engine.Outcome, error) {
	q.clear(t)
	if p.Wrong++; q.Attempts > 0 && p.Wrong >= q.Attempts {
		return q.leave(t, invalidExit, nil)
	}
	if err := q.complain(t, rule, pairs...); err != nil {
		return engine.Stay(), err
	}
	return t.WaitOn(p), nil
}

// complain sends the words for a broken rule: the author's own for it, the author's own for any, or ours.
func (q *question) complain(t *engine.Turn, rule string, pairs ...string) error {
	for _, r := range []string{rule, invalidRule} {
		tmpl, ok := q.Messages[r]
		if !ok {
			continue
		}
		text, err := t.Text(&tmpl)
		if err != nil {
			return err
		}
		t.Send(engine.Content{Text: text}, "")
		return nil
	}
	t.Say(rule, pairs...)
	return nil
}

// clear deletes the user's message where answers are secret.
func (q *question) clear(t *engine.Turn) {
	m := t.Event().Message
	if !q.DeleteAnswer || m == nil {
		return
	}
	ids := m.Parts
	if len(ids) == 0 {
		ids = []int64{m.ID}
	}
	for _, id := range ids {
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{MessageID: id}})
	}
}

// leave goes on by the exit and changes the prompt's buttons as the author wants.
func (q *question) leave(t *engine.Turn, exit string, marked func() ([][]engine.Button, error)) (engine.Outcome, error) {
	if q.Prompt == nil || (q.AfterAnswer != afterRemove && q.AfterAnswer != afterMark) {
		return engine.Leave(exit), nil
	}
	if w := t.Wait(); w != nil && w.Keyboard { // Telegram edits no message with a keyboard; the engine takes that away
		return engine.Leave(exit), nil
	}
	var rows [][]engine.Button
	if q.AfterAnswer == afterMark && marked != nil {
		var err error
		if rows, err = marked(); err != nil {
			return engine.Stay(), err
		}
	}
	target := engine.Target{Slot: q.slot(t), Buttons: true}
	if p := t.Event().Button; p != nil && p.MessageID != 0 {
		target = engine.Target{MessageID: p.MessageID, Buttons: true}
	}
	t.Emit(engine.Effect{Kind: engine.EditMessage, Target: &target, Content: &engine.Content{Inline: rows}})
	return engine.Leave(exit), nil
}
