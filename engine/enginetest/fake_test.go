package enginetest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
)

// casesIn names the directory whose cases a process of this test binary runs.
const casesIn = "ENGINETEST_CASES_IN"

// fake (fake.ask) waits for the word "yes".
type fake struct {
	Words engine.Line `json:"words"`
}

func (*fake) Fields() []engine.Field {
	return []engine.Field{{Name: "words", Title: fakeWords(), Help: fakeWords()}}
}

func fakeWords() engine.Text { return engine.Text{"en": "Fake", "ru": "Подделка"} }

func fakeType() engine.BlockType {
	return engine.BlockType{
		Name: "fake.ask", Version: 1, Icon: "mask", Title: fakeWords(), Help: fakeWords(),
		Exits:   []engine.Exit{engine.NextExit(), engine.TimeoutExit(), engine.ErrorExit()},
		Example: `{"words": "hi"}`, New: func() engine.Block { return new(fake) },
	}
}

func (f *fake) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if _, err := t.Line(&f.Words); err != nil {
		return engine.Stay(), err
	}
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}}), nil
}

func (*fake) Resume(_ context.Context, _ *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Message.Text != "yes" {
		return engine.Stay(), nil
	}
	return engine.Leave("next"), nil
}

// TestRunBlockCases runs the cases of the fake type: all of them, or those of another test's directory, where they are to
// fail.
func TestRunBlockCases(t *testing.T) {
	t.Parallel()
	dir := os.Getenv(casesIn)
	if dir == "" {
		dir = t.TempDir()
		all := fakeCases()
		writeCases(t, dir, "ask.json", slices.Collect(maps.Values(all))...)
	}
	reg := engine.NewRegistry()
	if err := reg.Add(fakeType()); err != nil {
		t.Fatal(err)
	}
	enginetest.RunBlockCases(t, reg, dir)
}

// fakeCases are cases that leave nothing out, one a line of what they are there for.
func fakeCases() map[string]string {
	const (
		waits = `{"exits": ["(stays)"], "at": "it", "wait": {"gen": 1, "accept": ["message"]}}`
		again = `{"exits": ["(stays)"], "at": "it", "wait": {"gen": 1, "accept": ["message"]},
			"effects": [{"chat_id": 7, "kind": "send", "content": {"plain": true, "text": "I did not understand that."}}]}`
		timed = `{"exits": ["(stays)"], "at": "it", "wait": {"gen": 1, "accept": ["message"], "deadline": "2026-01-05T09:05:00Z", "timeout": true}, "wake_at": "2026-01-05T09:05:00Z"}`
		fails = `"trouble": "expression_value: session.n is 0, and nothing can be divided by 0", "session": {"n": 0}, "notes": [{"kind": "error", "at": "2026-01-05T09:00:00Z",
			"error": {"code": "expression_value", "message": "session.n is 0, and nothing can be divided by 0", "flow": "main", "block": "it"}}]`
	)
	return map[string]string{
		"next":    `{"name": "yes", "config": {"words": "a"}, "steps": [{"say": "/go", "expect": ` + waits + `}, {"say": "yes", "expect": {"exits": ["next"]}}]}`,
		"wrong":   `{"name": "no", "config": {"words": "a"}, "steps": [{"say": "/go", "expect": ` + waits + `}, {"say": "no", "expect": ` + again + `}]}`,
		"error":   `{"name": "trouble", "config": {"words": "{{ 1 / session.n }}"}, "state": {"session": {"n": 0}}, "steps": [{"say": "/go", "expect": {"exits": ["error"], ` + fails + `}}]}`,
		"timeout": `{"name": "late", "config": {"words": "a"}, "block": {"timeout": "5m"}, "steps": [{"say": "/go", "expect": ` + timed + `}, {"timer": "due", "expect": {"exits": ["timeout"]}}]}`,
	}
}

// runCases runs the cases of the fake type in another process, since they are to fail.
func runCases(t *testing.T, dir string) (out string, ok bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRunBlockCases$")
	cmd.Env = append(os.Environ(), casesIn+"="+dir)
	data, err := cmd.CombinedOutput()
	return string(data), err == nil
}

func writeCases(t *testing.T, dir, name string, cases ...string) {
	t.Helper()
	data := fmt.Sprintf(`{"type": "fake.ask", "cases": [%s]}`, strings.Join(cases, ","))
	if !json.Valid([]byte(data)) {
		t.Fatalf("these are no cases: %s", data)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRunBlockCases_FailsForATypeWithoutCases(t *testing.T) {
	t.Parallel()
	out, ok := runCases(t, t.TempDir())
	if ok || !strings.Contains(out, "block type fake.ask has no cases") {
		t.Errorf("a type without cases passes (%t):\n%s", ok, out)
	}
}

func TestRunBlockCases_FailsForAFileOfNoType(t *testing.T) {
	t.Parallel()
	dir, all := t.TempDir(), fakeCases()
	writeCases(t, dir, "ask.json", slices.Collect(maps.Values(all))...)
	writeCases(t, dir, "other.json", all["next"])
	out, ok := runCases(t, dir)
	if ok || !strings.Contains(out, "other.json belongs to no block type") {
		t.Errorf("a file of no type passes (%t):\n%s", ok, out)
	}
}

func TestRunBlockCases_FailsForWhatTheCasesLeaveOut(t *testing.T) {
	t.Parallel()
	for left, want := range map[string]string{
		"next":    `no case leaves by the exit "next"`,
		"wrong":   `the block waits, but no case has input that is not for it`,
		"error":   `no case leaves by the exit "error"`,
		"timeout": `no case leaves by the exit "timeout"`,
	} {
		t.Run(left, func(t *testing.T) {
			t.Parallel()
			var cases []string
			for name, c := range fakeCases() {
				if name != left {
					cases = append(cases, c)
				}
			}
			dir := t.TempDir()
			writeCases(t, dir, "ask.json", cases...)
			out, ok := runCases(t, dir)
			if ok || !strings.Contains(out, want) {
				t.Errorf("cases without %s pass (%t):\n%s", left, ok, out)
			}
		})
	}
}
