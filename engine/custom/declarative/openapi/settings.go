package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom/declarative"
)

// maxDepth is how deep settings may be inside each other.
const maxDepth = 4

// parameters makes settings of the parameters.
func (i *importer) parameters() {
	i.request = declarative.Request{Method: i.method, Path: i.path}
	seen := map[string]bool{}
	for _, list := range [][]any{i.op.list("parameters"), i.item.list("parameters")} {
		for _, v := range list {
			p := i.follow(v)
			name, in := p.text("name"), p.text("in")
			if name == "" || seen[in+" "+name] { // the operation's own come first
				continue
			}
			seen[in+" "+name] = true
			i.parameter(p, name, in)
		}
	}
	if strings.Contains(strings.NewReplacer("{{", "", "}}", "").Replace(i.request.Path), "{") {
		i.note("the path %s has a parameter that the document does not describe", i.path)
	}
}

func (i *importer) parameter(p object, name, in string) {
	schema := p.get("schema")
	if content := p.object("content"); schema == nil && len(content) > 0 {
		schema = i.follow(content[0].value).get("schema")
		i.note("the parameter %s is JSON inside of a parameter: look how the service wants it", name)
	}
	if in == "cookie" {
		i.note("the cookie %s is left out: blocks have no cookies", name)
		return
	}
	if in == "header" && slices.ContainsFunc([]string{"accept", "content-type", "authorization"}, func(h string) bool { return strings.EqualFold(h, name) }) {
		return // OpenAPI 3, Parameter Object: these are said elsewhere
	}
	id, one := i.add(name, schema, p.text("description"), in == "path" || p.is("required"), exampleOf(i, p))
	value := "{{ config." + id + " }}"
	if s := i.follow(schema); typeOf(s) == "array" && (p.get("explode") == false || in != "query") {
		value = "{{ join(config." + id + `, ",") }}`
	} else if typeOf(s) == "object" {
		i.note("the parameter %s is an object, which is sent as JSON: look how the service wants it", name)
	}
	if one != "" {
		value = one
	}
	switch in {
	case "path":
		i.request.Path = strings.ReplaceAll(i.request.Path, "{"+name+"}", value)
	case "query":
		if i.request.Query == nil {
			i.request.Query = map[string]declarative.Scalar{}
		}
		i.request.Query[name] = declarative.Scalar(value)
	case "header":
		if i.request.Headers == nil {
			i.request.Headers = map[string]declarative.Scalar{}
		}
		i.request.Headers[name] = declarative.Scalar(value)
	}
}

// add makes a setting of a schema. What can only have one value is no setting: it is given back as that value.
func (i *importer) add(name string, schema any, help string, required bool, example any) (id, fixed string) {
	s := i.merged(schema, 0)
	if only, ok := s.get("const").(string); ok {
		return "", only
	}
	if list := s.list("enum"); len(list) == 1 && required {
		if only, ok := list[0].(string); ok {
			return "", only
		}
	}
	id = i.setting(name)
	defer i.enter(schema)()
	p := i.property(s, 0)
	title := words(name)
	p = p.set("x-title", object{{"en", title}})
	p = p.set("x-help", i.help(name, firstOf(help, s.text("description"))))
	i.config = i.config.set(id, p)
	if required {
		i.required = append(i.required, id)
	}
	if example == nil {
		example = i.sample(s, 0, "readOnly")
	}
	if required || example != nil && s.get("default") == nil {
		i.example = i.example.set(id, i.fitting(example, p))
	}
	return id, ""
}

// help is that of a setting, which has one in any case: a rule of block types asks for it.
func (i *importer) help(name, description string) object {
	h := engine.Shorten(paragraph(description), 300)
	if h == "" {
		h = fmt.Sprintf("Goes to the service as %s.", engine.Shorten(name, 200))
		if !slices.Contains(i.unsaid, name) {
			i.unsaid = append(i.unsaid, name)
		}
	}
	return object{{"en", h}}
}

// fitting makes an example what a form would make of it.
func (i *importer) fitting(example any, p object) any {
	_, isText := example.(string)
	if p.text("x-widget") == "line" {
		if f, ok := example.(float64); ok {
			return string(encode(f))
		}
		if !isText {
			return "text"
		}
	}
	return example
}

// typeOf gives a schema's type; of several the first that is not null.
func typeOf(s object) string {
	switch t := s.get("type").(type) {
	case string:
		return t
	case []any:
		for _, x := range t {
			if text, _ := x.(string); text != "null" {
				return text
			}
		}
	}
	switch {
	case s.object("properties") != nil:
		return "object"
	case s.get("items") != nil:
		return "array"
	case len(s.list("enum")) > 0:
		return "string"
	default:
		return ""
	}
}

// merged gives a schema with its references followed and its parts put together. Of a choice the first is taken.
func (i *importer) merged(v any, depth int) object {
	s := i.follow(v)
	if depth > maxRefs {
		return s
	}
	out := object{}
	for _, m := range s {
		if m.name != "allOf" && m.name != "oneOf" && m.name != "anyOf" {
			out = append(out, m)
		}
	}
	parts := s.list("allOf")
	for _, word := range []string{"oneOf", "anyOf"} {
		list := s.list(word)
		list = slices.DeleteFunc(slices.Clone(list), func(x any) bool { return i.follow(x).text("type") == "null" })
		if len(list) > 1 {
			i.note("a value may be one of %d things; the first is taken%s", len(list), named(s))
		}
		if len(list) > 0 {
			parts = append(slices.Clone(parts), list[0])
		}
	}
	for _, part := range parts {
		for _, m := range i.merged(part, depth+1) {
			switch m.name {
			case "properties":
				own, more := out.object("properties"), m.value.(object)
				for _, p := range more {
					if own.get(p.name) == nil {
						own = append(slices.Clip(own), p)
					}
				}
				out = out.set("properties", own)
			case "required":
				out = out.set("required", append(slices.Clone(out.list("required")), m.value.([]any)...))
			default:
				if out.get(m.name) == nil {
					out = append(out, m)
				}
			}
		}
	}
	return out
}

func named(s object) string {
	if t := firstOf(s.text("title"), paragraph(s.text("description"))); t != "" {
		return ": " + engine.Shorten(t, 60)
	}
	return ""
}

// property makes the schema of a setting: ours, with widgets that take templates.
func (i *importer) property(s object, depth int) object {
	out := object{}
	copied := func(names ...string) {
		for _, name := range names {
			if v := s.get(name); v != nil {
				if _, exclusive := v.(bool); exclusive && strings.HasPrefix(name, "exclusive") { // OpenAPI 3.0 has them as yes and no
					continue
				}
				out = out.set(name, v)
			}
		}
	}
	switch t := typeOf(s); {
	case len(s.list("enum")) > 0:
		out = object{{"type", firstOf(t, "string")}, {"enum", slices.DeleteFunc(slices.Clone(s.list("enum")), func(x any) bool { return x == nil })}}
		copied("default")
	case t == "integer" || t == "number":
		out = object{{"type", t}, {"x-widget", "value"}}
		copied("default")
	case t == "boolean":
		out = object{{"type", "boolean"}}
		copied("default")
	case depth >= maxDepth:
		i.note("settings that are nested more than %d deep are taken as JSON", maxDepth)
		out = object{{"x-widget", "value"}}
	case t == "array":
		out = object{{"type", "array"}, {"items", i.inner(s.get("items"), depth)}}
		copied("maxItems", "minItems")
	case t == "object" && len(s.object("properties")) > 0:
		properties, required := object{}, []any{}
		for _, p := range s.object("properties") {
			if i.merged(p.value, 0).is("readOnly") {
				continue
			}
			x := i.inner(p.value, depth).set("x-title", object{{"en", words(p.name)}})
			if x.get("x-help") == nil {
				x = x.set("x-help", i.help(p.name, i.follow(p.value).text("description")))
			}
			properties = properties.set(p.name, x)
			if slices.Contains(s.list("required"), any(p.name)) {
				required = append(required, p.name)
			}
		}
		out = object{{"type", "object"}, {"additionalProperties", false}}
		if len(required) > 0 {
			out = out.set("required", required)
		}
		out = out.set("properties", properties)
	case t == "string":
		out = object{{"x-widget", "line"}} // a template is for messages: it has Telegram's markup
		copied("default")
	default:
		out = object{{"x-widget", "value"}}
	}
	return out
}

// enter notes that a schema is being brought over, until it is left.
func (i *importer) enter(schema any) (leave func()) {
	o, _ := schema.(object)
	ref := o.text("$ref")
	if ref == "" || i.open[ref] {
		return func() {}
	}
	i.open[ref] = true
	return func() { delete(i.open, ref) }
}

// again reports whether a schema is inside of itself.
func (i *importer) again(schema any) bool {
	o, _ := schema.(object)
	return i.open[o.text("$ref")]
}

// inner makes the schema of a part of a setting.
func (i *importer) inner(schema any, depth int) object {
	if i.again(schema) {
		i.note("a thing that holds others of its kind is only taken once, and those inside of it as a value")
		return object{{"x-widget", "value"}}
	}
	defer i.enter(schema)()
	return i.property(i.merged(schema, 0), depth+1)
}
