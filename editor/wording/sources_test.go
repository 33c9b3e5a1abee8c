package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources are where what is said to authors is written, from this package.
var sources = []string{"../../engine", "../../engine/custom/composite", "../../blocks", ".."}

// apart are packages below them that say nothing to authors.
var apart = []string{"conform", "custom", "enginetest", "fleet", "host", "job", "metrics", "publish", "reference", "simulator", "telegram", "tracing", "trypage", "ui", "wording"}

// refusal is how the API refuses: in sentences. Summaries of operations are none.
var refusal = regexp.MustCompile(`^[A-Z].* .*\.$`)

// descriptions are sentences of the API's description, which is in the language of the sources.
var descriptions = []string{
	"Any text of your own: the same request with the same key is done once, and answered alike for a day.",
	"A file is sent as multipart/form-data, in a field called file.",
}

// running are packages that say only what goes wrong while a bot runs.
var running = []string{
	"../../engine/custom", "../../engine/custom/declarative", "../../engine/custom/remote", "../../engine/custom/wasm", "../../engine/host",
	"../../engine/fleet", "../../engine/telegram", "../../engine/publish", "../../engine/film",
}

// differences say what is not the same in two versions of a package: all their formats have to be known.
var differences = []string{"../../engine/custom/differences.go", "../../engine/custom/differences_flow.go"}

// tests say how a saved test fails: all their formats, too, and their other words where a function gives them.
var tests = []string{"../testchat/difference.go", "../testchat/acted.go"}

// played say what cannot be done in a conversation that is played.
var played = []string{"../../engine/simulator/person.go", "../../engine/simulator/press.go"}

// spoken is what the sources say: formats that have to be known in every language with a place where each is, and all their
// literals.
type spoken struct {
	formats  map[string]string
	literals map[string]bool
}

func readSources(t *testing.T) *spoken {
	t.Helper()
	s := &spoken{formats: map[string]string{}, literals: map[string]bool{}}
	for _, root := range sources {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains(apart, name):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			return s.read(filepath.Join(root, name))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	files := slices.Concat(differences, tests, played, []string{"../../engine/simulator/play.go"})
	for _, folder := range running {
		all, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(all) == 0 {
			t.Fatalf("no sources in %s: %v", folder, err)
		}
		for _, file := range all {
			if !strings.HasSuffix(file, "_test.go") && !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	for _, pattern := range packages {
		found, err := filepath.Glob("../../engine/custom/" + pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no sources in %s: %v", pattern, err)
		}
		for _, file := range found {
			if !strings.HasSuffix(file, "_test.go") && !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	for _, file := range files {
		if err := s.read(file); err != nil {
			t.Fatal(err)
		}
	}
	own, err := plainTexts()
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range own {
		if to != "" {
			s.formats[to] = "plain.json, for " + from
		}
	}
	return s
}

func (s *spoken) read(file string) error {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	need := func(x ast.Expr) {
		// What stands for a part of an expression is an argument.
		if format := strings.NewReplacer("{}", "%s", "%w", "%s").Replace(formatOf(x)); format != "" {
			s.formats[format] = set.Position(x.Pos()).String()
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			return n.Tag == nil // tags are no words
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
				s.literals[text] = true
				if refusal.MatchString(text) && strings.HasPrefix(file, "../") && !strings.HasPrefix(file, "../../") && !slices.Contains(descriptions, text) {
					need(n)
				}
			}
		case *ast.CallExpr:
			if slices.Contains(differences, file) || slices.Contains(tests, file) || slices.Contains(played, file) {
				need(n) // by Sprintf
			}
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Errorf" && slices.Contains(played, file) {
				need(n.Args[0])
			}
			if isPackages(file) {
				if x := packageWords(n); x != nil {
					need(x)
				}
			}
			if words := tokenWords(n); words != "" {
				s.formats[words] = set.Position(n.Pos()).String()
			}
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "add" && len(n.Args) > 2 && strings.Contains(file, "/engine/publish/") {
				need(n.Args[2])
			}
			if i := wordsOf(n); i >= 0 && i < len(n.Args) {
				need(n.Args[i])
			}
		case *ast.CompositeLit:
			// In a package's files, the lists are of problems, and do not say it again.
			if !tells(n.Type) && (n.Type != nil || !isPackages(file)) {
				break
			}
			if n.Type != nil && isPackages(file) && len(n.Elts) == 2 {
				need(n.Elts[1]) // a place and words, without names
			}
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && slices.Contains(toldBy, nameOf(kv.Key)) {
					need(kv.Value)
				}
			}
		case *ast.ValueSpec:
			if len(n.Values) == 1 && slices.Contains(words, n.Names[0].Name) {
				need(n.Values[0])
			}
		case *ast.FuncDecl:
			if !slices.Contains(words, n.Name.Name) && !slices.Contains(tests, file) {
				break
			}
			ast.Inspect(n.Body, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
					need(r.Results[0])
				}
				return true
			})
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				sel, ok := to.(*ast.SelectorExpr)
				if ok && (sel.Sel.Name == "Message" && nameOf(sel.X) == "i" || sel.Sel.Name == "Trouble") || nameOf(to) == "trouble" || ok && sel.Sel.Name == "Error" && nameOf(sel.X) == "call" {
					need(n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
		}
		return true
	})
	return nil
}

// tokenWords is what is said of a token that does not work, behind ErrToken: it becomes a part of a refusal.
func tokenWords(c *ast.CallExpr) string {
	if len(c.Args) < 2 {
		return ""
	}
	name := nameOf(c.Args[1])
	if sel, ok := c.Args[1].(*ast.SelectorExpr); ok {
		name = sel.Sel.Name
	}
	words, ok := strings.CutPrefix(formatOf(c.Args[0]), "%w: ")
	if name != "ErrToken" || !ok {
		return ""
	}
	return words
}

// wordsOf gives which argument of a call has words for the author; -1 for none.
func wordsOf(c *ast.CallExpr) int {
	if name, ok := c.Fun.(*ast.Ident); ok {
		switch name.Name {
		case "fixReplace", "fixAdd", "fixRemove", "fixText":
			return 0
		case "valueFault", "budgetFault", "senseless", "denied":
			return 0
		case "note":
			return 2
		case "refuse", "argFault", "Trouble", "wrong", "fault", "passing", "fatal", "unsure":
			return 1
		default:
			return -1
		}
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return -1
	}
	if sel.Sel.Name == "spoil" {
		return 0
	}
	switch on := nameOf(sel.X); {
	case (sel.Sel.Name == "Error" || sel.Sel.Name == "Warn") && on == "k":
		return 2
	case sel.Sel.Name == "WarnOf":
		return 4
	case sel.Sel.Name == "add" && isField(sel.X, "problems"):
		return 2
	case sel.Sel.Name == "addAt" && isField(sel.X, "problems"):
		return 3
	case sel.Sel.Name == "addField" && isField(sel.X, "problems"):
		return 4
	case sel.Sel.Name == "fail" && on == "c":
		return 3
	case sel.Sel.Name == "Trouble" && on == "engine", sel.Sel.Name == "problem" && on == "t":
		return 1
	case sel.Sel.Name == "problem" && (on == "in" || on == "s"):
		return 2
	default:
		return -1
	}
}

// words are functions, constants and errors that are words for the author.
var words = []string{
	"wrongURL", "patternTrouble", "refusal", "reason", "roughly", "readable", "called", "buried", "wordsOf", "SendWords", "wholeAmount",
	"Words", "StatusWords", "Unanswered", "TokenTrouble", "errNoAddress",
}

// toldBy are the fields of types that tell.
var toldBy = []string{"Message", "message", "Words"}

func tells(typ ast.Expr) bool {
	name := nameOf(typ)
	if sel, ok := typ.(*ast.SelectorExpr); ok {
		name = sel.Sel.Name
	}
	return slices.Contains([]string{"Issue", "RunError", "trouble", "fault", "SendError", "ending", "Failure", "Problem", "SchemaError"}, name)
}

// isField tells whether an expression is a field of that name.
func isField(x ast.Expr, name string) bool {
	sel, ok := x.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == name
}

func nameOf(x ast.Expr) string {
	if id, ok := x.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// formatOf gives the format by which an expression makes a message; empty where it does not show it.
func formatOf(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		if err != nil {
			return ""
		}
		return text
	case *ast.CallExpr:
		if sel, ok := x.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Sprintf" && nameOf(sel.X) == "fmt" || sel.Sel.Name == "New" && nameOf(sel.X) == "errors") {
			return formatOf(x.Args[0])
		}
	case *ast.BinaryExpr:
		begin := formatOf(x.X)
		if call, ok := x.Y.(*ast.CallExpr); begin == "" || ok && nameOf(call.Fun) == "didYouMean" {
			return begin
		}
		if end := formatOf(x.Y); end != "" {
			return begin + end
		}
		return begin + "%s"
	}
	return ""
}

// onlyArguments is a format without words of its own.
func onlyArguments(format string) bool {
	return strings.Trim(verb.ReplaceAllString(format, ""), " .") == ""
}

func TestLanguages_HaveAllThatTheSourcesSayAndNothingElse(t *testing.T) {
	t.Parallel()
	s := readSources(t)
	if len(s.formats) < 500 {
		t.Fatalf("only %d formats were found in the sources", len(s.formats))
	}
	for _, language := range Languages()[1:] {
		have, err := texts(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range slices.Sorted(maps.Keys(s.formats)) {
			if _, ok := have[format]; !ok && !onlyArguments(format) {
				t.Errorf("%s lacks %q, of %s", language, format, s.formats[format])
			}
		}
		for format := range have {
			if begin, _, _ := strings.Cut(format, "%s"); s.formats[format] == "" && !s.literals[format] && !s.literals[begin] {
				t.Errorf("%s has %q, which nothing says", language, format)
			}
		}
		for from, to := range have {
			if to == "" || strings.HasPrefix(from, "; ") != strings.HasPrefix(to, "; ") {
				t.Errorf("%s says %q for %q", language, to, from)
			}
		}
		mustLoad(language) // it holds the arguments against each other
	}
}
