package ask

import (
	"context"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// rating (ask.rating) asks for a score by buttons, and if wished for the reason.
//
// Config: what all questions share; Style: stars (1 to 5), faces3 (1 to 3), faces5 (1 to 5), nps (0 to 10), thumbs (0 and 1);
// Labels, to put something else on the buttons; Low and High, scores with exits of their own; Comment, a text that is asked
// for after a score. Waits: for a press or a message, then for the comment. Exits: low, up to Low; high, from High; answered,
// otherwise; and those of all questions. Errors: those of the texts, value_type.
//
// The score is saved at once, so that whoever gives no comment has still rated: a comment that is skipped, or does not come
// in time, leaves by the score's exit. Until the comment comes the score can be changed. A score may be typed: 4, 4/5, ⭐⭐⭐⭐.
//
// Rules that messages may be given for: pick_one, text_expected (of comments), invalid.
type rating struct {
	question

	Style   string        `json:"style,omitempty" validate:"omitempty,oneof=stars faces3 faces5 nps thumbs" jsonschema:"enum=stars,enum=faces3,enum=faces5,enum=nps,enum=thumbs"`
	Labels  []engine.Line `json:"labels,omitempty" validate:"max=11" jsonschema:"maxItems=11"`
	Low     *int          `json:"low,omitempty" validate:"omitempty,min=0,max=10" jsonschema:"minimum=0,maximum=10"`
	High    *int          `json:"high,omitempty" validate:"omitempty,min=0,max=10" jsonschema:"minimum=0,maximum=10"`
	Comment *comment      `json:"comment,omitempty"`
}

// comment is the question for the reason of a score.
type comment struct {
	Prompt engine.Template `json:"prompt,omitzero"` // built-in words if empty
	UpTo   *int            `json:"up_to,omitempty" validate:"omitempty,min=0,max=10" jsonschema:"minimum=0,maximum=10"`
	SaveTo engine.Var      `json:"save_to,omitempty"`
	Skip   engine.Line     `json:"skip,omitzero"` // label; built-in word if empty
}

const (
	lowExit, highExit = "low", "high"

	scoreButton     = "_score"
	noCommentButton = "_nocomment"
)

// scale is what a style puts on its buttons, from the least score up.
type scale struct {
	first  int
	labels []string
	row    int // buttons in a row
}

func (a *rating) scale() scale {
	switch a.Style {
	case "faces3":
		return scale{1, []string{"🙁", "😐", "🙂"}, 3}
	case "faces5":
		return scale{1, []string{"😡", "🙁", "😐", "🙂", "😍"}, 5}
	case "nps":
		return scale{0, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}, 6}
	case "thumbs":
		return scale{0, []string{"👎", "👍"}, 2}
	default:
		return scale{1, []string{"1 ⭐", "2 ⭐", "3 ⭐", "4 ⭐", "5 ⭐"}, 5}
	}
}

// last is the greatest score.
func (s scale) last() int { return s.first + len(s.labels) - 1 }

func ratingType() engine.BlockType {
	exits := questionExits()
	return engine.BlockType{
		Name: "ask.rating", Version: 1, Icon: "star",
		Title: engine.Text{"en": "Rating", "ru": "Оценка"},
		Help: engine.Text{
			"en": "Asks for a score by stars, faces, thumbs or from 0 to 10, and if you like for a comment on low scores. The score is saved as a number.",
			"ru": "Спрашивает оценку звёздами, смайлами, пальцем или от 0 до 10, а при низкой — если нужно, и комментарий. Оценка сохраняется числом.",
		},
		Exits: slices.Concat(exits[:1], []engine.Exit{
			{Name: lowExit, Title: engine.Text{"en": "Low score", "ru": "Низкая оценка"}},
			{Name: highExit, Title: engine.Text{"en": "High score", "ru": "Высокая оценка"}},
		}, exits[1:]),
		Outputs: []engine.Output{
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "The comment as written", "ru": "Комментарий, как он написан"}},
		},
		Example: `{"prompt": {"text": "How did you like it?"}, "save_to": "session.score", "style": "stars", "low": 3, "comment": {"save_to": "session.comment"}, "after_answer": "mark", "timeout": "1d"}`,
		New:     func() engine.Block { return new(rating) },
	}
}

// Exits leaves out the exits of scores that are not set apart.
func (a *rating) Exits(fixed []engine.Exit) []engine.Exit {
	exits := a.question.Exits(fixed)
	if a.Low == nil {
		exits = without(exits, lowExit)
	}
	if a.High == nil {
		exits = without(exits, highExit)
	}
	for score := a.scale().first; score <= a.scale().last(); score++ {
		if a.exit(score) == answeredExit {
			return exits
		}
	}
	return without(exits, answeredExit) // every score is low or high
}

// ButtonIDs are the ids that presses may carry.
func (a *rating) ButtonIDs() []string {
	return append(a.question.ButtonIDs(), scoreButton, noCommentButton)
}

// Fields names the settings of a rating.
func (a *rating) Fields() []engine.Field {
	return append(a.question.Fields(),
		fieldOf("style", "Style", "Вид",
			"stars and faces5 give 1 to 5, faces3 1 to 3, nps 0 to 10, thumbs 0 for down and 1 for up.",
			"stars и faces5 дают от 1 до 5, faces3 — от 1 до 3, nps — от 0 до 10, thumbs — 0 за палец вниз и 1 за палец вверх."),
		fieldOf("labels", "Labels", "Надписи",
			"What stands on the buttons instead, from the least score up; as many as there are scores.",
			"Что написать на кнопках вместо обычного, начиная с наименьшей оценки; столько, сколько оценок."),
		fieldOf("low", "Low up to", "Низкая до",
			"Scores up to this one leave by Low score.", "Оценки до этой включительно — выход «Низкая оценка»."),
		fieldOf("high", "High from", "Высокая от",
			"Scores from this one on leave by High score.", "Оценки от этой включительно — выход «Высокая оценка»."),
		fieldOf("comment", "Comment", "Комментарий",
			"Asks for a text after the score.", "Спросить текст после оценки."),
	)
}

// Fields names the settings of a comment.
func (*comment) Fields() []engine.Field {
	return []engine.Field{
		fieldOf("prompt", "Question", "Вопрос", "What to ask. Empty takes our words.", "Что спросить. Пусто — наши слова."),
		fieldOf("up_to", "For scores up to", "При оценке до",
			"Only scores up to this one are asked about. Empty means low scores, or all if none are low.",
			"Спрашивать только при оценке до этой. Пусто — при низкой, а если её нет, то при любой."),
		fieldOf("save_to", "Save to", "Сохранить в", "The variable that gets the comment.", "Переменная, в которую попадёт комментарий."),
		fieldOf("skip", "Label of Skip", "Надпись «Пропустить»",
			"The button that gives no comment. Empty takes our word.", "Кнопка, чтобы не отвечать. Пусто — наше слово."),
	}
}

// Check reports scores that the style does not have.
func (a *rating) Check(k *engine.Checking) {
	a.check(k, true, pickOneRule, textExpectedRule)
	checkSaved(k, a.SaveTo, expr.TypeNumber)
	s := a.scale()
	within := func(n *int, path string) {
		if n != nil && (*n < s.first || *n > s.last()) {
			k.Error("score_range", path, "scores go from %d to %d", s.first, s.last())
		}
	}
	within(a.Low, "/low")
	within(a.High, "/high")
	if a.Low != nil && a.High != nil && *a.Low >= *a.High {
		k.Error("score_range", "/high", "a score cannot be low and high: %d is both", *a.High)
	}
	if n := len(a.Labels); n > 0 && n != len(s.labels) {
		k.Error("labels_count", "/labels", "there are %d labels for %d scores", n, len(s.labels))
	}
	for i := range a.Labels {
		if a.Labels[i].IsZero() {
			k.Error("label_empty", fmt.Sprintf("/labels/%d", i), "the button has no label")
		}
	}
	if a.Comment != nil {
		within(a.Comment.UpTo, "/comment/up_to")
		if to := a.Comment.SaveTo; to != "" && k.TypeOf(to) != expr.TypeText {
			k.Assign("/comment/save_to", to, expr.TypeText)
		}
	}
}

// exit is where a score leads.
func (a *rating) exit(score int) string {
	switch {
	case a.Low != nil && score <= *a.Low:
		return lowExit
	case a.High != nil && score >= *a.High:
		return highExit
	default:
		return answeredExit
	}
}

// commented reports whether a score is asked about.
func (a *rating) commented(score int) bool {
	switch {
	case a.Comment == nil:
		return false
	case a.Comment.UpTo != nil:
		return score <= *a.Comment.UpTo
	default:
		return a.Low == nil || score <= *a.Low
	}
}

// Enter asks.
func (a *rating) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	rows, err := a.rows(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	return a.ask(t, rows, nil)
}

// Reshow asks again for what is still open.
func (a *rating) Reshow(_ context.Context, t *engine.Turn) error {
	var s ratingState
	if _, err := a.load(t, &s); err != nil {
		return err
	}
	if s.Score != nil && a.Comment != nil {
		return a.askComment(t)
	}
	rows, err := a.rows(t, nil)
	if err != nil {
		return err
	}
	return a.show(t, rows)
}
