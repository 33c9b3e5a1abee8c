package ask

import (
	"context"
	"html"
	"strconv"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine"
)

// ratingState is what a rating remembers while it waits for the comment.
type ratingState struct {
	Score *int `json:"score,omitempty"`
}

// rows makes the buttons, the chosen score marked.
func (a *rating) rows(t *engine.Turn, chosen *int) ([][]engine.Button, error) {
	s := a.scale()
	labels, err := a.labels(t, s)
	if err != nil {
		return nil, err
	}
	var rows [][]engine.Button
	for i, label := range labels {
		if i%s.row == 0 {
			rows = append(rows, nil)
		}
		score := s.first + i
		if chosen != nil && *chosen == score {
			label = chosenMark + label
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], engine.Button{
			Label: label, Token: t.TextToken(scoreButton, strconv.Itoa(score), false),
		})
	}
	return rows, nil
}

// labels gives what stands on the buttons.
func (a *rating) labels(t *engine.Turn, s scale) ([]string, error) {
	if len(a.Labels) != len(s.labels) {
		return s.labels, nil
	}
	out := make([]string, len(s.labels))
	for i := range a.Labels {
		label, err := t.Line(&a.Labels[i])
		if err != nil {
			return nil, err
		}
		out[i] = engine.ShownLabel(label)
	}
	return out, nil
}

// Resume takes the score, then the comment.
func (a *rating) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	var s ratingState
	p, err := a.load(t, &s)
	if err != nil {
		return engine.Stay(), err
	}
	if a.Comment == nil { // a newer revision asks for none
		s.Score = nil
	}
	if s.Score != nil {
		if out, done, err := a.commenting(t, ev, *s.Score); done || err != nil {
			return out, err
		}
	} else {
		p.Own = nil
	}
	if out, done, err := a.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	switch {
	case ev.Button != nil && ev.Button.ID == scoreButton:
		text, _ := ev.Button.Value.(string)
		if score, err := strconv.Atoi(text); err == nil && a.has(score) {
			return a.take(t, p, s.Score, score)
		}
		return engine.Stay(), nil
	case ev.Button != nil:
		return engine.Stay(), nil
	case s.Score != nil:
		return a.takeComment(t, *s.Score, textOf(ev.Message))
	}
	labels, err := a.labels(t, a.scale())
	if err != nil {
		return engine.Stay(), err
	}
	score, ok := a.typed(textOf(ev.Message), labels)
	if !ok {
		return a.refuse(t, p, pickOneRule)
	}
	return a.take(t, p, nil, score)
}

func (a *rating) has(score int) bool {
	s := a.scale()
	return score >= s.first && score <= s.last()
}

// take saves the score, and asks for the comment or leaves. Before is the score that it changes.
func (a *rating) take(t *engine.Turn, p progress, before *int, score int) (engine.Outcome, error) {
	if !a.commented(score) {
		if before != nil { // no reason is asked for any more
			t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Slot: a.commentSlot(t)}})
		}
		return a.accept(t, a.exit(score), float64(score), a.marked(t, score))
	}
	if before != nil && *before == score {
		return t.WaitOn(nil), nil
	}
	if err := t.Save(a.SaveTo, float64(score)); err != nil {
		return engine.Stay(), err
	}
	a.clear(t)
	if err := a.settle(t, score); err != nil {
		return engine.Stay(), err
	}
	if before == nil {
		if err := a.askComment(t); err != nil {
			return engine.Stay(), err
		}
	}
	return t.WaitOn(p.with(ratingState{Score: &score})), nil
}

// settle marks the score under the question, which stays open for another one.
func (a *rating) settle(t *engine.Turn, score int) error {
	if a.AfterAnswer != afterMark {
		return nil
	}
	rows, err := a.marked(t, score)()
	if err != nil {
		return err
	}
	target := engine.Target{Slot: a.slot(t), Buttons: true}
	if b := t.Event().Button; b != nil && b.MessageID != 0 {
		target = engine.Target{MessageID: b.MessageID, Buttons: true}
	}
	t.Emit(engine.Effect{Kind: engine.EditMessage, Target: &target, Content: &engine.Content{Inline: rows}})
	return nil
}

// marked gives the buttons with the score that was chosen.
func (a *rating) marked(t *engine.Turn, score int) func() ([][]engine.Button, error) {
	return func() ([][]engine.Button, error) {
		rows, err := a.rows(t, &score)
		if err != nil {
			return nil, err
		}
		return a.buttons(t, rows)
	}
}

// commenting deals with what is different while the comment is waited for: the time is no loss, and there is one more way
// out.
func (a *rating) commenting(t *engine.Turn, ev engine.Event, score int) (out engine.Outcome, done bool, err error) {
	switch {
	case ev.Timer != nil && ev.Timer.Name == engine.DeadlineTimer:
		return a.finish(t, score), true, nil
	case ev.Timer != nil && ev.Timer.Name == engine.ReminderTimer: // its words ask for the score
		return t.WaitOn(nil), true, nil
	case ev.Button != nil:
		if ev.Button.ID == noCommentButton {
			return a.finish(t, score), true, nil
		}
		return engine.Stay(), false, nil
	}
	label, err := labelOf(t, &a.Comment.Skip, "skip")
	if err != nil {
		return engine.Stay(), true, err
	}
	if text := textOf(ev.Message); text != "" && engine.Fold(text) == engine.Fold(label) {
		return a.finish(t, score), true, nil
	}
	return engine.Stay(), false, nil
}

// askComment asks for the comment, with a button for those who have none.
func (a *rating) askComment(t *engine.Turn) error {
	text, err := t.Text(&a.Comment.Prompt)
	if err != nil {
		return err
	}
	c := engine.Content{Text: text}
	if strings.TrimSpace(text) == "" {
		c = engine.Content{Text: html.EscapeString(t.Words("rating_comment")), Plain: true}
	}
	label, err := labelOf(t, &a.Comment.Skip, "skip")
	if err != nil {
		return err
	}
	c.Inline = [][]engine.Button{{{Label: label, Token: t.Token(noCommentButton, false)}}}
	t.Send(c, a.commentSlot(t))
	return nil
}

// commentSlot names the message that asks for the comment.
func (a *rating) commentSlot(t *engine.Turn) string { return ownSlot(t, ".comment") }

// takeComment saves the comment and leaves by the score's exit.
func (a *rating) takeComment(t *engine.Turn, score int, text string) (engine.Outcome, error) {
	a.clear(t)
	if text == "" {
		return t.WaitOn(nil), a.complain(t, textExpectedRule)
	}
	if err := t.Save(a.Comment.SaveTo, text); err != nil {
		return engine.Stay(), err
	}
	return a.finish(t, score), nil
}

// finish leaves by the score's exit once it is clear whether there is a comment. The score was marked when it was given.
func (a *rating) finish(t *engine.Turn, score int) engine.Outcome {
	unbutton := func(slot string) {
		t.Emit(engine.Effect{
			Kind: engine.EditMessage, Target: &engine.Target{Slot: slot, Buttons: true}, Content: &engine.Content{},
		})
	}
	unbutton(a.commentSlot(t))
	if a.AfterAnswer == afterRemove {
		unbutton(a.slot(t))
	}
	return engine.Leave(a.exit(score))
}

// outOf brings what people write between a score and the greatest one to a slash.
var outOf = strings.NewReplacer(" out of ", "/", " of ", "/", " из ", "/")

// typed reads a score: its label, a number with or without the greatest one behind it, or as many stars.
func (a *rating) typed(text string, labels []string) (int, bool) {
	f := foldSigns(text)
	s := a.scale()
	for i, label := range labels {
		if f != "" && foldSigns(label) == f {
			return s.first + i, true
		}
	}
	number, rest, _ := strings.Cut(outOf.Replace(f), "/")
	number = strings.TrimSpace(strings.TrimRightFunc(number, func(r rune) bool { return !unicode.IsDigit(r) }))
	if score, err := strconv.Atoi(number); err == nil && a.has(score) {
		rest = strings.TrimSpace(rest)
		return score, rest == "" || rest == strconv.Itoa(s.last())
	}
	if stars := strings.Count(f, "⭐"); stars > 0 && strings.Trim(f, "⭐ ") == "" && a.Style != "nps" && a.has(stars) {
		return stars, true
	}
	return 0, false
}
