package ask

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// text (ask.text) asks for a text.
//
// Config: what all questions share; MinLength and MaxLength in characters; Pattern, which the text must fit; Trim, what
// becomes of spaces; Choices, words that stand for a value; OneOf, to take nothing else. Waits: for a message or one of
// the ways out. Exits: answered, skip, back, cancel, invalid, timeout, blocked, error, and the prompt's buttons. Errors:
// those of the texts, value_type if the variable holds something else.
//
// Rules that messages may be given for: text_expected, too_short, too_long, pattern, one_of, invalid.
type text struct {
	question

	MinLength int            `json:"min_length,omitempty" validate:"min=0,max=4096" jsonschema:"minimum=0,maximum=4096"`
	MaxLength int            `json:"max_length,omitempty" validate:"min=0,max=4096" jsonschema:"minimum=0,maximum=4096"`
	Pattern   engine.Pattern `json:"pattern,omitzero"`
	Trim      string         `json:"trim,omitempty" validate:"omitempty,oneof=ends all none" jsonschema:"enum=ends,enum=all,enum=none"`
	Choices   []textChoice   `json:"choices,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
	OneOf     bool           `json:"one_of,omitempty"`
}

// textChoice is a value with the words that stand for it.
type textChoice struct {
	Value string   `json:"value" validate:"required" jsonschema:"minLength=1"`
	Words []string `json:"words,omitempty" validate:"max=50" jsonschema:"maxItems=50"`
}

// Rules of texts, which are also the keys of our words for them.
const (
	textExpectedRule = "text_expected"
	tooShortRule     = "too_short"
	tooLongRule      = "too_long"
	patternRule      = "pattern"
	oneOfRule        = "one_of"
)

func textType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.text", Version: 1, Icon: "forms",
		Title: engine.Text{"en": "Ask for a text", "ru": "Спросить текст"},
		Help: engine.Text{
			"en": "Asks a question, waits for a text and saves it. A text that does not fit is asked for again.",
			"ru": "Задаёт вопрос, ждёт текст и сохраняет его. Если текст не подходит, спросит ещё раз.",
		},
		Exits:   questionExits(),
		Outputs: []engine.Output{{Name: "event.text", Type: "text", Title: engine.Text{"en": "The answer as written", "ru": "Ответ, как он написан"}}},
		Example: `{"prompt": {"text": "What is your name?"}, "save_to": "user.full_name", "min_length": 2, "max_length": 60, "skip": {}, "timeout": "1d", "reminders": [{"after": "1h", "text": "Still there? I would like to know your name."}]}`,
		New:     func() engine.Block { return new(text) },
	}
}

// Check reports rules that nothing can fulfil.
func (a *text) Check(k *engine.Checking) {
	a.check(k, false, textExpectedRule, tooShortRule, tooLongRule, patternRule, oneOfRule)
	if a.MaxLength > 0 && a.MinLength > a.MaxLength {
		k.Error("length_range", "/min_length", "the least length %d is over the greatest %d: no text fits", a.MinLength, a.MaxLength)
	}
	if a.OneOf && len(a.Choices) == 0 {
		k.Error("choices_missing", "/choices", "only given answers are to be taken, but there are none")
	}
	seen := map[string]int{}
	for i, c := range a.Choices {
		for _, w := range append([]string{c.Value}, c.Words...) {
			f := engine.Fold(w)
			if at, ok := seen[f]; ok && at != i {
				k.Error("choice_ambiguous", fmt.Sprintf("/choices/%d", i), "%q stands for two answers", w)
			}
			seen[f] = i
		}
	}
}

// Enter asks.
func (a *text) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.ask(t, nil, nil)
}

// Reshow asks again.
func (a *text) Reshow(_ context.Context, t *engine.Turn) error { return a.show(t, nil) }

// Resume judges the answer.
func (a *text) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := a.common(t, ev); done || err != nil {
		return out, err
	}
	if ev.Message == nil {
		return engine.Stay(), nil
	}
	p, err := a.load(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	if ev.Message.Kind != engine.TextMessage {
		return a.refuse(t, p, textExpectedRule)
	}
	s := a.trimmed(ev.Message.Text)
	if c, ok := a.choice(s); ok {
		return a.accept(t, answeredExit, c, nil)
	}
	if rule, n := a.broken(s); rule != "" {
		return a.refuse(t, p, rule, "n", strconv.Itoa(n), "list", a.values())
	}
	return a.accept(t, answeredExit, s, nil)
}

// trimmed gives the text with its spaces as the author wants them.
func (a *text) trimmed(s string) string {
	switch a.Trim {
	case "none":
		return s
	case "all":
		return strings.Join(strings.Fields(s), " ")
	default:
		return strings.TrimSpace(s)
	}
}

// choice gives the value that the text stands for.
func (a *text) choice(s string) (string, bool) {
	f := engine.Fold(s)
	for _, c := range a.Choices {
		if engine.Fold(c.Value) == f || slices.ContainsFunc(c.Words, func(w string) bool { return engine.Fold(w) == f }) {
			return c.Value, true
		}
	}
	return "", false
}

// broken gives the first rule that the text breaks, and the number that belongs to it.
func (a *text) broken(s string) (rule string, n int) {
	length := utf8.RuneCountInString(s)
	switch {
	case length == 0:
		return textExpectedRule, 0
	case a.OneOf:
		return oneOfRule, 0
	case length < a.MinLength:
		return tooShortRule, a.MinLength
	case a.MaxLength > 0 && length > a.MaxLength:
		return tooLongRule, a.MaxLength
	case !a.Pattern.IsZero() && a.Pattern.Find(s) == nil:
		return patternRule, 0
	}
	return "", 0
}

// values lists what can be answered where nothing else is taken.
func (a *text) values() string {
	values := make([]string, len(a.Choices))
	for i, c := range a.Choices {
		values[i] = c.Value
	}
	return strings.Join(values, ", ")
}
