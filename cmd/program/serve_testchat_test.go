package program

import (
	"io/fs"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/examples"
)

func TestSamples_AreKnownByTheirBlocks(t *testing.T) {
	t.Parallel()
	all, err := newSamples(examples.Files)
	if err != nil {
		t.Fatal(err)
	}
	for name, standin := range map[string]bool{"picture": true, "shop": true, "coffee": false} {
		data, err := fs.ReadFile(examples.Files, name+"/bot.json")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := flow.Load(data)
		if err != nil {
			t.Fatal(err)
		}
		doc.Name = "renamed"
		doc.Flows[0].Blocks = doc.Flows[0].Blocks[1:]
		got := all.of(doc)
		if got == nil || (got.Standin != nil) != standin {
			t.Errorf("%s: got %+v", name, got)
			continue
		}
		if own, err := fs.ReadFile(got.Files, "bot.json"); err != nil || string(own) != string(data) {
			t.Errorf("%s is taken for another example", name)
		}
	}
	if got := all.of(&flow.Document{}); got != nil {
		t.Error("an empty document comes from an example")
	}
}
