package ask

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// numeric is what questions for a number share: bounds, and buttons with ready answers.
type numeric struct {
	question

	Min         engine.Value `json:"min,omitzero"`
	Max         engine.Value `json:"max,omitzero"`
	Presets     engine.Value `json:"presets,omitzero"` // a list
	Columns     int          `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"`
	OnlyPresets bool         `json:"only_presets,omitempty"`
	Other       *otherAnswer `json:"other,omitempty"`
}

// numbers is one question for a number in one turn: its settings with their values, and how its type reads and shows.
type numbers struct {
	min, max float64
	presets  []float64
	show     func(float64) string
	read     func(text string) (float64, complaint)
	keep     func(float64) error // what the type leaves behind besides the answer; nil for nothing
}

// complaint is a rule that an answer breaks, with the pairs for our words. Without a rule there is nothing to complain of.
type complaint struct {
	rule  string
	pairs []string
}

// Rules of numbers, which are also the keys of our words for them.
const (
	notANumberRule      = "not_a_number"
	tooSmallRule        = "too_small"
	tooLargeRule        = "too_large"
	wrongStepRule       = "wrong_step"
	tooManyDecimalsRule = "too_many_decimals"
	wholeNumberRule     = "whole_number"
)

const (
	presetButton   = "_preset"
	defaultPresets = 4 // in a row
)

// ButtonIDs are the ids that presses may carry.
func (n *numeric) ButtonIDs() []string {
	return append(n.question.ButtonIDs(), presetButton, otherButton)
}

// fill gives the numbers their bounds and presets; min and max of s are what they are without a setting.
func (n *numeric) fill(t *engine.Turn, s *numbers) error {
	for _, b := range []struct {
		from *engine.Value
		to   *float64
		name string
	}{{&n.Min, &s.min, "least"}, {&n.Max, &s.max, "greatest"}} {
		if b.from.IsZero() {
			continue
		}
		v, err := t.Value(b.from)
		if err != nil {
			return err
		}
		f, ok := numberOf(v)
		if !ok {
			return engine.Trouble("number_invalid", "the %s answer is no number", b.name)
		}
		*b.to = f
	}
	if n.Presets.IsZero() {
		return nil
	}
	v, err := t.Value(&n.Presets)
	if err != nil {
		return err
	}
	list, ok := v.([]any)
	if !ok {
		return engine.Trouble("presets_invalid", "the ready answers are no list")
	}
	for _, x := range list {
		f, ok := numberOf(x)
		if !ok {
			return engine.Trouble("presets_invalid", "a ready answer is no number")
		}
		s.presets = append(s.presets, f)
	}
	return nil
}

// numberOf takes a number, or a text that is one.
func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case string:
		return engine.ParseNumber(v)
	default:
		return 0, false
	}
}

// enter, reshow and resume are a question's own methods; of gives its numbers in this turn.
func (n *numeric) enter(t *engine.Turn, of func(*engine.Turn) (*numbers, error)) (engine.Outcome, error) {
	s, err := of(t)
	if err != nil {
		return engine.Stay(), err
	}
	return n.start(t, s)
}

func (n *numeric) reshow(t *engine.Turn, of func(*engine.Turn) (*numbers, error)) error {
	s, err := of(t)
	if err != nil {
		return err
	}
	return n.again(t, s)
}

func (n *numeric) resume(t *engine.Turn, ev engine.Event, of func(*engine.Turn) (*numbers, error)) (engine.Outcome, error) {
	if out, done, err := n.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	s, err := of(t)
	if err != nil {
		return engine.Stay(), err
	}
	return n.judge(t, ev, s)
}

// start asks.
func (n *numeric) start(t *engine.Turn, s *numbers) (engine.Outcome, error) {
	if n.OnlyPresets && len(s.presets) == 0 {
		return engine.Stay(), engine.Trouble("presets_empty", "only ready answers are taken, and there are none")
	}
	rows, err := n.rows(t, s, math.NaN())
	if err != nil {
		return engine.Stay(), err
	}
	return n.ask(t, rows, nil)
}

// again shows the question once more.
func (n *numeric) again(t *engine.Turn, s *numbers) error {
	rows, err := n.rows(t, s, math.NaN())
	if err != nil {
		return err
	}
	return n.show(t, rows)
}

// rows makes the buttons, the chosen number marked.
func (n *numeric) rows(t *engine.Turn, s *numbers, chosen float64) ([][]engine.Button, error) {
	columns := n.Columns
	if columns == 0 {
		columns = defaultPresets
	}
	var rows [][]engine.Button
	for i, f := range s.presets {
		if i%columns == 0 {
			rows = append(rows, nil)
		}
		b := engine.Button{Label: s.show(f), Token: t.TextToken(presetButton, strconv.FormatFloat(f, 'f', -1, 64), false)}
		if f == chosen {
			b.Label = chosenMark + b.Label
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	if n.Other == nil {
		return rows, nil
	}
	b, err := n.Other.button(t)
	if err != nil {
		return nil, err
	}
	return append(rows, []engine.Button{b}), nil
}

// judge takes or refuses an answer.
func (n *numeric) judge(t *engine.Turn, ev engine.Event, s *numbers) (engine.Outcome, error) {
	if ev.Button != nil {
		switch ev.Button.ID {
		case otherButton:
			if n.Other != nil {
				return n.Other.ask(t)
			}
		case presetButton:
			text, _ := ev.Button.Value.(string)
			if f, ok := engine.ParseNumber(text); ok {
				return n.take(t, s, f)
			}
		}
		return engine.Stay(), nil
	}
	p, err := n.load(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	f, c := s.read(textOf(ev.Message))
	switch {
	case n.OnlyPresets && (c.rule != "" || !slices.Contains(s.presets, f)):
		return n.refuse(t, p, pickOneRule)
	case c.rule != "":
		return n.refuse(t, p, c.rule, c.pairs...)
	}
	return n.take(t, s, f)
}

// take saves the number and leaves.
func (n *numeric) take(t *engine.Turn, s *numbers, f float64) (engine.Outcome, error) {
	if s.keep != nil {
		if err := s.keep(f); err != nil {
			return engine.Stay(), err
		}
	}
	return n.accept(t, answeredExit, f, func() ([][]engine.Button, error) {
		rows, err := n.rows(t, s, f)
		if err != nil {
			return nil, err
		}
		return n.buttons(t, rows)
	})
}

// outside complains of a number that is out of bounds.
func (s *numbers) outside(f float64) complaint {
	switch {
	case f < s.min:
		return complaint{tooSmallRule, []string{"min", s.show(s.min)}}
	case f > s.max:
		return complaint{tooLargeRule, []string{"max", s.show(s.max)}}
	}
	return complaint{}
}

// none complains of what is no number, with one that is: a ready one, else one that is within the bounds.
func (s *numbers) none(usual float64) complaint {
	if len(s.presets) > 0 {
		usual = s.presets[0]
	}
	return complaint{notANumberRule, []string{"example", s.show(min(max(usual, s.min), s.max))}}
}

// fixedNumbers are the settings as far as they need no values. Bounds that are not known are infinite.
type fixedNumbers struct {
	min, max float64
	presets  []float64 // NaN for those that are not known
}

// checkNumbers reports bounds and presets that cannot be.
func (n *numeric) checkNumbers(k *engine.Checking) fixedNumbers {
	out := fixedNumbers{min: math.Inf(-1), max: math.Inf(1)}
	if f, ok := fixedNumber(k, n.Min, "/min"); ok {
		out.min = f
	}
	if f, ok := fixedNumber(k, n.Max, "/max"); ok {
		out.max = f
	}
	if out.min > out.max {
		k.Error("number_range", "/min", "the least answer is over the greatest: no number fits")
	}
	out.presets = n.checkPresets(k)
	for i, f := range out.presets {
		if f < out.min || f > out.max {
			k.Error("preset_range", fmt.Sprintf("/presets/%d", i), "this ready answer is out of the bounds")
		}
	}
	return out
}

func (n *numeric) checkPresets(k *engine.Checking) []float64 {
	if n.Presets.IsZero() {
		if n.OnlyPresets {
			k.Error("presets_missing", "/presets", "only ready answers are to be taken, but there are none")
		}
		if n.Columns > 0 {
			k.Warn("setting_unused", "/columns", "there are no ready answers to stand in columns")
		}
		if n.Other != nil {
			k.Warn("setting_unused", "/other", "without ready answers every answer is the user's own")
		}
		return nil
	}
	if n.OnlyPresets && n.Other != nil {
		k.Error("other_refused", "/other", "the button asks for an own answer, but only ready ones are taken")
	}
	x, ok := n.Presets.Constant()
	if !ok {
		return nil
	}
	list, ok := x.([]any)
	switch {
	case !ok:
		k.Error("presets_invalid", "/presets", "ready answers are a list, such as [1, 3, 5, 10]")
	case len(list) == 0:
		k.Error("presets_invalid", "/presets", "the list of ready answers is empty")
	case len(list) > engine.MaxInlineButtons-4: // with Other and the ways out
		k.Error("buttons_too_many", "/presets", "there are %d ready answers; a message has room for %d", len(list), engine.MaxInlineButtons-4)
	}
	var out []float64
	for i, x := range list {
		f, path := math.NaN(), fmt.Sprintf("/presets/%d", i)
		if s, ok := x.(string); !ok || !strings.Contains(s, "{{") {
			if f, ok = numberOf(x); !ok {
				f = math.NaN()
				k.Error("number_invalid", path, "this ready answer is no number")
			}
		}
		if slices.Contains(out, f) {
			k.Error("preset_twice", path, "the same answer is there twice")
		}
		out = append(out, f)
	}
	return out
}

// fixedNumber reads a number that needs no values, and reports what is none.
func fixedNumber(k *engine.Checking, v engine.Value, path string) (float64, bool) {
	x, ok := v.Constant()
	if !ok {
		return 0, false
	}
	f, ok := numberOf(x)
	if !ok {
		k.Error("number_invalid", path, "this is no number")
	}
	return f, ok
}
