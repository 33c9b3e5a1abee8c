package http

import (
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// judge saves what was asked for and finds the exit. A good answer is kept under the key, if there is one.
func (r *request) judge(t *engine.Turn, a *answer, key string) (engine.Outcome, error) {
	if err := r.summarize(t, a, false); err != nil {
		return engine.Outcome{}, err
	}
	if a.Trouble != nil {
		return r.leave(t, exitOf(a.Trouble.Code), a, a.Trouble.Code, a.Trouble.Message)
	}
	wrong, err := r.save(t, a)
	if err != nil {
		return engine.Outcome{}, err
	}
	if wrong == "" && a.good() {
		if err := r.keep(t, key, a); err != nil {
			return engine.Outcome{}, err
		}
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

// reuse takes an answer that was kept and gives its exit; empty if it is not as expected any more, because the settings
// have changed.
func (r *request) reuse(t *engine.Turn, a *answer) (string, error) {
	wrong, err := r.save(t, a)
	if err != nil || wrong != "" {
		return "", err
	}
	exit := okExit
	if slices.Contains(r.StatusExits, a.Status) {
		exit = statusExit(a.Status)
	}
	return exit, r.summarize(t, a, true)
}

// summarize leaves behind what is known of the call.
func (r *request) summarize(t *engine.Turn, a *answer, cached bool) error {
	s := summary(a)
	if r.Cache != nil {
		s["cached"] = cached
	}
	return t.Set(httpVar, s)
}

// summarize leaves behind what is known of a call.
func summarize(t *engine.Turn, a *answer) error { return t.Set(httpVar, summary(a)) }

func summary(a *answer) map[string]any {
	s := map[string]any{"status": float64(a.Status), "ms": float64(a.MS), "host": a.Host, "error": ""}
	if a.Trouble != nil {
		s["error"] = a.Trouble.Code
	}
	return s
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
		Code: code, Message: message, HTTPStatus: a.Status, Retryable: a.retryable() && r.repeatable(r.Method),
	}
}
