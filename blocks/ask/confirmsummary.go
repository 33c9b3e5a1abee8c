package ask

import (
	"html"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// summaryLine is one thing to be confirmed.
type summaryLine struct {
	Label  engine.Line      `json:"label,omitzero"`
	Value  engine.Template  `json:"value,omitzero"`
	ShowIf engine.Condition `json:"show_if,omitzero"`
}

// summed puts the summary and the ending under the question.
func (c *confirm) summed(t *engine.Turn, text string) (string, error) {
	var lines []string
	for i := range c.Summary {
		line, err := c.Summary[i].shown(t, c.KeepEmpty)
		if err != nil {
			return "", err
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	parts := []string{text}
	if len(lines) > 0 {
		parts = append(parts, strings.Join(lines, "\n"))
	}
	ending, err := t.Text(&c.Ending)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(ending) != "" {
		parts = append(parts, ending)
	}
	text = strings.Join(parts, "\n\n")
	if n := engine.VisibleLength(text); n > engine.MaxTextLength {
		return "", engine.Trouble("text_too_long", "the text has %d characters with its summary; Telegram allows %d in one message", n, engine.MaxTextLength)
	}
	return text, nil
}

// noValue stands for a value that there is none of.
const noValue = "—"

// shown gives the line; empty if it is not to be shown.
func (l *summaryLine) shown(t *engine.Turn, keepEmpty bool) (string, error) {
	if ok, err := t.Test(&l.ShowIf); err != nil || !ok {
		return "", err
	}
	label, err := t.Line(&l.Label)
	if err != nil {
		return "", err
	}
	value, err := t.Text(&l.Value)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(value) == "" && !l.Value.IsZero() {
		if !keepEmpty {
			return "", nil
		}
		value = noValue
	}
	switch {
	case label == "":
		return value, nil
	case l.Value.IsZero():
		return "<b>" + html.EscapeString(label) + "</b>", nil
	default:
		return "<b>" + html.EscapeString(label) + ":</b> " + value, nil
	}
}
