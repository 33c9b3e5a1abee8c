package declarative

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// blot stands where a secret was.
const blot = "•••"

// minHidden is the length from which a secret is blotted out: a shorter one is none, and would blot out half of any answer.
const minHidden = 4

// secrets reads what only the job may know and remembers what must not be seen afterwards.
type secrets struct {
	env    custom.Env
	hidden []string // longest first
}

// noValue is said of a secret that has none.
const noValue = "the secret %q has no value: enter the key under that name"

// read gives a secret of the bot.
func (s *secrets) read(ctx context.Context, name string) (string, error) {
	v, err := s.env.Secret(ctx, name)
	if errors.Is(err, engine.ErrNotFound) {
		return "", engine.Trouble(codeSecret, noValue, name)
	}
	if err == nil {
		s.hide(v)
	}
	return v, err
}

// reveal puts the values of secrets in the place of their marks in settings.
func (s *secrets) reveal(ctx context.Context, v any) (any, error) {
	switch v := v.(type) {
	case string:
		marks := engine.SecretMarks(v)
		for _, mark := range marks {
			one, err := s.env.Reveal(ctx, mark)
			if err != nil {
				return nil, missing(err)
			}
			if one != mark {
				s.hide(one)
			}
		}
		if len(marks) == 0 {
			return v, nil
		}
		text, err := s.env.Reveal(ctx, v)
		return text, missing(err)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			x, err := s.reveal(ctx, v[i])
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for k := range v {
			x, err := s.reveal(ctx, v[k])
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

// missing makes a trouble of a secret that is not there.
func missing(err error) error {
	if none, ok := errors.AsType[*engine.SecretError](err); ok && errors.Is(err, engine.ErrNotFound) {
		return engine.Trouble(codeSecret, noValue, none.Name)
	}
	return err
}

// hide notes a value, in the forms in which it may come back.
func (s *secrets) hide(v string) {
	forms := []string{v, url.QueryEscape(v), url.PathEscape(v), escapeSegment(v), strings.TrimSpace(v)}
	if quoted, err := json.Marshal(v); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	for _, f := range forms {
		if len(f) >= minHidden && !slices.Contains(s.hidden, f) {
			s.hidden = append(s.hidden, f)
		}
	}
	slices.SortStableFunc(s.hidden, func(a, b string) int { return len(b) - len(a) })
}

// replacer blots out what is hidden.
func (s *secrets) replacer() *strings.Replacer {
	pairs := make([]string, 0, 2*len(s.hidden))
	for _, h := range s.hidden {
		pairs = append(pairs, h, blot)
	}
	return strings.NewReplacer(pairs...)
}

// blotted gives a value without secrets.
func blotted(r *strings.Replacer, v any) any {
	switch v := v.(type) {
	case string:
		return r.Replace(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = blotted(r, v[i])
		}
		return out
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
