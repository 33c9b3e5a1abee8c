package engine

import (
	"fmt"

	"github.com/invopop/jsonschema"
)

// schemaCost counts the parts of a schema with references written out. A schema of few lines can double itself with each of
// them, and one that refers to itself goes on for as long as the settings do: both would make checking slow without end.
type schemaCost struct {
	defs  jsonschema.Definitions
	costs map[string]int  // of definitions that are counted
	open  map[string]bool // definitions that are being counted
}

func (k *schemaCost) of(s *jsonschema.Schema, depth int) (int, error) {
	if depth > MaxSchemaDepth {
		return 0, &SchemaError{Message: fmt.Sprintf("with its references the schema is nested more than %d deep", MaxSchemaDepth)}
	}
	cost := 1
	add := func(x *jsonschema.Schema) error {
		if x == nil || x == jsonschema.TrueSchema || x == jsonschema.FalseSchema {
			return nil
		}
		n, err := k.of(x, depth+1)
		if cost += n; err == nil && cost > MaxSchemaParts {
			err = &SchemaError{Message: fmt.Sprintf("with its references the schema has more than %d parts", MaxSchemaParts)}
		}
		return err
	}
	if name, ok := refName(s.Ref); ok && sharedSchema(name) == nil {
		n, err := k.definition(name, depth)
		if err != nil {
			return 0, err
		}
		cost += n
	}
	for x := range parts(s) {
		if err := add(x); err != nil {
			return 0, err
		}
	}
	return cost, nil
}

func (k *schemaCost) definition(name string, depth int) (int, error) {
	def := k.defs[name]
	switch {
	case def == nil:
		return 0, &SchemaError{Message: fmt.Sprintf("there is no definition %q", name)}
	case k.open[name]:
		return 0, &SchemaError{Path: "/$defs/" + pointerToken(name), Message: "the definition refers to itself, which settings cannot"}
	case k.costs[name] > 0:
		return k.costs[name], nil
	}
	k.open[name] = true
	n, err := k.of(def, depth+1)
	k.open[name], k.costs[name] = false, n
	return n, err
}

// parts gives the schemas right inside a schema, but for its definitions.
func parts(s *jsonschema.Schema) func(yield func(*jsonschema.Schema) bool) {
	return func(yield func(*jsonschema.Schema) bool) {
		for _, all := range [][]*jsonschema.Schema{
			s.AllOf, s.AnyOf, s.OneOf, s.PrefixItems,
			{s.Not, s.If, s.Then, s.Else, s.Items, s.Contains, s.AdditionalProperties, s.PropertyNames},
		} {
			for _, x := range all {
				if !yield(x) {
					return
				}
			}
		}
		for _, named := range []map[string]*jsonschema.Schema{s.PatternProperties, s.DependentSchemas} {
			for _, x := range named {
				if !yield(x) {
					return
				}
			}
		}
		if s.Properties != nil {
			for _, x := range s.Properties.FromOldest() {
				if !yield(x) {
					return
				}
			}
		}
	}
}
