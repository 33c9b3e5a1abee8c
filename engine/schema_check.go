package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	invopop "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/scenarist/scenarist/engine/flow"
)

// compiledSchema checks configs.
type compiledSchema = jsonschema.Schema

// noLoader refuses references out of a schema: an integrator's schema must not make the program read files or addresses.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("reference to %s: a schema may only refer to itself", url)
}

// compileSchema makes a schema ready to check, and gives it as decoded JSON.
func compileSchema(name string, s *invopop.Schema) (*compiledSchema, any, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, nil, fmt.Errorf("encode: %w", err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, nil, fmt.Errorf("decode: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	c.DefaultDraft(jsonschema.Draft2020)
	c.RegisterFormat(&jsonschema.Format{Name: durationFormat, Validate: validSpan})
	c.AssertFormat()
	url := "scenarist:///" + name
	if err := c.AddResource(url, plain); err != nil {
		return nil, nil, fmt.Errorf("add: %w", err)
	}
	compiled, err := c.Compile(url)
	if err != nil {
		return nil, nil, fmt.Errorf("compile: %w", err)
	}
	return compiled, plain, nil
}

// validSpan holds a text or number to flow.Duration.
func validSpan(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return new(flow.Duration).UnmarshalJSON(data)
}

// schemaIssues checks a config against its type's schema.
func (c *compiling) schemaIssues(b *compiledBlock, cfg json.RawMessage) {
	s, err := c.registry(b).configSchema(b.typ.Name)
	if err != nil {
		c.add(Issue{
			Code: "block_type_broken", Severity: SeverityError, Path: b.path + "/type",
			Message: "the block type cannot be used; this is a defect of it: " + err.Error(),
		})
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(cfg))
	if err != nil {
		c.add(Issue{Code: "config_invalid", Severity: SeverityError, Path: b.path + "/config", Message: "the settings are not valid JSON"})
		return
	}
	if fault, ok := errors.AsType[*jsonschema.ValidationError](s.check.Validate(v)); ok {
		f := &schemaFaults{c: c, base: b.path + "/config", config: v, schema: s.plain, seen: map[string]bool{}}
		f.leaves(fault)
		f.flush()
	}
}
