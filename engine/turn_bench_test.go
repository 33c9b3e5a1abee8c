package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// BenchmarkTurn_ThreeBlocks is a turn through a trigger, a message with two variables and a question, without storage.
func BenchmarkTurn_ThreeBlocks(b *testing.B) {
	x := newBot(b, document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block("hi", "test.say", `{"text":"Hi, {{ user.first_name }} from {{ user.language }}"}`)+","+
			block("ask", "test.ask", `{"text":"Name?","save_to":"session.name"}`, `"exits":{"answered":"end"}`),
		edge("start", "next", "hi")+","+edge("hi", "next", "ask")))
	d := x.deps()
	d.Trace = false
	st := engine.State{Session: engine.NewSession(x.key())}
	ev := engine.Event{
		Kind: engine.MessageReceived, Chat: x.chat, User: x.who, Time: x.now,
		Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "/start", Command: "start"},
	}
	b.ReportAllocs()
	for b.Loop() {
		res, err := x.rev.Turn(b.Context(), st, ev, d)
		if err != nil || len(res.Effects) != 2 {
			b.Fatal(err)
		}
	}
}

// BenchmarkTurn_SavedAndLoaded is the same with the session read from and written to JSON.
func BenchmarkTurn_SavedAndLoaded(b *testing.B) {
	x := newBot(b, greeting())
	d := x.deps()
	d.Trace = false
	x.say("/start")
	saved := x.session
	ev := engine.Event{
		Kind: engine.MessageReceived, Chat: x.chat, User: x.who, Time: x.now,
		Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "Bob"},
	}
	b.ReportAllocs()
	for b.Loop() {
		s := new(engine.Session)
		if err := json.Unmarshal(saved, s); err != nil {
			b.Fatal(err)
		}
		res, err := x.rev.Turn(b.Context(), engine.State{Session: s}, ev, d)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(res.Session); err != nil {
			b.Fatal(err)
		}
	}
}
