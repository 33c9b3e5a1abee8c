package message_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// painterBot paints for two minutes, and asks about it in a flow of its own after /ask.
const painterBot = `{"schema_version": 1, "name": "Painter", "language": "en", "variables": [{"scope": "session", "name": "colour", "type": "text"}], "flows": [
	{"id": "main", "name": "Main", "blocks": [
		{"id": "go", "type": "trigger.command", "config": {"command": "go"}},
		{"id": "p1", "type": "message.progress", "config": {"slot": "work", "text": "Painting", "percent": "10", "stop": {"words": ["stop"], "text": "Stopped."}}},
		{"id": "d1", "type": "logic.delay", "config": {"for": "1m"}},
		{"id": "p2", "type": "message.progress", "config": {"slot": "work", "text": "Painting", "percent": "60", "stop": {"words": ["enough"]}}},
		{"id": "d2", "type": "logic.delay", "config": {"for": "1m"}},
		{"id": "p3", "type": "message.progress", "config": {"slot": "work", "mode": "done", "text": "Ready"}},
		{"id": "bye", "type": "message.text", "config": {"text": "As you like."}, "exits": {"next": "end"}},
		{"id": "ask", "type": "trigger.command", "config": {"command": "ask"}},
		{"id": "p4", "type": "message.progress", "config": {"slot": "work", "text": "Painting", "stop": {"words": ["stop"]}}},
		{"id": "call", "type": "logic.call", "config": {"flow": "questions"}},
		{"id": "word", "type": "trigger.text", "config": {"words": ["stop"]}},
		{"id": "what", "type": "message.text", "config": {"text": "Stop what?"}, "exits": {"next": "end"}}],
	"edges": [{"from": "go", "exit": "next", "to": "p1"}, {"from": "p1", "exit": "next", "to": "d1"}, {"from": "d1", "exit": "next", "to": "p2"},
		{"from": "p2", "exit": "next", "to": "d2"}, {"from": "d2", "exit": "next", "to": "p3"}, {"from": "p3", "exit": "next", "to": "bye"},
		{"from": "p1", "exit": "stopped", "to": "bye"}, {"from": "p2", "exit": "stopped", "to": "bye"}, {"from": "p4", "exit": "stopped", "to": "bye"},
		{"from": "ask", "exit": "next", "to": "p4"}, {"from": "p4", "exit": "next", "to": "call"}, {"from": "call", "exit": "returned", "to": "bye"},
		{"from": "word", "exit": "next", "to": "what"}]},
	{"id": "questions", "name": "Questions", "blocks": [
		{"id": "colour", "type": "ask.text", "config": {"prompt": {"text": "Which colour?"}, "save_to": "session.colour"}, "exits": {"answered": "end"}}], "edges": []}]}`

type painter struct {
	*simulator.World
	you *simulator.Person
}

func newPainter(t *testing.T) *painter {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(painterBot))
	if err != nil {
		t.Fatal(err)
	}
	p := new(painter)
	if p.World, err = simulator.New(t.Context(), simulator.Options{Document: doc, Registry: reg}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		for _, f := range p.Findings() {
			t.Errorf("%s: parameter %s: %s", f.Method, f.Param, f.Text)
		}
	})
	p.you = p.Person("you", simulator.Profile{FirstName: "Ann"})
	return p
}

// sees settles after an act and compares what was seen, and the drafts that are in sight then.
func (p *painter) sees(t *testing.T, err error, drafts []string, want ...simulator.Seen) {
	t.Helper()
	if err == nil {
		err = p.Settle(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := simulator.DiffSeen(want, p.See(p.Take(), "you")); d != "" {
		t.Errorf("seen is not what was expected:\n%s", d)
	}
	if got := p.you.Drafts(); !slices.Equal(got, drafts) {
		t.Errorf("drafts %q, not %q", got, drafts)
	}
}

const (
	painting10 = "Painting\n▓░░░░░░░░░ 10%"
	painting60 = "Painting\n▓▓▓▓▓▓░░░░ 60%"
)

func TestProgressWorld_DraftGrowsIntoAMessage(t *testing.T) {
	t.Parallel()
	p := newPainter(t)
	p.sees(t, p.you.Say("/go"), []string{painting10}, simulator.Seen{Draft: painting10})
	if at, ok := p.you.Wakes(t.Context()); !ok || !at.Equal(p.Now().Add(time.Minute)) {
		t.Errorf("the bot goes on at %v, %v", at, ok)
	}
	p.sees(t, p.Advance(t.Context(), 59*time.Second), []string{painting10}) // twice as long as a draft lasts
	p.sees(t, p.Advance(t.Context(), time.Second), []string{painting60}, simulator.Seen{Draft: painting60})
	p.sees(t, p.Advance(t.Context(), time.Minute), nil, simulator.Seen{Text: "Ready"}, simulator.Seen{Text: "As you like."})
	if got := len(p.you.Screen()); got != 3 {
		t.Errorf("%d messages are in the chat, not those of the user, of the end and of the flow", got)
	}
	p.sees(t, p.Advance(t.Context(), time.Hour), nil)
}

func TestProgressWorld_WordsOfTheLastBlockStopIt(t *testing.T) {
	t.Parallel()
	p := newPainter(t)
	p.sees(t, p.you.Say("/go"), []string{painting10}, simulator.Seen{Draft: painting10})
	p.sees(t, p.you.Say("Stop!"), nil, simulator.Seen{Text: "Stopped."}, simulator.Seen{Text: "As you like."})
	p.sees(t, p.you.Say("Stop!"), nil, simulator.Seen{Text: "Stop what?"})
	p.sees(t, p.you.Say("/go"), []string{painting10}, simulator.Seen{Draft: painting10})
	p.sees(t, p.Advance(t.Context(), time.Minute), []string{painting60}, simulator.Seen{Draft: painting60})
	p.sees(t, p.you.Say("ENOUGH"), nil, simulator.Seen{Text: "As you like."})
	p.sees(t, p.Advance(t.Context(), time.Hour), nil)
}

func TestProgressWorld_StopWordEndsWhatTheFlowCalled(t *testing.T) {
	t.Parallel()
	p := newPainter(t)
	again := simulator.Seen{Draft: "Painting"} // the question covered it
	p.sees(t, p.you.Say("/ask"), []string{"Painting"}, simulator.Seen{Draft: "Painting"}, simulator.Seen{Text: "Which colour?"}, again)
	p.sees(t, p.you.Say("stop"), nil, simulator.Seen{Text: "As you like."})
	p.sees(t, p.you.Say("/ask"), []string{"Painting"}, simulator.Seen{Draft: "Painting"}, simulator.Seen{Text: "Which colour?"}, again)
	p.sees(t, p.you.Say("red"), nil, simulator.Seen{Text: "As you like."})
}
