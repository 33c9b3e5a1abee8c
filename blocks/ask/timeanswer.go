package ask

import (
	"context"
	"strconv"

	"github.com/scenarist/scenarist/engine"
)

// timeState is what a time remembers while it waits.
type timeState struct {
	Page int `json:"page,omitempty"`
}

func timesEmpty() *engine.RunError {
	return engine.Trouble("times_empty", "there is no time to choose: all are over or taken")
}

// Enter asks, or leaves by empty if no time is left.
func (a *timeOfDay) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	x, err := a.timetable(t)
	if err != nil {
		return engine.Stay(), err
	}
	if x.gone() {
		return a.nothingLeft(t, timesEmpty)
	}
	return a.ask(t, x.rows(0), timeState{})
}

// Reshow asks again, at the page where the user was.
func (a *timeOfDay) Reshow(_ context.Context, t *engine.Turn) error {
	var s timeState
	if _, err := a.load(t, &s); err != nil {
		return err
	}
	x, err := a.timetable(t)
	if err != nil {
		return err
	}
	return a.show(t, x.rows(s.Page))
}

// Resume judges the answer.
func (a *timeOfDay) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := a.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	var s timeState
	p, err := a.load(t, &s)
	if err != nil {
		return engine.Stay(), err
	}
	x, err := a.timetable(t)
	if err != nil {
		return engine.Stay(), err
	}
	if x.gone() { // the last one went while the user was choosing
		return a.nothingLeft(t, timesEmpty)
	}
	if ev.Button != nil {
		return x.press(ev.Button, p, s)
	}
	return x.typed(ev.Message, p)
}

// press turns the page or takes a time.
func (x *timetable) press(b *engine.ButtonPress, p progress, s timeState) (engine.Outcome, error) {
	value, _ := b.Value.(string)
	if b.ID == pageButton {
		s.Page, _ = strconv.Atoi(value)
		return x.turnTo(b, p, s)
	}
	c, ok := parseClock(value)
	if !ok {
		return x.t.WaitOn(nil), nil
	}
	if rule := x.broken(c); rule != "" { // it was free when the buttons were drawn
		words, err := x.alertWords(x.t, rule, x.words(c)...)
		if err != nil {
			return engine.Stay(), err
		}
		x.t.Answer(engine.ButtonAnswer{Text: words, Alert: true})
		return x.turnTo(b, p, s)
	}
	return x.take(c)
}

// turnTo draws the page into the message whose button was pressed.
func (x *timetable) turnTo(b *engine.ButtonPress, p progress, s timeState) (engine.Outcome, error) {
	if err := x.redraw(x.t, b, x.rows(s.Page)); err != nil {
		return engine.Stay(), err
	}
	return x.t.WaitOn(p.with(s)), nil
}

// typed reads a time out of a message.
func (x *timetable) typed(m *engine.Message, p progress) (engine.Outcome, error) {
	if m == nil {
		return engine.Stay(), nil
	}
	var readings []clock
	if m.Kind == engine.TextMessage {
		readings = readClock(m.Text)
	}
	if len(readings) == 0 {
		return x.refuse(x.t, p, timeExpectedRule, x.words(0)...)
	}
	c := readings[0]
	if from, to := x.bounds(); len(readings) > 1 && (c < from || c > to) && readings[1] >= from && readings[1] <= to {
		c = readings[1]
	}
	if rule := x.broken(c); rule != "" {
		return x.refuse(x.t, p, rule, x.words(c)...)
	}
	return x.take(c)
}

// take leaves with the time. Where the answer is to be marked, it stands where the buttons were.
func (x *timetable) take(c clock) (engine.Outcome, error) {
	return x.accept(x.t, answeredExit, c.String(), func() ([][]engine.Button, error) {
		return x.chosen(x.t, x.button(c))
	})
}
