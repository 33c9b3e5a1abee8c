package declarative_test

import (
	"encoding/json"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/examples"
)

// TestSchema_TakesWhatCheckTakes holds the published schema to the manifests that come with Scenarist, and to what is wrong.
func TestSchema_TakesWhatCheckTakes(t *testing.T) {
	t.Parallel()
	data, err := custom.Schema(declarative.Schema())
	if err != nil {
		t.Fatal(err)
	}
	schema, err := engine.ParseSettings(data)
	if err != nil {
		t.Fatal(err)
	}
	list, err := custom.LoadFolder(examples.Blocks())
	if err != nil || len(list) < 8 {
		t.Fatalf("%d packages, %v", len(list), err)
	}
	for _, p := range list {
		manifest, err := json.Marshal(p.Manifest)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range schema.Faults(manifest) {
			t.Errorf("%s: %s: %s", p.ID(), f.Path, f.Message)
		}
		bad := *p.Manifest
		bad.HTTP = json.RawMessage(`{"base_url": "https://example.com", "requests": [{"path": "/", "methud": "GET"}]}`)
		if manifest, err = json.Marshal(bad); err != nil {
			t.Fatal(err)
		}
		if len(schema.Faults(manifest)) != 1 {
			t.Errorf("%s with a misspelt field: %v", p.ID(), schema.Faults(manifest))
		}
	}
}
