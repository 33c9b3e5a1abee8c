package engine

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/invopop/jsonschema"
)

// Schema gives the JSON Schema (2020-12) of a block type's config, indented, the same bytes every time. Besides the
// standard words it has for forms:
//
//	x-title, x-help  texts by language; title and description are the English ones
//	x-icon           of the type
//	x-widget         how the editor shows the setting: template, line, link, expression, condition, value, variable,
//	                 duration, flow, block, secret, json, or what Field.Widget says
//	x-secrets        true where expressions may read secrets
//	x-item           true where expressions see the list element as item and index
//
// An unknown type is an error.
func (r *Registry) Schema(name string) (json.RawMessage, error) {
	s, err := r.configSchema(name)
	if err != nil {
		return nil, err
	}
	return indented(s.made)
}

func (r *Registry) configSchema(name string) (*configSchema, error) {
	get, ok := r.schemas[name]
	if !ok {
		return nil, fmt.Errorf("schema of block type %q: not registered", name)
	}
	return get()
}

// indented writes a schema as it is published.
func indented(s *jsonschema.Schema) (json.RawMessage, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return nil, fmt.Errorf("indent schema: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
