package flow_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

type place struct {
	line, column int
	ok           bool
}

func TestLocate_FindsValues(t *testing.T) {
	t.Parallel()
	const source = "{\n  \"имя\": \"☕\", \"a/b~c\": [10, {\"x\": null}],\r\n  \"\": {\"\\u0061\": true}\n}"
	for _, c := range []struct {
		path string
		want place
	}{
		{"", place{1, 1, true}},
		{"/имя", place{2, 10, true}},
		{"/a~1b~0c", place{2, 24, true}},
		{"/a~1b~0c/0", place{2, 25, true}},
		{"/a~1b~0c/1/x", place{2, 35, true}},
		{"/", place{3, 7, true}},
		{"//a", place{3, 18, true}},
		{"/a~1b~0c/1/y", place{2, 29, false}}, // the object that has no y
		{"/a~1b~0c/2", place{2, 24, false}},
		{"/a~1b~0c/-1", place{2, 24, false}},
		{"/a~1b~0c/x", place{2, 24, false}},
		{"/имя/x/y", place{2, 10, false}},
		{"/none", place{1, 1, false}},
		{"имя", place{}},
	} {
		var got place
		if got.line, got.column, got.ok = flow.Locate([]byte(source), c.path); got != c.want {
			t.Errorf("%q: %v, %v expected", c.path, got, c.want)
		}
	}
}

func TestLocate_FindsNothingOutsideJSON(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"", "{", "[1] 2"} {
		var got place
		if got.line, got.column, got.ok = flow.Locate([]byte(source), ""); got != (place{}) {
			t.Errorf("%q: %v", source, got)
		}
	}
}

func TestLocate_SkipsTheByteOrderMark(t *testing.T) {
	t.Parallel()
	var got place
	got.line, got.column, got.ok = flow.Locate([]byte("\xEF\xBB\xBF[1]"), "/0")
	if want := (place{1, 2, true}); got != want {
		t.Errorf("%v, %v expected", got, want)
	}
}

// TestIndex_CountsCharactersInLongLines looks at places beyond the positions that the index remembers.
func TestIndex_CountsCharactersInLongLines(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("é", 10_000)
	index := flow.NewIndex([]byte("[\n\"" + text + "\", 1,\n\"" + text + "\", 2]"))
	for path, want := range map[string]place{
		"/0": {2, 1, true},
		"/1": {2, 10_005, true},
		"/2": {3, 1, true},
		"/3": {3, 10_005, true},
	} {
		var got place
		if got.line, got.column, got.ok = index.Locate(path); got != want {
			t.Errorf("%s: %v, %v expected", path, got, want)
		}
	}
}
