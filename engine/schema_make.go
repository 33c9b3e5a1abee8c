package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

const defsPrefix = "#/$defs/"

// schemaMaker makes one schema out of Go types.
type schemaMaker struct {
	types map[string]reflect.Type // of the definitions, by name
	names map[reflect.Type]string
}

// reflectSchema makes the schema of a struct as JSON has it.
func reflectSchema(t reflect.Type) (s *jsonschema.Schema, err error) {
	defer func() {
		if p := recover(); p != nil { // a type that JSON does not have
			err = fmt.Errorf("schema of %v: %v", t, p)
		}
	}()
	m := &schemaMaker{types: map[string]reflect.Type{}, names: map[reflect.Type]string{}}
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: mapped, Namer: m.name}
	s = r.ReflectFromType(t)
	m.decorate(s, t)
	for name, def := range s.Definitions {
		m.decorate(def, m.types[name])
	}
	root := defsPrefix + m.name(t)
	eachSchema(s, func(x *jsonschema.Schema) {
		if x.Ref == root { // the reflector takes the root out of the definitions
			x.Ref = "#"
		}
	})
	addShared(s)
	return s, nil
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// name names a type among the definitions, by package and type such as engine.ButtonConfig.
func (m *schemaMaker) name(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	if n, ok := m.names[t]; ok {
		return n
	}
	n := notInNames.ReplaceAllString(path.Base(t.PkgPath())+"."+t.Name(), "_")
	for m.types[n] != nil {
		n += "_"
	}
	m.types[n], m.names[t] = t, n
	return n
}

// decorate gives the properties of a struct's schema the words of its documentation.
func (m *schemaMaker) decorate(s *jsonschema.Schema, t reflect.Type) {
	if t == nil || s.Properties == nil {
		return
	}
	docs := documentation(t)
	eachField(t, func(name string, f reflect.StructField) {
		p, ok := s.Properties.Get(name)
		if !ok || p == jsonschema.TrueSchema || p == jsonschema.FalseSchema {
			return
		}
		rules := fieldRules{}.with(f.Tag.Get("scenarist"))
		if rules.secrets {
			extra(p, "x-secrets", true)
		}
		if rules.item {
			extra(p, "x-item", true)
		}
		d, ok := docs[name]
		if !ok {
			return
		}
		p.Title, p.Description = d.Title["en"], d.Help["en"]
		extra(p, "x-title", d.Title)
		if len(d.Help) > 0 {
			extra(p, "x-help", d.Help)
		}
		if d.Widget != "" {
			extra(p, "x-widget", d.Widget)
		}
	})
}

// extra sets a word of ours.
func extra(s *jsonschema.Schema, key string, value any) {
	if s.Extras == nil {
		s.Extras = map[string]any{}
	}
	s.Extras[key] = value
}

// documentation gives what a struct says of its fields, those of embedded structs included.
func documentation(t reflect.Type) map[string]Field {
	docs := map[string]Field{}
	for f := range t.Fields() {
		if embeds(f) {
			maps.Copy(docs, documentation(deref(f.Type)))
		}
	}
	if d, ok := reflect.TypeAssert[Documented](reflect.New(t)); ok {
		for _, f := range d.Fields() {
			docs[f.Name] = f
		}
	}
	return docs
}

// eachField visits the fields of a struct as JSON has them, embedded structs taken apart.
func eachField(t reflect.Type, visit func(name string, f reflect.StructField)) {
	for f := range t.Fields() {
		switch name := jsonName(f); {
		case embeds(f):
			eachField(deref(f.Type), visit)
		case name == "-" || !f.IsExported():
		case name == "":
			visit(f.Name, f)
		default:
			visit(name, f)
		}
	}
}

// embeds reports whether the field's own fields stand in its struct's JSON.
func embeds(f reflect.StructField) bool {
	return f.Anonymous && jsonName(f) == "" && deref(f.Type).Kind() == reflect.Struct
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// eachSchema visits a schema and all inside it; the order does not matter to its users.
func eachSchema(s *jsonschema.Schema, visit func(*jsonschema.Schema)) {
	if s == nil || s == jsonschema.TrueSchema || s == jsonschema.FalseSchema {
		return
	}
	visit(s)
	for _, all := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf, s.PrefixItems} {
		for _, x := range all {
			eachSchema(x, visit)
		}
	}
	for _, x := range []*jsonschema.Schema{s.Not, s.If, s.Then, s.Else, s.Items, s.Contains, s.AdditionalProperties, s.PropertyNames} {
		eachSchema(x, visit)
	}
	for _, named := range []map[string]*jsonschema.Schema{s.Definitions, s.PatternProperties, s.DependentSchemas} {
		for _, x := range named {
			eachSchema(x, visit)
		}
	}
	if s.Properties != nil {
		for _, x := range s.Properties.FromOldest() {
			eachSchema(x, visit)
		}
	}
}

// configSchema is the schema of one block type in the forms in which it is used.
type configSchema struct {
	made  *jsonschema.Schema
	plain any // the same as decoded JSON
	check *compiledSchema
}

func newConfigSchema(t BlockType) (*configSchema, error) {
	s, err := makeConfigSchema(t)
	if err != nil {
		return nil, err
	}
	out := &configSchema{made: s}
	if out.check, out.plain, err = compileSchema(t.Name, s); err != nil {
		return nil, fmt.Errorf("schema of block type %q: %w", t.Name, err)
	}
	return out, nil
}

// settingsOf makes the schema of a block type's settings without the words of the type.
func settingsOf(t BlockType) (*jsonschema.Schema, error) {
	if t.Config != nil {
		return readSettings(t.Config.source)
	}
	config := reflect.TypeOf(t.New())
	if config == nil || deref(config).Kind() != reflect.Struct {
		return nil, errors.New("the config must be a struct")
	}
	return reflectSchema(deref(config))
}

// makeConfigSchema makes the schema of a block type's config.
func makeConfigSchema(t BlockType) (*jsonschema.Schema, error) {
	s, err := settingsOf(t)
	if err != nil {
		return nil, fmt.Errorf("schema of block type %q: %w", t.Name, err)
	}
	s.Title, s.Description = t.Title["en"], t.Help["en"]
	extra(s, "x-title", t.Title)
	extra(s, "x-help", t.Help)
	if t.Icon != "" {
		extra(s, "x-icon", t.Icon)
	}
	if err := defaults(s, t.New()); err != nil {
		return nil, fmt.Errorf("schema of block type %q: %w", t.Name, err)
	}
	var example any
	if err := json.Unmarshal([]byte(t.Example), &example); err != nil {
		return nil, fmt.Errorf("schema of block type %q: example: %w", t.Name, err)
	}
	s.Examples = []any{example}
	return s, nil
}

// defaults shows what a config has where nothing was said.
func defaults(s *jsonschema.Schema, b Block) error {
	d, ok := b.(Defaulter)
	if !ok || s.Properties == nil {
		return nil
	}
	d.Defaults()
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("encode defaults: %w", err)
	}
	var values map[string]any
	if err := json.Unmarshal(data, &values); err != nil {
		return fmt.Errorf("decode defaults: %w", err)
	}
	for name, p := range s.Properties.FromOldest() {
		switch v := values[name].(type) {
		case nil, []any, map[string]any:
		case string, float64, bool:
			if !slices.Contains([]any{"", 0.0, false}, v) && p != jsonschema.TrueSchema {
				p.Default = v
			}
		}
	}
	return nil
}

// refName gives the definition that a reference names.
func refName(ref string) (string, bool) { return strings.CutPrefix(ref, defsPrefix) }
