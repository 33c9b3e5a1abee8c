package declarative

import (
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// Schema gives the JSON Schema of the part http of a manifest: of Spec, as editors complete it. What a schema cannot say, Check does.
func Schema() custom.SchemaPart {
	r := jsonschema.Reflector{Anonymous: true, Mapper: mapped, Namer: func(t reflect.Type) string {
		if t.Name() == "" { // a list or a map, which is no definition
			return ""
		}
		return "HTTP" + t.Name()
	}}
	s := r.Reflect(&Spec{})
	for of, fields := range schemaWords() {
		for name, words := range fields {
			if p, ok := s.Definitions[of].Properties.Get(name); ok {
				p.Description, p.Enum = words.help, words.choices
			}
		}
	}
	return custom.SchemaPart{Kind: custom.HTTP, Schema: s}
}

// mapped gives the schema of the types whose JSON is not that of their Go fields.
func mapped(t reflect.Type) *jsonschema.Schema {
	text := &jsonschema.Schema{Type: "string"}
	scalar := []*jsonschema.Schema{text, {Type: "number"}, {Type: "boolean"}}
	switch t {
	case reflect.TypeFor[engine.Text]():
		return &jsonschema.Schema{
			Type: "object", PropertyNames: &jsonschema.Schema{Pattern: flow.LanguagePattern}, AdditionalProperties: text, Required: []string{"en"},
		}
	case reflect.TypeFor[flow.Duration]():
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+[wdhms]?)+$`}
	case reflect.TypeFor[Scalar]():
		return &jsonschema.Schema{AnyOf: scalar}
	case reflect.TypeFor[Statuses]():
		status := []*jsonschema.Schema{{Type: "string", Pattern: "^[1-5]([0-9]{2}|xx)$"}, {Type: "integer"}}
		return &jsonschema.Schema{AnyOf: append(status, &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{AnyOf: status}})}
	case reflect.TypeFor[Part]():
		properties := jsonschema.NewProperties()
		properties.Set("text", &jsonschema.Schema{AnyOf: scalar})
		properties.Set("filename", text)
		properties.Set("content_type", text)
		whole := &jsonschema.Schema{Type: "object", Properties: properties, Required: []string{"text"}, AdditionalProperties: jsonschema.FalseSchema}
		return &jsonschema.Schema{AnyOf: append(scalar, whole)}
	case reflect.TypeFor[json.RawMessage]():
		return &jsonschema.Schema{}
	default:
		return nil
	}
}

// fieldWords is what the schema says of a field besides its Go type.
type fieldWords struct {
	help    string
	choices []any
}

func says(help string, choices ...any) fieldWords { return fieldWords{help, choices} }

// schemaWords is what the schema says of the fields, by definition.
func schemaWords() map[string]map[string]fieldWords {
	return map[string]map[string]fieldWords{
		"HTTPSpec": {
			"base_url": says("Template; paths of requests are added to it"), "headers": says("Of all requests; templates"),
			"rate": says("How often the service may be called with the same credentials"), "retry": says("How long what cannot be doubled is tried again"),
			"requests": says("One after another"), "errors": says("What answers mean that are not the wanted one; the first that fits counts"),
			"outputs": says("By the manifest's names, expressions"), "set": says("By variable, expressions"),
			"messages": says("What the user is sent"), "exits": says("The first that fits; else the manifest's first exit"),
		},
		"HTTPAuth": {
			"kind": says("How the service knows who calls", "none", "header", "query", "bearer", "basic", "oauth2"), "grant": says("Of oauth2", "client_credentials", "refresh_token", "jwt_bearer"),
			"name": says("Of the header or the parameter"), "token": says("Template"), "client_auth": says("Where id and secret of the client go", "body", "basic"),
		},
		"HTTPRate":  {"per": says("", "second", "minute", "hour")},
		"HTTPRetry": {"for": says("0s for never; 30s if left out")},
		"HTTPRequest": {
			"name": says("What answer.<name> is; needed where there are several"), "when": says("Expression; else the request is left out"),
			"method": says("GET, and POST with a body"), "path": says("Template; a value is one segment, a list several"), "url": says("Template, in place of base_url and path"),
			"auth": says("In place of the block's"), "json": says("Body; texts in it are templates"), "read": says("What the answer is", "auto", "json", "text", "none"),
			"max_bytes": says("Of the answer"), "repeatable": says("It may be made twice"), "idempotency_header": says("Gets a key that is the same for each repeat"),
		},
		"HTTPErrorRule": {
			"status": says("Such as 429 or 4xx, or a list"), "when": says("Expression"), "exit": says("Leaves by it"), "code": says("Else this is the trouble"),
			"message": says("For the owner of the bot; templates"), "retry": says("It may pass by itself"),
		},
		"HTTPPaging": {
			"items": says("Expression: the list of a page"), "next": says("Expression: address of the next page"), "link_next": says("It is in the header Link"),
			"cursor": says("Expression: what param is for the next page"), "param": says("Of the query; alone it counts pages"), "pages": says("At most"),
		},
		"HTTPPoll":     {"until": says("Expression"), "every": says("Pause"), "slowest": says("Pauses grow up to it"), "for": says("Then the block leaves by timeout")},
		"HTTPCallback": {"for": says("Then the block leaves by timeout")},
		"HTTPMessage":  {"when": says("Expression"), "text": says("Template"), "photo": says("Address; template"), "document": says("Address; template")},
		"HTTPExitRule": {"when": says("Expression"), "exit": says("Name of an exit")},
	}
}
