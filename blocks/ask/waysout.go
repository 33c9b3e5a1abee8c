package ask

import (
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// shownWayOut is a way out as the user sees it.
type shownWayOut struct {
	button, exit, label string
}

// waysOut gives the ways out that are switched on, in the order of their buttons.
func (q *question) waysOut(t *engine.Turn) ([]shownWayOut, error) {
	var out []shownWayOut
	for _, w := range []struct {
		way                 *wayOut
		button, exit, words string
	}{{q.Back, backButton, backExit, "back"}, {q.Skip, skipButton, skipExit, "skip"}, {q.Cancel, cancelButton, cancelExit, "cancel"}} {
		if w.way == nil {
			continue
		}
		label, err := labelOf(t, &w.way.Label, w.words)
		if err != nil {
			return nil, err
		}
		out = append(out, shownWayOut{button: w.button, exit: w.exit, label: label})
	}
	return out, nil
}

// labelOf gives the author's label, else our words.
func labelOf(t *engine.Turn, l *engine.Line, words string) (string, error) {
	label, err := t.Line(l)
	if strings.TrimSpace(label) == "" {
		label = t.Words(words)
	}
	return label, err
}

// commonTyped is common for questions whose answers are no free texts: there a way out may be typed by its label too, which
// is also how the buttons of a keyboard below the input field answer.
func (q *question) commonTyped(t *engine.Turn, ev engine.Event) (out engine.Outcome, done bool, err error) {
	if out, done, err = q.common(t, ev); done || err != nil {
		return out, done, err
	}
	return q.typedWayOut(t, ev.Message)
}

// typedWayOut leaves by the way out whose label the message is; done is false if there is none.
func (q *question) typedWayOut(t *engine.Turn, m *engine.Message) (out engine.Outcome, done bool, err error) {
	typed := engine.Fold(textOf(m))
	if typed == "" {
		return engine.Stay(), false, nil
	}
	ways, err := q.waysOut(t)
	if err != nil {
		return engine.Stay(), true, err
	}
	for _, w := range ways {
		if engine.Fold(w.label) == typed {
			out, err = q.leave(t, w.exit, nil)
			return out, true, err
		}
	}
	return engine.Stay(), false, nil
}

// resumeMessage is Resume of questions that are answered by a message: what is no way out goes to judge.
func (q *question) resumeMessage(t *engine.Turn, ev engine.Event, judge func(progress, *engine.Message) (engine.Outcome, error)) (engine.Outcome, error) {
	if out, done, err := q.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	if ev.Message == nil {
		return engine.Stay(), nil
	}
	p, err := q.load(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	return judge(p, ev.Message)
}

// textOf gives the trimmed text of a message; empty for one of another kind.
func textOf(m *engine.Message) string {
	if m == nil || m.Kind != engine.TextMessage {
		return ""
	}
	return strings.TrimSpace(m.Text)
}
