package program

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/scenarist/scenarist/examples/customblock/acme"
)

// teahouse is an integrator's program.
func teahouse() Options {
	return Options{Name: "teahouse", Types: acme.Types(), Jobs: acme.Jobs(), Examples: fstest.MapFS{
		"tea/bot.json": {Data: []byte(`{"schema_version": 1, "name": "Tea", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "word", "type": "acme/codeword", "config": {"question": "Which word?", "word": "jasmine"}, "exits": {"right": "end", "wrong": "end"}}
		], "edges": [{"from": "start", "exit": "next", "to": "word"}]}]}`)},
	}}
}

// TestRun_KnowsTheBlocksOfAnIntegrator runs commands of a program with types, a name and an example of its own.
func TestRun_KnowsTheBlocksOfAnIntegrator(t *testing.T) {
	t.Parallel()
	o := teahouse()
	for _, c := range []struct {
		args              []string
		code              int
		wantOut, wantErrs string
	}{
		{[]string{"schema", "--list"}, exitOK, "acme/codeword", ""},
		{[]string{"schema", "acme/courier"}, exitOK, `"title": "Address"`, ""},
		{[]string{"schema", "--list"}, exitOK, "ask.text", ""},
		{[]string{"--help"}, exitOK, "Usage: teahouse ", ""},
		{[]string{"nosuch"}, exitUsage, "", "teahouse: unexpected argument nosuch\nSee: teahouse --help\n"},
	} {
		var out, errs bytes.Buffer
		code := run(o.env(&runEnv{Context: t.Context(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}), c.args)
		if code != c.code || !strings.Contains(out.String(), c.wantOut) || !strings.Contains(errs.String(), c.wantErrs) {
			t.Errorf("%q: ended with %d: %s%s", c.args, code, out.String(), errs.String())
		}
	}
	o.Types = slices.Concat(o.Types, acme.Types())
	var errs bytes.Buffer
	code := run(o.env(&runEnv{Context: t.Context(), Stderr: &errs}), []string{"version"})
	if want := `teahouse: register block type "acme/codeword": the name is taken`; code != exitProblem || !strings.Contains(errs.String(), want) {
		t.Errorf("a type twice: ended with %d: %s", code, errs.String())
	}
}

// TestBots_AreTheShippedOnesAndAnIntegrators looks for both among the examples, which are tried and begun with.
func TestBots_AreTheShippedOnesAndAnIntegrators(t *testing.T) {
	t.Parallel()
	o := teahouse()
	env := o.env(&runEnv{})
	reg := tryRegistry(t)
	if err := reg.Add(acme.Types()...); err != nil {
		t.Fatal(err)
	}
	all, err := shippedExamples(env.bots(), reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tea", "coffee"} {
		if _, ok := all.bots[name]; !ok {
			t.Errorf("there is no example %q", name)
		}
	}
	if _, err := fs.Stat(env.bots(), "tea/standin.json"); err == nil {
		t.Error("a file is there that nobody has")
	}
	if _, err := fs.ReadDir(env.bots(), "nowhere"); err == nil {
		t.Error("a folder is there that nobody has")
	}
	if shipped, ok := (&runEnv{}).bots().(interface{ ReadFile(string) ([]byte, error) }); !ok {
		t.Error("without an integrator's examples there are other files than ours")
	} else if _, err := shipped.ReadFile("coffee/bot.json"); err != nil {
		t.Error(err)
	}
}
