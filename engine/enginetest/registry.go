package enginetest

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/sample"
)

// CheckTypes fails for a block type that is not fit to be shown to people: title, help, exits and outputs in English and
// Russian; an icon; every setting of its config, at any depth, named by Fields with title and help in both languages; an
// example that loads without an error.
//
// Flows that examples call or go to have the id "other".
func CheckTypes(t *testing.T, reg *engine.Registry) {
	t.Helper()
	types := reg.Types()
	addCaseTypes(t, reg)
	for _, typ := range types {
		if strings.HasPrefix(typ.Name, "case.") {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			t.Parallel()
			checkWords(t, "title", typ.Title)
			checkWords(t, "help", typ.Help)
			for _, e := range typ.Exits {
				checkWords(t, "title of exit "+e.Name, e.Title)
			}
			for _, o := range typ.Outputs {
				checkWords(t, "title of output "+o.Name, o.Title)
			}
			checkFields(t, "", reflect.TypeOf(typ.New()).Elem(), map[reflect.Type]bool{})
			checkExample(t, reg, typ)
		})
	}
}

// checkExample holds a type to having an icon, and an example that loads without an error.
func checkExample(t *testing.T, reg *engine.Registry, typ engine.BlockType) {
	t.Helper()
	if typ.Icon == "" {
		t.Error("the icon is missing")
	}
	own, others := blockIssues(exampleDocument(t, typ), reg)
	for _, i := range own {
		if i.Severity == engine.SeverityError {
			t.Errorf("the example has an error at %s: %s (%s)", i.Path, i.Message, i.Code)
		}
	}
	for _, words := range others {
		t.Errorf("the example makes an error elsewhere: %s", words)
	}
}

// exampleDocument is a bot around the type's example.
func exampleDocument(tb testing.TB, typ engine.BlockType) *flow.Document {
	tb.Helper()
	c := blockCase{Name: "example", Config: json.RawMessage(typ.Example), Document: &caseDocument{Tables: exampleTables(typ), Flows: []flow.Flow{{
		ID: sample.OtherFlow, Name: "Other", Params: sample.Params(typ), Edges: []flow.Edge{},
		Blocks: []flow.Block{{ID: "other_end", Type: "case.after"}},
	}}}}
	return c.document(tb, typ)
}

func checkWords(t *testing.T, what string, words engine.Text) {
	t.Helper()
	for _, lang := range []string{"en", "ru"} {
		if strings.TrimSpace(words[lang]) == "" {
			t.Errorf("%s is missing in %q", what, lang)
		}
	}
}

// checkFields compares a config struct with its Fields, and goes into the structs in it.
func checkFields(t *testing.T, path string, typ reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || seen[typ] || !isConfig(typ) {
		return
	}
	seen[typ] = true
	defer delete(seen, typ)
	documented := map[string]engine.Field{}
	if d, ok := reflect.TypeAssert[engine.Documented](reflect.New(typ)); ok {
		for _, f := range d.Fields() {
			if _, twice := documented[f.Name]; twice {
				t.Errorf("setting %s/%s is named twice", path, f.Name)
			}
			documented[f.Name] = f
		}
	}
	for _, f := range settingsOf(typ) {
		name := path + "/" + f.name
		doc, ok := documented[f.name]
		if !ok {
			t.Errorf("setting %s is not named by Fields", name)
			continue
		}
		delete(documented, f.name)
		checkWords(t, "title of setting "+name, doc.Title)
		checkWords(t, "help of setting "+name, doc.Help)
		checkFields(t, name, f.typ, seen)
	}
	for name := range documented {
		t.Errorf("Fields names %s/%s, which the config does not have", path, name)
	}
}

// setting is one JSON member of a config struct.
type setting struct {
	name string
	typ  reflect.Type
}

// settingsOf gives the members of a struct, those of embedded structs included.
func settingsOf(typ reflect.Type) []setting {
	var out []setting
	for f := range typ.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, settingsOf(f.Type)...)
		case f.IsExported() && name != "" && name != "-":
			out = append(out, setting{name, f.Type})
		}
	}
	return out
}

// isConfig reports whether a struct is decoded member by member, and not by a method of its own as templates are.
func isConfig(typ reflect.Type) bool {
	return !reflect.PointerTo(typ).Implements(reflect.TypeFor[json.Unmarshaler]())
}

// exampleTables gives the table that the type's example names, if it names one.
func exampleTables(typ engine.BlockType) []flow.Table {
	if typ.ExampleTable == nil {
		return nil
	}
	return []flow.Table{*typ.ExampleTable}
}
