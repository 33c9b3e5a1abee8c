package program

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// called runs a command line to its end.
func called(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(&runEnv{
		Context: t.Context(), Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(string) string { return "" },
	}, args)
	return code, stdout.String(), stderr.String()
}

const brokenReport = `testdata/broken.json:12:9: error: the exit "button:buy" leads nowhere: connect it, or end it on purpose (block hello) [exit_open]
    possible fix: End the conversation at "button:buy"
testdata/broken.json:12:68: error: there is no variable user.sise; did you mean user.size? (block hello) [variable_unknown]
    possible fix: Use user.size
testdata/broken.json:17:35: error: the block "hello" has no exit "button:by"; did you mean "button:buy"? (block hello) [edge_exit_unknown]
    possible fix: Connect the exit "button:buy"
testdata/broken.json:17:54: error: "start" starts a flow and cannot be entered: connect to the block behind it (block hello) [edge_to_trigger]
    possible fix: Connect to "hello"
testdata/broken.json: 4 errors, 0 warnings; the bot cannot be started before the errors are mended.
`

const brokenJSON = `{
  "file": "testdata/broken.json",
  "errors": 4,
  "warnings": 0,
  "issues": [
    {
      "code": "exit_open",
      "severity": "error",
      "line": 12,
      "column": 9,
      "path": "/flows/0/blocks/1/exits/button:buy",
      "flow": "order",
      "block": "hello",
      "message": "the exit \"button:buy\" leads nowhere: connect it, or end it on purpose",
      "fix": "End the conversation at \"button:buy\""
    },
    {
      "code": "variable_unknown",
      "severity": "error",
      "line": 12,
      "column": 68,
      "path": "/flows/0/blocks/1/config/text",
      "flow": "order",
      "block": "hello",
      "message": "there is no variable user.sise; did you mean user.size?",
      "fix": "Use user.size"
    },
    {
      "code": "edge_exit_unknown",
      "severity": "error",
      "line": 17,
      "column": 35,
      "path": "/flows/0/edges/1/exit",
      "flow": "order",
      "block": "hello",
      "message": "the block \"hello\" has no exit \"button:by\"; did you mean \"button:buy\"?",
      "fix": "Connect the exit \"button:buy\""
    },
    {
      "code": "edge_to_trigger",
      "severity": "error",
      "line": 17,
      "column": 54,
      "path": "/flows/0/edges/1/to",
      "flow": "order",
      "block": "hello",
      "message": "\"start\" starts a flow and cannot be entered: connect to the block behind it",
      "fix": "Connect to \"hello\""
    }
  ]
}
`

const unreadableReport = `testdata/unreadable.json:5:3: error: unknown field "flow"; did you mean "flows"? [unknown_field]
testdata/unreadable.json:6:33: error: text expected, number found [wrong_type]
testdata/unreadable.json: 2 errors, 0 warnings; the bot cannot be started before the errors are mended.
`

const warningReport = `testdata/warning.json:10:9: warning: nothing leads to the block "lost" (block lost) [block_unreachable]
    possible fix: Remove the block
testdata/warning.json: 1 warning; the bot can be started.
`

func TestCheck_Reports(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		code int
		out  string
		errs string
	}{
		{"errors", []string{"testdata/broken.json"}, exitProblem, brokenReport, ""},
		{"errors as json", []string{"--json", "testdata/broken.json"}, exitProblem, brokenJSON, ""},
		{"not a document", []string{"testdata/unreadable.json"}, exitProblem, unreadableReport, ""},
		{"warnings", []string{"testdata/warning.json"}, exitOK, warningReport, ""},
		{"nothing", []string{"testdata/talk.json"}, exitOK, "testdata/talk.json: nothing is wrong.\n", ""},
		{
			"nothing as json",
			[]string{"testdata/talk.json", "--json"},
			exitOK,
			"{\n  \"file\": \"testdata/talk.json\",\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"issues\": []\n}\n", "",
		},
		{"no file", []string{"nowhere.json"}, exitProblem, "", "scenarist: there is no file nowhere.json\n"},
		{"directory", []string{"testdata"}, exitProblem, "", "scenarist: testdata is a directory; name the bot's document, such as testdata/bot.json\n"},
		{"no argument", nil, exitUsage, "", "scenarist: expected \"<file>\"\nSee: scenarist --help\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := called(t, append([]string{"check"}, c.args...)...)
			if code != c.code || out != c.out || errs != c.errs {
				t.Errorf("ended with %d, want %d; printed\n%s%s\nwant\n%s%s", code, c.code, out, errs, c.out, c.errs)
			}
		})
	}
}

func TestRun_WrongUsageSaysWhereHelpIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"nosuch"}, "scenarist: unexpected argument nosuch\nSee: scenarist --help\n"},
		{[]string{"serve", "--nosuch"}, "scenarist: unknown flag --nosuch\nSee: scenarist --help\n"},
		{[]string{"schema", "ask.nothing"}, "scenarist: there is no block type \"ask.nothing\"; scenarist schema --list names them all\n"},
	} {
		if code, out, errs := called(t, c.args...); code != exitUsage || out != "" || errs != c.want {
			t.Errorf("%v: ended with %d, printed %q and %q", c.args, code, out, errs)
		}
	}
}

func TestRun_HelpOfEveryCommandHasExamples(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"serve", "check", "chat", "test", "schema", "version"} {
		code, out, errs := called(t, command, "--help")
		if code != exitOK || !strings.Contains(out, "scenarist "+command) || !strings.Contains(out, "Examples:") || errs != "" {
			t.Errorf("%s: ended with %d, printed\n%s%s", command, code, out, errs)
		}
	}
}

func TestSchema_PrintsAndWritesTheSameSchemas(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	dir := t.TempDir()
	code, out, errs := called(t, "schema", "--out", dir)
	if code != exitOK || errs != "" {
		t.Fatalf("ended with %d: %s%s", code, out, errs)
	}
	for name, file := range map[string]string{"": "bot.schema.json", "ask.text": "ask.text.schema.json"} {
		args := []string{"schema"}
		if name != "" {
			args = append(args, name)
		}
		code, out, errs := called(t, args...)
		want, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if code != exitOK || out != string(want) || errs != "" {
			t.Errorf("%s: ended with %d, %d bytes printed, %d written: %s", name, code, len(out), len(want), errs)
		}
	}
}
