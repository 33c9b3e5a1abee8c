package http

import (
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// reading is how an answer is read: what of it is taken, what it must hold and what of it is saved. Configs embed it.
type reading struct {
	Answer   string        `json:"answer,omitempty" validate:"omitempty,oneof=auto json text none" jsonschema:"enum=auto,enum=json,enum=text,enum=none"`
	MaxBytes int           `json:"max_bytes,omitempty" validate:"min=0,max=10485760" jsonschema:"minimum=0,maximum=10485760"`
	Expect   []expectation `json:"expect,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	Save     []saving      `json:"save,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
}

// expectation is what a good answer must hold, or else it leaves by bad_shape.
type expectation struct {
	Path     path   `json:"path"`
	Type     string `json:"type,omitempty" validate:"omitempty,oneof=text number bool list object date any" jsonschema:"enum=text,enum=number,enum=bool,enum=list,enum=object,enum=date,enum=any"`
	Optional bool   `json:"optional,omitempty"` // it may be missing or null, but not of another type
	OneOf    []any  `json:"one_of,omitempty" validate:"max=50" jsonschema:"maxItems=50"`
}

// saving takes one value out of an answer.
type saving struct {
	Part     string     `json:"part,omitempty" validate:"omitempty,oneof=body headers status duration" jsonschema:"enum=body,enum=headers,enum=status,enum=duration"`
	From     path       `json:"from,omitempty"` // in the body; the name of a header; empty for all of it
	To       engine.Var `json:"to" validate:"required"`
	Type     string     `json:"type,omitempty" validate:"omitempty,oneof=text number bool list object date any" jsonschema:"enum=text,enum=number,enum=bool,enum=list,enum=object,enum=date,enum=any"`
	Required bool       `json:"required,omitempty"`
	// When says which answers it is for: ok (2xx, the default), error (others), any.
	When string `json:"when,omitempty" validate:"omitempty,oneof=ok error any" jsonschema:"enum=ok,enum=error,enum=any"`
}

const (
	partBody     = "body"
	partHeaders  = "headers"
	partStatus   = "status"
	partDuration = "duration"

	whenError = "error"
	whenAny   = "any"
)

// defaults fills what was left out.
func (r *reading) defaults() {
	if r.Answer == "" {
		r.Answer = answerAuto
	}
	if r.MaxBytes == 0 {
		r.MaxBytes = defaultMaxBytes
	}
}

// ask has the call bring what is to be read.
func (r *reading) ask(c *call) { c.Answer, c.MaxBytes = r.Answer, r.MaxBytes }

// check reports parts of an answer that cannot be read. At is where the settings stand in the config.
func (r *reading) check(k *engine.Checking, at, method string) {
	unread := r.Answer == answerNone || method == nethttp.MethodHead
	check := func(p path, at string) {
		_, err := p.steps(nil)
		switch {
		case err != nil:
			k.Error("path_invalid", at, "the path %q cannot be read: %v", string(p), err)
		case unread:
			k.Error("answer_unread", at, "the body of the answer is not read here")
		case r.Answer == answerText && !p.whole():
			k.Error("answer_text", at, "a text has no parts: read the answer as JSON, or save all of it")
		}
	}
	for i := range r.Expect {
		e := &r.Expect[i]
		check(e.Path, fmt.Sprintf("%s/expect/%d/path", at, i))
		for j, v := range e.OneOf {
			switch v.(type) {
			case []any, map[string]any:
				k.Error("one_of_plain", fmt.Sprintf("%s/expect/%d/one_of/%d", at, i, j), "only texts, numbers and yes or no can be compared")
			}
		}
	}
	for i := range r.Save {
		s, at := &r.Save[i], fmt.Sprintf("%s/save/%d/from", at, i)
		switch {
		case s.inBody():
			check(s.From, at)
		case s.Part == partHeaders && s.From != "" && !validName(string(s.From)):
			k.Error("header_invalid", at, "%q cannot name a header", string(s.From))
		}
	}
}

// save checks a good answer and fills the variables; wrong says in which way it is not as expected. Nothing is written
// unless everything is right.
func (r *reading) save(t *engine.Turn, a *answer) (wrong string, _ error) {
	if a.good() {
		if wrong := r.readable(a); wrong != "" {
			return wrong, nil
		}
		for i := range r.Expect {
			if wrong := r.Expect[i].wrong(a.Body); wrong != "" {
				return wrong, nil
			}
		}
	}
	values := make([]any, len(r.Save))
	for i := range r.Save {
		s := &r.Save[i]
		if !s.applies(a) {
			continue
		}
		v, wrong := s.value(a)
		if wrong == "" {
			var err error
			if values[i], err = t.Convert(s.To, v); err != nil {
				wrong = fmt.Sprintf("what is saved in %s is %s, which does not fit", s.To, typeName(v))
			}
		}
		if wrong != "" && a.good() {
			return wrong, nil
		}
	}
	for i := range r.Save {
		if !r.Save[i].applies(a) {
			continue
		}
		if err := t.Set(r.Save[i].To, values[i]); err != nil {
			return "", err
		}
	}
	return "", nil
}

// readable says why a good answer cannot be read as the author wants it; empty if it can. An empty one is left to the
// expectations.
func (r *reading) readable(a *answer) string {
	if a.Form == formJSON {
		return ""
	}
	typ := a.Headers.get("content-type")
	wanted := r.Answer == answerJSON || r.Answer == answerAuto && (isJSON(typ) || r.reads())
	switch {
	case !wanted:
		return ""
	case a.Form == "":
		if r.Answer == answerJSON && a.Status != nethttp.StatusNoContent {
			return "it is empty instead of JSON"
		}
		return ""
	case strings.Contains(typ, "html"):
		return "it is a web page (HTML) instead of JSON"
	case a.Form == formBinary:
		return "it is a file instead of JSON"
	default:
		return "it is not JSON"
	}
}

// reads reports whether parts of a good answer's body are looked at.
func (r *reading) reads() bool {
	return slices.ContainsFunc(r.Expect, func(e expectation) bool { return !e.Path.whole() }) ||
		slices.ContainsFunc(r.Save, func(s saving) bool { return s.inBody() && !s.From.whole() && s.When != whenError })
}

// inBody reports whether the value is taken out of the body.
func (s *saving) inBody() bool { return s.Part == "" || s.Part == partBody }

// whole reports whether the path is the whole value.
func (p path) whole() bool { return p.inner() == "" }

// wrong says how a body differs from the expectation; empty if it does not.
func (e *expectation) wrong(body any) string {
	v, ok := e.Path.in(body)
	if !ok || v == nil {
		if e.Optional {
			return ""
		}
		return fmt.Sprintf("%s is missing", e.Path.called())
	}
	if e.Type != "" {
		x, ok := convert(v, e.Type)
		if !ok {
			return fmt.Sprintf("%s is %s instead of %s", e.Path.called(), typeName(v), typeWanted(e.Type))
		}
		v = x
	}
	if len(e.OneOf) > 0 && !slices.ContainsFunc(e.OneOf, func(x any) bool { return same(x, v) }) {
		return fmt.Sprintf("%s has none of the expected values", e.Path.called())
	}
	return ""
}

// same compares two plain values; lists and objects are never the same.
func same(a, b any) bool {
	switch a.(type) {
	case []any, map[string]any:
		return false
	}
	switch b.(type) {
	case []any, map[string]any:
		return false
	}
	return a == b
}

func (p path) called() string {
	if p.whole() {
		return "the body"
	}
	return string(p)
}

// applies reports whether the answer is of the kind that the saving is for.
func (s *saving) applies(a *answer) bool {
	return s.When == whenAny || (s.When == whenError) != a.good()
}

// value takes the value out of the answer; wrong says why it cannot.
func (s *saving) value(a *answer) (v any, wrong string) {
	found := true
	switch s.Part {
	case partStatus:
		v = float64(a.Status)
	case partDuration:
		v = float64(a.MS)
	case partHeaders:
		v, found = s.header(a)
	default:
		v, found = s.From.in(a.Body)
	}
	if !found || v == nil {
		if s.Required {
			return nil, s.called() + " is missing"
		}
		return nil, ""
	}
	x, ok := convert(v, s.Type)
	if !ok {
		return nil, fmt.Sprintf("%s is %s instead of %s", s.called(), typeName(v), typeWanted(s.Type))
	}
	return x, ""
}

// called is what the value is called towards the author.
func (s *saving) called() string {
	switch s.Part {
	case partStatus:
		return "the status"
	case partDuration:
		return "the duration"
	case partHeaders:
		return "the header " + string(s.From)
	default:
		return s.From.called()
	}
}

func (s *saving) header(a *answer) (any, bool) {
	if s.From.whole() {
		all := make(map[string]any)
		for k, v := range a.Headers.all() {
			all[k] = v
		}
		return all, true
	}
	v, ok := a.Headers.all()[strings.ToLower(strings.TrimSpace(string(s.From)))]
	return v, ok
}
