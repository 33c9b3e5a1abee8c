package engine

import (
	"context"
	"errors"

	"github.com/scenarist/scenarist/engine/flow"
)

// sendFailed deals with an effect that Telegram refused. What was spent for it goes back first. Then the wait hears of it
// that asked to; else the block leaves by blocked or error if nothing happened since it sent. Where the flow that posted to
// another chat has gone on or ended, its exits lead nowhere any more, and the owner hears of it instead.
func (t *Turn) sendFailed(ctx context.Context) error {
	f := t.ev.Failure
	if f == nil {
		return nil
	}
	t.res.Handled = true
	t.unsentDrafts(f)
	back, err := t.takenBack(f)
	if err != nil {
		return err
	}
	if f.Gen != 0 {
		if ok, err := t.unwind(ctx, func(w *Wait) bool { return w.Gen == f.Gen }); ok || err != nil {
			return err
		}
	}
	e, b, exit := f.Trouble(), t.rev.blocks[f.Block], "error"
	e.Flow, e.Block = f.Flow, f.Block
	if f.Blocked() {
		exit = "blocked"
	}
	if exit == "blocked" && f.ChatID != 0 && b != nil && b.next(exit) == nil && b.ends(exit) != flow.ExitEnd {
		exit = "error" // that somebody else cannot be written to is a trouble to whoever wrote to him
	}
	if exit == "error" {
		t.Note(Note{Kind: NoteError, Flow: f.Flow, Block: f.Block, Error: e})
	}
	if b != nil && f.Gen == 0 && f.Turn == t.s.Turns-1 && b.next(exit) != nil {
		if top := t.s.Top(); top == nil || top.Flow != b.flow.def.ID {
			t.drop()
			t.pushIdle(b, Frame{})
		}
		if t.deps.Trace || t.deps.Passes { // the block does not run, but goes on all the same
			t.res.Film = append(t.res.Film, Frameshot{Flow: b.flow.def.ID, Block: b.def.ID, Type: b.def.Type, Exit: exit, Error: e})
		}
		t.setError(e)
		t.follow(b, exit)
		return nil
	}
	if exit == "error" && f.ChatID != 0 {
		t.report(e)
	}
	if back && exit == "error" && f.ChatID == 0 {
		t.say("given_back")
	}
	return nil
}

// Trouble is the failure as a block tells it that waited for its effect: what it means, and the platform's own words.
func (f *SendFailure) Trouble() *RunError {
	switch means := SendWords(f.Code); {
	case means == "":
		return Trouble("send_"+f.Code, "it was not sent: %s", f.Message)
	case f.Message == "":
		return Trouble("send_"+f.Code, "it was not sent: %s", means)
	default:
		return Trouble("send_"+f.Code, "it was not sent: %s (%s)", means, f.Message)
	}
}

// SendWords says to authors in plain words what a code of a failed send means; empty for one that says nothing by itself.
func SendWords(code string) string {
	switch code {
	case "blocked":
		return "the person has blocked the bot, or never started it"
	case "deactivated":
		return "the person's account is gone"
	case "chat_not_found":
		return "there is no such chat, or the bot is not in it"
	case "parse":
		return "Telegram cannot read the formatting of the text"
	case "too_long":
		return "it is too long for Telegram"
	case "empty":
		return "its text is empty"
	case "keyboard":
		return "Telegram does not take one of its buttons"
	case "file":
		return "its file cannot be sent"
	case "rights":
		return "the bot lacks a right in that chat: make it an administrator there"
	case "gone":
		return "the message that it changes is gone, or cannot be changed any more"
	case "unauthorized":
		return "Telegram does not accept the bot's token"
	default:
		return ""
	}
}

// Blocked reports whether it was refused because the person cannot be written to any more.
func (f *SendFailure) Blocked() bool { return f.Code == "blocked" || f.Code == "deactivated" }

// takenBack gives back what was spent for the effect; false if that was nothing, or came back before.
func (t *Turn) takenBack(f *SendFailure) (bool, error) {
	if f.GiveBack == nil {
		return false, nil
	}
	r, err := t.giveBack(*f.GiveBack)
	var re *RunError
	switch {
	case errors.As(err, &re):
		re.Flow, re.Block = f.Flow, f.Block
		t.Note(Note{Kind: NoteError, Flow: f.Flow, Block: f.Block, Error: re})
		t.report(re)
		return false, nil
	case err != nil:
		return false, err
	}
	return r.OK && !r.Again, nil
}
