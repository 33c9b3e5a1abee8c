package engine

import (
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// The definitions that schemas share for the settings that are more than plain JSON.
const (
	defTemplate  = "template"
	defLine      = "line"
	defLink      = "link"
	defCondition = "condition"
	defRule      = "rule"
	defDuration  = "duration"
)

// durationPattern is the spelling of a time span that flow.ParseDuration reads.
const durationPattern = `^([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$|^[0-9]+$`

// durationFormat is what our own check asserts besides, since no pattern knows the longest span.
const durationFormat = "time-span"

// mapped gives the schema of the types whose JSON is not that of their Go fields.
func mapped(t reflect.Type) *jsonschema.Schema {
	shared := func(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: defsPrefix + name} }
	text := func(widget string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Extras: map[string]any{"x-widget": widget}}
	}
	switch t {
	case reflect.TypeFor[Template]():
		return shared(defTemplate)
	case reflect.TypeFor[Line]():
		return shared(defLine)
	case reflect.TypeFor[Link]():
		return shared(defLink)
	case reflect.TypeFor[Condition]():
		return shared(defCondition)
	case reflect.TypeFor[flow.Duration]():
		return shared(defDuration)
	case reflect.TypeFor[Expression]():
		return text("expression")
	case reflect.TypeFor[Var]():
		return text("variable")
	case reflect.TypeFor[FlowRef]():
		return text("flow")
	case reflect.TypeFor[BlockRef]():
		return text("block")
	case reflect.TypeFor[SecretRef]():
		return text("secret")
	case reflect.TypeFor[Value]():
		return &jsonschema.Schema{Extras: map[string]any{"x-widget": "value"}}
	case reflect.TypeFor[json.RawMessage]():
		return &jsonschema.Schema{Extras: map[string]any{"x-widget": "json"}}
	default:
		return nil
	}
}

// sharedSchema gives one shared definition; nil for a name that is none.
func sharedSchema(name string) *jsonschema.Schema {
	either := func(kinds ...string) map[string]any { return map[string]any{"type": kinds, "x-widget": name} }
	byLanguage := func(title string) *jsonschema.Schema {
		return &jsonschema.Schema{
			Title: title, PropertyNames: &jsonschema.Schema{Pattern: flow.LanguagePattern},
			AdditionalProperties: &jsonschema.Schema{Type: "string"}, Extras: either("string", "object"),
		}
	}
	switch name {
	case defTemplate:
		return byLanguage("A text in Telegram's HTML with {{ expressions }}, or such texts by language")
	case defLine:
		return byLanguage("A plain text with {{ expressions }}, or such texts by language")
	case defLink:
		return byLanguage("A web address with {{ expressions }}, or such addresses by language")
	case defCondition:
		return &jsonschema.Schema{
			Title: "A yes-or-no expression, or a rule made in the editor", Extras: either("string", "object"),
			If: &jsonschema.Schema{Type: "object"}, Then: &jsonschema.Schema{Ref: defsPrefix + defRule},
		}
	case defDuration:
		one := uint64(1)
		return &jsonschema.Schema{
			MinLength: &one, Format: durationFormat,
			Title: `A time span such as "90s", "15m" or "1h30m", or a number of seconds`, Pattern: durationPattern,
			Minimum: "0", Extras: either("string", "integer"),
		}
	case defRule:
		return ruleSchema()
	default:
		return nil
	}
}

// ruleSchema describes expr.Rule.
func ruleSchema() *jsonschema.Schema {
	one := uint64(1)
	rule := func() *jsonschema.Schema { return &jsonschema.Schema{Ref: defsPrefix + defRule} }
	rules := func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "array", MinItems: &one, Items: rule()}
	}
	op := &jsonschema.Schema{Type: "string"}
	for _, o := range []expr.Op{
		expr.OpEq, expr.OpNe, expr.OpGt, expr.OpGte, expr.OpLt, expr.OpLte, expr.OpContains, expr.OpNotContains,
		expr.OpStartsWith, expr.OpEndsWith, expr.OpMatches, expr.OpIn, expr.OpNotIn, expr.OpIsEmpty, expr.OpNotEmpty,
		expr.OpIsTrue, expr.OpIsFalse, expr.OpBetween, expr.OpBefore, expr.OpAfter,
	} {
		op.Enum = append(op.Enum, string(o))
	}
	s := &jsonschema.Schema{
		Type: "object", Title: "A condition made in the editor",
		Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema,
	}
	s.Properties.Set("all", rules())
	s.Properties.Set("any", rules())
	s.Properties.Set("not", rule())
	s.Properties.Set("left", &jsonschema.Schema{Type: "string", Extras: map[string]any{"x-widget": "expression"}})
	s.Properties.Set("op", op)
	s.Properties.Set("right", &jsonschema.Schema{Title: `A constant, or {"expr": "…"}`})
	return s
}

// addShared adds the shared definitions that a schema uses.
func addShared(s *jsonschema.Schema) {
	for found := true; found; {
		found = false
		var add []string
		eachSchema(s, func(x *jsonschema.Schema) {
			if name, ok := refName(x.Ref); ok && s.Definitions[name] == nil && sharedSchema(name) != nil {
				add = append(add, name)
			}
		})
		for _, name := range add {
			if s.Definitions == nil {
				s.Definitions = jsonschema.Definitions{}
			}
			s.Definitions[name], found = sharedSchema(name), true
		}
	}
}
