package flow_test

import (
	"errors"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestLoadError_NamesTheFirstProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{
			`{"schema_version": 1, "name": 5, "language": "en", "flows": []}`,
			"document has 1 problem: 1:31 /name: text expected, number found (wrong_type)",
		},
		{`{}`, `document has 4 problems: 1:1 /schema_version: the field "schema_version" is missing (missing_field); ` +
			`1:1 /name: the field "name" is missing (missing_field); ` +
			`1:1 /language: the field "language" is missing (missing_field); and 1 more`},
	} {
		if _, err := flow.Load([]byte(c.source)); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// TestLoadError_DraftIsThereWhereTheRestIsInOrder holds that further checks get the document only where it is one.
func TestLoadError_DraftIsThereWhereTheRestIsInOrder(t *testing.T) {
	t.Parallel()
	const blocks = `"flows": [{"id": "a", "name": "A", "blocks": [{"id": "b", "type": "x.y"}], "edges": `
	for _, c := range []struct {
		name, source string
		draft        bool
	}{
		{"unknown field", `{"schema_version": 1, "name": "n", "language": "en", "mood": 1, ` + blocks + `[]}]}`, true},
		{"edge to nothing", `{"schema_version": 1, "name": "n", "language": "en", ` + blocks + `[{"from": "b", "exit": "next", "to": "c"}]}]}`, true},
		{"wrong type", `{"schema_version": 1, "name": 5, "language": "en", ` + blocks + `[]}]}`, false},
		{"no name", `{"schema_version": 1, "language": "en", "mood": 1, ` + blocks + `[]}]}`, false},
		{"no JSON", `{"schema_version": 1,`, false},
	} {
		_, err := flow.Load([]byte(c.source))
		var le *flow.LoadError
		if !errors.As(err, &le) {
			t.Fatalf("%s: error %v", c.name, err)
		}
		if got := le.Draft != nil; got != c.draft {
			t.Errorf("%s: draft is there: %v", c.name, got)
		}
		if le.Draft != nil && (le.Draft.Name != "n" || len(le.Draft.Flows) != 1 || le.Draft.Flows[0].Blocks[0].Type != "x.y") {
			t.Errorf("%s: draft %+v", c.name, le.Draft)
		}
	}
}
