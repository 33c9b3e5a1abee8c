package conform

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// widgets are the words of x-widget that the form has an input for; editor/ui/src/form/schema.ts is where they are.
func widgets() []string {
	return []string{
		"template", "line", "link", "value", "expression", "condition", "buttons", "variable", "duration", "time_zone", "language", "asset",
		"secret", "flow", "flows", "block", "blocks", "table", "column", "columns", "json", "pattern", "date", "time",
	}
}

// part is a decoded schema.
type part = map[string]any

// schema is a whole one.
type schema struct{ root part }

func readSchema(data json.RawMessage) (*schema, error) {
	s := &schema{}
	return s, json.Unmarshal(data, &s.root)
}

// resolve follows references; what stands beside one wins.
func (s *schema) resolve(p part) part {
	for range 16 {
		ref, ok := p["$ref"].(string)
		if !ok {
			return p
		}
		to := s.root
		if ref != "#" {
			name, err := url.PathUnescape(strings.TrimPrefix(ref, "#/$defs/"))
			if err != nil {
				return p
			}
			defs, _ := s.root["$defs"].(part)
			to, _ = defs[strings.ReplaceAll(name, "~1", "/")].(part)
		}
		out := maps.Clone(to)
		if out == nil {
			out = part{}
		}
		for k, v := range p {
			if k != "$ref" {
				out[k] = v
			}
		}
		p = out
	}
	return p
}

// types gives the kinds of JSON that a part takes; nil for any.
func types(p part) []string {
	switch t := p["type"].(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, x := range t {
			if name, ok := x.(string); ok {
				out = append(out, name)
			}
		}
		return out
	default:
		return nil
	}
}

// CheckForm holds the schema of a type's settings to what the form of the editor can show: each setting at any depth has an input
// that fits it, a title and a help.
func CheckForm(data json.RawMessage) []Finding {
	s, err := readSchema(data)
	if err != nil {
		return []Finding{broken(Schema, "", "it is no JSON object: %v", err)}
	}
	f := &forming{schema: s}
	f.group(s.root, "", nil)
	return kept(Form, f.problems)
}

// forming looks for what a form cannot show.
type forming struct {
	*schema

	problems []Finding
}

func (f *forming) add(at, format string, args ...any) {
	f.problems = append(f.problems, broken(Form, at, format, args...))
}

// group looks at the settings of an object. Inside are the definitions that it is part of: they may hold themselves.
func (f *forming) group(p part, at string, inside []string) {
	properties, _ := p["properties"].(part)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		raw, _ := properties[name].(part)
		setting := f.resolve(raw)
		where := at + "/" + name
		if words(setting, "x-title", "title") == "" {
			f.add(where, "it has no title, so that the form shows the bare name %q", name)
		}
		if words(setting, "x-help", "description") == "" {
			f.add(where, "it has no help, so that nobody learns what it does")
		}
		f.input(raw, where, inside)
	}
}

// words gives a text of a setting in English.
func words(p part, byLanguage, plain string) string {
	if all, ok := p[byLanguage].(part); ok {
		if en, ok := all["en"].(string); ok {
			return strings.TrimSpace(en)
		}
	}
	text, _ := p[plain].(string)
	return strings.TrimSpace(text)
}

// input looks for what shows a part.
func (f *forming) input(raw part, at string, inside []string) {
	if ref, ok := raw["$ref"].(string); ok {
		if slices.Contains(inside, ref) {
			return
		}
		inside = append(slices.Clone(inside), ref)
	}
	p := f.resolve(raw)
	if wanted, ok := p["x-widget"].(string); ok {
		if !slices.Contains(widgets(), wanted) {
			f.add(at, "the form has no input %q; there are %s", wanted, strings.Join(widgets(), ", "))
		}
		return
	}
	if _, ok := p["enum"].([]any); ok {
		return
	}
	kinds := types(p)
	if len(kinds) != 1 {
		f.add(at, "the form can show it as raw JSON only: it is neither of one type nor has it a widget; say json where that is meant")
		return
	}
	switch kinds[0] {
	case "array":
		items, ok := p["items"].(part)
		if !ok {
			f.add(at, "it is a list, and nothing says of what")
			return
		}
		f.input(items, at+"/0", inside)
	case "object":
		all, ok := p["additionalProperties"].(part)
		switch {
		case p["properties"] != nil:
			f.group(p, at, inside)
		case ok:
			f.input(all, at+"/*", inside)
		default:
			f.add(at, "it is an object, and nothing says what is in it")
		}
	case "string", "number", "integer", "boolean":
	default:
		f.add(at, "the form cannot show a setting of the type %q", kinds[0])
	}
}
