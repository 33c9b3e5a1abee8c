package flow_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

// exampleVersion is the newest of the pretended schema versions: version 1 called the name "title", and version 2 the
// language "locale".
const exampleVersion = 3

func exampleMigrations() []flow.Migration {
	return []flow.Migration{
		flow.NewMigration(1, rename("title", "name")),
		flow.NewMigration(2, rename("locale", "language")),
	}
}

// rename makes a step that renames a field of the document and drops its version.
func rename(from, to string) func([]byte) ([]byte, error) {
	return func(old []byte) ([]byte, error) {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(old, &fields); err != nil {
			return nil, fmt.Errorf("read the fields: %w", err)
		}
		if value, ok := fields[from]; ok {
			fields[to] = value
		}
		delete(fields, from)
		delete(fields, "schema_version")
		return json.Marshal(fields)
	}
}

// requireSteps runs every step of a list on the document before it, in folder/<version>.
func requireSteps(t *testing.T, steps []flow.Migration, folder string) {
	t.Helper()
	for i, step := range steps {
		if step.From() != i+1 {
			t.Errorf("step %d starts at version %d", i+1, step.From())
		}
		files := fmt.Sprintf("%s/%d/", folder, step.From())
		got, from, err := flow.MigrateWith(readFile(t, files+"before.json"), steps[:step.From()], step.From()+1)
		if err != nil || from != step.From() {
			t.Fatalf("step %d: from %d, %v", step.From(), from, err)
		}
		compareFile(t, files+"after.json", string(got)+"\n")
	}
}

func TestMigrateWith_StepsDoWhatTheirFilesSay(t *testing.T) {
	t.Parallel()
	requireSteps(t, exampleMigrations(), "testdata/migrations/example")
}

// TestMigrations_LeadToTheCurrentVersion fails when SchemaVersion rises without a step, or a step comes without files.
func TestMigrations_LeadToTheCurrentVersion(t *testing.T) {
	t.Parallel()
	steps := flow.Migrations()
	if len(steps) != flow.SchemaVersion-1 {
		t.Errorf("%d steps lead to version %d", len(steps), flow.SchemaVersion)
	}
	requireSteps(t, steps, "testdata/migrations")
}

func TestMigrateWith_ClimbsOverSeveralVersions(t *testing.T) {
	t.Parallel()
	old := []byte("\xEF\xBB\xBF" + `{"schema_version": 1, "title": "Shop", "locale": "en", "flows": []}`)
	got, from, err := flow.MigrateWith(old, exampleMigrations(), exampleVersion)
	const want = `{"schema_version":3,"flows":[],"language":"en","name":"Shop"}`
	if err != nil || from != 1 || string(got) != want {
		t.Errorf("got %s from %d, %v; want %s from 1", got, from, err, want)
	}
}

func TestMigrate_CurrentStaysAsItIs(t *testing.T) {
	t.Parallel()
	current := readFile(t, "testdata/documents/loose.json")
	got, from, err := flow.Migrate(current)
	if err != nil || from != flow.SchemaVersion || string(got) != string(current) {
		t.Errorf("got %s from %d, %v", got, from, err)
	}
}

func TestMigrate_NeedsAVersionItKnows(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`{`:                        "1:2 document: a name in double quotes expected, the end of the document found (syntax)\n",
		`[]`:                       "1:1 document: object expected, list found (wrong_type)\n",
		`{}`:                       "1:1 /schema_version: the field \"schema_version\" is missing (missing_field)\n",
		`{"schema_version": "1"}`:  "1:20 /schema_version: whole number expected, text found (wrong_type)\n",
		`{"schema_version": 1.0}`:  "1:20 /schema_version: whole number expected, number with a fraction or exponent found (wrong_type)\n",
		`{"schema_version": 0}`:    "1:20 /schema_version: the number 1 expected (number_range)\n",
		`{"schema_version": 2}`:    "1:20 /schema_version: the document has schema version 2, and this program knows versions up to 1: update the program (version_newer)\n",
		`{"schema_version": 1e99}`: "1:20 /schema_version: the number 1 expected (number_range)\n",
	} {
		data, from, err := flow.Migrate([]byte(source))
		if data != nil || from != 0 {
			t.Errorf("%s: got %s from %d", source, data, from)
		}
		if got := listProblems(t, err); got != want {
			t.Errorf("%s: got %s, want %s", source, got, want)
		}
	}
}

func TestLoadWith_BringsOldDocumentsUpToDate(t *testing.T) {
	t.Parallel()
	got, err := flow.LoadWith(readFile(t, "testdata/migrations/example/1/before.json"), exampleMigrations()[:1], 2)
	want := &flow.Document{SchemaVersion: 2, Name: "Shop", Language: "en", Flows: []flow.Flow{}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

// TestLoadWith_PlacesProblemsInTheOldText has a problem of a part that kept its path, and one of a part that moved:
// the place of the latter is the nearest that the old text has.
func TestLoadWith_PlacesProblemsInTheOldText(t *testing.T) {
	t.Parallel()
	const old = `{
  "title": 5,
  "schema_version": 1,
  "flows": [7],
  "locale": "en"
}`
	_, err := flow.LoadWith([]byte(old), exampleMigrations(), exampleVersion)
	const want = "1:1 /name: text expected, number found (wrong_type)\n" +
		"4:13 /flows/0: object expected, number found (wrong_type)\n"
	if got := listProblems(t, err); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLoadWith_FailedStepIsAProblem(t *testing.T) {
	t.Parallel()
	old := []byte(`{"schema_version": 1, "flows": []}`)
	for _, c := range []struct {
		name  string
		steps []flow.Migration
		want  string
	}{
		{"error", []flow.Migration{flow.NewMigration(1, func([]byte) ([]byte, error) {
			return nil, errors.New("no title")
		})}, "from schema version 1 to 2: no title"},
		{"no step", nil, "from schema version 1 to 2: there is no step for this version"},
		{"wrong order", []flow.Migration{flow.NewMigration(2, rename("a", "b"))}, "from schema version 1 to 2: there is no step for this version"},
		{"no object", []flow.Migration{flow.NewMigration(1, func([]byte) ([]byte, error) {
			return []byte(`[]`), nil
		})}, "from schema version 1 to 2: the step gave no object"},
		{"no JSON", []flow.Migration{flow.NewMigration(1, func([]byte) ([]byte, error) {
			return []byte(`{`), nil
		})}, "from schema version 1 to 2: document has 1 problem: 1:2 document: a name in double quotes expected, the end of the document found (syntax)"},
		{"second step", append(exampleMigrations()[:1], flow.NewMigration(2, func([]byte) ([]byte, error) {
			return nil, errors.New("no locale")
		})), "from schema version 2 to 3: no locale"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := flow.LoadWith(old, c.steps, exampleVersion)
			want := "1:1 document: bring the document " + c.want + " (migration_failed)\n"
			if got := listProblems(t, err); d != nil || got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestLoadWith_BrokenOldDocumentIsNotMended: a step decodes JSON and would drop one of two equal names.
func TestLoadWith_BrokenOldDocumentIsNotMended(t *testing.T) {
	t.Parallel()
	old := `{"schema_version": 1, "title": "a", "title": "b", "locale": "en", "flows": []}`
	_, err := flow.LoadWith([]byte(old), exampleMigrations(), exampleVersion)
	if got := listProblems(t, err); !strings.HasSuffix(got, "(duplicate_key)\n") {
		t.Errorf("got %s", got)
	}
}
