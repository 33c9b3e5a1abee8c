package flow_test

import (
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
