package flow_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestMarshal_EmptyDocumentHasItsLists(t *testing.T) {
	t.Parallel()
	d := &flow.Document{
		Flows:    []flow.Flow{{}},
		Settings: &flow.Settings{Texts: flow.Texts{"stop": {}}},
		Layout:   flow.Layout{"main": nil},
	}
	want := `{
  "schema_version": 0,
  "name": "",
  "language": "",
  "settings": {},
  "flows": [
    {
      "id": "",
      "name": "",
      "blocks": [],
      "edges": []
    }
  ]
}
`
	if got := string(mustMarshal(t, d)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMarshal_RefusesWhatLoadCannotRead(t *testing.T) {
	t.Parallel()
	withConfig := func(config string) *flow.Document {
		return &flow.Document{Flows: []flow.Flow{{Blocks: []flow.Block{{ID: "a", Config: json.RawMessage(config)}}}}}
	}
	for _, c := range []struct {
		name  string
		doc   *flow.Document
		words string
		code  string // of the only problem; empty for another error
	}{
		{"no document", nil, "marshal document: no document", ""},
		{"config of no JSON", withConfig(`{"text": `), `marshal config of block "a"`, flow.CodeSyntax},
		{"config with equal names", withConfig(`{"x": 1, "x": 2}`), `marshal config of block "a"`, flow.CodeDuplicateKey},
		{"default of no JSON", &flow.Document{
			Variables: []flow.Variable{{Name: "v", Default: json.RawMessage(`nil`)}},
		}, `marshal default of variable "v"`, flow.CodeSyntax},
		{"NUL character", &flow.Document{Name: "a\x00"}, "marshal document", flow.CodeNULCharacter},
		{"too large", withConfig(`{"x": "` + strings.Repeat("x", flow.MaxDocumentBytes-100) + `"}`), "marshal document", flow.CodeDocumentTooLarge},
		{"too deep", withConfig(strings.Repeat(`[`, 60) + strings.Repeat(`]`, 60)), "marshal document", flow.CodeTooDeep},
		{"place that is no number", &flow.Document{
			Layout: flow.Layout{"main": {"a": {math.NaN(), 0}}},
		}, "marshal document", ""},
		{"duration of less than a second", &flow.Document{Flows: []flow.Flow{{Blocks: []flow.Block{
			{Timeout: new(flow.Duration(time.Millisecond))},
		}}}}, "marshal document", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data, err := flow.Marshal(c.doc)
			if err == nil || data != nil || !strings.HasPrefix(err.Error(), c.words) {
				t.Fatalf("got %d bytes and %v, an error with %q expected", len(data), err, c.words)
			}
			code := ""
			if broken, ok := errors.AsType[*flow.LoadError](err); ok {
				code = broken.Problems[0].Code
			}
			if code != c.code {
				t.Errorf("code %q, %q expected: %v", code, c.code, err)
			}
		})
	}
}

func TestMarshal_LeavesTheDocumentAlone(t *testing.T) {
	t.Parallel()
	config := json.RawMessage(`{"b": 1, "a": 2}`)
	d := &flow.Document{Flows: []flow.Flow{{Blocks: []flow.Block{{ID: "a", Config: config}}}}}
	mustMarshal(t, d)
	if got := string(d.Flows[0].Blocks[0].Config); got != `{"b": 1, "a": 2}` || d.Flows[0].Edges != nil {
		t.Errorf("the document has changed: config %s, edges %v", got, d.Flows[0].Edges)
	}
}
