package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// schema is what the reference reads of a JSON Schema.
type schema struct {
	Ref        string             `json:"$ref"`
	Defs       map[string]*schema `json:"$defs"`
	Type       any                `json:"type"` // a text or a list of texts
	Enum       []any              `json:"enum"`
	Properties members            `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	Additional *schema            `json:"additionalProperties"`
	Minimum    *json.Number       `json:"minimum"`
	Maximum    *json.Number       `json:"maximum"`
	MinLength  int                `json:"minLength"`
	MaxLength  int                `json:"maxLength"`
	MinItems   int                `json:"minItems"`
	MaxItems   int                `json:"maxItems"`
	Pattern    string             `json:"pattern"`
	Default    any                `json:"default"`
	Words      string             `json:"description"`
	Title      engine.Text        `json:"x-title"`
	Help       engine.Text        `json:"x-help"`
	Widget     string             `json:"x-widget"`
	Secrets    bool               `json:"x-secrets"`
	Item       bool               `json:"x-item"`
}

// UnmarshalJSON reads a schema. True and false, which are schemas too, say nothing.
func (s *schema) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return nil
	}
	type plain schema
	return json.Unmarshal(data, (*plain)(s))
}

// member is one property of an object.
type member struct {
	name string
	*schema
}

// members are properties in the order in which they are written.
type members []member

// UnmarshalJSON reads an object member by member.
func (m *members) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		s := new(schema)
		if err := d.Decode(s); err != nil {
			return err
		}
		*m = append(*m, member{fmt.Sprint(name), s})
	}
	return nil
}

func readSchema(data json.RawMessage) (*schema, error) {
	s := new(schema)
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	return s, nil
}

// is tells whether the schema is one of the JSON type.
func (s *schema) is(kind string) bool { return s.Type == kind }

// def is the name of the definition that the schema refers to, empty for none.
func (s *schema) def() string {
	name, _ := strings.CutPrefix(s.Ref, "#/$defs/")
	return strings.ReplaceAll(name, "~1", "/")
}
