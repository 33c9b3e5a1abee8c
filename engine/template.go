package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
)

// Template is a text in Telegram's HTML subset with `{{ }}` in it. In JSON it is a text, or texts by language:
// {"en": "Hi", "ru": "Привет"}. Values are escaped where they are inserted.
type Template struct{ texts }

// Line is a plain text with `{{ }}` in it, without markup: labels, alerts, headers. Same JSON as Template.
type Line struct{ texts }

// Link is a web address with `{{ }}` in it; values are escaped for use inside an address unless the whole address is
// one value. Same JSON as Template.
type Link struct{ texts }

// texts is a template in one or more languages. It is small without any, since most blocks leave most of their texts out.
type texts struct {
	all        []text // first the fallback, once they are compiled
	byLanguage bool   // written as an object
}

// text is a template in one language, or in all of them if lang is empty.
type text struct {
	lang, source string
	t            *expr.Template // nil until it is compiled, and if it is wrong
}

// UnmarshalJSON takes a text or an object of texts by language.
func (t *texts) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case string(data) == "null":
		return nil
	case len(data) > 0 && data[0] == '{':
		var sources map[string]string
		err := json.Unmarshal(data, &sources) // what can be read is, so that its issues show, too
		t.all, t.byLanguage = make([]text, 0, len(sources)), true
		for _, lang := range sortedLanguages(sources) {
			t.all = append(t.all, text{lang: lang, source: sources[lang]})
		}
		if err != nil {
			return fmt.Errorf("a text, or texts by language, expected: %w", err)
		}
		return nil
	}
	var source string
	if err := json.Unmarshal(data, &source); err != nil {
		return err
	}
	t.all, t.byLanguage = nil, false
	if source != "" {
		t.all = []text{{source: source}}
	}
	return nil
}

// MarshalJSON gives what was loaded.
func (t texts) MarshalJSON() ([]byte, error) {
	if t.byLanguage {
		return json.Marshal(t.Sources())
	}
	return json.Marshal(t.Sources()[""])
}

// IsZero reports whether there is no text at all.
func (t texts) IsZero() bool { return len(t.all) == 0 }

// Sources gives the text by language, in a map that is the caller's; a text without a language has "". It is nil for no text.
func (t texts) Sources() map[string]string {
	if t.IsZero() && !t.byLanguage {
		return nil
	}
	sources := make(map[string]string, len(t.all))
	for _, x := range t.all {
		sources[x.lang] = x.source
	}
	return sources
}

func (t *texts) compile(c *compiling, path string, f fieldRules, esc expr.Escape) {
	own := c.doc.Language
	slices.SortFunc(t.all, func(a, b text) int {
		if order := strings.Compare(a.lang, b.lang); order == 0 || a.lang != own && b.lang != own {
			return order
		}
		if a.lang == own {
			return -1
		}
		return 1
	})
	for i := range t.all {
		x := &t.all[i]
		p := t.path(path, x)
		var err error
		if x.t, err = expr.CompileTemplate(x.source, c.schema(f), esc); err != nil {
			c.exprIssue(origin{path: p, text: x.source}, err, f)
			continue
		}
		c.refs(p, x.t.References())
	}
}

// path gives the place of one of the texts that are at path.
func (t *texts) path(path string, x *text) string {
	if !t.byLanguage {
		return path
	}
	return path + "/" + pointerToken(x.lang)
}

// pick gives the text for the language, else the bot's own, else the first.
func (t *texts) pick(lang string) *expr.Template {
	var fallback *expr.Template
	for i := range t.all {
		x := &t.all[i]
		if x.t != nil && x.lang == lang {
			return x.t
		}
		if fallback == nil {
			fallback = x.t
		}
	}
	for i := range t.all { // "pt-br" for who reads pt
		x := &t.all[i]
		if x.t != nil && baseLang(x.lang) == baseLang(lang) {
			return x.t
		}
	}
	return fallback
}

func (t *Template) compileField(c *compiling, path string, f fieldRules) {
	t.compile(c, path, f, expr.EscapeHTML)
	if !f.one {
		c.languages(path, &t.texts)
	}
	for i := range t.all {
		if x := &t.all[i]; x.t != nil {
			c.markup(t.path(path, x), x.t)
		}
	}
}

func (t *Line) compileField(c *compiling, path string, f fieldRules) {
	t.compile(c, path, f, expr.EscapeNone)
	if !f.one {
		c.languages(path, &t.texts)
	}
}

func (t *Link) compileField(c *compiling, path string, f fieldRules) {
	esc := expr.EscapeURL
	for _, x := range t.all {
		if strings.HasPrefix(strings.TrimSpace(x.source), "{{") {
			esc = expr.EscapeNone
		}
	}
	t.compile(c, path, f, esc)
}

// Expression is one expression; its value may be of any type.
type Expression struct {
	src  string
	prog *expr.Program
}

// UnmarshalJSON takes the source as a text.
func (e *Expression) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &e.src) }

// MarshalJSON gives the source.
func (e Expression) MarshalJSON() ([]byte, error) { return json.Marshal(e.src) }

// IsZero reports whether there is no expression.
func (e Expression) IsZero() bool { return e.src == "" }

// Source gives the source.
func (e Expression) Source() string { return e.src }

func (e *Expression) compileField(c *compiling, path string, f fieldRules) {
	e.prog = c.program(origin{path: path, text: e.src}, e.src, f)
}

// Type gives what the compiled expression gives, as far as it is known without running it.
func (e *Expression) Type() expr.Type {
	if e.prog == nil {
		return expr.TypeAny
	}
	return e.prog.Type()
}

// Condition is a yes-or-no expression: a source text, or a rule made in the editor (expr.Rule).
type Condition struct {
	raw  json.RawMessage
	src  string
	bad  error // of the rule
	prog *expr.Program
}

// UnmarshalJSON takes a source text or a rule. What is wrong with a rule is an issue of Check, which knows its place.
func (e *Condition) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	e.raw = bytes.Clone(data)
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &e.src)
	}
	if bytes.Equal(data, []byte("null")) {
		e.raw, e.src = nil, ""
		return nil
	}
	var r expr.Rule
	if e.bad = json.Unmarshal(data, &r); e.bad == nil {
		e.src, e.bad = r.Source()
	}
	return nil
}

// MarshalJSON gives what was loaded.
func (e Condition) MarshalJSON() ([]byte, error) {
	if e.raw == nil {
		return json.Marshal(e.src)
	}
	return e.raw, nil
}

// IsZero reports whether there is no condition.
func (e Condition) IsZero() bool { return e.src == "" && e.bad == nil }

// Source gives the expression that is run.
func (e Condition) Source() string { return e.src }

func (e *Condition) compileField(c *compiling, path string, f fieldRules) {
	if e.bad != nil {
		c.blind = true
		if !c.reported(path) {
			c.add(Issue{Code: "rule_invalid", Severity: SeverityError, Path: path, Message: strings.TrimPrefix(e.bad.Error(), "rule: ")})
		}
		return
	}
	e.prog = c.program(origin{path: path, text: e.src, made: len(e.raw) > 0 && e.raw[0] == '{'}, e.src, f)
}

// Value is any JSON with `{{ }}` in its texts. A text that is one whole `{{ }}` gives the value itself with its type:
// "{{ session.count }}" is a number if count is one.
type Value struct {
	raw  json.RawMessage
	root valueNode
}

type valueNode struct {
	constant any
	whole    *expr.Program
	text     *expr.Template
	list     []valueNode
	keys     []string
	members  []valueNode
	kind     byte // c constant, w whole expression, t text, l list, o object
}

// UnmarshalJSON takes any JSON.
func (v *Value) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return errors.New("not valid JSON")
	}
	v.raw = bytes.Clone(bytes.TrimSpace(data))
	return nil
}

// MarshalJSON gives what was loaded.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.raw == nil {
		return []byte("null"), nil
	}
	return v.raw, nil
}

// IsZero reports whether there is no value.
func (v Value) IsZero() bool { return len(v.raw) == 0 || string(v.raw) == "null" }

// Constant gives a value that is known without running the bot, as encoding/json decodes it: none that is left out, and no
// text with an expression in it. Elements of lists and members of objects are given as they are written.
func (v *Value) Constant() (x any, ok bool) {
	if v.IsZero() || json.Unmarshal(v.raw, &x) != nil {
		return nil, false
	}
	if s, text := x.(string); text && strings.Contains(s, "{{") {
		return nil, false
	}
	return x, true
}

func (v *Value) compileField(c *compiling, path string, f fieldRules) {
	if v.IsZero() {
		v.root = valueNode{kind: 'c'}
		return
	}
	var x any
	if err := json.Unmarshal(v.raw, &x); err != nil {
		return
	}
	v.root = c.valueNode(x, path, f)
}

// Type gives what the compiled value gives, as far as it is known without running it.
func (v *Value) Type() expr.Type {
	switch n := &v.root; n.kind {
	case 'w':
		return n.whole.Type()
	case 't':
		return expr.TypeText
	case 'l':
		return expr.TypeList
	case 'o':
		return expr.TypeObject
	default:
		switch n.constant.(type) {
		case string:
			return expr.TypeText
		case float64:
			return expr.TypeNumber
		case bool:
			return expr.TypeBool
		}
		return expr.TypeAny
	}
}

func (c *compiling) valueNode(x any, path string, f fieldRules) valueNode {
	switch x := x.(type) {
	case string:
		s := strings.TrimSpace(x)
		if src, ok := wholeExpression(s); ok {
			shift := strings.Index(x, "{{") + len("{{")
			shift += strings.Index(x[shift:], src)
			if p := c.program(origin{path: path, text: x, shift: shift}, src, f); p != nil {
				return valueNode{kind: 'w', whole: p}
			}
			return valueNode{kind: 'c'}
		}
		if !strings.Contains(x, "{{") {
			return valueNode{kind: 'c', constant: x}
		}
		t, err := expr.CompileTemplate(x, c.schema(f), expr.EscapeNone)
		if err != nil {
			c.exprIssue(origin{path: path, text: x}, err, f)
			return valueNode{kind: 'c'}
		}
		c.refs(path, t.References())
		return valueNode{kind: 't', text: t}
	case []any:
		n := valueNode{kind: 'l', list: make([]valueNode, len(x))}
		for i := range x {
			n.list[i] = c.valueNode(x[i], fmt.Sprintf("%s/%d", path, i), f)
		}
		return n
	case map[string]any:
		n := valueNode{kind: 'o'}
		for k := range x {
			n.keys = append(n.keys, k)
		}
		sort.Strings(n.keys)
		for _, k := range n.keys {
			n.members = append(n.members, c.valueNode(x[k], path+"/"+pointerToken(k), f))
		}
		return n
	default:
		return valueNode{kind: 'c', constant: x}
	}
}

// wholeExpression gives the source inside a text that is nothing but one `{{ }}`.
func wholeExpression(s string) (string, bool) {
	if !strings.HasPrefix(s, "{{") || !strings.HasSuffix(s, "}}") || len(s) < 4 {
		return "", false
	}
	inner := s[2 : len(s)-2]
	if strings.Contains(inner, "{{") || strings.Contains(inner, "}}") {
		return "", false
	}
	return strings.TrimSpace(inner), true
}

func (n *valueNode) eval(env *expr.Env) (any, error) {
	switch n.kind {
	case 'w':
		return n.whole.Eval(env)
	case 't':
		return n.text.Render(env)
	case 'l':
		out := make([]any, len(n.list))
		for i := range n.list {
			v, err := n.list[i].eval(env)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	case 'o':
		out := make(map[string]any, len(n.keys))
		for i, k := range n.keys {
			v, err := n.members[i].eval(env)
			if err != nil {
				return nil, err
			}
			out[k] = v
		}
		return out, nil
	default:
		return n.constant, nil
	}
}

// Var names a variable that a block writes, such as "session.size". Without a scope it is a session variable.
type Var string

// Split gives the scope and the name.
func (v Var) Split() (scope, name string) {
	scope, name, ok := strings.Cut(string(v), ".")
	if !ok {
		return ScopeSession, string(v)
	}
	return scope, name
}

func (v *Var) compileField(c *compiling, path string, _ fieldRules) {
	if *v != "" {
		if g := c.grafted(); g != nil {
			*v = g.stored(*v)
		}
		c.writes(path, *v)
	}
}

// The scopes of variables.
const (
	ScopeEvent     = "event"
	ScopeLocal     = "local"
	ScopeSession   = "session"
	ScopeUser      = "user"
	ScopeChat      = "chat"
	ScopeBot       = "bot"
	ScopeWorkspace = "workspace"
	ScopeSecret    = "secret"
)

// pointerToken escapes one element of a JSON pointer.
func pointerToken(s string) string {
	if !strings.ContainsAny(s, "~/") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

func baseLang(lang string) string {
	if i := strings.IndexAny(lang, "-_"); i > 0 {
		return strings.ToLower(lang[:i])
	}
	return strings.ToLower(lang)
}
