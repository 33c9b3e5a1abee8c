package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/scenarist/scenarist/engine/flow"
)

// DocumentSchema gives the JSON Schema (2020-12) of a whole bot document, in which the config of every block has the
// schema of its type, so that an editor of JSON completes and checks it. It stands for itself: no reference leads out.
// The bytes are the same every time.
func (r *Registry) DocumentSchema() (json.RawMessage, error) {
	s, err := reflectSchema(reflect.TypeFor[flow.Document]())
	if err != nil {
		return nil, err
	}
	spell(s, "Document")
	for name, def := range s.Definitions {
		spell(def, strings.TrimPrefix(name, "flow."))
	}
	block := s.Definitions["flow.Block"]
	kinds, _ := block.Properties.Get("type")
	kinds.Pattern = ""
	for _, t := range r.Types() {
		kinds.Enum = append(kinds.Enum, t.Name)
		config, err := makeConfigSchema(t)
		if err != nil {
			return nil, err
		}
		if err := adopt(s, t.Name, config); err != nil {
			return nil, err
		}
		block.AllOf = append(block.AllOf, bind(t, len(config.Required) > 0))
	}
	return indented(s)
}

// WriteSchemas writes the schema of every block type as <type>.schema.json, with "/" of a vendor's type as "-", and that
// of the document as bot.schema.json into the folder. Other files there stay as they are.
func (r *Registry) WriteSchemas(dir string) error {
	files, err := r.SchemaFiles()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write schemas: %w", err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return fmt.Errorf("write schemas: %w", err)
		}
	}
	return nil
}

// SchemaFiles gives all that WriteSchemas writes, by file name.
func (r *Registry) SchemaFiles() (map[string]json.RawMessage, error) {
	doc, err := r.DocumentSchema()
	if err != nil {
		return nil, err
	}
	files := map[string]json.RawMessage{"bot.schema.json": doc}
	for _, t := range r.Types() {
		s, err := r.Schema(t.Name)
		if err != nil {
			return nil, err
		}
		files[strings.ReplaceAll(t.Name, "/", "-")+".schema.json"] = s
	}
	return files, nil
}

// bind says of the blocks of one type and its current version that their config has its schema.
func bind(t BlockType, needed bool) *jsonschema.Schema {
	is := &jsonschema.Schema{Properties: jsonschema.NewProperties(), Required: []string{"type"}}
	is.Properties.Set("type", &jsonschema.Schema{Const: t.Name})
	if t.Version > 1 {
		is.Properties.Set("v", &jsonschema.Schema{Const: t.Version})
		is.Required = append(is.Required, "v")
	}
	then := &jsonschema.Schema{Properties: jsonschema.NewProperties()}
	then.Properties.Set("config", &jsonschema.Schema{Ref: defsPrefix + escapeRef(t.Name)})
	if needed {
		then.Required = []string{"config"}
	}
	return &jsonschema.Schema{If: is, Then: then}
}

// escapeRef escapes a name inside a reference.
func escapeRef(name string) string { return strings.ReplaceAll(name, "/", "~1") }

// adopt puts a config's schema and its definitions among those of the document. Definitions that the document has already
// are shared; if another of the same name is there, all of this config's get names of their own.
func adopt(doc *jsonschema.Schema, name string, config *jsonschema.Schema) error {
	defs := config.Definitions
	config.Definitions, config.Version = nil, ""
	clash := false
	for n, def := range defs {
		if old := doc.Definitions[n]; old != nil {
			same, err := equalSchemas(old, def)
			if err != nil {
				return err
			}
			clash = clash || !same
		}
	}
	own := func(n string) string {
		if clash && sharedSchema(n) == nil {
			return name + ":" + n
		}
		return n
	}
	doc.Definitions[name] = config
	for n, def := range defs {
		doc.Definitions[own(n)] = def
	}
	point := func(s *jsonschema.Schema) {
		if n, ok := refName(s.Ref); ok && defs[n] != nil {
			s.Ref = defsPrefix + escapeRef(own(n))
		} else if s.Ref == "#" {
			s.Ref = defsPrefix + escapeRef(name)
		}
	}
	eachSchema(config, point)
	if clash {
		for _, def := range defs {
			eachSchema(def, point)
		}
	}
	return nil
}

func equalSchemas(a, b *jsonschema.Schema) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, fmt.Errorf("encode schema: %w", err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		return false, fmt.Errorf("encode schema: %w", err)
	}
	return bytes.Equal(x, y), nil
}
