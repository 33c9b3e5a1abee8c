package studio_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"testing"
	"unicode"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/examples"
)

func TestExamples_AreRussianForARussianAuthor(t *testing.T) {
	t.Parallel()
	known, err := studio.NewExamples(examples.Files)
	if err != nil {
		t.Fatal(err)
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	for _, e := range known.List() {
		english, err := known.Document(e.Name, "en")
		if err != nil {
			t.Fatal(err)
		}
		data, err := known.Document(e.Name, "ru")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := flow.Load(data)
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		if doc.Language != "ru" || doc.Name != e.Titles["ru"] || doc.Description != e.Descriptions["ru"] || doc.Descriptions["en"] != e.Description {
			t.Errorf("%s is %q in %q: %q, %q", e.Name, doc.Name, doc.Language, doc.Description, doc.Descriptions)
		}
		said := toAuthor(doc)
		for _, text := range said {
			if !slices.ContainsFunc([]rune(text), func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
				t.Errorf("%s says %q to a Russian author", e.Name, text)
			}
		}
		if before, after := issuesOf(t, reg, english), issuesOf(t, reg, data); !slices.Equal(before, after) {
			t.Errorf("%s in Russian has the issues %q, in English %q", e.Name, after, before)
		}
		var is, was any
		if err := json.Unmarshal(data, &is); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(english, &was); err != nil {
			t.Fatal(err)
		}
		has, had := textsOf(is, nil), textsOf(was, nil)
		for from, to := range wordsOf(t, e.Name) {
			if !slices.Contains(had, from) || !slices.Contains(has, to) {
				t.Errorf("nothing in %s says %q, %q", e.Name, from, to)
			}
		}
	}
}

// toAuthor is what only the author of a document reads.
func toAuthor(d *flow.Document) []string {
	out := []string{d.Name, d.Description}
	for i := range d.Variables {
		out = append(out, d.Variables[i].Note)
	}
	for i := range d.Tables {
		out = append(out, d.Tables[i].Note)
		for j := range d.Tables[i].Columns {
			out = append(out, d.Tables[i].Columns[j].Note)
		}
	}
	for i := range d.Flows {
		out = append(out, d.Flows[i].Name, d.Flows[i].Note)
		for j := range d.Flows[i].Blocks {
			out = append(out, d.Flows[i].Blocks[j].Label, d.Flows[i].Blocks[j].Note)
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func issuesOf(t *testing.T, reg *engine.Registry, document []byte) []string {
	t.Helper()
	doc, err := flow.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range engine.Check(doc, reg) {
		out = append(out, i.Code+" "+i.Path)
	}
	return out
}

// textsOf are all texts of a value.
func textsOf(v any, out []string) []string {
	switch v := v.(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, x := range v {
			out = textsOf(x, out)
		}
	case map[string]any:
		for _, x := range v {
			out = textsOf(x, out)
		}
	}
	return out
}

func wordsOf(t *testing.T, example string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(examples.Files, example+"/author.ru.json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	return words
}
