package publish

import (
	"encoding/json"
	"fmt"

	"github.com/invopop/jsonschema"
)

// SchemaFile is the name under which the schema is published.
const SchemaFile = "plan.schema.json"

// Schema gives the JSON Schema (2020-12) of a plan. The bytes are the same every time.
func Schema() (json.RawMessage, error) {
	r := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true}
	s := r.Reflect(&Plan{})
	s.Title = "Publish plan"
	s.Description = "What a publish does to the people inside: for each block that changes, who stands there and what becomes of them."
	s.Required = []string{"from", "blocks"}
	if e := s.Definitions["Entry"]; e != nil {
		e.Required = []string{"block", "do"}
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the schema of a plan: %w", err)
	}
	return append(data, '\n'), nil
}
