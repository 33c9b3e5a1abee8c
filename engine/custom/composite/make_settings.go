package composite

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// property is a setting.
type property struct {
	Widget string      `json:"x-widget"`
	Type   string      `json:"x-type,omitempty"`
	Title  engine.Text `json:"x-title"`
}

// settings makes the form of the parameters, and an example of it.
func (k *maker) settings() (config json.RawMessage, examples []custom.Example, err error) {
	form := struct {
		Type       string              `json:"type"`
		More       bool                `json:"additionalProperties"`
		Required   []string            `json:"required,omitempty"`
		Properties map[string]property `json:"properties,omitempty"`
	}{Type: "object", Properties: map[string]property{}}
	values := map[string]any{}
	for _, p := range k.entry.Params {
		prop, value := property{Widget: "line"}, any("…")
		switch p.Type {
		case flow.TypeNumber:
			prop, value = property{Widget: "value", Type: "number"}, 1
		case flow.TypeBool:
			prop, value = property{Widget: "value", Type: "boolean"}, true
		case flow.TypeList:
			prop, value = property{Widget: "value", Type: "array"}, []any{}
		case flow.TypeObject:
			prop, value = property{Widget: "value", Type: "object"}, map[string]any{}
		case flow.TypeAny:
			prop = property{Widget: "value"}
		case flow.TypeDate:
			value = "2026-01-31"
		}
		prop.Title = k.words(spoken(p.Name))
		form.Properties[p.Name] = prop
		if p.Required {
			form.Required = append(form.Required, p.Name)
			values[p.Name] = value
		}
	}
	if config, err = json.Marshal(form); err != nil {
		return nil, nil, err
	}
	data, err := json.Marshal(values)
	return config, []custom.Example{{Config: data}}, err
}

// spoken makes words of a name.
func spoken(name string) string {
	words := strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ", ":", " ").Replace(name))
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + words[size:]
}
