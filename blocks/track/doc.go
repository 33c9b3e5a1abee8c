// Package track holds the blocks that count what happens, for the statistics.
//
// # Decisions
//
// Events and goals are notes of their turn (engine.Note, kinds event and goal) and so are stored in its commit, once, with
// flow, block, user and time; nothing is sent anywhere. What is counted is named by a constant, so that a list of all names
// can be had from the document and a misspelt one stands out.
//
// An event can also wake what waits for it (logic.wait_event), in this session or in the private chat with another user. It
// is the same block, since what is worth waiting for is worth counting, and an author has one place where events are sent.
package track

import (
	"regexp"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{eventType(), goalType()}
}

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

// nameSpelling is what statistics can group by.
var nameSpelling = regexp.MustCompile(`^[\p{L}\p{Nd}_][\p{L}\p{Nd}_.-]*$`)

func checkName(k *engine.Checking, name string) {
	if name != "" && !nameSpelling.MatchString(name) {
		k.Error("name_invalid", "/name", "name %q is misspelt: letters, digits and _ . -, first a letter or digit", name)
	}
}

// valueOf reads the number that comes with an event; nil if there is none.
func valueOf(t *engine.Turn, v *engine.Value) (*float64, error) {
	if v.IsZero() {
		return nil, nil
	}
	x, err := t.Value(v)
	if err != nil || x == nil {
		return nil, err
	}
	n, ok := x.(float64)
	if s, text := x.(string); text {
		n, ok = engine.ParseNumber(s)
	}
	if !ok {
		return nil, engine.Trouble("not_a_number", "the value is no number")
	}
	return &n, nil
}

// checkValue reports a value that can be no number.
func checkValue(k *engine.Checking, v *engine.Value) {
	is := v.Type()
	if !v.IsZero() && is != expr.TypeNumber && is != expr.TypeText && is != expr.TypeAny {
		k.Error("not_a_number", "/value", "a number is expected")
	}
}
