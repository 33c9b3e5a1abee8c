package ask

import "github.com/scenarist/scenarist/engine"

// button is the button that asks for an answer of the user's own.
func (o *otherAnswer) button(t *engine.Turn) (engine.Button, error) {
	label, err := labelOf(t, &o.Label, "other")
	return engine.Button{Label: label, Token: t.Token(otherButton, false)}, err
}

// ask asks for it and goes on waiting.
func (o *otherAnswer) ask(t *engine.Turn) (engine.Outcome, error) {
	if o.Prompt.IsZero() {
		t.Say("other_ask")
		return t.WaitOn(nil), nil
	}
	text, err := t.Text(&o.Prompt)
	if err != nil {
		return engine.Stay(), err
	}
	t.Send(engine.Content{Text: text}, "")
	return t.WaitOn(nil), nil
}
