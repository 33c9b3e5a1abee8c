package engine_test

import (
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func TestExamine_GivesIssuesAndTheExitsThatSettingsDecide(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	doc := &flow.Document{SchemaVersion: 1, Name: "Shop", Language: "en", Flows: []flow.Flow{{
		ID: "main", Name: "Main", Edges: []flow.Edge{}, Blocks: []flow.Block{
			{ID: "menu", Type: "message.text", Config: []byte(`{"text": "Hi", "buttons": [[{"id": "buy", "label": "Buy"}]]}`)},
			{ID: "odd", Type: "no.such"},
		},
	}}}
	r := engine.Examine(doc, reg)
	names := func(block string) map[string]bool {
		out := map[string]bool{}
		for _, e := range r.Exits[block] {
			out[e.Name] = true
		}
		return out
	}
	if got := names("menu"); !got["button:buy"] {
		t.Errorf("exits of a block with a button: %v", got)
	}
	if exits, ok := r.Exits["odd"]; !ok || len(exits) != 0 {
		t.Errorf("exits of an unknown type: %v", exits)
	}
	if want := engine.Check(doc, reg); len(r.Issues) == 0 || len(r.Issues) != len(want) {
		t.Errorf("%d issues, Check finds %d", len(r.Issues), len(want))
	}
}
