package program

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// written makes a directory with a document and transcripts in it.
func written(t *testing.T, transcripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	document, err := os.ReadFile("testdata/chat/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bot.json"), document, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, data := range transcripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	rightTranscript = `{"name": "Somebody says hello", "steps": [{"say": "hello", "expect": [{"text": "Pardon?"}]}]}`
	wrongTranscript = `{"name": "Somebody says goodbye", "steps": [
  {"say": "bye", "expect": [{"text": "Bye!"}]}
]}`
)

func TestTest_TellsWhatIsNotAsExpected(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"a.transcript.json": rightTranscript, "b.transcript.json": wrongTranscript, "c.json": "{"})
	code, out, errs := called(t, "test", dir)
	want := `ok    DIR/a.transcript.json  Somebody says hello
FAIL  DIR/b.transcript.json  Somebody says goodbye
DIR/b.transcript.json:2: step 1 (user: say "bye"): what was seen is not what was expected
    - * text: "Bye!"
    + * text: "Pardon?"
2 transcripts, 1 not as expected.
`
	if got := strings.ReplaceAll(out, dir, "DIR"); got != want || code != exitProblem || errs != "" {
		t.Errorf("exit code %d, errors %q, output\n%s\nwant\n%s", code, errs, got, want)
	}
}

func TestTest_OneFileThatIsAsExpected(t *testing.T) {
	t.Parallel()
	file := filepath.Join(written(t, map[string]string{"a.transcript.json": rightTranscript}), "a.transcript.json")
	code, out, errs := called(t, "test", file)
	want := "ok    " + file + "  Somebody says hello\n1 transcript, all as expected.\n"
	if code != exitOK || out != want || errs != "" {
		t.Errorf("exit code %d, errors %q, output %q; want %q", code, errs, out, want)
	}
}

func TestTest_JSON(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"b.transcript.json": wrongTranscript})
	code, out, _ := called(t, "test", "--json", dir)
	var got any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	want := `{
  "transcripts": [
    {
      "file": "DIR/b.transcript.json",
      "name": "Somebody says goodbye",
      "steps": 1,
      "failures": [
        {
          "line": 2,
          "step": 1,
          "action": "user: say \"bye\"",
          "words": "what was seen is not what was expected",
          "diff": "- * text: \"Bye!\"\n+ * text: \"Pardon?\"\n"
        }
      ]
    }
  ],
  "failed": 1
}
`
	if out := strings.ReplaceAll(out, dir, "DIR"); code != exitProblem || out != want {
		t.Errorf("exit code %d, output\n%s\nwant\n%s", code, out, want)
	}
}

func TestTest_UpdateMakesItRight(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"b.transcript.json": wrongTranscript})
	for i, want := range []string{"1 transcript, 1 updated.\n", "1 transcript, all as expected.\n"} {
		code, out, errs := called(t, "test", dir, "--update")
		if code != exitOK || errs != "" || !strings.HasSuffix(out, want) {
			t.Errorf("update %d: exit code %d, errors %q, output %q", i, code, errs, out)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, "b.transcript.json"))
	want := `{
  "name": "Somebody says goodbye",
  "steps": [{"say": "bye", "expect": [{"text": "Pardon?"}]}]
}
`
	if err != nil || string(got) != want {
		t.Errorf("the file is %q, %v; want %q", got, err, want)
	}
}

func TestTest_NothingToPlay(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for arg, want := range map[string]string{
		"none": "scenarist: there is no directory or file none\n",
		empty:  "scenarist: there is no transcript (*.transcript.json) in " + empty + "\n",
	} {
		if code, _, errs := called(t, "test", arg); code != exitProblem || errs != want {
			t.Errorf("%s: exit code %d, errors %q; want %q", arg, code, errs, want)
		}
	}
}
