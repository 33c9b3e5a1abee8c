package ask

import (
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// redraw puts the buttons under the message whose button was pressed.
func (q *question) redraw(t *engine.Turn, b *engine.ButtonPress, rows [][]engine.Button) error {
	all, err := q.buttons(t, rows)
	if err != nil || b.MessageID == 0 {
		return err
	}
	t.Emit(engine.Effect{
		Kind:    engine.EditMessage,
		Target:  &engine.Target{MessageID: b.MessageID, Buttons: true},
		Content: &engine.Content{Inline: all},
	})
	return nil
}

// alertWords gives the words for a broken rule as plain text, for a window over the chat.
func (q *question) alertWords(t *engine.Turn, rule string, pairs ...string) (string, error) {
	for _, r := range []string{rule, invalidRule} {
		if own, ok := q.Messages[r]; ok {
			words, err := t.Text(&own)
			return strings.TrimSpace(engine.PlainText(words)), err
		}
	}
	return t.Words(rule, pairs...), nil
}

// nothingLeft leaves by empty, since there is nothing to choose from any more. Where nothing is said of that, it is a
// trouble.
func (q *question) nothingLeft(t *engine.Turn, trouble func() *engine.RunError) (engine.Outcome, error) {
	switch {
	case !t.Settled(emptyExit):
		return engine.Stay(), trouble()
	case t.Wait() == nil:
		return engine.Leave(emptyExit), nil
	default:
		return q.leave(t, emptyExit, nil)
	}
}

// chosen gives the buttons as they stand after the answer: the prompt's own, and what was chosen in place of what could be.
func (q *question) chosen(t *engine.Turn, b engine.Button) ([][]engine.Button, error) {
	rows, err := q.Prompt.Inline(t)
	b.Label = chosenMark + b.Label
	return append(rows, []engine.Button{b}), err
}
