package flow_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestFind_LeadsIntoTheDocument(t *testing.T) {
	t.Parallel()
	d := mustLoad(t, readFile(t, "testdata/documents/shop.json"))

	f, ok := d.Flow("trouble")
	if !ok || f != &d.Flows[1] {
		t.Errorf("flow: %v, %t", f, ok)
	}
	f, b, ok := d.Block("sorry")
	if !ok || f != &d.Flows[1] || b != &d.Flows[1].Blocks[0] {
		t.Errorf("block of the bot: %v, %v, %t", f, b, ok)
	}
	if b, ok := d.Flows[0].Block("cup"); !ok || b != &d.Flows[0].Blocks[2] {
		t.Errorf("block of a flow: %v, %t", b, ok)
	}
	if to, ok := d.Flows[0].Edge("cup", "timeout"); !ok || to != "bye" {
		t.Errorf("edge: %q, %t", to, ok)
	}
	if v, ok := d.Variable(flow.ScopeSession, "note"); !ok || v != &d.Variables[1] {
		t.Errorf("variable: %v, %t", v, ok)
	}
}

func TestFind_MissesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	d := mustLoad(t, readFile(t, "testdata/documents/shop.json"))

	if f, ok := d.Flow("sorry"); ok || f != nil {
		t.Errorf("flow: %v, %t", f, ok)
	}
	if f, b, ok := d.Block("order"); ok || f != nil || b != nil {
		t.Errorf("block of the bot: %v, %v, %t", f, b, ok)
	}
	if b, ok := d.Flows[0].Block("sorry"); ok || b != nil {
		t.Errorf("block of another flow: %v, %t", b, ok)
	}
	if to, ok := d.Flows[0].Edge("hello", "timeout"); ok || to != "" {
		t.Errorf("edge: %q, %t", to, ok)
	}
	if v, ok := d.Variable(flow.ScopeUser, "note"); ok || v != nil {
		t.Errorf("variable: %v, %t", v, ok)
	}
}
