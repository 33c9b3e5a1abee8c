package declarative

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// compiler makes a plan of a Spec and collects everything that is wrong with it.
type compiler struct {
	manifest *custom.Manifest
	schema   *expr.Schema // of the place that is being compiled
	plan     *plan
	step     int // that place: a step's, or their count for what comes behind
	problems []custom.Problem
}

// compile makes the plan of a manifest. It is nil if there are problems.
func compile(m *custom.Manifest) (*plan, []custom.Problem) {
	spec, problems := decodeSpec(m.HTTP)
	if spec == nil {
		return nil, problems
	}
	c := &compiler{manifest: m, plan: &plan{manifest: m, secrets: map[string]bool{}, lastUse: map[string]int{}}}
	c.declare()
	c.block(spec)
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	return c.plan, nil
}

func (c *compiler) add(path, format string, args ...any) {
	c.problems = append(c.problems, custom.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// declare makes the schema that all expressions share.
func (c *compiler) declare() {
	vars := []expr.Variable{
		{Scope: "call", Name: "key", Type: expr.TypeText},
		{Scope: "call", Name: "callback_url", Type: expr.TypeText},
		{Scope: "call", Name: "language", Type: expr.TypeText},
	}
	settings, secret := settingTypes(c.manifest.Config)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		vars = append(vars, expr.Variable{Scope: "config", Name: name, Type: settings[name]})
	}
	c.plan.settings = secret
	for _, name := range c.manifest.Permissions.Secrets {
		vars = append(vars, expr.Variable{Scope: "secret", Name: name, Type: expr.TypeText})
	}
	if c.manifest.Permissions.Contacts {
		vars = append(vars, expr.Variable{Scope: "user", Name: "id", Type: expr.TypeNumber})
		for _, name := range []string{"first_name", "last_name", "username", "language"} {
			vars = append(vars, expr.Variable{Scope: "user", Name: name, Type: expr.TypeText})
		}
	}
	schema, err := expr.NewSchema(vars, expr.SchemaOptions{Open: []string{"variables"}, AllowSecrets: true})
	if err != nil {
		c.add("/config", "templates cannot name everything that is here: %v", err)
		schema, _ = expr.NewSchema(nil, expr.SchemaOptions{})
	}
	c.schema = schema
}

// settingTypes reads the types of the settings from their schema, and which of them name secrets.
func settingTypes(config json.RawMessage) (types map[string]expr.Type, secret []string) {
	var s struct {
		Properties map[string]struct {
			Type   any    `json:"type"`
			Widget string `json:"x-widget"`
		} `json:"properties"`
	}
	types = map[string]expr.Type{}
	if len(config) == 0 || json.Unmarshal(config, &s) != nil { // the schema is not ours to judge
		return types, nil
	}
	for name, p := range s.Properties {
		typ := expr.TypeAny
		switch {
		case p.Widget == "secret":
			secret = append(secret, name)
			typ = expr.TypeText
		case p.Widget == "template" || p.Widget == "line" || p.Widget == "link" || p.Widget == "" && p.Type == "string":
			typ = expr.TypeText
		case p.Widget == "duration" || p.Widget == "" && (p.Type == "number" || p.Type == "integer"):
			typ = expr.TypeNumber
		case p.Widget == "condition" || p.Widget == "" && p.Type == "boolean":
			typ = expr.TypeBool
		case p.Widget == "" && p.Type == "array":
			typ = expr.TypeList
		case p.Widget == "" && p.Type == "object":
			typ = expr.TypeObject
		}
		types[name] = typ
	}
	slices.Sort(secret)
	return types, secret
}

// after lets expressions see an answer: by its name, and as the latest one.
func (c *compiler) after(names ...string) {
	vars := []expr.Variable{
		{Name: "body", Type: expr.TypeAny}, {Name: "status", Type: expr.TypeNumber}, {Name: "headers", Type: expr.TypeObject},
	}
	for _, name := range names {
		vars = append(vars, expr.Variable{Scope: "answer", Name: name, Type: expr.TypeAny})
	}
	c.schema = c.schema.With(vars...)
}

// wrong reports an expression that cannot be used.
func (c *compiler) wrong(path string, err error) {
	var e *expr.Error
	if !errors.As(err, &e) {
		c.add(path, "%v", err)
		return
	}
	hint := ""
	if e.Code == expr.CodeUnknownVariable {
		switch {
		case strings.Contains(e.Message, "variable user") && !c.manifest.Permissions.Contacts:
			hint = "; who the user is needs the permission contacts"
		case strings.Contains(e.Message, "variable secret"):
			hint = "; a secret needs to be among permissions.secrets"
		}
	}
	c.add(path, "%s%s", e.Error(), hint)
}

// uses notes what an expression reads.
func (c *compiler) uses(refs []expr.Reference) {
	for _, r := range refs {
		switch r.Scope {
		case "secret":
			if r.Name != "" {
				c.plan.secrets[r.Name] = true
				continue
			}
			for _, name := range c.manifest.Permissions.Secrets {
				c.plan.secrets[name] = true
			}
		case "answer":
			if r.Name == "" {
				c.plan.lastUse[callbackAnswer] = c.step
				for i := range c.plan.steps {
					c.plan.lastUse[c.plan.steps[i].name] = c.step
				}
				continue
			}
			c.plan.lastUse[r.Name] = c.step
		}
	}
}

// program compiles an expression; nil for an empty one.
func (c *compiler) program(src, path string) *expr.Program {
	if src == "" {
		return nil
	}
	if t := strings.TrimSpace(src); strings.HasPrefix(t, "{{") && strings.HasSuffix(t, "}}") {
		c.add(path, "this is an expression already: leave out the {{ }}")
		return nil
	}
	p, err := expr.Compile(src, c.schema)
	if err != nil {
		c.wrong(path, err)
		return nil
	}
	c.uses(p.References())
	return p
}

// needed compiles an expression that must be there.
func (c *compiler) needed(src, path string) *expr.Program {
	if src == "" {
		c.add(path, "an expression is needed here")
	}
	return c.program(src, path)
}

// template compiles a text with expressions in it.
func (c *compiler) template(src, path string, esc expr.Escape) *expr.Template {
	t, err := expr.CompileTemplate(src, c.schema, esc)
	if err != nil {
		c.wrong(path, err)
		return nil
	}
	c.uses(t.References())
	return t
}

// whole compiles a text that is one expression; nil if it is more than that, or none.
func (c *compiler) whole(src string) *expr.Program {
	src = strings.TrimSpace(src)
	if !strings.HasPrefix(src, "{{") || !strings.HasSuffix(src, "}}") || len(src) < 4 {
		return nil
	}
	p, err := expr.Compile(src[2:len(src)-2], c.schema)
	if err != nil {
		return nil // compiled as a template it says what is wrong
	}
	c.uses(p.References())
	return p
}

// value compiles a template; nil for an empty one.
func (c *compiler) value(src, path string) *value {
	if src == "" {
		return nil
	}
	if p := c.whole(src); p != nil {
		return &value{whole: p}
	}
	return &value{mixed: c.template(src, path, expr.EscapeNone)}
}

// fields compiles named templates, in the order of their names.
func (c *compiler) fields(m map[string]Scalar, path string) []field {
	var out []field
	for _, name := range slices.Sorted(maps.Keys(m)) {
		v := c.value(string(m[name]), pointer(path, name))
		if v == nil {
			v = &value{mixed: c.template("", path, expr.EscapeNone)}
		}
		out = append(out, field{name, v})
	}
	return out
}

// shape compiles the texts of a JSON value.
func (c *compiler) shape(v any, path string) shape {
	switch v := v.(type) {
	case string:
		if v == "" {
			return shape{plain: ""}
		}
		return shape{value: c.value(v, path)}
	case []any:
		s := shape{list: []shape{}}
		for i := range v {
			s.list = append(s.list, c.shape(v[i], path+"/"+strconv.Itoa(i)))
		}
		return s
	case map[string]any:
		s := shape{members: []shape{}}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			s.names = append(s.names, name)
			s.members = append(s.members, c.shape(v[name], pointer(path, name)))
		}
		return s
	default:
		return shape{plain: v}
	}
}

// words compiles a text in its languages.
func (c *compiler) words(t engine.Text, path string) words {
	if len(t) > 0 && t["en"] == "" {
		c.add(path, "the English text is needed, others beside it")
	}
	out := words{}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		out[lang] = c.template(t[lang], pointer(path, lang), expr.EscapeNone)
	}
	return out
}

// span gives a time span, or what it is by default; one out of its range is a problem.
func (c *compiler) span(d flow.Duration, def, least, most time.Duration, path string) time.Duration {
	if d == 0 {
		return def
	}
	if d.Std() < least || d.Std() > most {
		c.add(path, "this must be from %s to %s", flow.Duration(least), flow.Duration(most))
	}
	return d.Std()
}

// oneOf reports a word that is none of those that are known.
func (c *compiler) oneOf(word, path string, known ...string) {
	if !slices.Contains(known, word) {
		c.add(path, "%q is not known here; there are %s", word, strings.Join(known, ", "))
	}
}
