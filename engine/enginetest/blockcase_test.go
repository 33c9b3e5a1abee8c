package enginetest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

func TestDiffJSON_ShowsWhatDiffersAndOnlyThat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, want, got, diff string }{
		{"equal but for spelling", `{"a": 1, "b": [1, 2]}`, `{"b":[1,2],"a":1.0}`, ""},
		{"nothing is an empty object", ``, `{}`, ""},
		{"a longer list", `{"a": [1]}`, `{"a": [1, 2]}`, "  {\n    \"a\": [\n-     1\n+     1,\n+     2\n    ]\n  }\n"},
		{"a missing member", `{"a": 1, "b": 2}`, `{"b": 2}`, "  {\n-   \"a\": 1,\n    \"b\": 2\n  }\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := enginetest.DiffJSON([]byte(c.want), []byte(c.got)); got != c.diff {
				t.Errorf("diff is\n%s\nwant\n%s", got, c.diff)
			}
		})
	}
}

func TestBlockFile_DefectsAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, content string }{
		{"unknown member of a case", `{"type": "x.y", "cases": [{"name": "a", "stepps": []}]}`},
		{"unknown member of a step", `{"type": "x.y", "cases": [{"name": "a", "steps": [{"sag": "hi"}]}]}`},
		{"another type", `{"type": "x.z", "cases": [{"name": "a", "steps": [{"say": "hi"}]}]}`},
		{"no cases", `{"type": "x.y", "cases": []}`},
		{"a case that proves nothing", `{"type": "x.y", "cases": [{"name": "a"}]}`},
		{"a case without a name", `{"type": "x.y", "cases": [{"steps": [{"say": "hi"}]}]}`},
		{"a name twice", `{"type": "x.y", "cases": [{"name": "a", "steps": [{"say": "hi"}]}, {"name": "a", "steps": [{"say": "hi"}]}]}`},
		{"no JSON", `{`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "y.json")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := enginetest.ReadBlockFile("x.y", path); err == nil {
				t.Error("the file was taken")
			}
		})
	}
	if err := enginetest.ReadBlockFile("x.y", filepath.Join(t.TempDir(), "y.json")); err == nil {
		t.Error("a missing file was taken")
	}
}
