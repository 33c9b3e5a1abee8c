package flow_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestClone_IsEqualAndSharesNothing(t *testing.T) {
	t.Parallel()
	d := mustLoad(t, readFile(t, "testdata/documents/full.json")) // sets every field: TestLoad_ReadsEveryField
	c := d.Clone()
	if !reflect.DeepEqual(c, d) {
		t.Fatalf("got %+v, want %+v", c, d)
	}
	requireApart(t, "document", reflect.ValueOf(d), reflect.ValueOf(c))
}

func TestClone_KeepsNilAndEmpty(t *testing.T) {
	t.Parallel()
	var none *flow.Document
	if c := none.Clone(); c != nil {
		t.Errorf("nil becomes %+v", c)
	}
	for _, d := range []*flow.Document{
		{},
		{Flows: []flow.Flow{}, Settings: &flow.Settings{}, Layout: flow.Layout{"main": nil}},
		{Flows: []flow.Flow{{Blocks: []flow.Block{{OnError: &flow.Retry{}}}, Edges: []flow.Edge{}}}},
	} {
		if c := d.Clone(); !reflect.DeepEqual(c, d) {
			t.Errorf("got %+v, want %+v", c, d)
		}
	}
}

// requireApart reports pointers, lists and maps of one value that are those of the other.
func requireApart(t *testing.T, name string, a, b reflect.Value) {
	t.Helper()
	switch a.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if a.Pointer() == b.Pointer() && !a.IsNil() && (a.Kind() == reflect.Pointer || a.Len() > 0) {
			t.Errorf("%s is shared", name)
		}
	default:
	}
	switch a.Kind() {
	case reflect.Pointer:
		if !a.IsNil() {
			requireApart(t, name, a.Elem(), b.Elem())
		}
	case reflect.Struct:
		for i := range a.NumField() {
			requireApart(t, name+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	case reflect.Slice:
		for i := range a.Len() {
			requireApart(t, name, a.Index(i), b.Index(i))
		}
	case reflect.Map:
		for _, key := range a.MapKeys() {
			requireApart(t, name+"."+key.String(), a.MapIndex(key), b.MapIndex(key))
		}
	default:
	}
}
