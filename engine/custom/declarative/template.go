package declarative

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// value is a template whose value keeps its type where it is one expression and nothing else: so numbers stay numbers in JSON,
// and nothing is left out instead of being an empty text.
type value struct {
	whole *expr.Program
	mixed *expr.Template
}

// eval gives the value; a text if there is anything around the expression.
func (v *value) eval(env *expr.Env) (any, error) {
	if v.whole != nil {
		return v.whole.Eval(env)
	}
	return v.mixed.Render(env)
}

// texts gives what a form or a query takes: one text, several of a list, none of nothing.
func (v *value) texts(env *expr.Env) ([]string, error) {
	x, err := v.eval(env)
	if err != nil || x == nil {
		return nil, err
	}
	list, ok := x.([]any)
	if !ok {
		return []string{wireText(x)}, nil
	}
	var out []string
	for _, item := range list {
		if item != nil {
			out = append(out, wireText(item))
		}
	}
	return out, nil
}

// text gives the value as one text.
func (v *value) text(env *expr.Env) (string, error) {
	if v == nil {
		return "", nil
	}
	x, err := v.eval(env)
	return wireText(x), err
}

// wireText is a value as services read it, in no language.
func wireText(x any) string {
	switch x := x.(type) {
	case string:
		return x
	case bool:
		if x {
			return "true"
		}
		return "false"
	case []any, map[string]any:
		text, err := encodeJSON(x)
		if err != nil {
			return ""
		}
		return text
	default:
		return expr.Format(x, "en")
	}
}

// segment is a part of a path between slashes, without them.
type segment struct {
	whole *expr.Program // a list gives several segments
	mixed *expr.Template
}

// renderPath gives an escaped path. A segment that a value has made . or .. would lead elsewhere.
func renderPath(segments []segment, env *expr.Env) (string, error) {
	var out []string
	for _, s := range segments {
		if s.whole == nil {
			text, err := s.mixed.Render(env)
			if err != nil {
				return "", err
			}
			out = append(out, text)
			continue
		}
		x, err := s.whole.Eval(env)
		if err != nil {
			return "", err
		}
		list, ok := x.([]any)
		if !ok {
			list = []any{x}
		}
		for _, item := range list {
			out = append(out, escapeSegment(wireText(item)))
		}
	}
	for _, s := range out {
		if s == "." || s == ".." {
			return "", engine.Trouble(codeRequest, "the address of the request has a part that is only dots")
		}
	}
	return strings.Join(out, "/"), nil
}

// escapeSegment percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
func escapeSegment(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// splitPath cuts a path at its slashes, but for those inside of expressions.
func splitPath(src string) []string {
	var out []string
	depth, start, quote := 0, 0, byte(0)
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case depth > 0 && (c == '"' || c == '\'' || c == '`'):
			quote = c
		case c == '{' && (depth > 0 || strings.HasPrefix(src[i:], "{{")):
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '/' && depth == 0:
			out = append(out, src[start:i])
			start = i + 1
		}
	}
	return append(out, src[start:])
}

// shape is a JSON value with templates in its texts.
type shape struct {
	value   *value // of a text
	list    []shape
	names   []string // of an object
	members []shape
	plain   any // of anything else
}

// eval fills it in. A member whose expression gives nothing is left out; null is written as null.
func (s *shape) eval(env *expr.Env) (any, error) {
	switch {
	case s.value != nil:
		return s.value.eval(env)
	case s.list != nil:
		out := make([]any, 0, len(s.list))
		for i := range s.list {
			x, err := s.list[i].eval(env)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return out, nil
	case s.members != nil:
		out := make(map[string]any, len(s.members))
		for i := range s.members {
			x, err := s.members[i].eval(env)
			if err != nil {
				return nil, err
			}
			if x != nil || s.members[i].value == nil {
				out[s.names[i]] = x
			}
		}
		return out, nil
	default:
		return s.plain, nil
	}
}

// encodeJSON writes a value as JSON with sorted names, and <, > and & as they are.
func encodeJSON(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("encode JSON: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// words are a text in several languages.
type words map[string]*expr.Template

// in gives the text for a language, else in English.
func (w words) in(lang string, env *expr.Env) string {
	t := w["en"]
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if x, ok := w[base]; ok {
		t = x
	}
	if t == nil {
		return ""
	}
	text, err := t.Render(env)
	if err != nil {
		return t.Source()
	}
	return text
}

// truth tells what a condition says; one that is not there says yes.
func truth(p *expr.Program, env *expr.Env) (bool, error) {
	if p == nil {
		return true, nil
	}
	return p.Test(env)
}

// scopes are what expressions see, with what is known at their place.
type scopes struct {
	env   *expr.Env
	names map[string]any
}

// newScopes makes the scopes of a call. Its settings have no secret marks any more.
func newScopes(r *run) *scopes {
	c := r.call
	answers := r.state.Answers
	user := map[string]any{}
	if p := c.User; p != nil {
		user = map[string]any{
			"id": float64(p.ID), "first_name": p.FirstName, "last_name": p.LastName, "username": p.Username, "language": p.Language,
		}
	}
	variables := map[string]any{}
	for name, v := range c.Variables {
		scope, rest, ok := strings.Cut(name, ".")
		if !ok {
			variables[name] = v
			continue
		}
		inner, _ := variables[scope].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
		}
		inner[rest] = v
		variables[scope] = inner
	}
	s := &scopes{names: map[string]any{
		"config": r.config, "variables": variables, "user": user, "secret": r.secretValues, "answer": answers,
		"call": map[string]any{"key": c.Key, "callback_url": c.CallbackURL, "language": c.Language},
	}}
	s.env = &expr.Env{Scopes: s.names, Now: c.Now.UTC(), Lang: "en", Seed: seed(c.Key)}
	return s
}

// saw makes the latest answer what body, status and headers are.
func (s *scopes) saw(a *answer) {
	headers := make(map[string]any, len(a.headers))
	for k, v := range a.headers {
		headers[k] = v
	}
	s.names["body"], s.names["status"], s.names["headers"] = a.body, float64(a.status), headers
}

// secretsOf gives the values of the secrets that templates name.
func (p *plan) secretsOf(ctx context.Context, s *secrets) (map[string]any, error) {
	out := make(map[string]any, len(p.secrets))
	for _, name := range slices.Sorted(keysOf(p.secrets)) {
		v, err := s.read(ctx, name)
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}
