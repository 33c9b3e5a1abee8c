package http

import (
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

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

// judge saves what was asked for and finds the exit.
func (r *request) judge(t *engine.Turn, a *answer) (engine.Outcome, error) {
	summary := map[string]any{"status": float64(a.Status), "ms": float64(a.MS), "host": a.Host, "error": ""}
	if a.Trouble != nil {
		summary["error"] = a.Trouble.Code
	}
	if err := t.Set(httpVar, summary); err != nil {
		return engine.Outcome{}, err
	}
	if a.Trouble != nil {
		return r.leave(t, exitOf(a.Trouble.Code), a, a.Trouble.Code, a.Trouble.Message)
	}
	wrong, err := r.save(t, a)
	if err != nil {
		return engine.Outcome{}, err
	}
	listed := slices.Contains(r.StatusExits, a.Status)
	switch {
	case wrong != "":
		return r.leave(t, badShapeExit, a, codeShape, fmt.Sprintf("the answer of %s is not as expected: %s", a.Host, wrong))
	case listed:
		return engine.Leave(statusExit(a.Status)), nil
	case a.good():
		return engine.Leave(okExit), nil
	case a.Status >= 500:
		return r.leave(t, serverErrorExit, a, codeStatus, a.refusal())
	case a.Status >= 400:
		return r.leave(t, clientErrorExit, a, codeStatus, a.refusal())
	default:
		return r.leave(t, "", a, codeStatus, a.refusal())
	}
}

// exitOf is the exit of a trouble; empty for error.
func exitOf(code string) string {
	switch code {
	case codeTimeout:
		return timeoutExit
	case codeShape, codeTooLarge:
		return badShapeExit
	default:
		return ""
	}
}

// leave leaves by the exit, or as a trouble of the run where that is open or there is none.
func (r *request) leave(t *engine.Turn, exit string, a *answer, code, message string) (engine.Outcome, error) {
	if exit != "" && !t.Open(exit) {
		return engine.Leave(exit), nil
	}
	return engine.Outcome{}, &engine.RunError{
		Code: code, Message: message, HTTPStatus: a.Status, Retryable: a.retryable() && r.repeatable(),
	}
}

// save checks a good answer and fills the variables; wrong says in which way it is not as expected. Nothing is written
// unless everything is right.
func (r *request) save(t *engine.Turn, a *answer) (wrong string, _ error) {
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
func (r *request) readable(a *answer) string {
	typ := a.Headers["content-type"]
	wanted := r.Answer == answerJSON || r.Answer == answerAuto && (isJSON(typ) || r.reads())
	switch {
	case !wanted || a.Form == formJSON:
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
func (r *request) reads() bool {
	return slices.ContainsFunc(r.Expect, func(e expectation) bool { return !e.Path.whole() }) ||
		slices.ContainsFunc(r.Save, func(s saving) bool { return s.inBody() && !s.From.whole() && s.When != whenError })
}

// inBody reports whether the value is taken out of the body.
func (s *saving) inBody() bool { return s.Part == "" || s.Part == partBody }

// whole reports whether the path is the whole value.
func (p path) whole() bool { s, err := p.steps(); return err == nil && len(s) == 0 }

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
	name, found := s.From.called(), true
	switch s.Part {
	case partStatus:
		v, name = float64(a.Status), "the status"
	case partDuration:
		v, name = float64(a.MS), "the duration"
	case partHeaders:
		v, found = s.header(a)
		name = "the header " + string(s.From)
	default:
		v, found = s.From.in(a.Body)
	}
	if !found || v == nil {
		if s.Required {
			return nil, name + " is missing"
		}
		return nil, ""
	}
	x, ok := convert(v, s.Type)
	if !ok {
		return nil, fmt.Sprintf("%s is %s instead of %s", name, typeName(v), typeWanted(s.Type))
	}
	return x, ""
}

func (s *saving) header(a *answer) (any, bool) {
	if s.From.whole() {
		all := make(map[string]any, len(a.Headers))
		for k, v := range a.Headers {
			all[k] = v
		}
		return all, true
	}
	v, ok := a.Headers[strings.ToLower(strings.TrimSpace(string(s.From)))]
	return v, ok
}
