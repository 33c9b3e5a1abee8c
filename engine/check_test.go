package engine_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

var update = flag.Bool("update", false, "rewrite what the files under testdata expect")

// checkCase is one file of testdata/check: a document and all issues that it has.
type checkCase struct {
	Name     string
	About    string          `json:"about"`
	Document json.RawMessage `json:"document"`
	Issues   []engine.Issue  `json:"issues"`
}

func checkCases(tb testing.TB) []checkCase {
	tb.Helper()
	files, err := filepath.Glob("testdata/check/*.json")
	if err != nil || len(files) == 0 {
		tb.Fatal("no case files", err)
	}
	cases := make([]checkCase, len(files))
	for i, file := range files {
		dec := json.NewDecoder(bytes.NewReader(must(os.ReadFile(file))))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&cases[i]); err != nil {
			tb.Fatalf("%s: %v", file, err)
		}
		cases[i].Name = file
	}
	return cases
}

func checked(tb testing.TB, reg *engine.Registry, document []byte) []engine.Issue {
	tb.Helper()
	d, err := flow.Load(document)
	if err != nil {
		tb.Fatal(err)
	}
	return engine.Check(d, reg)
}

func TestCheck_Cases(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	for _, c := range checkCases(t) {
		t.Run(filepath.Base(c.Name), func(t *testing.T) {
			t.Parallel()
			got := must(json.MarshalIndent(checked(t, reg, c.Document), "", "  "))
			if *update {
				rewrite(t, c, got)
				return
			}
			if want := must(json.MarshalIndent(c.Issues, "", "  ")); !bytes.Equal(got, want) {
				t.Errorf("issues differ from the file: %s", firstDifference(string(got), string(want)))
			}
		})
	}
}

// firstDifference shows where two texts part, with some lines before.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	i := 0
	for i < len(g) && i < len(w) && g[i] == w[i] {
		i++
	}
	show := func(lines []string) string { return strings.Join(lines[max(0, i-5):min(len(lines), i+5)], "\n") }
	return fmt.Sprintf("line %d\ngot\n%s\nwant\n%s", i+1, show(g), show(w))
}

func rewrite(t *testing.T, c checkCase, issues []byte) {
	t.Helper()
	var doc, out bytes.Buffer
	if err := json.Indent(&doc, c.Document, "  ", "  "); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&out, issues, "  ", "  "); err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf("{\n  \"about\": %q,\n  \"document\": %s,\n  \"issues\": %s\n}\n", c.About, &doc, &out)
	if err := os.WriteFile(c.Name, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestCheck_EveryFixMendsItsIssue applies each quick fix of the cases alone: the document still loads, and the issue is gone.
func TestCheck_EveryFixMendsItsIssue(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	fixes := map[string]bool{}
	for _, c := range checkCases(t) {
		before := checked(t, reg, c.Document)
		for _, i := range before {
			if i.Fix == nil {
				continue
			}
			fixes[i.Code] = true
			var doc any
			if err := json.Unmarshal(c.Document, &doc); err != nil {
				t.Fatal(err)
			}
			for _, p := range i.Fix.Changes {
				doc = patch(t, doc, p)
			}
			after := checked(t, reg, must(json.Marshal(doc)))
			if count(after, i) >= count(before, i) {
				t.Errorf("%s: %s at %s is still there after %q", c.Name, i.Code, i.Path, i.Fix.Title)
			}
		}
	}
	if len(fixes) < 20 {
		t.Errorf("only %d codes have a quick fix", len(fixes))
	}
}

// count counts the issues that say the same; their paths move when something before them is removed.
func count(issues []engine.Issue, like engine.Issue) int {
	n := 0
	for _, i := range issues {
		if i.Code == like.Code && i.Message == like.Message && i.Block == like.Block {
			n++
		}
	}
	return n
}

// patch applies one operation of RFC 6902.
func patch(tb testing.TB, doc any, p engine.Patch) any {
	tb.Helper()
	value := any(nil)
	if err := json.Unmarshal(must(json.Marshal(p.Value)), &value); err != nil {
		tb.Fatal(err)
	}
	var at func(v any, path []string) any
	at = func(v any, path []string) any {
		key := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
		last := len(path) == 1
		switch x := v.(type) {
		case map[string]any:
			_, there := x[key]
			switch {
			case !last:
				if !there {
					tb.Fatalf("%s %s: there is no %q", p.Op, p.Path, key)
				}
				x[key] = at(x[key], path[1:])
			case p.Op == "remove" || p.Op == "replace":
				if !there {
					tb.Fatalf("%s %s: there is nothing", p.Op, p.Path)
				}
				delete(x, key)
			}
			if last && p.Op != "remove" {
				x[key] = value
			}
			return x
		case []any:
			if key == "-" && p.Op == "add" {
				return append(x, value)
			}
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				tb.Fatalf("%s %s: no index %q", p.Op, p.Path, key)
			}
			switch {
			case !last:
				x[i] = at(x[i], path[1:])
			case p.Op == "remove":
				return append(x[:i:i], x[i+1:]...)
			case p.Op == "replace":
				x[i] = value
			default:
				tb.Fatalf("%s %s: not used by quick fixes", p.Op, p.Path)
			}
			return x
		default:
			tb.Fatalf("%s %s: leads through a plain value", p.Op, p.Path)
			return nil
		}
	}
	return at(doc, strings.Split(p.Path, "/")[1:])
}

// TestCheck_PathsAreInTheDocument holds every issue to a place that an editor can find: the value itself, or the nearest
// object around what is missing.
func TestCheck_PathsAreInTheDocument(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	for _, c := range checkCases(t) {
		index := flow.NewIndex(c.Document)
		for _, i := range checked(t, reg, c.Document) {
			if line, _, _ := index.Locate(i.Path); line == 0 || !strings.HasPrefix(i.Path, "/") {
				t.Errorf("%s: %s has no place: %q", c.Name, i.Code, i.Path)
			}
			if i.To < i.From {
				t.Errorf("%s: %s goes from %d to %d", c.Name, i.Code, i.From, i.To)
			}
		}
	}
}

func TestCheck_IsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	for _, c := range checkCases(t) {
		first := must(json.Marshal(checked(t, reg, c.Document)))
		for range 5 {
			if again := must(json.Marshal(checked(t, reg, c.Document))); !bytes.Equal(first, again) {
				t.Fatalf("%s: two checks differ:\n%s\n%s", c.Name, first, again)
			}
		}
	}
}

// TestCheck_NeverBreaksDown checks random documents: everything that flow.Load takes gets its issues, and a document
// without errors compiles.
func TestCheck_NeverBreaksDown(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	rapid.Check(t, func(t *rapid.T) {
		d, err := flow.Load([]byte(drawSloppyDocument(t)))
		if err != nil {
			t.Skip(err)
		}
		issues := engine.Check(d, reg)
		for _, i := range issues {
			if i.Code == "" || i.Message == "" || i.Path == "" || i.Severity == "" {
				t.Fatalf("half an issue: %+v", i)
			}
		}
		if _, err := engine.Compile(d, reg, 1); (err != nil) != engine.HasErrors(issues) {
			t.Fatalf("%d issues, and compile says %v", len(issues), err)
		}
	})
}

// drawSloppyDocument draws a document as a careless hand would write it.
func drawSloppyDocument(t *rapid.T) string {
	names := []string{"b0", "b1", "b2", "b3", "b4", "b5"}
	value := drawSloppyValue()
	config := rapid.MapOf(rapid.SampledFrom([]string{
		"text", "title", "amount", "tags", "rows", "flow", "block", "if", "buttons", "keys", "command", "help", "save", "value", "note",
		"when", "var", "op", "pause", "who", "hours", "list", "keyboard", "key", "options", "texxt",
	}), value)
	var blocks []map[string]any
	for _, id := range names[:rapid.IntRange(0, len(names)).Draw(t, "blocks")] {
		b := map[string]any{"id": id, "config": config.Draw(t, "config"), "type": rapid.SampledFrom([]string{
			"test.say", "test.ask", "test.form", "test.letter", "test.jump", "test.call", "test.branch", "test.key", "test.trigger",
			"test.set", "test.menu", "test.pay", "test.grown", "test.lettr",
		}).Draw(t, "type")}
		maybe := func(key string, v any) {
			if rapid.IntRange(0, 3).Draw(t, key) == 0 {
				b[key] = v
			}
		}
		maybe("v", rapid.IntRange(0, 3).Draw(t, "version"))
		maybe("skip_if", rapid.SampledFrom([]string{"true", "session.nope", "1 +", "user.name == 1"}).Draw(t, "skip"))
		maybe("skip_exit", rapid.SampledFrom([]string{"next", "answered", "nowhere"}).Draw(t, "skip exit"))
		maybe("timeout", "5m")
		maybe("cost", 1.5)
		maybe("once_per", "user")
		maybe("roles", []string{"cook"})
		maybe("exits", map[string]string{"maybe": "end", "answered": "inherit", "zzz": "end"})
		blocks = append(blocks, b)
	}
	var edges []map[string]string
	for range rapid.IntRange(0, 8).Draw(t, "edges") {
		edges = append(edges, map[string]string{
			"from": rapid.SampledFrom(names).Draw(t, "from"), "to": rapid.SampledFrom(names).Draw(t, "to"),
			"exit": rapid.SampledFrom([]string{"next", "then", "else", "answered", "button:a", "error", "returned", "paid"}).Draw(t, "exit"),
		})
	}
	doc := map[string]any{
		"schema_version": 1, "name": "T", "language": "en", "languages": []string{"en", "ru"},
		"variables": []any{map[string]any{"name": "name", "scope": "user", "type": "text"}, map[string]any{"name": "x", "scope": "session", "type": "number", "default": 1}},
		"settings":  map[string]any{"secrets": []string{"api"}, "on_error": map[string]string{"flow": "main"}, "texts": map[string]any{"errr": map[string]string{"en": "x"}}},
		"flows": []any{
			map[string]any{"id": "main", "name": "Main", "blocks": blocks, "edges": edges, "params": []any{map[string]any{"name": "p", "type": "date"}}},
			map[string]any{"id": "sub", "name": "Sub", "blocks": []any{map[string]any{"id": "s", "type": "test.call", "config": map[string]any{"flow": "sub"}}}, "edges": []any{}},
		},
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func drawSloppyValue() *rapid.Generator[any] {
	plain := rapid.SampledFrom([]any{
		nil, true, 1, -5, 1e9, "", "main", "sub", "b0", "hi {{ user.name }}", "{{ session.nope }}", "{{ secret.api }}", "<b>{{ user.name }}", "</i>",
		"{{", "a }} b", "user.", "session.x", "secret.api", "user.id", "12:00", "10m", "start",
		map[string]any{"left": "user.name", "op": "eq", "right": 1},
		map[string]any{"en": "Hi", "xx!": ""},
		map[string]any{"all": []any{}},
		[]any{"command:start", "command:start"},
	})
	return rapid.OneOf(plain,
		rapid.Map(rapid.SliceOfN(plain, 0, 3), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(rapid.SampledFrom([]string{"en", "ru", "id", "label", "url", "from", "to"}), plain, 0, 3), func(m map[string]any) any { return m }),
		rapid.Map(rapid.SliceOfN(plain, 0, 3), func(l []any) any {
			row := make([]any, len(l))
			for i, v := range l {
				row[i] = map[string]any{"id": "a", "label": v}
			}
			return []any{row}
		}),
	)
}

// BenchmarkCompile1000 checks and compiles a document of 1,000 blocks.
func BenchmarkCompile1000(b *testing.B) {
	reg := checkRegistry(b)
	var flows []string
	for f := range 20 {
		blocks := []string{block(fmt.Sprintf("start%d", f), "test.trigger", fmt.Sprintf(`{"command":"c%d"}`, f))}
		edges := []string{edge(fmt.Sprintf("start%d", f), "next", fmt.Sprintf("b%d_0", f))}
		for i := range 49 {
			id := fmt.Sprintf("b%d_%d", f, i)
			next := fmt.Sprintf("b%d_%d", f, (i+1)%49)
			switch i % 4 {
			case 0:
				blocks = append(blocks, block(id, "test.letter", `{"text":"Hi, <b>{{ user.first_name }}</b>, you have {{ session.x }}","buttons":[[{"id":"a","label":"A"},{"label":"Site","url":"https://example.com"}]]}`))
				edges = append(edges, edge(id, "next", next), edge(id, "button:a", next))
			case 1:
				blocks = append(blocks, block(id, "test.ask", `{"text":"Your name, {{ user.first_name }}?","save_to":"session.name"}`))
				edges = append(edges, edge(id, "answered", next))
			case 2:
				blocks = append(blocks, block(id, "test.branch", `{"if":"session.x >= 18 && session.name == \"M\""}`))
				edges = append(edges, edge(id, "then", next), edge(id, "else", next))
			default:
				blocks = append(blocks, block(id, "test.set", `{"var":"session.x","op":"set","value":"{{ session.x + 1 }}"}`))
				edges = append(edges, edge(id, "next", next))
			}
		}
		flows = append(flows, fmt.Sprintf(`{"id":"f%d","name":"F","blocks":[%s],"edges":[%s]}`, f, strings.Join(blocks, ","), strings.Join(edges, ",")))
	}
	source := []byte(fmt.Sprintf(`{"schema_version":1,"name":"T","language":"en","variables":[
		{"name":"name","scope":"session","type":"text"},{"name":"x","scope":"session","type":"number"}],"flows":[%s]}`, strings.Join(flows, ",")))
	d, err := flow.Load(source)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := engine.Compile(d, reg, 1); err != nil {
			b.Fatal(err)
		}
	}
}
