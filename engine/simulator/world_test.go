package simulator_test

import (
	"os"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

func TestSmoke(t *testing.T) {
	data, err := os.ReadFile("../../examples/coffee/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	w, err := simulator.New(t.Context(), simulator.Options{Document: doc, Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close(t.Context())
	p := w.Person("ann", simulator.Profile{Language: "en"})
	show := func() {
		if err := w.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, o := range w.Take() {
			t.Logf("%s %s %q %+v %v", o.Person, o.Kind, o.Text, o.Message, o.Offer)
		}
	}
	p.Start("")
	show()
}
