package flow_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

// TestMarshal_WritesTheCanonicalForm loads every document of testdata/documents and compares what Marshal writes with
// the .canonical file of the same name.
func TestMarshal_WritesTheCanonicalForm(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/documents/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			d := mustLoad(t, readFile(t, file))
			written := mustMarshal(t, d)
			compareFile(t, strings.TrimSuffix(file, ".json")+".canonical", string(written))
			if again := mustLoad(t, written); !reflect.DeepEqual(again, d) {
				t.Errorf("the written document loads as\n%+v\nand not as\n%+v", again, d)
			}
		})
	}
}

// TestLoad_GivesTheWholeDocument compares a loaded document with the same one written in Go.
func TestLoad_GivesTheWholeDocument(t *testing.T) {
	t.Parallel()
	want := &flow.Document{
		SchemaVersion: 1, Name: "Loose", Language: "en",
		Settings: &flow.Settings{},
		Flows: []flow.Flow{{
			ID: "main", Name: "Main",
			Blocks: []flow.Block{
				{
					ID: "a", Type: "x.y", Timeout: new(flow.Duration(90 * 60e9)), Cooldown: new(flow.Duration(36 * 3600e9)),
					Cost: new(100.0),
					Config: json.RawMessage(`{"A":[1,2.0,3e2,0],"a":{"x":{},"y":[]},` +
						`"z":"é/<b>\n` + "\u2028" + `\u001f\b\f\r\t\"\\","ä":[[],[1,"2"],{},null,true]}`),
				},
				{ID: "b", Type: "acme/crm.find"},
			},
			Edges: []flow.Edge{{From: "a", Exit: "next", To: "b"}},
		}},
		Layout: flow.Layout{"gone": {"old": {1, 2}}, "main": {"a": {1000, 2}, "b": {1.5, 0}}},
	}
	got := mustLoad(t, readFile(t, "testdata/documents/loose.json"))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// TestLoad_ReadsEveryField sees that full.json sets every field of every type, and that none of them gets lost.
func TestLoad_ReadsEveryField(t *testing.T) {
	t.Parallel()
	d := mustLoad(t, readFile(t, "testdata/documents/full.json"))
	d.Flows, d.Variables = d.Flows[:1], d.Variables[:1]
	d.Flows[0].Blocks, d.Flows[0].Edges = d.Flows[0].Blocks[:1], d.Flows[0].Edges[:1]
	requireNoZero(t, "document", reflect.ValueOf(*d))
}

// requireNoZero reports fields of a value that are zero, and empty lists and maps.
func requireNoZero(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	if v.IsZero() {
		t.Errorf("%s is zero", name)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		requireNoZero(t, name, v.Elem())
	case reflect.Struct:
		for field, value := range v.Fields() {
			requireNoZero(t, name+"."+field.Name, value)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			t.Errorf("%s is empty", name)
			return
		}
		requireNoZero(t, name+"[0]", v.Index(0))
	case reflect.Map:
		if v.Len() == 0 {
			t.Errorf("%s is empty", name)
		}
	default:
	}
}

// TestLoad_RequiresWhatTheTagsRequire leaves out one field after the other: exactly those without omitempty are missed.
func TestLoad_RequiresWhatTheTagsRequire(t *testing.T) {
	t.Parallel()
	for _, at := range []struct {
		path   string
		fields reflect.Type
	}{
		{"", reflect.TypeFor[flow.Document]()},
		{"/settings", reflect.TypeFor[flow.Settings]()},
		{"/settings/on_error", reflect.TypeFor[flow.Handler]()},
		{"/variables/0", reflect.TypeFor[flow.Variable]()},
		{"/flows/0", reflect.TypeFor[flow.Flow]()},
		{"/flows/0/params/0", reflect.TypeFor[flow.Param]()},
		{"/flows/0/blocks/0", reflect.TypeFor[flow.Block]()},
		{"/flows/0/blocks/0/on_error", reflect.TypeFor[flow.Retry]()},
		{"/flows/0/edges/0", reflect.TypeFor[flow.Edge]()},
	} {
		for field := range at.fields.Fields() {
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			t.Run(at.path+"/"+name, func(t *testing.T) {
				t.Parallel()
				_, err := flow.Load(without(t, "testdata/documents/full.json", at.path, name))
				missed := err != nil &&
					strings.Contains(listProblems(t, err), " "+at.path+"/"+name+": the field \""+name+"\" is missing (missing_field)\n")
				if required := options != "omitempty"; missed != required {
					t.Errorf("required is %t by the tag %q, and Load says %v", required, field.Tag, err)
				}
			})
		}
	}
}

// without reads a document and takes one field away.
func without(t *testing.T, file, path, name string) []byte {
	t.Helper()
	var root any
	if err := json.Unmarshal(readFile(t, file), &root); err != nil {
		t.Fatal(err)
	}
	value := root
	for step := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		switch v := value.(type) {
		case []any:
			value = v[0]
		case map[string]any:
			if step != "" {
				value = v[step]
			}
		}
	}
	object, ok := value.(map[string]any)
	if !ok || object[name] == nil {
		t.Fatalf("%s has no %s/%s", file, path, name)
	}
	delete(object, name)
	data, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustLoad(tb testing.TB, data []byte) *flow.Document {
	tb.Helper()
	d, err := flow.Load(data)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func mustMarshal(tb testing.TB, d *flow.Document) []byte {
	tb.Helper()
	data, err := flow.Marshal(d)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}
