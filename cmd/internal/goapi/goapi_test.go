package goapi_test

import (
	"flag"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/cmd/internal/goapi"
)

var update = flag.Bool("update", false, "write the list of what is promised")

const list = "../../../schemas/go-api.txt"

// TestAPI_IsKept compares what the promised packages export with the list of what is promised.
func TestAPI_IsKept(t *testing.T) {
	t.Parallel()
	is, err := goapi.List(t.Context(), goapi.Promised())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(list, []byte(strings.Join(is, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	promised := strings.Split(strings.TrimSpace(string(data)), "\n")
	if !slices.IsSorted(promised) {
		t.Errorf("%s is not sorted: it is written by `make api` only", list)
	}
	if words := goapi.Compare(promised, is).Words(); words != "" {
		t.Error(words)
	}
}

// linesOf lists the API of a source.
func linesOf(t *testing.T, source string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "x.go", "package x\n"+source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := (&types.Config{Importer: importer.Default()}).Check("x", set, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := goapi.Lines(pkg)
	slices.Sort(lines)
	return lines
}

func TestCompare_TellsWhatBreaksFromWhatIsNew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, before, after string
		gone, new           []string
	}{
		{"nothing but what nobody sees", `func F(a int) {}; type t struct{ a int }`, `func F(b int) {}; type t struct{ b int }`, nil, nil},
		{"what is not exported", `type t struct{ a int }; func f() {}`, `func g() {}`, nil, nil},
		{"a function that is gone", `func F() {}; func G() {}`, `func G() {}`, []string{"func F()"}, nil},
		{"a function that came", `func G() {}`, `func F() {}; func G() {}`, nil, []string{"func F()"}},
		{"a result more", `func F() int { return 0 }`, `func F() (int, error) { return 0, nil }`, []string{"func F() int"}, []string{"func F() (int, error)"}},
		{"a field more", `type T struct { A int }`, `type T struct { A int; B string }`, nil, []string{"type T struct, B string"}},
		{"a field of another type", `type T struct { A int }`, `type T struct { A string }`, []string{"type T struct, A int"}, []string{"type T struct, A string"}},
		{
			"a method more of an interface", `type I interface { A() }`, `type I interface { A(); B(int) }`,
			[]string{"type I interface { A() }"},
			[]string{"type I interface { A(); B(int) }"},
		},
		{
			"a method more of an interface that nobody else implements", `type I interface { A(); a() }`, `type I interface { A() }`,
			[]string{"type I interface { A() }; nobody else can implement it"},
			[]string{"type I interface { A() }"},
		},
		{
			"a method that only a pointer has now", `type T int; func (T) M() {}`, `type T int; func (*T) M() {}`,
			[]string{"method (T) M()"},
			[]string{"method (*T) M()"},
		},
		{
			"what came by embedding", `type t struct{ A int }; func (t) M() {}; type T struct{ t }`, `type T struct{}`,
			[]string{"method (T) M()", "type T struct, A int"},
			nil,
		},
		{"a constant of another value", `const C = "a"`, `const C = "b"`, []string{`const C untyped string = "a"`}, []string{`const C untyped string = "b"`}},
		{"a variable", `var V int`, `var V int64`, []string{"var V int"}, []string{"var V int64"}},
		{"an alias", `type A = int`, `type A = string`, []string{"type A = int"}, []string{"type A = string"}},
		{"what a type is made of", `type M map[string]int`, `type M map[string]bool`, []string{"type M map[string]int"}, []string{"type M map[string]bool"}},
		{"a parameter of a type", `type G[T any] struct{ A T }`, `type G[T any] struct{ A []T }`, []string{"type G struct, A T"}, []string{"type G struct, A []T"}},
	} {
		got := goapi.Compare(linesOf(t, c.before), linesOf(t, c.after))
		if !slices.Equal(got.Gone, c.gone) || !slices.Equal(got.New, c.new) {
			t.Errorf("%s: gone %q, new %q; want %q and %q", c.name, got.Gone, got.New, c.gone, c.new)
		}
	}
}

func TestChanges_SayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		changes goapi.Changes
		want    []string
	}{
		{"broken", goapi.Changes{Gone: []string{"engine: func F()"}, New: []string{"engine: func F(int)"}}, []string{"would not build", "  - engine: func F()\n", "  + engine: func F(int)\n", "`make api`", "commit's body"}},
		{"grown", goapi.Changes{New: []string{"engine: func F()"}}, []string{"not promised yet", "  + engine: func F()\n", "`make api`", "do not export it"}},
	} {
		words := c.changes.Words()
		for _, want := range c.want {
			if !strings.Contains(words, want) {
				t.Errorf("%s: there is no %q in\n%s", c.name, want, words)
			}
		}
	}
	if words := (goapi.Changes{}).Words(); words != "" {
		t.Errorf("of no changes it says %q", words)
	}
}
