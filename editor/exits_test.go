package editor_test

import (
	"maps"
	"testing"

	"github.com/scenarist/scenarist/editor"
)

func TestExits_OfBlocksThatAreInNoDraft(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	got := get[struct{ Exits map[string][]editor.Exit }](w, "viewer", "POST", "/catalogue/exits", `{"blocks": [
		{"id": "a", "type": "message.text", "config": {"text": "Hi", "buttons": [[{"id": "buy", "label": "Buy"}, {"id": "no", "label": "No"}]]}},
		{"id": "b", "type": "message.text", "config": {"text": "Hi"}},
		{"id": "c", "type": "message.text", "config": {"text": 7}},
		{"id": "d", "type": "no.such"}]}`)
	names := map[string]string{}
	for id, exits := range got.Exits {
		for _, e := range exits {
			names[id] += e.Name + " "
		}
	}
	want := map[string]string{
		"a": "button:buy button:no next timeout blocked error ", "b": "next blocked error ", "c": "next blocked error ",
	}
	if len(got.Exits) != 4 || !maps.Equal(names, want) {
		t.Errorf("exits %v of %d blocks, want %v", names, len(got.Exits), want)
	}
	for body, path := range map[string]string{
		`{"blocks": [{"id": "a", "type": "message.text"}, {"id": "a", "type": "message.text"}]}`: "/blocks/1",
		`{"blocks": [{"type": "message.text"}]}`:                                                 "/blocks/0",
		`{"blocks": [7]}`:                                                                        "/blocks/0",
	} {
		if p := w.refused(422, "invalid", "viewer", "POST", "/catalogue/exits", body); len(p.Issues) != 1 || p.Issues[0].Path != path {
			t.Errorf("%s: %+v", body, p.Issues)
		}
	}
}
