package engine_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// TestEventFields_AreThoseOfEvents fills one part of an event after the other and looks at what expressions then see.
func TestEventFields_AreThoseOfEvents(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, f := range engine.EventFields() {
		listed[f.Name] = true
		if f.Title["en"] == "" || f.Title["ru"] == "" {
			t.Errorf("field %s needs titles in both languages", f.Name)
		}
	}
	seen := map[string]bool{}
	typ := reflect.TypeFor[engine.Event]()
	for i := range typ.NumField() {
		if typ.Field(i).Type.Kind() != reflect.Pointer {
			continue
		}
		var ev engine.Event
		part := reflect.ValueOf(&ev).Elem().Field(i)
		part.Set(filled(part.Type(), 0))
		for name := range engine.EventValues(&ev) {
			seen[name] = true
			if !listed[name] {
				t.Errorf("event.%s, which comes of Event.%s, is not among EventFields", name, typ.Field(i).Name)
			}
		}
	}
	for name := range listed {
		if !seen[name] {
			t.Errorf("EventFields has %s, which no event has", name)
		}
	}
}

// filled makes a value without anything empty in it.
func filled(typ reflect.Type, depth int) reflect.Value {
	v := reflect.New(typ).Elem()
	if depth > 6 {
		return v
	}
	switch typ.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		v.Elem().Set(filled(typ.Elem(), depth+1))
	case reflect.Struct:
		for i := range typ.NumField() {
			if typ.Field(i).IsExported() {
				v.Field(i).Set(filled(typ.Field(i).Type, depth+1))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(typ, 1, 1))
		v.Index(0).Set(filled(typ.Elem(), depth+1))
	case reflect.Map:
		v.Set(reflect.MakeMap(typ))
		v.SetMapIndex(filled(typ.Key(), depth+1), filled(typ.Elem(), depth+1))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	default: // any value may be there, nothing too
	}
	return v
}
