package engine

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Faults says what in a JSON value does not fit the schema, as Check says it of a block's settings. Paths are those of the
// value. What is no JSON is one fault. It is nil if all is well.
func (s *SettingsSchema) Faults(data json.RawMessage) []Issue {
	c := &compiling{}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return []Issue{{Code: "config_invalid", Severity: SeverityError, Message: "this is not valid JSON"}}
	}
	if fault, ok := errors.AsType[*jsonschema.ValidationError](s.check.Validate(v)); ok {
		f := &schemaFaults{c: c, config: v, schema: s.plain, seen: map[string]bool{}}
		f.leaves(fault)
		f.flush()
	}
	return c.issues
}
