package program

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// TestCheck_DocumentThatCannotBeLoadedIsCheckedAllTheSame holds that references to nothing and misspelt names of fields do
// not hide what is wrong with the blocks.
func TestCheck_DocumentThatCannotBeLoadedIsCheckedAllTheSame(t *testing.T) {
	t.Parallel()
	const want = `testdata/dangling.json:8:31: error: there is no block type "trigger.comand" here; did you mean "trigger.command"? (block start) [block_type_unknown]
    possible fix: Change the type to "trigger.command"
testdata/dangling.json:9:66: error: there is no variable user.frist_name; did you mean user.first_name? (block hello) [variable_unknown]
    possible fix: Use user.first_name
testdata/dangling.json:9:105: error: unknown setting "colour" (block hello) [config_unknown_field]
    possible fix: Remove "colour"
testdata/dangling.json:12:47: error: this flow has no block "helo"; did you mean "hello"? [edge_target_missing]
testdata/dangling.json:13:16: error: this flow has no block "nobody" [edge_source_missing]
testdata/dangling.json:16:3: error: unknown field "mood" [unknown_field]
testdata/dangling.json: 6 errors, 0 warnings; the bot cannot be started before the errors are mended.
`
	code, out, errs := called(t, "check", "testdata/dangling.json")
	if code != exitProblem || out != want || errs != "" {
		t.Errorf("exit code %d, errors %q, output\n%s\nwant\n%s", code, errs, out, want)
	}
}

// TestInspect_SlipsAreFound misspells the first name of many lines of the examples, one at a time. Nothing breaks, and nearly every
// slip is found; the rest are names that an author chooses, such as those inside a value.
func TestInspect_SlipsAreFound(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../examples/*/bot.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		const wanted = 100 // slips of an example: each takes as long as a whole check
		step := max(1, bytes.Count(data, []byte("\n"))/wanted)
		slips, found, offset := 0, 0, 0
		for i, line := range bytes.SplitAfter(data, []byte("\n")) {
			if bytes.HasPrefix(line, []byte(`  "layout"`)) {
				break // places on the canvas, also of blocks that are gone
			}
			at := bytes.IndexByte(line, '"')
			if at >= 0 && i%step == 0 {
				broken := bytes.Clone(data)
				broken[offset+at+1] = 'Q'
				slips++
				if _, r := inspect(file, broken, func(*flow.Document) (*engine.Registry, error) { return reg, nil }); len(r.Issues) > 0 {
					found++
				}
			}
			offset += len(line)
		}
		if slips < 50 || found*10 < slips*9 {
			t.Errorf("%s: %d of %d slips were found", file, found, slips)
		}
	}
}
