package ask

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// numberAnswer (ask.number) asks for a number.
//
// Config: what all questions share; Min and Max; Step, counted from Min; Decimals, digits after the point at most; Locale,
// how numbers are written, else as the user's language does; Presets, ready answers as buttons, in Columns; OnlyPresets, to
// take nothing else; Other, a button that asks for an own answer. Waits: for a press or a message. Exits: those of all
// questions. Errors: those of the texts and values (expression_…), number_invalid and presets_invalid for values that are no
// numbers, presets_empty, buttons_too_many, value_type.
//
// The answer is a number. It is read as people write it, see readNumber; more than 15 digits cannot be kept exactly and are
// too large.
//
// Rules that messages may be given for: not_a_number, too_small, too_large, whole_number (where Decimals is 0),
// too_many_decimals, wrong_step, pick_one, invalid.
type numberAnswer struct {
	numeric

	Step     float64 `json:"step,omitempty" validate:"min=0" jsonschema:"minimum=0"`
	Decimals *int    `json:"decimals,omitempty" validate:"omitempty,min=0,max=6" jsonschema:"minimum=0,maximum=6"`
	Locale   string  `json:"locale,omitempty" validate:"max=16" jsonschema:"maxLength=16"`
}

// maxNumber is the greatest number whose digits all come through, 15 of them.
const maxNumber = 999_999_999_999_999

func numberType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.number", Version: 1, Icon: "number",
		Title: engine.Text{"en": "Ask for a number", "ru": "Спросить число"},
		Help: engine.Text{
			"en": "Asks a question and saves the answer as a number. It understands 1 234,5 and 1,234.5, knows limits and steps, and can show ready answers as buttons.",
			"ru": "Задаёт вопрос и сохраняет ответ числом. Понимает 1 234,5 и 1,234.5, знает границы и шаг, может показать готовые ответы кнопками.",
		},
		Exits:   questionExits(),
		Outputs: []engine.Output{{Name: "event.text", Type: "text", Title: engine.Text{"en": "The answer as written", "ru": "Ответ, как он написан"}}},
		Example: `{"prompt": {"text": "How many guests?"}, "save_to": "session.guests", "min": 1, "max": 20, "decimals": 0, "presets": [2, 4, 6, 8], "other": {}, "cancel": {}}`,
		New:     func() engine.Block { return new(numberAnswer) },
	}
}

// Check reports numbers that nothing can fulfil.
func (a *numberAnswer) Check(k *engine.Checking) {
	a.check(k, !a.Presets.IsZero(),
		notANumberRule, tooSmallRule, tooLargeRule, wholeNumberRule, tooManyDecimalsRule, wrongStepRule, pickOneRule)
	checkSaved(k, a.SaveTo, expr.TypeNumber)
	fixed := a.checkNumbers(k)
	if a.Decimals != nil && a.Step > 0 && decimalsOf(a.Step) > *a.Decimals {
		k.Error("step_decimals", "/step", "the step has more digits after the point than answers may have")
	}
	unknown := !a.Min.IsZero() && math.IsInf(fixed.min, -1) // where steps are counted from
	for i, f := range fixed.presets {
		path := fmt.Sprintf("/presets/%d", i)
		switch {
		case math.IsNaN(f):
		case a.Decimals != nil && decimalsOf(f) > *a.Decimals:
			k.Error("preset_decimals", path, "this ready answer has more digits after the point than answers may have")
		case a.Step > 0 && !unknown && !onStep(f, a.from(fixed.min), a.Step):
			k.Error("preset_step", path, "this ready answer is not on a step")
		}
	}
	if _, _, known := expr.NumberMarks(a.Locale); a.Locale != "" && !known {
		k.Warn("locale_unknown", "/locale", "nothing is known of how numbers are written in %q: they are read and shown as in English", a.Locale)
	}
}

// Enter asks.
func (a *numberAnswer) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.enter(t, a.numbers)
}

// Reshow asks again.
func (a *numberAnswer) Reshow(_ context.Context, t *engine.Turn) error { return a.reshow(t, a.numbers) }

// Resume judges the answer.
func (a *numberAnswer) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return a.resume(t, ev, a.numbers)
}

// numbers gives the question's numbers in this turn.
func (a *numberAnswer) numbers(t *engine.Turn) (*numbers, error) {
	lang := a.Locale
	if lang == "" {
		lang = t.Lang()
	}
	s := &numbers{min: -maxNumber, max: maxNumber}
	s.show = func(f float64) string { return expr.FormatNumber(f, -1, lang) }
	s.read = func(text string) (float64, complaint) { return a.read(s, text, lang) }
	return s, a.fill(t, s)
}

func (a *numberAnswer) read(s *numbers, text, lang string) (float64, complaint) {
	places := -1
	if a.Decimals != nil {
		places = *a.Decimals
	}
	n, ok := readNumber(text, lang, places != 0)
	if !ok {
		return 0, s.none(5)
	}
	f := n.value()
	switch c := s.outside(f); {
	case places == 0 && n.places > 0:
		return 0, complaint{rule: wholeNumberRule}
	case places >= 0 && n.places > places:
		return 0, complaint{tooManyDecimalsRule, []string{"n", strconv.Itoa(places)}}
	case c.rule != "":
		return 0, c
	case a.Step > 0 && !onStep(f, a.from(s.min), a.Step):
		return 0, complaint{wrongStepRule, []string{"step", s.show(a.Step), "example", s.show(a.near(s, f))}}
	}
	return f, complaint{}
}

// from is where steps are counted from.
func (a *numberAnswer) from(least float64) float64 {
	if a.Min.IsZero() || math.IsInf(least, 0) {
		return 0
	}
	return least
}

// near is the number on a step that is nearest to f and within the bounds.
func (a *numberAnswer) near(s *numbers, f float64) float64 {
	from := a.from(s.min)
	at := math.Round((f - from) / a.Step)
	switch {
	case from+at*a.Step > s.max:
		at = math.Floor((s.max - from) / a.Step)
	case from+at*a.Step < s.min:
		at = math.Ceil((s.min - from) / a.Step)
	}
	return from + at*a.Step
}

// onStep reports whether f is a whole number of steps away, counted in decimals as people do: 0.3 is on a step of 0.1.
func onStep(f, from, step float64) bool {
	steps := new(big.Rat).Sub(ratOf(f), ratOf(from))
	return steps.Quo(steps, ratOf(step)).IsInt()
}

// ratOf is the shortest decimal that gives the number.
func ratOf(f float64) *big.Rat {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	if !ok { // infinite
		return new(big.Rat)
	}
	return r
}

// decimalsOf counts the digits after the point.
func decimalsOf(f float64) int {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	for i := range len(s) {
		if s[i] == '.' {
			return len(s) - i - 1
		}
	}
	return 0
}
