package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	invopop "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func TestSchema_OfATypeIsAsInTheFile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"test.form", "test.letter"} {
		got, err := checkRegistry(t).Schema(name)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "schema", name+".schema.json")
		if *update {
			if err := os.WriteFile(file, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want := must(os.ReadFile(file)); !bytes.Equal(got, want) {
			t.Errorf("%s: %s", name, firstDifference(string(got), string(want)))
		}
	}
}

func TestSchema_IsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	first, err := checkRegistry(t).SchemaFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != len(checkRegistry(t).Types())+1 {
		t.Errorf("%d files", len(first))
	}
	for range 5 {
		again, err := checkRegistry(t).SchemaFiles()
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range first {
			if !bytes.Equal(data, again[name]) {
				t.Fatalf("%s differs: %s", name, firstDifference(string(again[name]), string(data)))
			}
		}
	}
}

func TestSchema_IsWrittenToFiles(t *testing.T) {
	t.Parallel()
	reg, dir := checkRegistry(t), filepath.Join(t.TempDir(), "schemas")
	if err := reg.WriteSchemas(dir); err != nil {
		t.Fatal(err)
	}
	files, err := reg.SchemaFiles()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got := must(os.ReadFile(filepath.Join(dir, name))); !bytes.Equal(got, want) {
			t.Errorf("%s is not what SchemaFiles gives", name)
		}
	}
	if err := reg.WriteSchemas(filepath.Join(dir, "bot.schema.json")); err == nil {
		t.Error("wrote into a file")
	}
}

// documentSchema is the published schema of documents as another program would use it.
func documentSchema(tb testing.TB, reg *engine.Registry) *jsonschema.Schema {
	tb.Helper()
	data, err := reg.DocumentSchema()
	if err != nil {
		tb.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("bot.schema.json", doc); err != nil {
		tb.Fatal(err)
	}
	s, err := c.Compile("bot.schema.json")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// places gives the paths at which a value does not fit a schema, sorted.
func places(tb testing.TB, s *jsonschema.Schema, value string) []string {
	tb.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(value))
	if err != nil {
		tb.Fatal(err)
	}
	var fault *jsonschema.ValidationError
	if !errors.As(s.Validate(v), &fault) {
		return nil
	}
	var out []string
	var leaves func(e *jsonschema.ValidationError)
	leaves = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			out = append(out, "/"+strings.Join(e.InstanceLocation, "/"))
		}
		for _, c := range e.Causes {
			leaves(c)
		}
	}
	leaves(fault)
	slices.Sort(out)
	return slices.Compact(out)
}

func TestDocumentSchema_TakesSoundDocuments(t *testing.T) {
	t.Parallel()
	s := documentSchema(t, checkRegistry(t))
	for _, c := range checkCases(t) {
		config := slices.ContainsFunc(c.Issues, func(i engine.Issue) bool {
			return strings.HasPrefix(i.Code, "config_") || strings.HasPrefix(i.Code, "block_type")
		})
		if got := places(t, s, string(c.Document)); !config && got != nil {
			t.Errorf("%s does not fit at %q", c.Name, got)
		} else if config && got == nil {
			t.Errorf("%s fits, with issues of its configs", c.Name)
		}
	}
}

func TestDocumentSchema_BindsConfigsToTheirTypes(t *testing.T) {
	t.Parallel()
	s := documentSchema(t, checkRegistry(t))
	for _, c := range []struct {
		block string
		want  []string
	}{
		{`{"id":"a","type":"test.form","config":{"title":"T","pause":"1h30m","when":{"all":[{"left":"x","op":"eq","right":1}]}}}`, nil},
		{`{"id":"a","type":"test.form","config":{"title":"T","titel":"T"}}`, []string{"/flows/0/blocks/0/config"}},
		{`{"id":"a","type":"test.form","config":{"title":"T","when":{"all":[{"left":"x","op":"same"}]}}}`, []string{"/flows/0/blocks/0/config/when/all/0/op"}},
		{`{"id":"a","type":"test.form"}`, []string{"/flows/0/blocks/0"}},
		{`{"id":"a","type":"test.job"}`, nil},
		{`{"id":"a","type":"test.nothing"}`, []string{"/flows/0/blocks/0/type"}},
		{`{"id":"a","type":"test.grown","config":{"words":"old"}}`, nil},
		{`{"id":"a","type":"test.grown","v":2,"config":{"words":"old"}}`, []string{"/flows/0/blocks/0/config"}},
		{`{"id":"A a","type":"test.job","exits":{"next":"stop"}}`, []string{"/flows/0/blocks/0/exits/next", "/flows/0/blocks/0/id"}},
	} {
		doc := `{"schema_version":1,"name":"T","language":"en","flows":[{"id":"f","name":"F","edges":[],"blocks":[` + c.block + `]}]}`
		if got := places(t, s, doc); !slices.Equal(got, c.want) {
			t.Errorf("%s\nfits not at %q, want %q", c.block, got, c.want)
		}
	}
}

// treeBlock holds itself, and embeds what its package shares.
type treeBlock struct {
	engine.NoWait
	shared
	Name     string      `json:"name"`
	Children []treeBlock `json:"children,omitempty"`
	Parts    []part      `json:"parts,omitempty"`
}

type shared struct {
	Colour string `json:"colour,omitempty"`
}

func (shared) Fields() []engine.Field {
	return []engine.Field{{Name: "colour", Title: engine.Text{"en": "Colour"}}}
}

type part struct {
	Size int `json:"size"`
}

// holderBlock holds a type of its maker, which may have the same name as another's.
type holderBlock[T any] struct {
	engine.NoWait
	Part T `json:"part"`
}

type brokenBlock struct {
	engine.NoWait
	Signal chan int `json:"signal,omitempty"`
}

type farBlock struct {
	engine.NoWait
	Far far `json:"far"`
}

type far struct{}

func (*treeBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.End(), nil
}

func (*holderBlock[T]) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.End(), nil
}

func (*brokenBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.End(), nil
}

func (*farBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.End(), nil
}

func (far) JSONSchema() *invopop.Schema { return &invopop.Schema{Ref: "https://example.com/far.json"} }

func add(tb testing.TB, r *engine.Registry, name, example string, b func() engine.Block) {
	tb.Helper()
	if err := r.Add(engine.BlockType{Name: name, Version: 1, Title: text(name), Help: text(name), Example: example, New: b}); err != nil {
		tb.Fatal(err)
	}
}

func TestSchema_OfATypeThatHoldsItself(t *testing.T) {
	t.Parallel()
	r := engine.NewRegistry()
	add(t, r, "vendor/tree", `{"name":"root"}`, func() engine.Block { return new(treeBlock) })
	add(t, r, "test.same", `{"part":{"size":1}}`, func() engine.Block { return new(holderBlock[part]) })
	add(t, r, "test.other", `{"part":{"weight":1}}`, func() engine.Block {
		type part struct {
			Weight float64 `json:"weight"`
		}
		return new(holderBlock[part])
	})
	s := documentSchema(t, r)
	for _, c := range []struct {
		kind, config string
		want         []string
	}{
		{"test.same", `{"part":{"size":1}}`, nil},
		{"test.other", `{"part":{"weight":1.5}}`, nil},
		{"test.other", `{"part":{"size":1}}`, []string{"/flows/0/blocks/0/config/part"}},
		{"vendor/tree", `{"name":"a","colour":"red","children":[{"name":"b","children":[{"name":"c"}],"parts":[{"size":1}]}]}`, nil},
		{"vendor/tree", `{"name":"a","children":[{"name":"b","children":[{"nam":"c"}]}]}`, []string{"/flows/0/blocks/0/config/children/0/children/0"}},
	} {
		doc := `{"schema_version":1,"name":"T","language":"en","flows":[{"id":"f","name":"F","edges":[],"blocks":[{"id":"a","type":"` + c.kind + `","config":` + c.config + `}]}]}`
		if got := places(t, s, doc); !slices.Equal(got, c.want) {
			t.Errorf("%s fits not at %q, want %q", c.config, got, c.want)
		}
		d, err := flow.Load([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if got := engine.HasErrors(engine.Check(d, r)); got != (c.want != nil) {
			t.Errorf("%s: errors %v", c.config, got)
		}
	}
	files, err := r.SchemaFiles()
	if err != nil {
		t.Fatal(err)
	}
	var tree struct {
		Properties map[string]struct{ Title string }
	}
	if err := json.Unmarshal(files["vendor-tree.schema.json"], &tree); err != nil || tree.Properties["colour"].Title != "Colour" {
		t.Errorf("embedded settings have no words: %v %+v", err, tree)
	}
}

func TestSchema_OfATypeThatHasNone(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]func() engine.Block{
		"test.chan": func() engine.Block { return new(brokenBlock) },
		"test.far":  func() engine.Block { return new(farBlock) },
	} {
		r := engine.NewRegistry()
		add(t, r, name, `{}`, b)
		if _, err := r.Schema(name); err == nil {
			t.Errorf("%s has a schema", name)
		}
		d, err := flow.Load([]byte(`{"schema_version":1,"name":"T","language":"en","flows":[{"id":"f","name":"F","edges":[],"blocks":[{"id":"a","type":"` + name + `"}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		broken := func(i engine.Issue) bool { return i.Code == "block_type_broken" && i.Severity == engine.SeverityError }
		if issues := engine.Check(d, r); !slices.ContainsFunc(issues, broken) {
			t.Errorf("issues %+v", issues)
		}
	}
	if _, err := engine.NewRegistry().Schema("test.none"); err == nil {
		t.Error("a type that is not there has a schema")
	}
}
