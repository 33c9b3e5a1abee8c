package custom

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"github.com/invopop/jsonschema"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// SchemaFile is the name under which the schema of manifests is published.
const SchemaFile = "block-manifest.schema.json"

// Limits of a manifest. Lengths are in characters unless the name says bytes.
const (
	MaxManifestBytes = 512 << 10
	maxWord          = 100   // titles
	maxHelp          = 4_000 // helps
	maxName          = 64    // names, as in package flow
	maxExits         = 50
	maxOutputs       = 50
	maxExamples      = 100
	maxUpgrades      = 1_000
	maxPermissions   = 100 // of one kind
	maxExchanges     = 50  // of one example
)

// SchemaPart is the schema of a kind's own part of a manifest.
type SchemaPart struct {
	Kind   string
	Schema *jsonschema.Schema // whose definitions have names that are not those of the manifest's
}

// Schema gives the JSON Schema (2020-12) of a manifest, with what is known of the parts of kinds. The bytes are the same every time.
func Schema(parts ...SchemaPart) (json.RawMessage, error) {
	r := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: mapped, Namer: func(t reflect.Type) string { return t.Name() }}
	s := r.Reflect(&Manifest{})
	s.Title = "Block manifest"
	s.Description = "What a block type that is a package of its own asks for and offers, whatever carries it out."
	for of, words := range schemaWords() {
		part := s
		if of != "" {
			part = s.Definitions[of]
		}
		for name, say := range words {
			p, ok := part.Properties.Get(name)
			if !ok {
				return nil, fmt.Errorf("schema of manifests: %s has no field %q", of, name)
			}
			say(p)
		}
	}
	for _, p := range parts {
		own, ok := s.Properties.Get(p.Kind)
		if !ok {
			return nil, fmt.Errorf("schema of manifests: there is no part %q", p.Kind)
		}
		own.Type, own.Ref = "", p.Schema.Ref
		for name, d := range p.Schema.Definitions {
			if _, taken := s.Definitions[name]; taken {
				return nil, fmt.Errorf("schema of manifests: two definitions are called %s", name)
			}
			s.Definitions[name] = d
		}
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the schema of manifests: %w", err)
	}
	return append(data, '\n'), nil
}

// manifestSchema checks manifests.
var manifestSchema = sync.OnceValues(func() (*engine.SettingsSchema, error) {
	data, err := Schema()
	if err != nil {
		return nil, err
	}
	return engine.ParseSettings(data)
})

// mapped gives the schema of the types whose JSON is not that of their Go fields.
func mapped(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[engine.Text]():
		return &jsonschema.Schema{
			Type: "object", PropertyNames: &jsonschema.Schema{Pattern: flow.LanguagePattern},
			AdditionalProperties: &jsonschema.Schema{Type: "string"},
		}
	case reflect.TypeFor[flow.Duration]():
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+[wdhms])+$`}
	case reflect.TypeFor[Span]():
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+[wdhms])+$|^[0-9]+ms$`}
	case reflect.TypeFor[json.RawMessage]():
		return &jsonschema.Schema{}
	default:
		return nil
	}
}

// say adds to the schema of one field.
type say func(p *jsonschema.Schema)

// schemaWords is what the schema says of the fields besides their Go types, by struct; "" is the manifest.
func schemaWords() map[string]map[string]say {
	text := func(help, pattern string) say {
		return func(p *jsonschema.Schema) {
			p.Description, p.Pattern, p.MaxLength = help, pattern, new(uint64(maxName))
		}
	}
	one := func(help string, words ...any) say {
		return func(p *jsonschema.Schema) { p.Description, p.Enum = help, words }
	}
	list := func(help string, most uint64) say {
		return func(p *jsonschema.Schema) { p.Description, p.MaxItems = help, new(most) }
	}
	words := func(help string, most uint64) say {
		return func(p *jsonschema.Schema) {
			p.Description, p.Required, p.AdditionalProperties = help, []string{"en"}, &jsonschema.Schema{Type: "string", MaxLength: new(most)}
		}
	}
	object := func(help string) say {
		return func(p *jsonschema.Schema) { p.Description, p.Type = help, "object" }
	}
	composite := func(p *jsonschema.Schema) {
		object("Which flow the block is")(p)
		p.Required = []string{"flow", "document"}
		p.Properties = jsonschema.NewProperties()
		p.Properties.Set("flow", &jsonschema.Schema{Type: "string", Pattern: flow.IDPattern, Description: "The flow of the document that is the block"})
		p.Properties.Set("document", &jsonschema.Schema{Type: "object", Description: "As that of a bot, see bot.schema.json: the flow, and those that it calls"})
		p.AdditionalProperties = jsonschema.FalseSchema
	}
	help := func(words string) say { return func(p *jsonschema.Schema) { p.Description = words } }
	return map[string]map[string]say{
		"": {
			"manifest":       one("Version of the manifest's own shape", Version),
			"name":           text("vendor/name: the block type", flow.PackagePattern),
			"version":        text("Semantic version, such as 1.4.0", flow.VersionPattern),
			"kind":           one("What carries the block out", anys(KindNames())...),
			"title":          words("What the block is called, by language", maxWord),
			"help":           words("Two or three sentences for the author of a bot, by language", maxHelp),
			"icon":           text("Name of an icon of the Tabler set", `^[a-z0-9-]+$`),
			"config":         object("JSON Schema of the settings"),
			"config_version": func(p *jsonschema.Schema) { p.Description, p.Minimum = "Version of the settings, from 1", "1" },
			"upgrades":       list("How older settings are brought up: the first from version 1 to 2, and so on", maxUpgrades),
			"exits":          list("Ways out; error is added to them, and timeout where the block may wait", maxExits),
			"lists":          list("Ways out that the settings make", maxName),
			"outputs":        list("Values that a run leaves behind; the setting save says which variable keeps one", maxOutputs),
			"accepts":        list("What the block may wait for", maxName),
			"permissions":    help("What the block may do besides reading its settings"),
			"limits":         help("Bounds of a call"),
			"examples": func(p *jsonschema.Schema) {
				list("Known runs: documentation and test in one", maxExamples)(p)
				p.MinItems = new(uint64(1))
			},
			"http":      object("How an HTTP API is called"),
			"remote":    object("Where the service is"),
			"wasm":      object("Which module it is"),
			"composite": composite,
		},
		"Exit":   {"name": text("Such as next", flow.ExitPattern), "title": words("Words on the card, by language", maxWord)},
		"Output": {"name": text("Name", flow.NamePattern), "type": one("What it is", anys(flow.ValueTypes())...), "title": words("What it is called, by language", maxWord)},
		"List": {
			"setting": help("The setting whose elements make exits"), "prefix": text("The exits are prefix:element", `^[a-z][a-z0-9_]*$`),
			"field": help("Field of an element with its id; left out where elements are texts"), "title": help("Field of an element with the words on the card"),
		},
		"Permissions": {
			"hosts": list("Names that it calls, *.example.com for all below", maxPermissions),
			"read":  list("Variables that it reads, such as user.points", maxPermissions), "write": list("Variables that it writes", maxPermissions),
			"secrets": list("Secrets of the bot that it reads", maxPermissions), "contacts": help("It sees who the user is"),
			"files": help("It reads files that users send"), "ledger": help("It charges and grants units"),
		},
		"Limits": {
			"timeout": help("Of one call, such as 300ms or 10s"),
			"memory":  func(p *jsonschema.Schema) { p.Description, p.Minimum = "Bytes of a module", "0" },
			"answer":  func(p *jsonschema.Schema) { p.Description, p.Minimum = "Bytes of an answer", "0" },
		},
		"Example": {"config": object("Settings"), "stand_in": list("Requests that are expected, with the answers to give", maxExchanges)},
	}
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
