package http

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// secrets reveals the marks of one call and remembers what must not be seen afterwards.
type secrets struct {
	reveal func(ctx context.Context, text string) (string, error)
	marks  []string
	hidden []string // longest first
}

// blot stands where a secret was.
const blot = "•••"

// minHidden is the length from which a secret is blotted out: a shorter one would blot out half of any answer, and is
// none.
const minHidden = 4

// text reveals the marks of a text.
func (s *secrets) text(ctx context.Context, text string) (string, error) {
	for _, mark := range engine.SecretMarks(text) {
		if slices.Contains(s.marks, mark) {
			continue
		}
		v, err := s.one(ctx, mark)
		if err != nil {
			return "", err
		}
		s.marks = append(s.marks, mark)
		if v != mark {
			s.hide(v)
		}
	}
	return s.one(ctx, text)
}

func (s *secrets) one(ctx context.Context, text string) (string, error) {
	v, err := s.reveal(ctx, text)
	if missing, ok := errors.AsType[*engine.SecretError](err); ok && errors.Is(err, engine.ErrNotFound) {
		return "", fault(codeSecret, "the secret %q has no value: enter the key under that name", missing.Name)
	}
	return v, err
}

// value reveals the marks in the texts of a JSON value.
func (s *secrets) value(ctx context.Context, v any) (any, error) {
	switch v := v.(type) {
	case string:
		return s.text(ctx, v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			x, err := s.value(ctx, v[i])
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for k := range v {
			x, err := s.value(ctx, v[k])
			if err != nil {
				return nil, err
			}
			out[k] = x
		}
		return out, nil
	default:
		return v, nil
	}
}

// used reports whether any secret was revealed.
func (s *secrets) used() bool { return len(s.hidden) > 0 }

// hide notes a value, in the forms in which it may come back.
func (s *secrets) hide(v string) {
	quoted, err := json.Marshal(v)
	forms := []string{v, url.QueryEscape(v), url.PathEscape(v), strings.TrimSpace(v)}
	if err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	for _, f := range forms {
		if len(f) >= minHidden && !slices.Contains(s.hidden, f) {
			s.hidden = append(s.hidden, f)
		}
	}
	slices.SortStableFunc(s.hidden, func(a, b string) int { return len(b) - len(a) })
}

// redact blots out the secrets of an answer.
func (s *secrets) redact(a *answer) {
	if !s.used() {
		return
	}
	pairs := make([]string, 0, 2*len(s.hidden))
	for _, h := range s.hidden {
		pairs = append(pairs, h, blot)
	}
	r := strings.NewReplacer(pairs...)
	a.Host = r.Replace(a.Host)
	for k, v := range a.Headers.known {
		a.Headers.known[k] = r.Replace(v)
	}
	a.Body = blotted(r, a.Body)
	if a.Trouble != nil {
		a.Trouble.Message = r.Replace(a.Trouble.Message)
	}
}

func blotted(r *strings.Replacer, v any) any {
	switch v := v.(type) {
	case string:
		return r.Replace(v)
	case []any:
		for i := range v {
			v[i] = blotted(r, v[i])
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[r.Replace(k)] = blotted(r, x)
		}
		return out
	default:
		return v
	}
}
