package wording

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// library is what reads the requests of the HTTP API, and library+"/validation" has what it says of values.
const library = "github.com/danielgtaylor/huma/v2"

func TestPlain_KnowsAllThatTheLibrarySaysAndNothingElse(t *testing.T) {
	t.Parallel()
	says := map[string]string{}
	for _, file := range sourcesOf(t, library+"/validation") {
		ast.Inspect(file, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "Msg") {
				says[formatOf(v.Values[0])] = v.Names[0].Name
			}
			return true
		})
	}
	if len(says) < 40 {
		t.Fatalf("only %d messages were found in the library", len(says))
	}
	for _, file := range sourcesOf(t, library) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				switch {
				case ok && sel.Sel.Name == "Add" && nameOf(sel.X) == "res":
					says[formatOf(n.Args[2])] = "res.Add"
				case ok && sel.Sel.Name == "New" && nameOf(sel.X) == "errors":
					if words := formatOf(n.Args[0]); strings.HasPrefix(words, "invalid ") && !strings.Contains(words, "UUID") { // that is an argument
						says[words] = "errors.New"
					}
				case nameOf(n.Fun) == "WriteErr":
					says[formatOf(n.Args[3])] = "WriteErr"
				case nameOf(n.Fun) == "NewErrorWithContext":
					says[formatOf(n.Args[2])] = "NewErrorWithContext"
				}
			case *ast.CompositeLit:
				if name := nameOf(n.Type); name != "ErrorDetail" && name != "contextError" {
					break
				}
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok && (nameOf(kv.Key) == "Message" || nameOf(kv.Key) == "Msg") {
						says[formatOf(kv.Value)] = nameOf(n.Type)
					}
				}
			}
			return true
		})
	}
	delete(says, "")
	have, err := plainTexts()
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range slices.Sorted(maps.Keys(says)) {
		if _, ok := have[words]; !ok {
			t.Errorf("there are no plain words for %q, of %s", words, says[words])
		}
	}
	for words := range have {
		if _, ok := says[words]; !ok && !strings.HasSuffix(words, " 1") { // one is a number of its own
			t.Errorf("there are words for %q, which the library does not say", words)
		}
	}
}

// sourcesOf reads the files of a package that this module needs, without its tests.
func sourcesOf(t *testing.T, path string) []*ast.File {
	t.Helper()
	found, err := build.Import(path, ".", 0)
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(found.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
