package engine_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func TestTurn_FirstVisitIsThatOfTheFlowAndOfThoseItCalls(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	err := reg.Add(engine.BlockType{
		Name: "test.visit", Version: 1, Title: text("Visit"), Help: text("Visit"), Icon: "square",
		Exits: []engine.Exit{{Name: "next"}, engine.ErrorExit()}, Example: `{}`,
		New: func() engine.Block {
			return &scriptBlock{run: func(turn *engine.Turn) error {
				turn.Send(engine.Content{Text: fmt.Sprint("first visit ", turn.FirstVisit())}, "")
				return nil
			}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Your name?"}`),
			block("c", "test.call", `{"flow":"sub"}`), block("v", "test.visit", `{}`), block("q2", "test.ask", `{"text":"Q2?"}`, `"exits":{"answered":"end"}`),
			block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`), block("hv", "test.visit", `{}`, ends)),
		join(edge("start", "next", "q"), edge("q", "answered", "c"), edge("c", "returned", "v"), edge("v", "next", "q2"), edge("help", "next", "hv")),
		sub(join(block("sv", "test.visit", `{}`), block("r", "test.return", `{}`)), edge("sv", "next", "r")))))
	if err != nil {
		t.Fatal(err)
	}
	b := newBot(t, greeting())
	if b.rev, err = engine.Compile(doc, reg, 1); err != nil {
		t.Fatal(err)
	}
	want(t, b.say("/start"), "Your name?")
	want(t, b.say("/help"), "first visit false", "Your name?")
	want(t, b.say("Ann"), "first visit true", "first visit true", "Q2?")
	want(t, b.say("/start"), "Your name?")
	want(t, b.say("Ann"), "first visit false", "first visit false", "Q2?")

	// A flow that the bot began for somebody who had never been here is a first visit once that person answers.
	s := engine.NewSession(b.key())
	b.session = must(json.Marshal(s))
	b.turn(engine.Event{Kind: engine.FlowStarted, User: engine.User{ID: 1}, Start: &engine.Start{Flow: "main", Block: "q"}})
	want(t, b.say("Ann"), "first visit true", "first visit true", "Q2?")
}
