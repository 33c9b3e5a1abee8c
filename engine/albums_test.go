package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func photo(id int64, group, caption string) engine.Event {
	m := &engine.Message{ID: id, Kind: engine.PhotoMessage, GroupID: group, Text: caption, Files: []engine.File{{ID: "f"}}}
	m.Command, m.Args, _ = engine.ParseCommand(caption, "")
	return engine.Event{Kind: engine.MessageReceived, Message: m}
}

func TestAlbum_TwoAtOnceStayApart(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	for i, g := range []string{"g1", "g2", "g1", "g2", "g2"} {
		want(t, texts(b.turn(photo(int64(10+i), g, ""))))
	}
	want(t, b.wake(), "Hi, album of 2 from Ann &lt;b&gt;", "I did not understand that.")
	want(t, texts(b.turn(photo(20, "g1", ""))))
	want(t, texts(b.turn(photo(21, "g2", ""))))
}

func TestAlbum_IsHandledBeforeTheMessageAfterIt(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	b.turn(photo(10, "g", ""))
	b.turn(photo(11, "g", ""))
	want(t, b.say("/help"), "Hi, album of 2 from Ann &lt;b&gt;", "Help")
	if at := b.load().WakeAt; !at.IsZero() {
		t.Errorf("alarm at %v", at)
	}
}

func TestAlbum_LatePartStartsNothing(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("any", "test.trigger", `{"any":true}`), block("s", "test.say", `{"text":"What?"}`, ends)), edge("any", "next", "s")))
	b.turn(photo(1, "g", ""))
	want(t, b.wake(), "What?")
	want(t, texts(b.turn(photo(2, "g", ""))))
}

func TestAlbum_CommandInTheCaptionOfAnyPart(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.turn(photo(1, "g", ""))
	b.turn(photo(2, "g", "/start now"))
	want(t, b.wake(), "Your name?")
}

func TestAlbum_DoesNotFitAQuestionForATextAndDoesNotChangeItsSession(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Yes?","only":"yes"}`, `"exits":{"answered":"end"}`)), edge("start", "next", "q")))
	b.say("/start")
	b.turn(photo(12, "g", ""))
	b.turn(photo(11, "g", ""))
	s := b.load()
	before := must(json.Marshal(s))
	b.now = s.WakeAt
	ev := engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen}, Chat: b.chat, User: b.who}
	res, err := b.rev.Turn(t.Context(), engine.State{Session: s}, ev, b.deps())
	if err != nil {
		t.Fatal(err)
	}
	want(t, texts(res), "This does not fit here. Please answer the question above.", "Yes?")
	if after := must(json.Marshal(s)); string(after) != string(before) {
		t.Errorf("the given session was changed:\n%s\n%s", before, after)
	}
}

// partsBlock says which messages an album is made of.
type partsBlock struct{ engine.NoWait }

func (partsBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.Send(engine.Content{Text: fmt.Sprint(t.Event().Message.Parts)}, "")
	return engine.Leave("next"), nil
}

func TestAlbum_NamesItsMessagesInOrder(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	err := reg.Add(engine.BlockType{
		Name: "test.parts", Version: 1, Title: text("parts"), Help: text("parts"), Icon: "square",
		Exits: []engine.Exit{engine.NextExit()}, Example: `{}`, New: func() engine.Block { return new(partsBlock) },
	})
	if err != nil {
		t.Fatal(err)
	}
	b := newBot(t, greeting())
	d, err := flow.Load([]byte(document(join(block("any", "test.trigger", `{"any":true}`), block("p", "test.parts", `{}`, ends)), edge("any", "next", "p"))))
	if err != nil {
		t.Fatal(err)
	}
	if b.rev, err = engine.Compile(d, reg, 1); err != nil {
		t.Fatal(err)
	}
	for _, id := range []int64{13, 11, 12} {
		b.turn(photo(id, "g", ""))
	}
	want(t, b.wake(), "[11 12 13]")
}
