package logic_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// tell (test.tell) says what a template gives, and empties the list.
type tell struct {
	engine.NoWait
	Text  engine.Template `json:"text"`
	Empty bool            `json:"empty,omitempty"`
}

func (b *tell) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	text, err := t.Text(&b.Text)
	if err != nil {
		return engine.Outcome{}, err
	}
	t.Send(engine.Content{Text: text}, "")
	if b.Empty {
		return engine.Leave("next"), t.Set("session.list", []any{})
	}
	return engine.Leave("next"), nil
}

// command (test.command) starts a flow by a command, on top of what is going on if it is nested.
type command struct {
	engine.TriggerSettings
	engine.NoWait
	Command string `json:"command"`
}

func (b *command) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightCommand}, ev.Message != nil && ev.Message.Command == b.Command
}

func (*command) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// pause (test.pause) waits for a message, and leaves by its text.
type pause struct{}

func (pause) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}}), nil
}

func (pause) Resume(_ context.Context, _ *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return engine.Leave(ev.Message.Text), nil
}

// talk is a conversation with a flow of loops.
type talk struct {
	t       *testing.T
	rev     *engine.Revision
	session []byte
	now     time.Time
}

func loops(t *testing.T, blocks, edges string, more ...string) *talk {
	t.Helper()
	reg := setup(t)
	words := engine.Text{"en": "Test", "ru": "Проверка"}
	exits := func(names ...string) []engine.Exit {
		var out []engine.Exit
		for _, n := range names {
			out = append(out, engine.Exit{Name: n, Title: words, Optional: true})
		}
		return out
	}
	err := reg.Add(
		engine.BlockType{Name: "test.tell", Version: 1, Title: words, Help: words, Icon: "x", Exits: exits("next"), Example: `{"text":"x"}`, New: func() engine.Block { return new(tell) }},
		engine.BlockType{Name: "test.pause", Version: 1, Title: words, Help: words, Icon: "x", Exits: exits("on", "out"), Example: `{}`, New: func() engine.Block { return new(pause) }},
		engine.BlockType{Name: "test.command", Version: 1, Trigger: true, Title: words, Help: words, Icon: "x", Exits: exits("next"), Example: `{"command":"x"}`, New: func() engine.Block { return new(command) }},
	)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(fmt.Sprintf(`{"schema_version": 1, "name": "T", "language": "en",
		"variables": [{"scope": "session", "name": "list", "type": "list", "default": ["a", "b", "c"]}],
		"flows": [{"id": "f", "name": "F", "blocks": [{"id": "go", "type": "test.command", "config": {"command": "go"}}, %s], "edges": [%s]}%s]}`,
		blocks, edges, strings.Join(more, ""))))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	return &talk{t: t, rev: rev, now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
}

// edges writes edges out of "from.exit>to".
func edges(of ...string) string {
	for i, e := range of {
		from, to, _ := strings.Cut(e, ">")
		block, exit, _ := strings.Cut(from, ".")
		of[i] = fmt.Sprintf(`{"from": %q, "exit": %q, "to": %q}`, block, exit, to)
	}
	return strings.Join(of, ", ")
}

// say sends a text and compares what comes back.
func (k *talk) say(text string, want ...string) {
	k.t.Helper()
	s := engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7})
	if k.session != nil {
		if err := json.Unmarshal(k.session, s); err != nil {
			k.t.Fatal(err)
		}
	}
	m := &engine.Message{ID: 1, Kind: engine.TextMessage, Text: text}
	m.Command, m.Args, _ = engine.ParseCommand(text, "")
	res, err := k.rev.Turn(k.t.Context(), engine.State{Session: s}, engine.Event{Kind: engine.MessageReceived, Message: m}, engine.Deps{
		Now: k.now, Key: []byte("0123456789abcdef"), Log: slog.New(slog.DiscardHandler), NewID: func() string { return "id" },
	})
	if err != nil {
		k.t.Fatal(err)
	}
	if k.session, err = json.Marshal(res.Session); err != nil {
		k.t.Fatal(err)
	}
	var got []string
	for _, e := range res.Effects {
		got = append(got, e.Content.Text)
	}
	if !slices.Equal(got, want) {
		k.t.Errorf("%q gave %q, want %q", text, got, want)
	}
}

const each = `{"id": "each", "type": "logic.foreach", "config": {"list": "session.list"}, "exits": {"limit": "end"}}`

func TestForeach_KeepsToTheListItBeganWith(t *testing.T) {
	t.Parallel()
	k := loops(t, each+`, {"id": "say", "type": "test.tell", "config": {"text": "{{ local.index }}{{ local.item }} of {{ len(session.list) }}", "empty": true}},
		{"id": "end", "type": "test.tell", "config": {"text": "done"}}`,
		edges("go.next>each", "each.each>say", "say.next>each", "each.done>end"))
	k.say("/go", "0a of 3", "1b of 0", "2c of 0", "done")
}

func TestForeach_InsideAnother(t *testing.T) {
	t.Parallel()
	k := loops(t, each+`, {"id": "in", "type": "logic.foreach", "config": {"list": "[1, 2]", "item": "local.n", "index": "local.i"}, "exits": {"limit": "end"}},
		{"id": "say", "type": "test.tell", "config": {"text": "{{ local.item }}{{ local.n }}"}}, {"id": "end", "type": "test.tell", "config": {"text": "done"}}`,
		edges("go.next>each", "each.each>in", "in.each>say", "say.next>in", "in.done>each", "each.done>end"))
	k.say("/go", "a1", "a2", "b1", "b2", "c1", "c2", "done")
}

func TestForeach_LeftEarlyBeginsAnew(t *testing.T) {
	t.Parallel()
	k := loops(t, each+`, {"id": "say", "type": "test.tell", "config": {"text": "{{ local.item }}"}}, {"id": "wait", "type": "test.pause"},
		{"id": "menu", "type": "test.tell", "config": {"text": "menu"}}, {"id": "again", "type": "test.pause"}`,
		edges("go.next>menu", "menu.next>again", "again.on>each", "each.each>say", "say.next>wait", "wait.on>each", "wait.out>menu", "each.done>menu"))
	k.say("/go", "menu")
	k.say("on", "a")
	k.say("on", "b")
	k.say("out", "menu")
	k.say("on", "a")
	k.say("on", "b")
	k.say("on", "c")
	k.say("on", "menu")
	k.say("on", "a")
}

func TestForeach_KeepsItsPlaceWhileAnotherFlowIsOnTop(t *testing.T) {
	t.Parallel()
	k := loops(t, strings.Replace(each, `"limit": "end"`, `"limit": "end", "done": "end"`, 1)+`, {"id": "say", "type": "test.tell", "config": {"text": "{{ local.item }}"}}, {"id": "wait", "type": "test.pause"}`,
		edges("go.next>each", "each.each>say", "say.next>wait", "wait.on>each"),
		`, {"id": "h", "name": "H", "blocks": [{"id": "help", "type": "test.command", "config": {"command": "help", "when_busy": "nest"}},
			{"id": "sub", "type": "logic.call", "config": {"flow": "f"}, "exits": {"returned": "end"}}], "edges": [`+edges("help.next>sub")+`]}`)
	k.say("/go", "a")
	k.say("on", "b")
	k.say("/help", "a") // the same loop once more, in a frame of its own
	k.say("on", "b")
	k.say("on", "c")
	k.say("out") // ends the called flow; what it was put on goes on
	k.say("on", "c")
}

func TestForeach_SharedVariablesAreReported(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "T", "language": "en", "flows": [{"id": "f", "name": "F", "blocks": [
		{"id": "out", "type": "logic.foreach", "config": {"list": "[1]"}},
		{"id": "in", "type": "logic.foreach", "config": {"list": "[1]", "index": "local.i"}},
		{"id": "deep", "type": "logic.while", "config": {"if": "true"}}],
		"edges": [` + edges("out.each>in", "in.each>deep", "deep.each>deep", "deep.done>in", "in.done>out") + `]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range engine.Check(doc, setup(t)) {
		if i.Code == "loop_variable_shared" || i.Code == "loop_open" || i.Code == "loop_without_wait" {
			got = append(got, i.Block+" "+i.Code+" "+i.Path[strings.LastIndex(i.Path, "/"):])
		}
	}
	if want := []string{"in loop_variable_shared /item", "deep loop_variable_shared /index"}; !slices.Equal(got, want) {
		t.Errorf("issues are %q, want %q", got, want)
	}
}
