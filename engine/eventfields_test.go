package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// TestEventFields_AreThoseOfEvents fills one part of an event after the other and looks whether expressions see each field
// in one of them.
func TestEventFields_AreThoseOfEvents(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, f := range engine.EventFields() {
		listed[f.Name] = true
		if f.Title["en"] == "" || f.Title["ru"] == "" {
			t.Errorf("field %s needs titles in both languages", f.Name)
		}
	}
	seen := map[string]bool{}
	typ := reflect.TypeFor[engine.Event]()
	for i := range typ.NumField() {
		if typ.Field(i).Type.Kind() != reflect.Pointer {
			continue
		}
		var ev engine.Event
		part := reflect.ValueOf(&ev).Elem().Field(i)
		part.Set(filled(part.Type(), 0))
		for name := range engine.EventValues(&ev) {
			seen[name] = true
		}
	}
	for name := range listed {
		if !seen[name] {
			t.Errorf("EventFields has %s, which no event has", name)
		}
	}
}

// TestEventFields_AreAllThatCanBeRead looks into the code for fields of events that nobody lists: expressions are only
// offered, and checked against, those that are.
func TestEventFields_AreAllThatCanBeRead(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, f := range engine.EventFields() {
		listed[f.Name] = true
	}
	read := casesOf(t, "eventvalues.go", "Field")
	for name := range read {
		if !listed[name] {
			t.Errorf("event.%s can be read, but is not among EventFields", name)
		}
	}
	if len(read) < len(listed) {
		t.Errorf("of %d listed fields the code seems to give only %d", len(listed), len(read))
	}
}

// casesOf gives the texts that the switches tell apart in those functions of a file whose names end so.
func casesOf(t *testing.T, file, suffix string) map[string]bool {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, d := range tree.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !strings.HasSuffix(f.Name.Name, suffix) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CaseClause)
			if !ok {
				return true
			}
			for _, x := range c.List {
				ast.Inspect(x, func(n ast.Node) bool {
					if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						name, err := strconv.Unquote(lit.Value)
						if err != nil {
							t.Fatal(err)
						}
						out[name] = true
					}
					return true
				})
			}
			return true
		})
	}
	return out
}

// filled makes a value without anything empty in it.
func filled(typ reflect.Type, depth int) reflect.Value {
	v := reflect.New(typ).Elem()
	if depth > 6 {
		return v
	}
	switch typ.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		v.Elem().Set(filled(typ.Elem(), depth+1))
	case reflect.Struct:
		for i := range typ.NumField() {
			if typ.Field(i).IsExported() {
				v.Field(i).Set(filled(typ.Field(i).Type, depth+1))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(typ, 1, 1))
		v.Index(0).Set(filled(typ.Elem(), depth+1))
	case reflect.Map:
		v.Set(reflect.MakeMap(typ))
		v.SetMapIndex(filled(typ.Key(), depth+1), filled(typ.Elem(), depth+1))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	default: // any value may be there, nothing too
	}
	return v
}
