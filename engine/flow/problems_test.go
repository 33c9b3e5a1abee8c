package flow_test

import (
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

var update = flag.Bool("update", false, "rewrite the expectations under testdata")

// TestLoad_SaysWhatIsWrong loads every document of testdata/problems and compares all its problems, with their
// positions, paths, words and codes, with the .txt file of the same name.
func TestLoad_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/problems/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			d, err := flow.Load(readFile(t, file))
			if d != nil {
				t.Error("a broken document was given back")
			}
			compareFile(t, strings.TrimSuffix(file, ".json")+".txt", listProblems(t, err))
		})
	}
}

// TestLoad_EveryCodeHasACase reads the codes from the source, so that a new one without a case fails.
func TestLoad_EveryCodeHasACase(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{
		flow.CodeDocumentTooLarge: true, // TestLoad_RefusesMoreBytesThanTheLimit
		flow.CodeMigrationFailed:  true, // TestLoadWith_FailedStepIsAProblem
	}
	files, err := filepath.Glob("testdata/problems/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for line := range strings.Lines(string(readFile(t, file))) {
			code := line[strings.LastIndexByte(line, '(')+1 : strings.LastIndexByte(line, ')')]
			tested[code] = true
		}
	}
	for name, code := range codes(t) {
		if !tested[code] {
			t.Errorf("%s (%q) has no case in testdata/problems", name, code)
		}
		delete(tested, code)
	}
	for code := range tested {
		t.Errorf("code %q is not declared in problem.go", code)
	}
}

// codes gives the Code constants of problem.go with their values.
func codes(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			t.Fatalf("%s is not a literal", spec.Names[0].Name)
		}
		value, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		found[spec.Names[0].Name] = value
		return true
	})
	if len(found) == 0 {
		t.Fatal("problem.go declares no code")
	}
	return found
}

// listProblems writes the problems of a load error, one a line.
func listProblems(t *testing.T, err error) string {
	t.Helper()
	var broken *flow.LoadError
	if !errors.As(err, &broken) {
		t.Fatalf("error %v, a *flow.LoadError expected", err)
	}
	var text strings.Builder
	for _, p := range broken.Problems {
		text.WriteString(p.String() + "\n")
	}
	return text.String()
}

func readFile(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// compareFile compares a text with a file of testdata; -update writes it.
func compareFile(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(readFile(t, file)); got != want {
		t.Errorf("%s:\n got: %s\nwant: %s", file, got, want)
	}
}
