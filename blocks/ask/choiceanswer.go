package ask

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// Enter asks, or leaves by empty if there is nothing to choose.
func (c *choice) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	options, err := c.shown(t)
	if err != nil {
		return engine.Stay(), err
	}
	if len(options) == 0 && c.Other == nil {
		if !t.Settled(emptyExit) {
			return engine.Stay(), engine.Trouble("options_empty", "there is nothing to choose: all options are hidden, or the list is empty")
		}
		return engine.Leave(emptyExit), nil
	}
	rows, err := c.rows(t, options, choiceState{})
	if err != nil {
		return engine.Stay(), err
	}
	return c.ask(t, rows, choiceState{})
}

// Reshow asks again, with what was picked so far.
func (c *choice) Reshow(_ context.Context, t *engine.Turn) error {
	var s choiceState
	if _, err := c.load(t, &s); err != nil {
		return err
	}
	options, err := c.shown(t)
	if err != nil {
		return err
	}
	rows, err := c.rows(t, options, s)
	if err != nil {
		return err
	}
	return c.show(t, rows)
}

// Resume judges the answer.
func (c *choice) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := c.common(t, ev); done || err != nil {
		return out, err
	}
	var s choiceState
	p, err := c.load(t, &s)
	if err != nil {
		return engine.Stay(), err
	}
	options, err := c.shown(t)
	if err != nil {
		return engine.Stay(), err
	}
	a := answering{choice: c, t: t, options: options, state: s, progress: p}
	if ev.Button != nil {
		return a.press(ev.Button)
	}
	return a.typed(ev.Message)
}

// answering is one event at a choice.
type answering struct {
	*choice

	t        *engine.Turn
	options  []shownOption
	state    choiceState
	progress progress
}

// press handles a pressed button.
func (a *answering) press(b *engine.ButtonPress) (engine.Outcome, error) {
	switch b.ID {
	case doneButton:
		return a.done()
	case otherButton:
		return a.askOther()
	case pageButton:
		s, _ := b.Value.(string)
		a.state.Page, _ = strconv.Atoi(s)
		return a.redraw(b)
	}
	o := a.find(pick{ID: b.ID, Value: b.Value})
	if o == nil { // hidden meanwhile
		a.t.Answer(engine.ButtonAnswer{Text: a.t.Words("stale_button")})
		return a.redraw(b)
	}
	if !a.Many {
		return a.single(o)
	}
	if !a.state.has(o.pick) && a.Max > 0 && len(a.state.Picked) >= a.Max {
		return a.alert(pickAtMostRule, a.Max)
	}
	a.state.toggle(o.pick)
	return a.redraw(b)
}

func (a *answering) find(p pick) *shownOption {
	for i := range a.options {
		if a.options[i].same(p) {
			return &a.options[i]
		}
	}
	return nil
}

// single leaves with the one answer.
func (a *answering) single(o *shownOption) (engine.Outcome, error) {
	v, err := a.value(a.t, o)
	if err != nil {
		return engine.Stay(), err
	}
	exit := answeredExit
	if o.fixed != nil && a.perOption() {
		exit = engine.ButtonExit(o.ID)
	}
	a.state.Picked = []pick{o.pick}
	return a.accept(a.t, exit, v, a.marked)
}

// marked gives the buttons with what was picked, as they stand after the answer.
func (a *answering) marked() ([][]engine.Button, error) {
	rows, err := a.rows(a.t, a.options, a.state)
	if err != nil {
		return nil, err
	}
	return a.buttons(a.t, rows)
}

// redraw shows the buttons as they are now.
func (a *answering) redraw(b *engine.ButtonPress) (engine.Outcome, error) {
	rows, err := a.rows(a.t, a.options, a.state)
	if err != nil {
		return engine.Stay(), err
	}
	if err := a.question.redraw(a.t, b, rows); err != nil {
		return engine.Stay(), err
	}
	return a.stay(), nil
}

// stay goes on waiting with the state as it is now.
func (a *answering) stay() engine.Outcome { return a.t.WaitOn(a.progress.with(a.state)) }

// alert says in a window over the chat which rule the press broke.
func (a *answering) alert(rule string, n int) (engine.Outcome, error) {
	words := a.t.Words(rule, "n", strconv.Itoa(n))
	if own, ok := a.Messages[rule]; ok {
		var err error
		if words, err = a.t.Text(&own); err != nil {
			return engine.Stay(), err
		}
		words = engine.PlainText(words)
	}
	a.t.Answer(engine.ButtonAnswer{Text: words, Alert: true})
	return a.t.WaitOn(nil), nil
}

// done leaves with what was picked, if that is enough.
func (a *answering) done() (engine.Outcome, error) {
	if len(a.state.Picked) < a.Min {
		return a.alert(pickAtLeastRule, a.Min)
	}
	return a.several()
}

// several leaves with the list of what was picked, in the order of the options, the user's own words last.
func (a *answering) several() (engine.Outcome, error) {
	answer := []any{}
	for i := range a.options {
		if !a.state.has(a.options[i].pick) {
			continue
		}
		v, err := a.value(a.t, &a.options[i])
		if err != nil {
			return engine.Stay(), err
		}
		answer = append(answer, v)
	}
	for _, p := range a.state.Picked {
		if p.ID == otherButton {
			answer = append(answer, p.Value)
		}
	}
	return a.accept(a.t, answeredExit, answer, a.marked)
}

// askOther asks for an answer in the user's own words.
func (a *answering) askOther() (engine.Outcome, error) {
	if a.Other == nil {
		return engine.Stay(), nil
	}
	return a.Other.ask(a.t)
}

// typed handles a message instead of a press.
func (a *answering) typed(m *engine.Message) (engine.Outcome, error) {
	text := ""
	if m != nil && m.Kind == engine.TextMessage {
		text = strings.TrimSpace(m.Text)
	}
	if text == "" {
		return a.refuse(a.t, a.progress, pickOneRule)
	}
	o, err := a.match(text)
	if err != nil {
		return engine.Stay(), err
	}
	if o == nil && a.Other == nil { // with Other any text is an answer
		if out, done, err := a.typedWayOut(a.t, m); done || err != nil {
			return out, err
		}
	}
	switch {
	case a.Many:
		return a.typedMany(text)
	case o != nil:
		return a.single(o)
	case a.Other != nil:
		a.state.Picked = []pick{{ID: otherButton, Value: text}}
		return a.accept(a.t, answeredExit, text, a.marked)
	default:
		return a.refuse(a.t, a.progress, pickOneRule)
	}
}

// typedMany takes options separated by commas or lines on top of what was picked, and leaves.
func (a *answering) typedMany(text string) (engine.Outcome, error) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		o, err := a.match(part)
		switch {
		case err != nil:
			return engine.Stay(), err
		case o != nil:
			if !a.state.has(o.pick) {
				a.state.toggle(o.pick)
			}
		case a.Other != nil:
			if own := (pick{ID: otherButton, Value: part}); !a.state.has(own) {
				a.state.toggle(own)
			}
		default:
			return a.refuse(a.t, a.progress, pickOneRule)
		}
	}
	switch n := len(a.state.Picked); {
	case n < max(a.Min, 1):
		return a.refuse(a.t, a.progress, pickAtLeastRule, "n", strconv.Itoa(max(a.Min, 1)))
	case a.Max > 0 && n > a.Max:
		return a.refuse(a.t, a.progress, pickAtMostRule, "n", strconv.Itoa(a.Max))
	}
	return a.several()
}

// match finds the option that a text names: by its label, its words or its value, else by its number.
func (a *answering) match(text string) (*shownOption, error) {
	f := engine.Fold(text)
	for i := range a.options {
		o := &a.options[i]
		v, err := a.value(a.t, o)
		if err != nil {
			return nil, err
		}
		names := append([]string{o.label, expr.Format(v, "en")}, o.words...)
		for _, name := range names {
			if engine.Fold(name) == f {
				return o, nil
			}
		}
	}
	if n, err := strconv.Atoi(f); err == nil && n >= 1 && n <= len(a.options) {
		return &a.options[n-1], nil
	}
	return a.byWords(text), nil
}

// byWords finds the one option whose label has the words of the text; where nothing but options can be answered, also the
// one whose label begins with them. So signs, emoji and a price behind the name need not be typed.
func (a *answering) byWords(text string) *shownOption {
	words := engine.FoldWords(text)
	if len(words) == 0 {
		return nil
	}
	labels := make([][]string, len(a.options))
	for i := range a.options {
		labels[i] = engine.FoldWords(a.options[i].label)
	}
	only := func(fits func(label []string) bool) *shownOption {
		i := slices.IndexFunc(labels, fits)
		if i < 0 || slices.IndexFunc(labels[i+1:], fits) >= 0 {
			return nil
		}
		return &a.options[i]
	}
	found := only(func(label []string) bool { return slices.Equal(label, words) })
	if found == nil && a.Other == nil {
		found = only(func(label []string) bool { return len(label) > len(words) && slices.Equal(label[:len(words)], words) })
	}
	return found
}
