package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// confirm (ask.confirm) shows what is to be confirmed and asks yes or no.
//
// Config: what all questions share; Summary, lines with a label and a value under the question; KeepEmpty, to show those
// without a value too; Ending, words under the summary; Yes and No, the answers with their labels, styles and other words;
// Stacked, one button under the other. Waits: for a press or a message. Exits: yes, no, and those of all questions but
// answered. Errors: those of the texts and values (expression_…), text_too_long, value_type.
//
// The answer is true or false. What people type for yes and no in English and Russian is understood besides the labels and
// the author's words.
//
// Rules that messages may be given for: yes_or_no, invalid.
type confirm struct {
	question

	Summary   []summaryLine   `json:"summary,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	KeepEmpty bool            `json:"keep_empty,omitempty"`
	Ending    engine.Template `json:"ending,omitzero"`
	Yes       verdict         `json:"yes,omitzero"`
	No        verdict         `json:"no,omitzero"`
	Stacked   bool            `json:"stacked,omitempty"`
}

// verdict is one of the two answers.
type verdict struct {
	Label engine.Line `json:"label,omitzero"` // built-in word if empty
	Words []string    `json:"words,omitempty" validate:"max=50" jsonschema:"maxItems=50"`
	Style string      `json:"style,omitempty" validate:"omitempty,oneof=danger success primary" jsonschema:"enum=danger,enum=success,enum=primary"`
}

const (
	yesOrNoRule = "yes_or_no"

	yesExit, noExit     = "yes", "no"
	yesButton, noButton = "_yes", "_no"
)

// What people type for yes and no, folded. Signs such as + and 👍 say it in every language.
var (
	yesWords = []string{
		"yes", "y", "yep", "yeah", "yup", "ok", "okay", "sure", "confirm", "right", "correct", "agree", "of course",
		"да", "д", "ага", "угу", "ок", "окей", "хорошо", "конечно", "верно", "все верно", "правильно", "подтверждаю", "согласен", "согласна",
		"+", "👍", "✅",
	}
	noWords = []string{
		"no", "n", "nope", "nah", "wrong", "not right", "disagree",
		"нет", "н", "не", "неа", "неверно", "неправильно", "не согласен", "не согласна",
		"-", "👎", "❌",
	}
)

func confirmType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.confirm", Version: 1, Icon: "checkbox",
		Title: engine.Text{"en": "Confirm", "ru": "Подтверждение"},
		Help: engine.Text{
			"en": "Shows a summary, for example of an order, and asks yes or no. Each answer has an exit of its own.",
			"ru": "Показывает сводку, например заказа, и спрашивает да или нет. У каждого ответа свой выход.",
		},
		Exits: append([]engine.Exit{
			{Name: yesExit, Title: engine.Text{"en": "Yes", "ru": "Да"}},
			{Name: noExit, Title: engine.Text{"en": "No", "ru": "Нет"}},
		}, without(questionExits(), answeredExit)...),
		Outputs: []engine.Output{{Name: "event.text", Type: "text", Title: engine.Text{"en": "The answer as written", "ru": "Ответ, как он написан"}}},
		Example: `{"prompt": {"text": "Is everything right?"}, "summary": [{"label": "Name", "value": "{{ user.name }}"}, {"label": "Size", "value": "{{ session.size }}"}], "yes": {"label": "Yes, order", "style": "success"}, "no": {"label": "No, change"}, "cancel": {}}`,
		New:     func() engine.Block { return new(confirm) },
	}
}

// ButtonIDs are the ids that presses may carry.
func (c *confirm) ButtonIDs() []string { return append(c.question.ButtonIDs(), yesButton, noButton) }

// Check reports words that mean both, and texts that are too long.
func (c *confirm) Check(k *engine.Checking) {
	c.check(k, true, yesOrNoRule)
	checkSaved(k, c.SaveTo, expr.TypeBool)
	for i := range c.Summary {
		if c.Summary[i].Label.IsZero() && c.Summary[i].Value.IsZero() {
			k.Error("line_empty", fmt.Sprintf("/summary/%d", i), "the line has neither a label nor a value")
		}
	}
	if c.KeepEmpty && len(c.Summary) == 0 {
		k.Warn("setting_unused", "/keep_empty", "there are no lines to show")
	}
	no := folded(append(sourcesOf(&c.No.Label), c.No.Words...))
	for i, w := range c.Yes.Words {
		if slices.Contains(no, engine.Fold(w)) {
			k.Error("word_ambiguous", fmt.Sprintf("/yes/words/%d", i), "%q means yes and no", w)
		}
	}
	for _, w := range sourcesOf(&c.Yes.Label) {
		if slices.Contains(no, engine.Fold(w)) {
			k.Error("word_ambiguous", "/yes/label", "%q means yes and no", w)
		}
	}
}

// sourcesOf gives the texts of a line that have no values in them, sorted.
func sourcesOf(l *engine.Line) []string {
	var out []string
	for _, src := range l.Sources() {
		if !strings.Contains(src, "{{") {
			out = append(out, src)
		}
	}
	slices.Sort(out)
	return out
}

func folded(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = engine.Fold(w)
	}
	return out
}

// Enter asks.
func (c *confirm) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := c.Reshow(ctx, t); err != nil {
		return engine.Stay(), err
	}
	return engine.WaitFor(c.wait(t, nil)), nil
}

// Reshow asks again, with the values as they are now.
func (c *confirm) Reshow(_ context.Context, t *engine.Turn) error {
	content, err := c.content(t)
	if err != nil {
		return err
	}
	if content.Text, err = c.summed(t, content.Text); err != nil {
		return err
	}
	yes, no, err := c.labels(t)
	if err != nil {
		return err
	}
	if content.Inline, err = c.under(t, content.Inline, c.rows(t, yes, no)); err != nil {
		return err
	}
	c.deliver(t, content)
	return nil
}

// labels gives what stands on the buttons.
func (c *confirm) labels(t *engine.Turn) (yes, no string, err error) {
	if yes, err = labelOf(t, &c.Yes.Label, "yes"); err != nil {
		return "", "", err
	}
	no, err = labelOf(t, &c.No.Label, "no")
	return yes, no, err
}

func (c *confirm) rows(t *engine.Turn, yes, no string) [][]engine.Button {
	y := engine.Button{Label: yes, Token: t.Token(yesButton, false), Style: c.Yes.Style}
	n := engine.Button{Label: no, Token: t.Token(noButton, false), Style: c.No.Style}
	if c.Stacked {
		return [][]engine.Button{{y}, {n}}
	}
	return [][]engine.Button{{y, n}}
}

// Resume judges the answer.
func (c *confirm) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := c.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	yes, no, err := c.labels(t)
	if err != nil {
		return engine.Stay(), err
	}
	if ev.Button != nil {
		switch ev.Button.ID {
		case yesButton:
			return c.decide(t, true)
		case noButton:
			return c.decide(t, false)
		default:
			return engine.Stay(), nil
		}
	}
	p, err := c.load(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	typed := textOf(ev.Message)
	switch { // the author's words go before ours
	case c.Yes.means(typed, yes):
		return c.decide(t, true)
	case c.No.means(typed, no):
		return c.decide(t, false)
	case says(typed, yesWords):
		return c.decide(t, true)
	case says(typed, noWords):
		return c.decide(t, false)
	}
	return c.refuse(t, p, yesOrNoRule, "yes", yes, "no", no)
}

// means reports whether the text is the label, with or without its signs, or one of the words.
func (v *verdict) means(typed, label string) bool {
	if says(typed, append([]string{label}, v.Words...)) {
		return true
	}
	words := engine.FoldWords(typed)
	return len(words) > 0 && slices.Equal(words, engine.FoldWords(label))
}

// says reports whether the text is one of the words, with or without what people put behind them.
func says(typed string, words []string) bool {
	f := foldSigns(typed)
	bare := strings.TrimRight(f, ".! )")
	return f != "" && slices.ContainsFunc(words, func(w string) bool {
		w = foldSigns(w)
		return w == f || w == bare
	})
}

// decide leaves with the answer.
func (c *confirm) decide(t *engine.Turn, yes bool) (engine.Outcome, error) {
	exit := noExit
	if yes {
		exit = yesExit
	}
	return c.accept(t, exit, yes, func() ([][]engine.Button, error) {
		y, n, err := c.labels(t)
		if err != nil {
			return nil, err
		}
		if yes {
			y = chosenMark + y
		} else {
			n = chosenMark + n
		}
		return c.buttons(t, c.rows(t, y, n))
	})
}
