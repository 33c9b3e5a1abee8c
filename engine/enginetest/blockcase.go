package enginetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// blockFile is a file of cases for one block type.
type blockFile struct {
	Type  string      `json:"type"`
	Cases []blockCase `json:"cases"`
}

// blockCase is one conversation with one block. The block under test has the id "it"; its exits lead to a block "after".
// A block that is no trigger is reached by the command /go, or by a call of the webhook go.
type blockCase struct {
	Name   string          `json:"name"`
	Config json.RawMessage `json:"config,omitempty"`
	// Block are fields of the envelope, such as {"timeout": "5m"}.
	Block json.RawMessage `json:"block,omitempty"`
	// Open are exits that get no edge. All others lead to "after".
	Open []string `json:"open,omitempty"`
	// Round is an exit that leads to a block "body" which leads back to the block under test. The body waits for a message
	// each time; with "round_at_once" it does not.
	Round       string `json:"round,omitempty"`
	RoundAtOnce bool   `json:"round_at_once,omitempty"`
	// After says what the block after it does: "wait" holds the session there, so that locals can be looked at; "end", the
	// default, ends the flow.
	After string `json:"after,omitempty"`
	// Typical says that people use the block much like this: of its waits, the benchmark measures the answer here. For types
	// whose first case shows all that they can do.
	Typical  bool          `json:"typical,omitempty"`
	Document *caseDocument `json:"document,omitempty"`
	State    *caseState    `json:"state,omitempty"`
	Issues   []caseIssue   `json:"issues,omitempty"` // of the block; those of its config have paths in it
	Steps    []caseStep    `json:"steps,omitempty"`
}

// caseDocument is what the bot has besides the block under test. Variables and secrets that are used without being
// declared are declared by the runner.
type caseDocument struct {
	Language  string          `json:"language,omitempty"`
	Languages []string        `json:"languages,omitempty"`
	TimeZone  string          `json:"time_zone,omitempty"`
	Settings  *flow.Settings  `json:"settings,omitempty"`
	Variables []flow.Variable `json:"variables,omitempty"`
	Tables    []flow.Table    `json:"tables,omitempty"`
	Flows     []flow.Flow     `json:"flows,omitempty"`
	OnError   *flow.Handler   `json:"on_error,omitempty"` // of the flow with the block
}

// caseState is what the first event finds.
type caseState struct {
	Now       time.Time     `json:"now,omitzero"`
	Chat      *engine.Chat  `json:"chat,omitempty"`
	User      *engine.User  `json:"user,omitempty"`
	ActiveAt  time.Time     `json:"active_at,omitzero"` // when the user was last here; nothing for who comes for the first time
	Session   engine.Values `json:"session,omitempty"`  // variables of the scopes
	UserVars  engine.Values `json:"user_vars,omitempty"`
	ChatVars  engine.Values `json:"chat_vars,omitempty"`
	Bot       engine.Values `json:"bot,omitempty"`
	Workspace engine.Values `json:"workspace,omitempty"`
	Roles     []string      `json:"roles,omitempty"`
	// Contacts are other users by id, who have been here before; they may take part, and have roles of their own.
	Contacts  map[int64]caseContact `json:"contacts,omitempty"`
	Records   []engine.Record       `json:"records,omitempty"` // what the bot keeps; version 1 if none is given
	PublicURL string                `json:"public_url,omitempty"`
}

// caseContact is what is stored of another user.
type caseContact struct {
	UserVars engine.Values `json:"user_vars,omitempty"`
	Roles    []string      `json:"roles,omitempty"`
	Language string        `json:"language,omitempty"` // of his client
}

// caseIssue is an issue as cases list it.
type caseIssue struct {
	Code     string          `json:"code"`
	Severity engine.Severity `json:"severity"`
	Path     string          `json:"path,omitempty"`
	Message  string          `json:"message"`
}

// caseStep is one event and everything it leads to. Exactly one of the events is set.
type caseStep struct {
	Say      *string             `json:"say,omitempty"`      // a text, or a command
	Send     *engine.Message     `json:"send,omitempty"`     // any other message; its id is filled in
	Press    *string             `json:"press,omitempty"`    // label or id of a button shown before, the newest first; or @key:data
	Enter    *map[string]any     `json:"enter,omitempty"`    // starts the block under test with these locals
	Timer    *string             `json:"timer,omitempty"`    // "due", or how far the clock moves on before the alarm: "15m"
	Job      *engine.JobResult   `json:"job,omitempty"`      // the end of the last job that is waited for; gen, kind and key are filled in
	Paid     *engine.Payment     `json:"paid,omitempty"`     // for the last order; what is left out is filled in
	Webhook  *engine.WebhookCall `json:"webhook,omitempty"`  // an outside call
	Callback *engine.Callback    `json:"callback,omitempty"` // a call of the address that the last wait gave; gen is filled in
	Sent     bool                `json:"sent,omitempty"`     // Telegram took the last effect whose block waits for that
	Failed   *string             `json:"failed,omitempty"`   // code with which Telegram refused the last effect
	Event    *engine.Event       `json:"event,omitempty"`    // anything else, whole

	By    int64  `json:"by,omitempty"`    // id of another user who does it
	Of    *int   `json:"of,omitempty"`    // with press: of this message only, counted from 0
	Later string `json:"later,omitempty"` // how far the clock moves on before the event

	Expect json.RawMessage `json:"expect,omitempty"` // an outcome, whole; nothing is an empty one
}

// outcome is what a step leads to. Token of buttons are written without their signature; the key, turn, flow and own
// block of effects and notes are left out.
type outcome struct {
	Unhandled bool                  `json:"unhandled,omitempty"`
	Exits     []string              `json:"exits,omitempty"` // of the block under test, in order; "(stays)" for none, "(trouble)" for a trouble that no exit took
	Trouble   string                `json:"trouble,omitempty"`
	At        string                `json:"at,omitempty"`     // block at which the session stands
	Frames    int                   `json:"frames,omitempty"` // if more than one
	Failed    bool                  `json:"failed,omitempty"` // the session ended by a trouble
	Wait      *engine.Wait          `json:"wait,omitempty"`   // of the block under test
	WakeAt    time.Time             `json:"wake_at,omitzero"`
	Session   engine.Values         `json:"session,omitempty"`
	Locals    engine.Values         `json:"locals,omitempty"`
	Effects   []json.RawMessage     `json:"effects,omitempty"`
	Jobs      []engine.Job          `json:"jobs,omitempty"`
	Orders    []engine.OrderChange  `json:"orders,omitempty"`
	Writes    []engine.Write        `json:"writes,omitempty"`
	Records   []engine.RecordChange `json:"records,omitempty"`
	Ledger    []engine.LedgerEntry  `json:"ledger,omitempty"`
	Starts    []engine.StartFor     `json:"starts,omitempty"`
	Notes     []engine.Note         `json:"notes,omitempty"`
}

// RunBlockCases runs the cases of every block type of the registry: dir holds one file for each, named after the last
// part of the type (ask.text: text.json), and no others. A type without a file fails, and so does a file with an unknown
// field, a case without steps or issues, or any difference. With -update the expectations are rewritten.
//
// The cases together have to leave by every exit of the type, to get something wrong, to give a block that waits something
// that is not for it, and to let a time run out where one is waited for.
//
// Between steps the session goes through JSON. The registry gets three block types for the runner's own blocks.
func RunBlockCases(t *testing.T, reg *engine.Registry, dir string) {
	t.Helper()
	types := reg.Types()
	addCaseTypes(t, reg)
	for _, typ := range types {
		if strings.HasPrefix(typ.Name, "case.") {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			t.Parallel()
			runBlockFile(t, reg, typ, filepath.Join(dir, fileOf(typ.Name)))
		})
	}
	strayFiles(t, types, dir)
}

// strayFiles fails for files of cases that belong to none of the types.
func strayFiles(t *testing.T, types []engine.BlockType, dir string) {
	t.Helper()
	files := map[string]bool{}
	for _, typ := range types {
		files[fileOf(typ.Name)] = true
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("read cases: %v", err)
	}
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".json") && !files[e.Name()] {
			t.Errorf("%s belongs to no block type of the registry", filepath.Join(dir, e.Name()))
		}
	}
}

// fileOf names the file of a type's cases.
func fileOf(name string) string {
	return name[strings.LastIndexAny(name, "./")+1:] + ".json"
}

func runBlockFile(t *testing.T, reg *engine.Registry, typ engine.BlockType, path string) {
	t.Helper()
	f, err := readBlockFile(typ.Name, path, Updating())
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.Cases {
		c := &f.Cases[i]
		if Updating() { // one after the other: they write into the file
			runBlockCase(t, reg, typ, c)
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			runBlockCase(t, reg, typ, c)
		})
	}
	if !Updating() {
		left, err := uncovered(typ, f.Cases)
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range left {
			t.Errorf("%s: %s", path, what)
		}
		return
	}
	if t.Failed() {
		return
	}
	out, err := marshal(f)
	if err != nil {
		t.Fatalf("write %s: %v", path, err)
	}
	if err := os.WriteFile(path, append(out, '\n'), 0o600); err != nil {
		t.Fatalf("write cases: %v", err)
	}
}

// readBlockFile reads the cases of a type. Fresh cases have no issues and steps to compare yet.
func readBlockFile(typ, path string, fresh bool) (*blockFile, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("block type %s has no cases: %w", typ, err)
	}
	f := new(blockFile)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(f); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if f.Type != typ {
		return nil, fmt.Errorf("%s is about %q, not about %s", path, f.Type, typ)
	}
	if len(f.Cases) == 0 {
		return nil, fmt.Errorf("%s has no cases", path)
	}
	seen := map[string]bool{}
	for i := range f.Cases {
		c := &f.Cases[i]
		switch {
		case c.Name == "" || seen[c.Name]:
			return nil, fmt.Errorf("%s: case %d needs a name of its own, not %q", path, i, c.Name)
		case len(c.Steps)+len(c.Issues) == 0 && !fresh:
			return nil, fmt.Errorf("%s: case %q has neither steps nor issues", path, c.Name)
		}
		seen[c.Name] = true
	}
	return f, nil
}
