package conform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// tooLong is longer than any text of a setting.
const tooLong = 70_000

// CheckWrong gives a type settings that are wrong in all the ways that are, each made of the example's: settings that are missing, of
// another kind, too long or unknown, and what are no settings at all. Issues gives what is said against them, with paths inside of
// the settings; it may panic.
func CheckWrong(data, example json.RawMessage, issues func(json.RawMessage) []engine.Issue) []Finding {
	s, err := readSchema(data)
	if err != nil {
		return []Finding{broken(Schema, "", "it is no JSON object: %v", err)}
	}
	var given part
	if len(example) > 0 {
		if err := json.Unmarshal(example, &given); err != nil {
			return []Finding{broken(Example, "", "its settings are no JSON object: %v", err)}
		}
	}
	w := &wronging{schema: s, given: given, issues: issues}
	for _, whole := range []any{[]any{}, "text", 7, true} {
		w.try(fmt.Sprintf("settings that are %s", kindOf(whole)), whole, "")
	}
	w.unknown()
	properties, _ := s.root["properties"].(part)
	required, _ := s.root["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		raw, _ := properties[name].(part)
		if slices.Contains(required, any(name)) {
			left := maps.Clone(given)
			delete(left, name)
			w.try(fmt.Sprintf("settings without %q, which is required", name), orEmpty(left), "/"+name)
		}
		w.value(name, s.resolve(raw))
	}
	return kept(Wrong, w.problems)
}

func orEmpty(p part) part {
	if p == nil {
		return part{}
	}
	return p
}

// wronging tries settings.
type wronging struct {
	*schema

	given    part
	issues   func(json.RawMessage) []engine.Issue
	problems []Finding
}

// unknown adds a setting that there is not. A schema may say that it takes any.
func (w *wronging) unknown() {
	const name = "no_such_setting"
	if open, ok := w.root["additionalProperties"]; ok && open != false {
		return
	}
	more := orEmpty(maps.Clone(w.given))
	more[name] = 1
	w.try("a setting that there is not", more, "/"+name)
}

// value tries values for a setting that its schema does not take, and one that is long.
func (w *wronging) value(name string, p part) {
	if kinds := types(p); len(kinds) > 0 {
		for _, v := range []any{true, 12.5, []any{}, part{}, "text"} {
			if kind := jsonKind(v); !slices.Contains(kinds, kind) {
				w.try(fmt.Sprintf("%s for %q, which takes %s", kindOf(v), name, strings.Join(kinds, " or ")), w.with(name, v), "/"+name)
			}
		}
	}
	if !slices.Contains(types(p), "string") {
		return
	}
	long := strings.Repeat("x", tooLong)
	if most, ok := p["maxLength"].(float64); ok && p["x-widget"] == nil && most < tooLong {
		w.try(fmt.Sprintf("a text of %d characters for %q, which takes %v", tooLong, name, most), w.with(name, long), "/"+name)
		return
	}
	w.said(fmt.Sprintf("a text of %d characters for %q", tooLong, name), w.with(name, long)) // it may be right
}

func (w *wronging) with(name string, v any) part {
	out := orEmpty(maps.Clone(w.given))
	out[name] = v
	return out
}

// try expects an error at the path, or beside it.
func (w *wronging) try(what string, settings any, at string) {
	all, ok := w.said(what, settings)
	if !ok {
		return
	}
	near := func(i engine.Issue) bool {
		return i.Severity == engine.SeverityError && (at == "" || i.Path == at || strings.HasPrefix(i.Path, at+"/"))
	}
	if slices.ContainsFunc(all, near) {
		return
	}
	var said []string
	for _, i := range all {
		said = append(said, fmt.Sprintf("%s at %q", i.Code, i.Path))
	}
	if said == nil {
		said = []string{"nothing"}
	}
	w.problems = append(w.problems, broken(Wrong, at, "%s: an error at %q is expected, and there is %s", what, at, strings.Join(said, ", ")))
}

// said gives what is said against settings; not ok if a panic, or no words, are a problem of their own.
func (w *wronging) said(what string, settings any) (all []engine.Issue, ok bool) {
	add := func(format string, args ...any) {
		w.problems = append(w.problems, broken(Wrong, "", what+": "+format, args...))
	}
	data, err := json.Marshal(settings)
	if err != nil {
		add("encode: %v", err)
		return nil, false
	}
	defer func() {
		if p := recover(); p != nil {
			add("the block panics: %v", p)
			ok = false
		}
	}()
	all = w.issues(data)
	for _, i := range all {
		if strings.TrimSpace(i.Message) == "" || i.Code == "" {
			add("an issue at %q has no code or no words", i.Path)
			return all, false
		}
		if i.Code == "block_type_broken" { // the engine has caught a panic
			add("%s", i.Message)
			return all, false
		}
	}
	return all, true
}

// jsonKind is the JSON Schema's word for a value. 12.5 is no whole number on purpose.
func jsonKind(v any) string {
	switch v.(type) {
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case part:
		return "object"
	default:
		return "number"
	}
}

func kindOf(v any) string {
	switch v.(type) {
	case bool:
		return "yes or no"
	case string:
		return "a text"
	case []any:
		return "a list"
	case part:
		return "an object"
	default:
		return "a number"
	}
}
