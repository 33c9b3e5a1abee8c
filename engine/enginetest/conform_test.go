package enginetest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
	"github.com/scenarist/scenarist/engine/enginetest"
)

// breaksIn names the directory of cases of types that break a rule each, for a process that is to fail.
const breaksIn = "ENGINETEST_BREAKS_IN"

// fetch (fake.fetch) has work done and takes its end. A variant of it breaks one rule.
type fetch struct {
	Note string `json:"note,omitempty"`
	More any    `json:"more,omitempty"`

	breaks string
	asked  int
}

// counted is what no turn and no work may look at.
var counted atomic.Int64

// untold is the variant "form": it has a setting that Fields does not name.
type untold struct {
	fetch

	Extra string `json:"extra,omitempty"`
}

func (*fetch) Fields() []engine.Field {
	return []engine.Field{
		{Name: "note", Title: fakeWords(), Help: fakeWords()},
		{Name: "more", Title: fakeWords(), Help: fakeWords(), Widget: "json"},
	}
}

func (f *fetch) Check(*engine.Checking) {
	if f.breaks == "wrong" && len(f.Note) > 1000 {
		panic("this is longer than anybody thought")
	}
}

func (f *fetch) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	switch f.breaks {
	case "same":
		if err := t.Set("session.n", float64(counted.Add(1))); err != nil {
			return engine.Outcome{}, err
		}
	case "exits":
		return engine.Leave("nowhere"), nil
	case "any_event":
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}}), nil
	}
	f.asked++ // only the variant "reloaded" looks at it
	w := engine.Wait{Accept: []engine.EventKind{engine.JobDone, engine.TimerFired}}
	if f.breaks != "hangs" {
		w.Deadline = t.Now().Add(time.Minute)
	}
	return engine.WaitFor(w), t.Start("fake.fetch/"+f.breaks, f.Note, 0, 0)
}

func (f *fetch) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch {
	case f.breaks == "any_event":
		return engine.Stay(), t.Set("session.n", ev.Message.Files[0].ID)
	case ev.Kind == engine.TimerFired:
		return engine.Outcome{}, engine.Trouble("late", "nobody answered")
	case ev.Job.Error != nil && f.breaks == "hangs":
		return engine.Stay(), nil
	case ev.Job.Error != nil:
		return engine.Outcome{}, ev.Job.Error
	case f.breaks == "told_twice":
		return engine.Stay(), t.Write(engine.Write{Scope: engine.ScopeSession, Name: "n", Op: engine.WriteAdd, Value: 1.0})
	case f.breaks == "reloaded" && f.asked == 0:
		return engine.Outcome{}, engine.Trouble("lost", "it was never asked")
	}
	return engine.Leave("next"), nil
}

// work calls an address.
func work(breaks string) func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
	return func(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
		if breaks == "deaf" {
			ctx = context.WithoutCancel(ctx)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.example.com/things", strings.NewReader(string(j.Payload)))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Idempotency-Key", j.Key)
		if breaks == "done_twice" {
			req.Header.Set("Idempotency-Key", strconv.FormatInt(counted.Add(1), 10))
		}
		res, err := d.HTTP.Do(req)
		if err != nil {
			return nil, engine.Trouble("unreachable", "nobody answers: %v", err)
		}
		defer res.Body.Close()
		return io.ReadAll(res.Body)
	}
}

// add registers a variant; an empty one breaks nothing.
func add(t *testing.T, reg *engine.Registry, name, breaks string) engine.BlockType {
	t.Helper()
	typ := engine.BlockType{
		Name: name, Version: 1, Icon: "mask", Title: fakeWords(), Help: fakeWords(), Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"note": "hi"}`, New: func() engine.Block { return &fetch{breaks: breaks} },
	}
	switch breaks {
	case "example":
		typ.Example = `{"nonsense": "hi"}`
	case "form":
		typ.New = func() engine.Block { return &untold{fetch: fetch{breaks: breaks}} }
	}
	if err := reg.Add(typ); err != nil {
		t.Fatal(err)
	}
	if err := reg.AddJob(engine.JobType{Name: "fake.fetch/" + breaks, Run: work(breaks)}); err != nil {
		t.Fatal(err)
	}
	return typ
}

// broken are the variants, with what a run has to say of each.
func broken() map[string]string {
	conduct := func(r conform.Rule, what string) string { return ": " + r.Asks() + ": " + what }
	return map[string]string{
		"example":    "the example has an error at /nonsense",
		"form":       conduct(conform.Form, "/extra: it has no title"),
		"wrong":      conduct(conform.Wrong, "a text of 70000 characters"),
		"exits":      conduct(conform.Exits, `case "it", step 0`),
		"any_event":  `block "it": panic`,
		"same":       conduct(conform.Same, `case "it", step 0`),
		"reloaded":   conduct(conform.Reloaded, `case "it", step 1`),
		"done_twice": conduct(conform.Repeated, `case "it", step 0: done again with the same key, it sends other requests`),
		"told_twice": conduct(conform.Repeated, `case "it", step 1: the end of the same work, told twice, counts twice`),
		"deaf":       conduct(conform.TimeOut, `case "it", step 0: the work goes on`),
		"hangs":      conduct(conform.TimeOut, `case "it", step 0: the block waits on`),
	}
}

// TestConform holds types to the rules that keep them; in a process of another test, those that break them.
func TestConform(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if dir := os.Getenv(breaksIn); dir != "" {
		for breaks := range broken() {
			add(t, reg, "broken."+breaks, breaks)
		}
		enginetest.Conform(t, enginetest.Conformance{Registry: reg, Cases: dir, Patience: time.Millisecond})
		return
	}
	dir := t.TempDir()
	writeCases(t, dir, "ask.json", slices.Collect(maps.Values(fakeCases()))...)
	ask := fakeType()
	if err := reg.Add(ask); err != nil {
		t.Fatal(err)
	}
	enginetest.Conform(t, enginetest.Conformance{Registry: reg, Types: []engine.BlockType{ask}, Cases: dir})
	good := add(t, reg, "fake.fetch", "")
	enginetest.Conform(t, enginetest.Conformance{
		Registry: reg, Types: []engine.BlockType{good}, Cases: "testdata",
		Reach: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"ok": true}`) }),
	})
}

// TestConform_CatchesWhatBreaksARule runs types in another process that break a rule each, and looks for the words on each.
func TestConform_CatchesWhatBreaksARule(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for breaks := range broken() {
		done := `, {"job": {"result": {}}}`
		if breaks == "exits" || breaks == "any_event" {
			done = ""
		}
		data := fmt.Sprintf(`{"type": "broken.%s", "cases": [{"name": "it", "config": {"note": "hi"}, "steps": [{"say": "/go"}%s]}]}`, breaks, done)
		if err := os.WriteFile(filepath.Join(dir, breaks+".json"), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestConform$", "-rapid.nofailfile", "-rapid.shrinktime=0s")
	cmd.Env = append(os.Environ(), breaksIn+"="+dir)
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("types that break rules pass:\n%s", out)
	}
	for breaks, want := range broken() {
		of := section(string(out), "TestConform/broken."+breaks)
		if !strings.Contains(of, want) {
			t.Errorf("broken.%s: there is no %q in:\n%s", breaks, want, of)
		}
	}
}

// section gives what a test and those below it said.
func section(out, test string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(out) {
		if strings.Contains(line, "--- ") {
			_, name, _ := strings.Cut(line, ": ")
			name, _, _ = strings.Cut(name, " (")
			inside = name == test || strings.HasPrefix(name, test+"/")
		}
		if inside {
			b.WriteString(line)
		}
	}
	return b.String()
}
