package ask

import (
	"context"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// albumState is what an album remembers while it waits.
type albumState struct {
	Files    []any    `json:"files,omitempty"` // as engine.FileValue gives them
	Captions []string `json:"captions,omitempty"`
	Groups   []string `json:"groups,omitempty"` // albums of Telegram that files came in
	Counted  bool     `json:"counted,omitempty"`
}

// collecting is one event at an album.
type collecting struct {
	*album

	t        *engine.Turn
	state    albumState
	progress progress
}

// Enter asks.
func (a *album) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.ask(t, nil, albumState{})
}

// Reshow asks again, and says how many files there are.
func (a *album) Reshow(_ context.Context, t *engine.Turn) error {
	x, err := a.collecting(t)
	if err != nil {
		return err
	}
	if err := a.show(t, nil); err != nil || len(x.state.Files) == 0 {
		return err
	}
	c, err := x.count()
	if err != nil {
		return err
	}
	t.Send(c, x.slot())
	return nil
}

func (a *album) collecting(t *engine.Turn) (*collecting, error) {
	x := &collecting{album: a, t: t}
	var err error
	x.progress, err = a.load(t, &x.state)
	return x, err
}

// Resume collects files until there are enough.
func (a *album) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	x, err := a.collecting(t)
	if err != nil {
		return engine.Stay(), err
	}
	enough := len(x.state.Files) >= a.least()
	if timer := ev.Timer; timer != nil && enough && (timer.Name == engine.UntilTimer || timer.Name == engine.DeadlineTimer) {
		return x.finish()
	}
	m := ev.Message
	late := m != nil && m.Late && slices.Contains(x.state.Groups, m.GroupID)
	if !late {
		out, done, err := a.common(t, ev)
		if done && err == nil && leaves(ev) {
			err = x.close()
		}
		if done || err != nil {
			return out, err
		}
	}
	switch {
	case ev.Button != nil && ev.Button.ID == doneButton:
		return x.done(ev.Button)
	case m == nil:
		return engine.Stay(), nil
	case m.Kind == engine.TextMessage && engine.Fold(m.Text) == engine.Fold(t.Words("done")):
		return x.done(nil)
	}
	if out, done, err := a.typedWayOut(t, m); done || err != nil {
		if err == nil {
			err = x.close()
		}
		return out, err
	}
	if len(m.Files) == 0 {
		return x.refused(a.expected(t))
	}
	return x.collect(m)
}

// refused refuses a message of which nothing could be taken.
func (x *collecting) refused(wrong fault) (engine.Outcome, error) {
	if x.Attempts > 0 && x.progress.Wrong+1 >= x.Attempts { // that was one too many
		if err := x.close(); err != nil {
			return engine.Stay(), err
		}
	}
	return x.deny(x.t, wrong)
}

// leaves reports whether the event, which all questions treat alike, ends the question.
func leaves(ev engine.Event) bool {
	return ev.Button != nil || ev.Timer != nil && ev.Timer.Name == engine.DeadlineTimer
}

// collect takes what can be taken of a message.
func (x *collecting) collect(m *engine.Message) (engine.Outcome, error) {
	var wrong fault
	taken := 0
	for i := range m.Files {
		f := &m.Files[i]
		switch w := x.wrong(x.t, f); {
		case w.found():
			if !wrong.found() {
				wrong = w
			}
		case len(x.state.Files) >= x.most():
			wrong = fault{rule: filesAtMostRule, pairs: []string{"n", strconv.Itoa(x.most())}}
		default:
			x.state.Files = append(x.state.Files, engine.FileValue(*f))
			taken++
		}
	}
	if taken == 0 {
		return x.refused(wrong)
	}
	if s := strings.TrimSpace(m.Text); s != "" {
		x.state.Captions = append(x.state.Captions, s)
	}
	if m.GroupID != "" && !slices.Contains(x.state.Groups, m.GroupID) {
		x.state.Groups = append(x.state.Groups, m.GroupID)
	}
	x.clear(x.t)
	if wrong.found() {
		if err := x.complain(x.t, wrong.rule, wrong.pairs...); err != nil {
			return engine.Stay(), err
		}
	}
	if len(x.state.Files) >= x.most() {
		return x.finish()
	}
	return x.wait()
}

// wait says how many files there are and goes on waiting.
func (x *collecting) wait() (engine.Outcome, error) {
	c, err := x.count()
	if err != nil {
		return engine.Stay(), err
	}
	if x.state.Counted {
		x.recount(c)
	} else {
		x.t.Send(c, x.slot())
	}
	x.state.Counted = true
	w := *x.t.Wait()
	w.State = x.t.Pack(x.progress.with(x.state))
	w.Until = time.Time{}
	if len(x.state.Files) >= x.least() {
		w.Until = x.until(x.t)
	}
	return engine.WaitFor(w), nil
}

// done leaves if there are enough files. A press that comes too early is no wrong answer, and neither is the word.
func (x *collecting) done(b *engine.ButtonPress) (engine.Outcome, error) {
	if len(x.state.Files) >= x.least() {
		return x.finish()
	}
	n := strconv.Itoa(x.least())
	if b == nil {
		return x.t.WaitOn(nil), x.complain(x.t, filesAtLeastRule, "n", n)
	}
	words, err := x.alertWords(x.t, filesAtLeastRule, "n", n)
	if err != nil {
		return engine.Stay(), err
	}
	x.t.Answer(engine.ButtonAnswer{Text: words, Alert: true})
	return x.t.WaitOn(nil), nil
}

// finish leaves with the files.
func (x *collecting) finish() (engine.Outcome, error) {
	if err := x.close(); err != nil {
		return engine.Stay(), err
	}
	if err := x.t.Save(x.CaptionTo, strings.Join(x.state.Captions, "\n")); err != nil {
		return engine.Stay(), err
	}
	if err := x.t.Save(x.SaveTo, x.state.Files); err != nil {
		return engine.Stay(), err
	}
	return x.leave(x.t, answeredExit, nil)
}

// slot names the message that counts.
func (x *collecting) slot() string { return ownSlot(x.t, ".count") }

// count is the message that counts, with Done under it if there are enough files.
func (x *collecting) count() (engine.Content, error) {
	n := len(x.state.Files)
	key := "album_more"
	var rows [][]engine.Button
	if n >= x.least() {
		rows = [][]engine.Button{{{Label: x.t.Words("done"), Token: x.t.Token(doneButton, false)}}}
	} else {
		key = "album_too_few"
	}
	c, err := x.counted(key)
	c.Inline = rows
	return c, err
}

// counted makes the message in the author's words, else in ours.
func (x *collecting) counted(key string) (engine.Content, error) {
	n, least, most := len(x.state.Files), x.least(), x.most()
	if x.Progress.IsZero() {
		text := x.t.Words(key, "n", strconv.Itoa(n), "min", strconv.Itoa(least), "max", strconv.Itoa(most), "done", x.t.Words("done"))
		return engine.Content{Text: html.EscapeString(engine.ShownLabel(text)), Plain: true}, nil
	}
	var text string
	err := x.t.WithItem(map[string]any{"count": float64(n), "min": float64(least), "max": float64(most)}, 0, func() (err error) {
		text, err = x.t.Text(&x.Progress)
		return err
	})
	return engine.Content{Text: engine.ShownLabel(text)}, err
}

// recount changes the message that counts.
func (x *collecting) recount(c engine.Content) {
	x.t.Emit(engine.Effect{
		Kind: engine.EditMessage, Slot: x.slot(), Target: &engine.Target{Slot: x.slot(), OrSend: true}, Content: &c,
	})
}

// close takes Done away from the message that counts, if there is one.
func (x *collecting) close() error {
	if !x.state.Counted {
		return nil
	}
	c, err := x.counted("album_done")
	if err == nil {
		x.recount(c)
	}
	return err
}
