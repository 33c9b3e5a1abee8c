package simulator_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// walked lets random people use a bot of the blocks and edges, which begin with the command /start at "start".
func walked(t *testing.T, blocks, edges string, change func(*simulator.WalkOptions)) *simulator.Walk {
	t.Helper()
	doc, err := flow.Load(fmt.Appendf(nil, `{
		"schema_version": 1, "name": "Walked", "language": "en",
		"flows": [{"id": "main", "name": "Main", "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "anything", "type": "trigger.fallback"},
			{"id": "pardon", "type": "message.text", "config": {"text": "Pardon?"}, "exits": {"next": "end"}},
			%s
		], "edges": [{"from": "anything", "exit": "next", "to": "pardon"}, %s]}]
	}`, blocks, edges))
	if err != nil {
		t.Fatal(err)
	}
	o := simulator.WalkOptions{Seed: 1, Turns: 200, World: simulator.Options{Document: doc, Registry: registry(t)}}
	if change != nil {
		change(&o)
	}
	w, err := simulator.TakeWalk(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWalk_FindsNothingInAGoodBot(t *testing.T) {
	t.Parallel()
	w := walked(t, `{"id": "ask", "type": "ask.text", "config": {"prompt": {"text": "Name?"}, "timeout": "1h"}}`,
		`{"from": "start", "exit": "next", "to": "ask"}, {"from": "ask", "exit": "answered", "to": "pardon"}`, nil)
	if w.Fault != "" || w.Turns < 200 || w.Acts == 0 {
		t.Errorf("after %d turns and %d acts: %s\n%s", w.Turns, w.Acts, w.Fault, strings.Join(w.Last, "\n"))
	}
	if want := []string{"anything", "ask", "pardon", "start"}; !slices.Equal(w.Passed, want) {
		t.Errorf("came by %v, want %v", w.Passed, want)
	}
}

func TestWalk_SameSeedWalksTheSame(t *testing.T) {
	t.Parallel()
	walk := func() *simulator.Walk {
		return walked(t, `{"id": "buy", "type": "message.text", "config": {"text": "Buy?", "buttons": [[{"id": "yes", "label": "Yes"}]]}},
			{"id": "pay", "type": "payment.invoice", "config": {"title": "Tea", "amount": 5, "currency": "XTR", "lifetime": "15m", "style": "card"},
				"exits": {"paid": "end", "expired": "end"}}`,
			`{"from": "start", "exit": "next", "to": "buy"}, {"from": "buy", "exit": "button:yes", "to": "pay"}`, nil)
	}
	a, b := walk(), walk()
	if a.Acts != b.Acts || a.Turns != b.Turns || !slices.Equal(a.Last, b.Last) {
		t.Errorf("two walks differ: %d and %d acts\n%s\n\n%s", a.Acts, b.Acts, strings.Join(a.Last, "\n"), strings.Join(b.Last, "\n"))
	}
}

// inAGroup lets the people write in a group, too.
func inAGroup(o *simulator.WalkOptions) {
	o.Turns, o.World.Places = 1000, []simulator.Place{{ID: -1001, Type: "supergroup", Title: "Neighbours"}}
}

func TestWalk_FindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	const call = `{"id": "call", "type": "http.request", "config": {"url": "https://api.example.com/x"}}`
	for name, c := range map[string]struct {
		blocks, edges string
		change        func(*simulator.WalkOptions)
		want          string
	}{
		"silence": {
			blocks: `{"id": "count", "type": "data.variable", "config": {"assignments": [{"var": "local.n", "value": 1}]}, "exits": {"next": "end"}}`,
			edges:  `{"from": "start", "exit": "next", "to": "count"}`,
			want:   "sees nothing of it",
		},
		"silence for too long": {
			blocks: `{"id": "later", "type": "logic.delay", "config": {"for": "2m"}}`,
			edges:  `{"from": "start", "exit": "next", "to": "later"}, {"from": "later", "exit": "next", "to": "pardon"}`,
			want:   "sees nothing of it",
		},
		"a wait that nothing ends": {
			blocks: `{"id": "hello", "type": "message.text", "config": {"text": "One moment"}}, {"id": "hang", "type": "test.hang"}`,
			edges:  `{"from": "start", "exit": "next", "to": "hello"}, {"from": "hello", "exit": "next", "to": "hang"}`,
			change: func(o *simulator.WalkOptions) {
				if err := o.World.Registry.Add(hangType()); err != nil {
					panic(err)
				}
			},
			want: `stuck at block "hang"`,
		},
		"trouble": {
			blocks: `{"id": "sum", "type": "message.text", "config": {"text": "{{ 1 / (user.id - user.id) }}"}, "exits": {"next": "end"}}`,
			edges:  `{"from": "start", "exit": "next", "to": "sum"}`,
			want:   `block "sum" of flow "main" meets trouble: `,
		},
		"trouble behind a button in a group": {
			blocks: `{"id": "hello", "type": "message.text", "config": {"text": "Hello"}, "exits": {"next": "end"}},
				{"id": "there", "type": "trigger.command", "config": {"command": "help", "scope": "group"}},
				{"id": "choose", "type": "message.text", "config": {"text": "Count?", "buttons": [[{"id": "go", "label": "Go"}]]}},
				{"id": "sum", "type": "message.text", "config": {"text": "{{ 1 / (user.id - user.id) }}"}, "exits": {"next": "end"}}`,
			edges:  `{"from": "start", "exit": "next", "to": "hello"}, {"from": "there", "exit": "next", "to": "choose"}, {"from": "choose", "exit": "button:go", "to": "sum"}`,
			change: inAGroup,
			want:   `block "sum" of flow "main" meets trouble: `,
		},
		"a wait in a group that nothing ends": {
			blocks: `{"id": "hello", "type": "message.text", "config": {"text": "Hello"}, "exits": {"next": "end"}},
				{"id": "there", "type": "trigger.command", "config": {"command": "help", "scope": "group"}}, {"id": "hang", "type": "test.hang"}`,
			edges: `{"from": "start", "exit": "next", "to": "hello"}, {"from": "there", "exit": "next", "to": "hang"}`,
			change: func(o *simulator.WalkOptions) {
				inAGroup(o)
				if err := o.World.Registry.Add(hangType()); err != nil {
					panic(err)
				}
			},
			want: `stuck at block "hang"`,
		},
		"a call that nothing answers": {
			blocks: call,
			edges:  `{"from": "start", "exit": "next", "to": "call"}, {"from": "call", "exit": "ok", "to": "pardon"}`,
			change: func(o *simulator.WalkOptions) { o.Route = &simulator.Route{Troubles: []string{"http_unreachable"}} },
			want:   "the bot calls GET https://api.example.com/x",
		},
		"a call that Telegram refuses": {
			blocks: `{"id": "show", "type": "message.media", "config": {"kind": "photo", "file": "nonsense"}, "exits": {"next": "end"}}`,
			edges:  `{"from": "start", "exit": "next", "to": "show"}`,
			want:   "Telegram refuses a call: sendPhoto: ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := walked(t, c.blocks, c.edges, c.change)
			if !strings.Contains(w.Fault, c.want) || len(w.Last) == 0 {
				t.Errorf("found %q, want %q\n%s", w.Fault, c.want, strings.Join(w.Last, "\n"))
			}
		})
	}
}

// hang (test.hang) waits for a job that it never started.
type hang struct{}

func hangType() engine.BlockType {
	words := engine.Text{"en": "Hangs"}
	return engine.BlockType{
		Name: "test.hang", Version: 1, Title: words, Help: words, Example: `{}`, New: func() engine.Block { return new(hang) },
	}
}

func (*hang) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}, Interrupt: engine.InterruptNone}), nil
}

func (*hang) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Stay(), nil
}

func TestWalk_PatienceIsForWhatComesLater(t *testing.T) {
	t.Parallel()
	w := walked(t, `{"id": "later", "type": "logic.delay", "config": {"for": "2m"}}`,
		`{"from": "start", "exit": "next", "to": "later"}, {"from": "later", "exit": "next", "to": "pardon"}`,
		func(o *simulator.WalkOptions) { o.Patience = 2 * time.Minute })
	if w.Fault != "" {
		t.Errorf("%s\n%s", w.Fault, strings.Join(w.Last, "\n"))
	}
}

func TestWalk_SilenceOnPurposeIsNoFault(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(`{
		"schema_version": 1, "name": "Quiet", "language": "en",
		"flows": [{"id": "main", "name": "Main", "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "anything", "type": "trigger.fallback", "config": {"every": "10m"}},
			{"id": "pardon", "type": "message.text", "config": {"text": "Pardon?"}, "exits": {"next": "end"}}
		], "edges": [{"from": "anything", "exit": "next", "to": "pardon"}, {"from": "start", "exit": "next", "to": "pardon"}]}]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	w, err := simulator.TakeWalk(t.Context(), simulator.WalkOptions{
		Seed: 1, Turns: 100, World: simulator.Options{Document: doc, Registry: registry(t)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if w.Fault != "" {
		t.Errorf("%s\n%s", w.Fault, strings.Join(w.Last, "\n"))
	}
}
