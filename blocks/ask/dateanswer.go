package ask

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// dateState is what a date remembers while it waits.
type dateState struct {
	View string `json:"view,omitempty"`
}

func daysEmpty() *engine.RunError {
	return engine.Trouble("days_empty", "there is no day to choose: all are off or taken, or the last day is over")
}

// Enter asks, or leaves by empty if no day can be chosen.
func (a *date) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := a.calendar(t)
	if err != nil {
		return engine.Stay(), err
	}
	if c.gone() {
		return a.nothingLeft(t, daysEmpty)
	}
	view, err := c.opening()
	if err != nil {
		return engine.Stay(), err
	}
	return a.ask(t, c.rows(view), dateState{View: view})
}

// Reshow asks again, with the calendar where the user left it.
func (a *date) Reshow(_ context.Context, t *engine.Turn) error {
	var s dateState
	if _, err := a.load(t, &s); err != nil {
		return err
	}
	c, err := a.calendar(t)
	if err != nil {
		return err
	}
	return a.show(t, c.rows(s.View))
}

// Resume judges the answer.
func (a *date) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := a.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	var s dateState
	p, err := a.load(t, &s)
	if err != nil {
		return engine.Stay(), err
	}
	c, err := a.calendar(t)
	if err != nil {
		return engine.Stay(), err
	}
	if c.gone() { // the last one went while the user was choosing
		return a.nothingLeft(t, daysEmpty)
	}
	if ev.Button != nil {
		return c.press(ev.Button, p, s)
	}
	return c.typed(ev.Message, p, s)
}

// press turns the calendar or takes a day.
func (c *calendar) press(b *engine.ButtonPress, p progress, s dateState) (engine.Outcome, error) {
	value, _ := b.Value.(string)
	var day time.Time
	ok := false
	switch b.ID {
	case viewButton:
		s.View = value
		return c.turnTo(b, p, s)
	case dayButton:
		at, err := time.Parse(time.DateOnly, value)
		day, ok = at, err == nil
	case quickButton:
		day, ok = relative(value, c.today)
	}
	if !ok { // a button that does nothing, such as the name of a weekday: say what does something
		words, err := c.alertWords(c.t, dateExpectedRule, c.words(time.Time{})...)
		if err != nil {
			return engine.Stay(), err
		}
		c.t.Answer(engine.ButtonAnswer{Text: words})
		return c.t.WaitOn(nil), nil
	}
	if rule := c.broken(day); rule != "" {
		words, err := c.alertWords(c.t, rule, c.words(day)...)
		if err != nil {
			return engine.Stay(), err
		}
		c.t.Answer(engine.ButtonAnswer{Text: words, Alert: true})
		return c.turnTo(b, p, s) // it may have been free when the calendar was drawn
	}
	return c.take(day)
}

// turnTo draws the view into the message whose button was pressed.
func (c *calendar) turnTo(b *engine.ButtonPress, p progress, s dateState) (engine.Outcome, error) {
	if err := c.redraw(c.t, b, c.rows(s.View)); err != nil {
		return engine.Stay(), err
	}
	return c.t.WaitOn(p.with(s)), nil
}

// typed reads a day out of a message.
func (c *calendar) typed(m *engine.Message, p progress, s dateState) (engine.Outcome, error) {
	if m == nil {
		return engine.Stay(), nil
	}
	text := ""
	if m.Kind == engine.TextMessage {
		text = m.Text
	}
	r := dayReading{today: c.today, within: c.within, monthFirst: c.t.Lang() == "en" && monthFirst(c.t.User().Language)}
	if shown, err := time.Parse(monthView, s.View); err == nil {
		r.shown = shown
	}
	day, ok := r.read(text)
	if !ok {
		return c.refuse(c.t, p, dateExpectedRule, c.words(time.Time{})...)
	}
	if rule := c.broken(day); rule != "" {
		return c.refuse(c.t, p, rule, c.words(day)...)
	}
	return c.take(day)
}

// take leaves with the day. Where the answer is to be marked, it stands where the calendar was.
func (c *calendar) take(day time.Time) (engine.Outcome, error) {
	value := day.Format(time.DateOnly)
	return c.accept(c.t, answeredExit, value, func() ([][]engine.Button, error) {
		return c.chosen(c.t, engine.Button{
			Label: c.format(day, "EEE, d MMMM yyyy"), Token: c.t.TextToken(dayButton, value, false),
		})
	})
}
