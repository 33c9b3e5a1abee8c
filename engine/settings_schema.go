package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// SettingsSchema is the JSON Schema of the settings of a block type that has no Go struct for them. It is made by
// ParseSettings and never changed afterwards.
type SettingsSchema struct {
	// Reads and Writes are the variables, and Secrets the names of the secrets, that every block of the type uses besides
	// those that its settings name. They are set before the type is registered.
	Reads, Writes []Var
	Secrets       []string

	source json.RawMessage
	plain  map[string]any // made ready, as decoded JSON
	check  *compiledSchema
}

// Limits of a schema that somebody else wrote.
const (
	MaxSchemaBytes   = 128 << 10
	MaxSchemaDepth   = 24   // of schemas in schemas, references followed
	MaxSchemaParts   = 5000 // schemas, each counted as often as it is referred to: what checking one element may cost
	MaxPatternLength = 256  // characters of a pattern
)

// SchemaError says what is wrong with a given schema, and where.
type SchemaError struct {
	Path    string // JSON pointer into the schema
	Message string
}

// Error gives place and message.
func (e *SchemaError) Error() string { return fmt.Sprintf("%q: %s", e.Path, e.Message) }

// ParseSettings reads the schema of a block type's settings: an object. It is not trusted: references may lead to its own
// $defs only and in no circle, and its size is bounded. Settings that it does not name are refused unless it says otherwise.
//
// A part says by x-widget what else a setting is besides JSON: template, line, link, condition and duration are as the
// definitions of the same names, whatever their type; expression, variable, flow, block and secret are texts; value is any
// JSON with {{ }} in its texts, which is held to the part's type when the block runs. Where nothing is said, a setting is
// what it is. x-secrets lets a setting read secrets.
func ParseSettings(data json.RawMessage) (*SettingsSchema, error) {
	if len(data) > MaxSchemaBytes {
		return nil, &SchemaError{Message: fmt.Sprintf("the schema has %d bytes; at most %d are taken", len(data), MaxSchemaBytes)}
	}
	made, err := readSettings(data)
	if err != nil {
		return nil, err
	}
	if _, err := (&schemaCost{defs: made.Definitions, costs: map[string]int{}, open: map[string]bool{}}).of(made, 0); err != nil {
		return nil, err
	}
	check, plain, err := compileSchema("settings", made)
	if err != nil {
		return nil, &SchemaError{Message: err.Error()}
	}
	s := &SettingsSchema{source: bytes.Clone(data), check: check}
	s.plain, _ = plain.(map[string]any)
	return s, nil
}

// readSettings makes a given schema ready.
func readSettings(data json.RawMessage) (*jsonschema.Schema, error) {
	made, err := schemaParser{}.schema(data, "", 0)
	if err != nil {
		return nil, err
	}
	if kind, _ := made.Extras["type"].(string); kind != "object" {
		return nil, &SchemaError{Path: "/type", Message: `the settings are an object: "type" must be "object"`}
	}
	if made.Ref != "" {
		return nil, &SchemaError{Path: "/$ref", Message: "the settings as a whole cannot refer to something"}
	}
	if made.AdditionalProperties == nil {
		made.AdditionalProperties = jsonschema.FalseSchema
	}
	made.Version = jsonschema.Version
	addShared(made)
	return made, nil
}

// New gives empty settings, for BlockType.New.
func (s *SettingsSchema) New() Settings { return Settings{schema: s} }

// schemaParser reads schemas strictly. Only what is looked into or changed becomes a field; the rest goes through as it is.
type schemaParser struct{}

// The words of a schema whose values are a schema, a list of schemas, or schemas by name.
var (
	oneSchema     = []string{"not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"}
	manySchemas   = []string{"allOf", "anyOf", "oneOf", "prefixItems"}
	namedSchemas  = []string{"$defs", "properties", "patternProperties", "dependentSchemas"}
	plainKeywords = []string{
		"$comment", "$schema", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
		"maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties",
		"minProperties", "dependentRequired", "format", "default", "deprecated", "readOnly", "writeOnly", "examples",
		"title", "description", "required", "$ref",
	}
)

// widgets are the words of x-widget that settings may have; those that are true stand for a shared definition.
func widgets() map[string]bool {
	return map[string]bool{
		defTemplate: true, defLine: true, defLink: true, defCondition: true, defDuration: true,
		"expression": false, "value": false, "variable": false, "flow": false, "block": false, "secret": false, "json": false,
	}
}

func (p schemaParser) schema(data json.RawMessage, path string, depth int) (*jsonschema.Schema, error) {
	wrong := func(at, format string, args ...any) error {
		return &SchemaError{Path: path + at, Message: fmt.Sprintf(format, args...)}
	}
	if depth > MaxSchemaDepth {
		return nil, wrong("", "the schema is nested more than %d deep", MaxSchemaDepth)
	}
	switch string(bytes.TrimSpace(data)) {
	case "true":
		return jsonschema.TrueSchema, nil
	case "false":
		return jsonschema.FalseSchema, nil
	}
	names, members, err := orderedMembers(data)
	if err != nil {
		return nil, wrong("", "a schema is an object: %v", err)
	}
	s := &jsonschema.Schema{Extras: map[string]any{}}
	for _, name := range names {
		value, at := members[name], path+"/"+pointerToken(name)
		switch {
		case slices.Contains(oneSchema, name):
			x, err := p.schema(value, at, depth+1)
			if err != nil {
				return nil, err
			}
			setSchema(s, name, x)
		case slices.Contains(manySchemas, name):
			if err := p.many(s, name, value, at, depth); err != nil {
				return nil, err
			}
		case slices.Contains(namedSchemas, name):
			if err := p.named(s, name, value, at, depth); err != nil {
				return nil, err
			}
		case slices.Contains(plainKeywords, name), strings.HasPrefix(name, "x-"):
			if err := p.plain(s, name, value, at); err != nil {
				return nil, err
			}
		default:
			return nil, wrong("/"+pointerToken(name), "the word %q is not taken in a schema of settings%s", name,
				didYouMean(name, slices.Concat(oneSchema, manySchemas, namedSchemas, plainKeywords)))
		}
	}
	return s, p.widget(s, path)
}

func (p schemaParser) many(s *jsonschema.Schema, name string, value json.RawMessage, at string, depth int) error {
	var list []json.RawMessage
	if err := json.Unmarshal(value, &list); err != nil || len(list) == 0 {
		return &SchemaError{Path: at, Message: "this is a list of schemas, at least one"}
	}
	out := make([]*jsonschema.Schema, len(list))
	for i, x := range list {
		var err error
		if out[i], err = p.schema(x, fmt.Sprintf("%s/%d", at, i), depth+1); err != nil {
			return err
		}
	}
	switch name {
	case "allOf":
		s.AllOf = out
	case "anyOf":
		s.AnyOf = out
	case "oneOf":
		s.OneOf = out
	default:
		s.PrefixItems = out
	}
	return nil
}

func (p schemaParser) named(s *jsonschema.Schema, name string, value json.RawMessage, at string, depth int) error {
	if name == "$defs" && depth > 0 {
		return &SchemaError{Path: at, Message: "definitions stand at the top of the schema"}
	}
	keys, members, err := orderedMembers(value)
	if err != nil {
		return &SchemaError{Path: at, Message: "this is an object of schemas by name"}
	}
	all := map[string]*jsonschema.Schema{}
	if name == "properties" {
		s.Properties = jsonschema.NewProperties()
	}
	for _, key := range keys {
		in := at + "/" + pointerToken(key)
		switch {
		case name == "$defs" && sharedSchema(key) != nil:
			return &SchemaError{Path: in, Message: fmt.Sprintf("the definition %q is always there and has to be called otherwise", key)}
		case name == "patternProperties":
			if err := boundedPattern(key, in); err != nil {
				return err
			}
		}
		x, err := p.schema(members[key], in, depth+1)
		if err != nil {
			return err
		}
		if name == "properties" {
			s.Properties.Set(key, x)
		}
		all[key] = x
	}
	switch name {
	case "$defs":
		s.Definitions = all
	case "patternProperties":
		s.PatternProperties = all
	case "dependentSchemas":
		s.DependentSchemas = all
	}
	return nil
}

// plain takes a word whose value is no schema.
func (schemaParser) plain(s *jsonschema.Schema, name string, value json.RawMessage, at string) error {
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return &SchemaError{Path: at, Message: "this is no JSON"}
	}
	text, isText := v.(string)
	switch name {
	case "title", "description", "$ref", "pattern", "$schema":
		if !isText {
			return &SchemaError{Path: at, Message: "this is a text"}
		}
	}
	switch name {
	case "title":
		s.Title = text
	case "description":
		s.Description = text
	case "$ref":
		if _, ok := refName(text); !ok {
			return &SchemaError{Path: at, Message: fmt.Sprintf("a reference may only lead to %s… of the schema itself, not to %q", defsPrefix, text)}
		}
		s.Ref = text
	case "$schema":
		if text != jsonschema.Version {
			return &SchemaError{Path: at, Message: "only the draft 2020-12 is taken: " + jsonschema.Version}
		}
	case "pattern":
		s.Extras[name] = text
		return boundedPattern(text, at)
	case "required":
		if err := json.Unmarshal(value, &s.Required); err != nil {
			return &SchemaError{Path: at, Message: "this is a list of names"}
		}
	default:
		s.Extras[name] = v
	}
	return nil
}

// boundedPattern refuses patterns that are long or cannot be compiled. Ours run in linear time.
func boundedPattern(pattern, at string) error {
	if len([]rune(pattern)) > MaxPatternLength {
		return &SchemaError{Path: at, Message: fmt.Sprintf("the pattern is longer than %d characters", MaxPatternLength)}
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return &SchemaError{Path: at, Message: "the pattern cannot be used: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")}
	}
	return nil
}

// widget makes a part with a widget what that is.
func (schemaParser) widget(s *jsonschema.Schema, path string) error {
	raw, ok := s.Extras["x-widget"]
	if !ok {
		return nil
	}
	name, _ := raw.(string)
	shared, known := widgets()[name]
	switch at := path + "/x-widget"; {
	case !known:
		list := slices.Sorted(maps.Keys(widgets()))
		return &SchemaError{Path: at, Message: fmt.Sprintf("%q is no widget of a setting; there are %s%s", fmt.Sprint(raw), strings.Join(list, ", "), didYouMean(fmt.Sprint(raw), list))}
	case shared && s.Ref == "":
		delete(s.Extras, "type")
		delete(s.Extras, "x-widget")
		s.Ref = defsPrefix + name
	case shared && s.Ref != defsPrefix+name:
		return &SchemaError{Path: at, Message: "a part is either a widget or refers to something else"}
	case name == "value":
		if kind, ok := s.Extras["type"].(string); ok && kind != "string" {
			s.Extras["type"], s.Extras["x-type"] = []any{kind, "string"}, kind
		}
	case name != "json" && s.Extras["type"] == nil:
		s.Extras["type"] = "string"
	}
	return nil
}

// setSchema sets the field of a word whose value is a schema.
func setSchema(s *jsonschema.Schema, name string, x *jsonschema.Schema) {
	switch name {
	case "not":
		s.Not = x
	case "if":
		s.If = x
	case "then":
		s.Then = x
	case "else":
		s.Else = x
	case "items":
		s.Items = x
	case "contains":
		s.Contains = x
	case "additionalProperties":
		s.AdditionalProperties = x
	default:
		s.PropertyNames = x
	}
}

// orderedMembers gives the members of an object in their order. A name that is there twice is an error.
func orderedMembers(data json.RawMessage) (names []string, members map[string]json.RawMessage, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil {
		return nil, nil, err
	} else if open != json.Delim('{') {
		return nil, nil, fmt.Errorf("this begins with %v", open)
	}
	members = map[string]json.RawMessage{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		name, _ := key.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, err
		}
		if members[name] != nil {
			return nil, nil, fmt.Errorf("%q is there twice", name)
		}
		names, members[name] = append(names, name), value
	}
	_, err = d.Token()
	return names, members, err
}

// Has reports whether the schema names the setting.
func (s *SettingsSchema) Has(name string) bool {
	properties, _ := s.plain["properties"].(map[string]any)
	return properties[name] != nil
}
