package message

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// listState is what a list remembers while it waits.
type listState struct {
	Page int `json:"page,omitempty"`
}

// Enter shows the first page, and waits where there is something to wait for and nowhere else to go.
func (l *list) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := l.setQuery(t, ""); err != nil {
		return engine.Stay(), err
	}
	elements, err := l.elements(t, "")
	if err != nil {
		return engine.Stay(), err
	}
	if len(elements) == 0 && t.Settled(emptyExit) {
		return l.enterEmpty(t)
	}
	text, rows, _, err := l.render(t, elements, 0, "")
	if err != nil {
		return engine.Stay(), err
	}
	if err := l.begin(t, text, rows); err != nil {
		return engine.Stay(), err
	}
	waits := engine.Pressable(rows) && l.waits() || l.Search != nil && len(elements) > 0
	switch {
	case t.Connected(nextExit):
		return engine.Leave(nextExit), nil
	case !waits && len(elements) == 0:
		return engine.Leave(emptyExit), nil
	case !waits:
		return engine.Leave(nextExit), nil
	}
	w := engine.Wait{Accept: []engine.EventKind{engine.ButtonPressed}, Interrupt: engine.InterruptAny}
	if l.Search != nil {
		w.Accept = []engine.EventKind{engine.MessageReceived, engine.ButtonPressed}
		w.Interrupt = engine.InterruptCommands
	}
	return engine.WaitFor(w), nil
}

// enterEmpty leaves by empty, with the author's words if there are any.
func (l *list) enterEmpty(t *engine.Turn) (engine.Outcome, error) {
	if !l.EmptyText.IsZero() {
		text, err := t.Text(&l.EmptyText)
		if err != nil {
			return engine.Stay(), err
		}
		if err := l.begin(t, text, nil); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave(emptyExit), nil
}

// begin shows the list: in a new message, or in the one that it is to change.
func (l *list) begin(t *engine.Turn, text string, rows [][]engine.Button) error {
	if l.Edit == "" {
		return l.send(t, text, rows)
	}
	in := l.inPlace
	in.Slot = cmp.Or(l.Slot, l.Edit)
	return in.edit(t, engine.Target{Slot: l.Edit, OrSend: true}, text, rows)
}

// Reshow sends the page again that was shown.
func (l *list) Reshow(_ context.Context, t *engine.Turn) error {
	var s listState
	if err := t.Load(&s); err != nil {
		return err
	}
	query := l.query(t)
	elements, err := l.elements(t, query)
	if err != nil {
		return err
	}
	text, rows, _, err := l.render(t, elements, s.Page, query)
	if err != nil {
		return err
	}
	return l.send(t, text, rows)
}

// Resume searches for what was typed, or does what the pressed button says.
func (l *list) Resume(ctx context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.MessageReceived {
		return l.Press(ctx, t, ev)
	}
	m := ev.Message
	if l.Search == nil || m == nil || m.Kind != engine.TextMessage || m.Command != "" || m.Late {
		return engine.Stay(), nil
	}
	if err := l.setQuery(t, engine.Clip(strings.TrimSpace(m.Text), maxQuery)); err != nil {
		return engine.Stay(), err
	}
	return l.show(t, 0)
}

// Press does what the button says, whether the session waits here or not.
func (l *list) Press(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.ButtonPressed || ev.Button == nil {
		return engine.Stay(), nil
	}
	value, _ := ev.Button.Value.(string)
	switch id := ev.Button.ID; {
	case id == pageButton:
		page, _ := strconv.Atoi(value)
		return l.show(t, page)
	case id == allButton:
		if err := l.setQuery(t, ""); err != nil {
			return engine.Stay(), err
		}
		return l.show(t, 0)
	case id == pickButton && !l.Label.IsZero():
		return l.leaveWith(t, pickedExit, value)
	case id == findButton && !l.Label.IsZero():
		return l.find(t, pickedExit, value)
	case slices.Contains(l.actionIDs(), id):
		return l.act(t, id, value)
	case slices.Contains(l.below().ButtonIDs(), id):
		l.chosen(t)
		return engine.Leave(engine.ButtonExit(id)), nil
	default: // of an older revision, in which elements could be picked
		return engine.Stay(), nil
	}
}

// find leaves with the value that has the digest, wherever it is in the list by now and whatever the user searches for.
func (l *list) find(t *engine.Turn, exit, digest string) (engine.Outcome, error) {
	elements, err := l.elements(t, "")
	if err != nil {
		return engine.Stay(), err
	}
	i := slices.IndexFunc(elements, func(e listElement) bool { return valueDigest(e.value) == digest })
	if i >= 0 {
		return l.leaveWith(t, exit, elements[i].value)
	}
	t.Answer(engine.ButtonAnswer{Text: t.Words("list_gone"), Alert: true})
	var s listState
	if err := t.Load(&s); err != nil {
		return engine.Stay(), err
	}
	return l.show(t, s.Page)
}

// leaveWith leaves with the value of an element.
func (l *list) leaveWith(t *engine.Turn, exit string, value any) (engine.Outcome, error) {
	if l.SaveTo != "" {
		if err := t.Save(l.SaveTo, value); err != nil {
			return engine.Stay(), err
		}
	}
	l.chosen(t)
	return engine.Leave(exit), nil
}

// show shows a page, in the message whose button was pressed or in a new one.
func (l *list) show(t *engine.Turn, page int) (engine.Outcome, error) {
	query := l.query(t)
	elements, err := l.elements(t, query)
	if err != nil {
		return engine.Stay(), err
	}
	text, rows, page, err := l.render(t, elements, page, query)
	if err != nil {
		return engine.Stay(), err
	}
	if err := l.put(t, text, rows); err != nil {
		return engine.Stay(), err
	}
	if t.Wait() == nil {
		return engine.Keep(), nil
	}
	return t.WaitOn(listState{Page: page}), nil
}

// query gives what the user searches for.
func (l *list) query(t *engine.Turn) string {
	if l.Search == nil {
		return ""
	}
	s, _ := t.Get(queryVar).(string)
	return s
}

func (l *list) setQuery(t *engine.Turn, query string) error {
	if l.Search == nil {
		return nil
	}
	return t.Set(queryVar, query)
}
