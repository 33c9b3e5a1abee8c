package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Settings are the settings of a block whose type has a given schema (BlockType.Config) instead of a struct. A block embeds
// them, so that they are its JSON, and its New gives those that SettingsSchema.New made.
type Settings struct {
	schema *SettingsSchema
	raw    json.RawMessage
	value  map[string]any
	root   setting
	named  []string // secrets
}

// setting gives one setting, filled in.
type setting func(t *Turn) (any, error)

// UnmarshalJSON takes the settings.
func (s *Settings) UnmarshalJSON(data []byte) error {
	s.raw, s.value = bytes.Clone(data), nil
	return json.Unmarshal(data, &s.value)
}

// MarshalJSON gives what was loaded.
func (s *Settings) MarshalJSON() ([]byte, error) {
	if s.raw == nil {
		return []byte("{}"), nil
	}
	return s.raw, nil
}

// Get gives a setting as it is written, else the schema's default for it, else nil. The caller must not change it.
func (s *Settings) Get(name string) any {
	if v, ok := s.value[name]; ok {
		return v
	}
	properties, _ := s.schema.plain["properties"].(map[string]any)
	part, _ := properties[name].(map[string]any)
	return plainNumbers(part["default"])
}

// Render fills the settings in: texts and addresses are rendered, conditions are yes or no, expressions and values what they
// come to, durations seconds. What the schema has a default for is there; variables, flows, blocks and secrets are names.
func (s *Settings) Render(t *Turn) (map[string]any, error) {
	if s.root == nil {
		return map[string]any{}, nil
	}
	v, err := s.root(t)
	if err != nil {
		return nil, err
	}
	m, _ := v.(map[string]any)
	return m, nil
}

// SecretNames gives the secrets that the settings name, those that the author of the bot gave to the block.
func (s *Settings) SecretNames() []string { return slices.Clone(s.named) }

func (s *Settings) settings() *Settings { return s }

// givenSettings is a block that embeds Settings.
type givenSettings interface{ settings() *Settings }

func (s *Settings) compileField(c *compiling, path string, f fieldRules) {
	for _, v := range s.schema.Reads {
		scope, name := v.Split()
		c.uses = append(c.uses, use{scope: scope, name: name, path: path, block: c.at})
		if variableScope(scope) && !slices.Contains(c.names(scope), scope+"."+name) && !c.sharedOrOwn(c.at, scope+"."+name) {
			c.add(Issue{
				Code: "variable_unknown", Severity: SeverityError, Path: path,
				Message: fmt.Sprintf("blocks of this type read %s.%s, and there is no such variable", scope, name), Fix: c.fixDeclare(scope, name),
			})
		}
	}
	for _, v := range s.schema.Writes {
		c.writes(path, v)
	}
	for _, name := range s.schema.Secrets {
		c.uses = append(c.uses, use{scope: ScopeSecret, name: name, path: path, block: c.at})
	}
	value := s.value
	if value == nil {
		value = map[string]any{}
	}
	r := &settingsReader{c: c, schema: s.schema}
	s.root = r.read(any(s.schema.plain), value, path, f)
	s.named = r.named
	if c.grafted() != nil {
		for at, name := range r.names {
			rename(s.value, strings.Split(strings.TrimPrefix(at, path+"/"), "/"), name())
		}
	}
}

// rename puts another name where the path leads to, so that Get gives it too.
func rename(v any, path []string, name string) {
	key := strings.ReplaceAll(strings.ReplaceAll(path[0], "~1", "/"), "~0", "~")
	switch v := v.(type) {
	case map[string]any:
		if len(path) > 1 {
			rename(v[key], path[1:], name)
		} else if _, there := v[key]; there {
			v[key] = name
		}
	case []any:
		if i, err := strconv.Atoi(key); err == nil && i < len(v) && len(path) > 1 {
			rename(v[i], path[1:], name)
		} else if err == nil && i < len(v) {
			v[i] = name
		}
	}
}

// settingsReader compiles settings by their schema.
type settingsReader struct {
	c      *compiling
	schema *SettingsSchema
	named  []string // secrets
	// names are those of variables, flows and blocks by path, which the compiler may have changed.
	names map[string]func() string
}

// name gives a setting that is a name.
func (r *settingsReader) name(path string, get func() string) setting {
	if r.names == nil {
		r.names = map[string]func() string{}
	}
	r.names[path] = get
	return func(*Turn) (any, error) { return get(), nil }
}

// read compiles the value that a part of the schema describes.
func (r *settingsReader) read(part, value any, path string, f fieldRules) setting {
	all := r.apply(part, value, nil)
	widget, kind := "", ""
	for _, p := range all {
		if w, ok := p["x-widget"].(string); ok && widget == "" {
			widget = w
			kind, _ = p["x-type"].(string)
		}
		if on, ok := p["x-secrets"].(bool); ok {
			f.secrets = on
		}
	}
	if widget != "" && widget != "json" && value != nil {
		return r.leaf(widget, kind, value, path, f)
	}
	switch v := value.(type) {
	case map[string]any:
		return r.object(all, v, path, f)
	case []any:
		list := make([]setting, len(v))
		for i := range v {
			list[i] = r.read(together(items(all, i)), v[i], fmt.Sprintf("%s/%d", path, i), f)
		}
		return func(t *Turn) (any, error) {
			out := make([]any, len(list))
			for i, x := range list {
				var err error
				if out[i], err = x(t); err != nil {
					return nil, err
				}
			}
			return out, nil
		}
	default:
		return constant(v)
	}
}

func constant(v any) setting { return func(*Turn) (any, error) { return v, nil } }

// object compiles an object with the defaults of what it lacks.
func (r *settingsReader) object(all []map[string]any, v map[string]any, path string, f fieldRules) setting {
	members := map[string]setting{}
	describe := func(name string) (parts []any) {
		for _, p := range all {
			properties, _ := p["properties"].(map[string]any)
			if x, ok := properties[name]; ok {
				parts = append(parts, x)
			}
		}
		if parts == nil {
			for _, p := range all {
				if x, ok := p["additionalProperties"].(map[string]any); ok {
					parts = append(parts, x)
				}
			}
		}
		return parts
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		members[name] = r.read(together(describe(name)), v[name], path+"/"+pointerToken(name), f)
	}
	for _, p := range all {
		properties, _ := p["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			part, _ := properties[name].(map[string]any)
			if def, ok := part["default"]; ok && members[name] == nil {
				members[name] = r.read(part, plainNumbers(def), path+"/"+pointerToken(name), f)
			}
		}
	}
	names := slices.Sorted(maps.Keys(members)) // always in the same order: expressions may draw from the turn's chance
	return func(t *Turn) (any, error) {
		out := make(map[string]any, len(names))
		for _, name := range names {
			x, err := members[name](t)
			if err != nil {
				return nil, err
			}
			out[name] = x
		}
		return out, nil
	}
}

// leaf compiles a setting that is more than plain JSON. What its schema has refused is nothing.
func (r *settingsReader) leaf(widget, kind string, value any, path string, f fieldRules) setting {
	data, err := json.Marshal(value)
	if err != nil {
		return constant(nil)
	}
	field := func(into compilable, render setting) setting {
		if json.Unmarshal(data, into) != nil {
			return constant(nil)
		}
		into.compileField(r.c, path, f)
		return render
	}
	switch widget {
	case defTemplate:
		x := new(Template)
		return field(x, func(t *Turn) (any, error) { return t.Text(x) })
	case defLine:
		x := new(Line)
		return field(x, func(t *Turn) (any, error) { return t.Line(x) })
	case defLink:
		x := new(Link)
		return field(x, func(t *Turn) (any, error) { return t.Link(x) })
	case defCondition:
		x := new(Condition)
		return field(x, func(t *Turn) (any, error) { return t.Test(x) })
	case "expression":
		x := new(Expression)
		return field(x, func(t *Turn) (any, error) { return t.Eval(x) })
	case "value":
		return r.valueLeaf(kind, value, path, field)
	case defDuration:
		var d flow.Duration
		if json.Unmarshal(data, &d) != nil {
			return constant(nil)
		}
		return constant(d.Std().Seconds())
	case "variable":
		x := new(Var)
		return field(x, r.name(path, func() string { return string(*x) }))
	case "flow":
		x := new(FlowRef)
		return field(x, r.name(path, func() string { return string(*x) }))
	case "block":
		x := new(BlockRef)
		return field(x, r.name(path, func() string { return string(*x) }))
	case "secret":
		if name, ok := value.(string); ok && name != "" {
			r.named = append(r.named, name)
		}
		return field(new(SecretRef), constant(value))
	default:
		return constant(value)
	}
}

// valueLeaf compiles a value that must come to a kind; any will do if that is empty.
func (r *settingsReader) valueLeaf(kind string, value any, path string, field func(compilable, setting) setting) setting {
	x := new(Value)
	render := field(x, func(t *Turn) (any, error) { return t.Value(x) })
	want, ok := map[string]expr.Type{
		"number": expr.TypeNumber, "integer": expr.TypeNumber, "boolean": expr.TypeBool, "array": expr.TypeList, "object": expr.TypeObject,
	}[kind]
	if !ok {
		return render
	}
	if text, ok := value.(string); ok && !strings.Contains(text, "{{") {
		r.c.add(Issue{
			Code: "config_invalid", Severity: SeverityError, Path: path,
			Message: fmt.Sprintf("this setting needs %s, or an expression in {{ }} that gives it", kindWords(kind)),
		})
		return constant(nil)
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	return func(t *Turn) (any, error) {
		v, err := render(t)
		if err != nil {
			return nil, err
		}
		out, ok := convert(want, v, t.rev.zone, t.Lang())
		if n, isNumber := out.(float64); ok && kind == "integer" && isNumber {
			ok = n == math.Trunc(n)
		}
		if !ok {
			return nil, Trouble("setting_type", "the setting %q needs %s, and its value is none", name, kindWords(kind))
		}
		return out, nil
	}
}

// apply gives the parts of a schema that describe a value: the part itself, what it refers to, and of choices those that are
// meant.
func (r *settingsReader) apply(part, value any, out []map[string]any) []map[string]any {
	p, ok := part.(map[string]any)
	if !ok {
		return out
	}
	out = append(out, p)
	if ref, ok := p["$ref"].(string); ok {
		out = r.apply(find(r.schema.plain, strings.TrimPrefix(ref, "#")), value, out)
	}
	for _, word := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := p[word].([]any)
		for _, x := range list {
			if word == "allOf" || r.means(x, value) {
				out = r.apply(x, value, out)
			}
		}
	}
	if cond, ok := p["if"]; ok {
		word := "else"
		if r.means(cond, value) {
			word = "then"
		}
		out = r.apply(p[word], value, out)
	}
	return out
}

// means reports whether a branch is for the value, as far as kinds and constants tell.
func (r *settingsReader) means(part, value any) bool {
	for _, p := range r.apply(part, value, nil) {
		if kinds := p["type"]; kinds != nil && !isKind(kinds, value) {
			return false
		}
		if x, ok := p["const"]; ok && !equal(plainNumbers(x), value) {
			return false
		}
		if list, ok := p["enum"].([]any); ok && !slices.ContainsFunc(list, func(x any) bool { return equal(plainNumbers(x), value) }) {
			return false
		}
		m, _ := value.(map[string]any)
		required, _ := p["required"].([]any)
		if m == nil {
			continue
		}
		for _, name := range required {
			if text, _ := name.(string); m[text] == nil {
				return false
			}
		}
		properties, _ := p["properties"].(map[string]any)
		for name, x := range properties {
			inner, ok := x.(map[string]any)
			if v, there := m[name]; ok && there && (inner["const"] != nil || inner["enum"] != nil) && !r.means(x, v) {
				return false
			}
		}
	}
	return true
}

func isKind(kinds, value any) bool {
	got := "null"
	switch x := value.(type) {
	case string:
		got = "string"
	case bool:
		got = "boolean"
	case float64:
		if kinds == "integer" && x == math.Trunc(x) {
			return true
		}
		got = "number"
	case []any:
		got = "array"
	case map[string]any:
		got = "object"
	}
	if list, ok := kinds.([]any); ok {
		return slices.ContainsFunc(list, func(k any) bool { return isKind(k, value) })
	}
	return kinds == got
}

// items gives what the parts say of an element of a list.
func items(all []map[string]any, i int) (out []any) {
	for _, p := range all {
		if prefix, ok := p["prefixItems"].([]any); ok && i < len(prefix) {
			out = append(out, prefix[i])
		} else if x, ok := p["items"]; ok {
			out = append(out, x)
		}
	}
	return out
}

// together makes one part of several.
func together(parts []any) any {
	if len(parts) == 1 {
		return parts[0]
	}
	return map[string]any{"allOf": parts}
}

// plainNumbers gives a value of a schema as encoding/json decodes it.
func plainNumbers(v any) any {
	switch x := v.(type) {
	case json.Number:
		f, err := x.Float64()
		if err != nil {
			return nil
		}
		return f
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = plainNumbers(x[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k := range x {
			out[k] = plainNumbers(x[k])
		}
		return out
	default:
		return v
	}
}
