package engine_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestValue_Constant(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]any{
		`5`: 5.0, `"5"`: "5", `false`: false, `""`: "",
		`["a", "{{ user.id }}"]`: []any{"a", "{{ user.id }}"},
		`null`:                   nil,
		`"{{ user.id }}"`:        nil,
		`"no. {{ user.id }}"`:    nil,
	} {
		var v engine.Value
		if err := json.Unmarshal([]byte(raw), &v); err != nil {
			t.Fatal(err)
		}
		if got, ok := v.Constant(); ok != (want != nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, %t", raw, got, ok)
		}
	}
	if x, ok := (&engine.Value{}).Constant(); ok || x != nil {
		t.Errorf("no value is %v, %t", x, ok)
	}
}
