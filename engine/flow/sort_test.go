package flow_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestSort_OrdersWhatHasNoOrder(t *testing.T) {
	t.Parallel()
	d := &flow.Document{
		Settings: &flow.Settings{Secrets: []string{"b", "a"}},
		Variables: []flow.Variable{
			{Name: "a", Scope: flow.ScopeWorkspace}, {Name: "b", Scope: flow.ScopeSession}, {Name: "a", Scope: flow.ScopeSession},
		},
		Flows: []flow.Flow{{ID: "z", Blocks: []flow.Block{{ID: "y", Roles: []string{"d", "c"}}, {ID: "x"}}, Edges: []flow.Edge{
			{From: "y", Exit: "next", To: "x"}, {From: "x", Exit: "next", To: "y"}, {From: "x", Exit: "error", To: "y"},
		}, Notes: []flow.Note{{ID: "n2"}, {ID: "n1"}}}, {ID: "a"}},
	}
	d.Sort()
	want := &flow.Document{
		Settings: &flow.Settings{Secrets: []string{"a", "b"}},
		Variables: []flow.Variable{
			{Name: "a", Scope: flow.ScopeSession}, {Name: "b", Scope: flow.ScopeSession}, {Name: "a", Scope: flow.ScopeWorkspace},
		},
		Flows: []flow.Flow{{ID: "z", Blocks: []flow.Block{{ID: "y", Roles: []string{"c", "d"}}, {ID: "x"}}, Edges: []flow.Edge{
			{From: "x", Exit: "error", To: "y"}, {From: "x", Exit: "next", To: "y"}, {From: "y", Exit: "next", To: "x"},
		}, Notes: []flow.Note{{ID: "n1"}, {ID: "n2"}}}, {ID: "a"}},
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got %+v, want %+v", d, want)
	}
}
