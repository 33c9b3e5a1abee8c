package conform_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
)

// TestForm_KnowsTheInputsOfTheEditor compares the list with the page's own.
func TestForm_KnowsTheInputsOfTheEditor(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../editor/ui/src/form/schema.ts")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?s)const named: ReadonlySet<string> = new Set<Widget>\(\[(.*?)\]\)`).FindSubmatch(data)
	if found == nil {
		t.Fatal("the page has no list of inputs where it used to be")
	}
	var page []string
	for _, name := range regexp.MustCompile(`"(\w+)"`).FindAllStringSubmatch(string(found[1]), -1) {
		page = append(page, name[1])
	}
	ours := conform.Widgets()
	slices.Sort(page)
	slices.Sort(ours)
	if !slices.Equal(page, ours) {
		t.Errorf("the page has inputs for %q, and the rule knows %q", page, ours)
	}
}

// named is a setting with its words and something else.
func named(rest string) string {
	return `{"type": "object", "properties": {"x": {"x-title": {"en": "X"}, "x-help": {"en": "An x."}` + rest + `}}}`
}

func TestCheckForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, schema, want string }{
		{"a text", named(`, "type": "string"`), ""},
		{"a widget", named(`, "x-widget": "template"`), ""},
		{"a choice", named(`, "enum": ["a"]`), ""},
		{"json on purpose", named(`, "x-widget": "json"`), ""},
		{"a list of texts", named(`, "type": "array", "items": {"type": "string"}`), ""},
		{"a list of itself", `{"type": "object", "properties": {"x": {"$ref": "#/$defs/a.b"}}, "$defs": {"a.b": {
			"title": "X", "description": "An x.", "type": "array", "items": {"$ref": "#/$defs/a.b"}}}}`, ""},
		{"plain words", `{"type": "object", "properties": {"x": {"type": "string", "title": "X", "description": "An x."}}}`, ""},
		{"no title", `{"type": "object", "properties": {"x": {"type": "string", "x-help": {"en": "An x."}}}}`, "/x: it has no title"},
		{"no help", `{"type": "object", "properties": {"x": {"type": "string", "x-title": {"en": "X"}}}}`, "/x: it has no help"},
		{"no help inside", named(`, "type": "object", "properties": {"y": {"type": "string", "title": "Y"}}`), "/x/y: it has no help"},
		{"an input that there is not", named(`, "x-widget": "slider"`), `/x: the form has no input "slider"`},
		{"no type", named(``), "/x: the form can show it as raw JSON only"},
		{"two types", named(`, "type": ["string", "number"]`), "/x: the form can show it as raw JSON only"},
		{"a list of anything", named(`, "type": "array"`), "/x: it is a list, and nothing says of what"},
		{"an object of anything", named(`, "type": "object"`), "/x: it is an object, and nothing says what is in it"},
		{"a map of anything", named(`, "type": "object", "additionalProperties": {}`), "/x/*: the form can show it as raw JSON only"},
		{"nothing", named(`, "type": "null"`), `/x: the form cannot show a setting of the type "null"`},
		{"no schema", `[]`, "it is no JSON object"},
	} {
		got := conform.Problems(conform.CheckForm(json.RawMessage(c.schema)))
		said := ""
		for _, f := range got {
			said += f.String() + "\n"
		}
		if c.want == "" && said != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: it says %q, and %q is expected", c.name, said, c.want)
		}
	}
}

// TestCheckWrong has a type that looks at nothing, one that panics and one that has no words, besides what a schema finds.
func TestCheckWrong(t *testing.T) {
	t.Parallel()
	const source = `{"type": "object", "required": ["name"], "additionalProperties": false, "properties": {
		"name": {"type": "string", "maxLength": 20}, "count": {"type": "integer"}}}`
	s, err := engine.ParseSettings(json.RawMessage(source))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		issues func(json.RawMessage) []engine.Issue
		want   []string
	}{
		{"a schema", s.Faults, nil},
		{"anything goes", func(json.RawMessage) []engine.Issue { return nil }, []string{
			"settings that are a list", `settings without "name"`, "a setting that there is not", `a text for "count"`, "a number for \"count\"", "a text of 70000 characters",
		}},
		{"a panic", func(json.RawMessage) []engine.Issue { panic("oh") }, []string{"the block panics: oh"}},
		{"a panic that was caught", func(json.RawMessage) []engine.Issue {
			return []engine.Issue{{Code: "block_type_broken", Severity: engine.SeverityError, Message: "it broke down"}}
		}, []string{"it broke down"}},
		{"no words", func(json.RawMessage) []engine.Issue { return []engine.Issue{{Severity: engine.SeverityError}} }, []string{"no code or no words"}},
		{"the wrong place", func(json.RawMessage) []engine.Issue {
			return []engine.Issue{{Code: "x", Severity: engine.SeverityError, Path: "/elsewhere", Message: "no"}}
		}, []string{`an error at "/name" is expected, and there is x at "/elsewhere"`}},
		{"a warning", func(json.RawMessage) []engine.Issue {
			return []engine.Issue{{Code: "x", Severity: engine.SeverityWarning, Path: "/name", Message: "hm"}}
		}, []string{`an error at "/name" is expected`}},
	} {
		said := ""
		for _, f := range conform.Problems(conform.CheckWrong(json.RawMessage(source), json.RawMessage(`{"name": "Ann"}`), c.issues)) {
			said += f.String() + "\n"
		}
		if c.want == nil && said != "" {
			t.Errorf("%s: it says %s", c.name, said)
		}
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: there is no %q in\n%s", c.name, want, said)
			}
		}
	}
}
