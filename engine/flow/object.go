package flow

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// need says whether a field may be left out. It follows the struct tags of the document's types: a field without
// omitempty is required, which is what the published JSON Schema says too.
type need bool

const (
	required need = true
	optional need = false
)

// object reads the fields of one JSON object. Every accessor reports what is wrong with its field and gives the zero
// value then, so that reading goes on; an empty list or object reads as nil, which is what leaving it out reads as.
type object struct {
	*reader
	n     int32
	known []string // the fields asked for so far, which are those that the object may have
}

// object starts reading a node that should be an object; ok is false when it is none.
func (r *reader) object(n int32) (o *object, ok bool) {
	if n == none || !r.expect(n, kindObject, "object") {
		return nil, false
	}
	return &object{reader: r, n: n, known: make([]string, 0, 16)}, true
}

// expect reports a node of another kind than the one that belongs there; what names the expected value.
func (r *reader) expect(n int32, k kind, what string) bool {
	is := r.tree.nodes[n].kind
	if is == k {
		return true
	}
	r.wrongType(n, what)
	return false
}

// wrongType reports a node of a kind that does not belong there.
func (r *reader) wrongType(n int32, what string) {
	r.problems.add(CodeWrongType, n, fmt.Sprintf("%s expected, %s found", what, r.tree.nodes[n].kind))
}

// close reports the fields that nobody asked for.
func (o *object) close() {
	for c := range o.tree.children(o.n) {
		if o.problems.full() {
			return
		}
		if key := string(o.tree.name(c)); !slices.Contains(o.known, key) {
			o.problems.addAt(int(o.tree.nodes[c].keyStart), CodeUnknownField, c,
				fmt.Sprintf("unknown field %q", key)+didYouMean(key, o.known))
		}
	}
}

// field finds a field, or none.
func (o *object) field(name string, n need) int32 {
	o.known = append(o.known, name)
	c := o.tree.member(o.n, name)
	if c == none && n == required {
		o.problems.addField(int(o.tree.nodes[o.n].start), CodeMissingField, o.n, pointerStep(name),
			fmt.Sprintf("the field %q is missing", name))
	}
	return c
}

// text reads a text that keeps the rule. An optional field may be empty, which is what leaving it out means.
func (o *object) text(name string, n need, keeps rule) string {
	c := o.field(name, n)
	if c == none || n == optional && string(o.tree.raw(c)) == `""` {
		return ""
	}
	return o.checked(c, keeps)
}

// checked reads a text node that keeps the rule.
func (r *reader) checked(n int32, keeps rule) string {
	if !r.expect(n, kindText, "text") {
		return ""
	}
	value := r.tree.text(n)
	if code, message := keeps(value); code != "" {
		r.problems.add(code, n, message)
	}
	return value
}

// whole reads a whole number between two bounds, which are part of the range.
func (o *object) whole(name string, n need, least, most int) int {
	c := o.field(name, n)
	if c == none || !o.expect(c, kindNumber, "whole number") {
		return 0
	}
	value, err := strconv.ParseInt(string(o.tree.raw(c)), 10, 64)
	switch number := o.number(c); {
	case number < float64(least) || number > float64(most):
		o.problems.add(CodeNumberRange, c, numbers(least, most)+" expected")
		return 0
	case err != nil:
		o.problems.add(CodeWrongType, c, "whole number expected, number with a fraction or exponent found")
		return 0
	}
	return int(value)
}

// numbers says in words which numbers a range holds.
func numbers(least, most int) string {
	if least == most {
		return fmt.Sprintf("the number %d", least)
	}
	return fmt.Sprintf("a number from %d to %d", least, most)
}

// number is the value of a number node. One that the scanner refused as too large reads as infinity, and -0 as 0.
func (r *reader) number(n int32) float64 {
	value, err := strconv.ParseFloat(string(r.tree.raw(n)), 64)
	switch {
	case err != nil:
		return math.Inf(1)
	case value == 0:
		return 0
	}
	return value
}

// amount reads a number that is not negative.
func (o *object) amount(name string, most int) *float64 {
	c := o.field(name, optional)
	if c == none || !o.expect(c, kindNumber, "number") {
		return nil
	}
	value := o.number(c)
	if value < 0 || value > float64(most) {
		o.problems.add(CodeNumberRange, c, numbers(0, most)+" expected")
		return nil
	}
	return &value
}

// yes reads an optional true or false.
func (o *object) yes(name string) bool {
	c := o.field(name, optional)
	return c != none && o.expect(c, kindBool, "true or false") && string(o.tree.raw(c)) == "true"
}

// span reads an optional duration that is longer than nothing.
func (o *object) span(name string) *Duration {
	c := o.field(name, optional)
	if c == none {
		return nil
	}
	var value Duration
	var err error
	switch o.tree.nodes[c].kind {
	case kindText:
		value, err = ParseDuration(o.tree.text(c))
	case kindNumber:
		value, err = durationOf(o.number(c))
	default:
		o.wrongType(c, `duration such as "15m"`)
		return nil
	}
	switch {
	case err != nil:
		o.problems.add(CodeBadDuration, c, err.Error())
		return nil
	case value == 0:
		o.problems.add(CodeBadDuration, c, "a duration longer than nothing expected: leave the field out for none")
		return nil
	}
	return &value
}

// quota is how many items of a kind a document, or one of its parts, may have.
type quota struct{ used, limit int }

// each calls read for every item of a list field, as far as the quota goes.
func (o *object) each(name string, n need, q *quota, read func(item int32)) {
	c := o.field(name, n)
	if c == none || !o.expect(c, kindList, "list") {
		return
	}
	for item := range o.tree.children(c) {
		if q.used++; q.used > q.limit {
			if q.used == q.limit+1 {
				o.problems.add(CodeTooMany, item, fmt.Sprintf("more than %d %s", q.limit, name))
			}
			return
		}
		read(item)
	}
}

// words reads an optional list of different texts that keep the rule.
func (o *object) words(name string, limit int, keeps rule) []string {
	var list []string
	o.each(name, optional, &quota{limit: limit}, func(item int32) {
		word := o.checked(item, keeps)
		if word != "" && slices.Contains(list, word) {
			o.problems.add(CodeDuplicateItem, item, fmt.Sprintf("%q is in this list already", word))
		}
		list = append(list, word)
	})
	return list
}

// entries ranges over the entries of an optional object field whose names the author chose. Names that break the rule
// are reported.
func (o *object) entries(name string, keeps rule) func(yield func(key string, n int32) bool) {
	c := o.field(name, optional)
	return o.entriesOf(c, keeps)
}

// entriesOf is entries for a node, which may be none.
func (r *reader) entriesOf(n int32, keeps rule) func(yield func(key string, n int32) bool) {
	return func(yield func(string, int32) bool) {
		if n == none || !r.expect(n, kindObject, "object") {
			return
		}
		for c := range r.tree.children(n) {
			key := r.tree.key(c)
			if code, message := keeps(key); code != "" {
				r.problems.addAt(int(r.tree.nodes[c].keyStart), code, c, message)
			}
			if !yield(key, c) {
				return
			}
		}
	}
}
