package engine_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// awaitBlock waits for a signal, or one with certain data.
type awaitBlock struct {
	Signal string `json:"signal"`
	Only   string `json:"only,omitempty"`
}

func (b *awaitBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.SignalSent}, Signal: b.Signal, Interrupt: engine.InterruptAny}), nil
}

func (b *awaitBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if b.Only != "" && ev.Signal.Data["id"] != b.Only {
		return engine.Stay(), nil
	}
	t.Send(engine.Content{Text: t.BlockID() + " got it"}, "")
	return engine.Leave("next"), nil
}

// sendBlock sends a signal to the session itself, or to a user.
type sendBlock struct {
	engine.NoWait
	Signal string `json:"signal"`
	To     int64  `json:"to,omitempty"`
	Big    bool   `json:"big,omitempty"`
}

func (b *sendBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	to, s := t.Key(), engine.Signal{Name: b.Signal, Data: map[string]any{"id": "x"}}
	if b.To != 0 {
		to = engine.SessionKey{ChatID: b.To, UserID: b.To}
	}
	if b.Big {
		s.Data["id"] = strings.Repeat("x", engine.MaxVariableBytes)
	}
	return engine.Leave("next"), t.SendSignal(to, s)
}

// signalBot is a bot with two waits for signals on top of each other, and commands that send them.
func signalBot(t *testing.T) *bot {
	t.Helper()
	reg := registry(t)
	for name, typ := range map[string]func() engine.Block{
		"test.await": func() engine.Block { return new(awaitBlock) }, "test.send": func() engine.Block { return new(sendBlock) },
	} {
		err := reg.Add(engine.BlockType{
			Name: name, Version: 1, Title: text(name), Help: text(name), Icon: "square",
			Exits: []engine.Exit{{Name: "next"}, engine.ErrorExit()}, Example: `{}`, New: typ,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	command := func(id, to string) string {
		return join(block(id, "test.trigger", `{"command":"`+id+`","when_busy":"nest"}`), block(id+"2", "test.send", to, ends))
	}
	doc, err := flow.Load([]byte(document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("any", "test.await", `{"signal":"paid"}`, ends),
			command("send", `{"signal":"paid"}`), command("other", `{"signal":"other"}`), command("far", `{"signal":"paid","to":9}`),
			command("big", `{"signal":"paid","to":9,"big":true}`)),
		join(edge("start", "next", "any"), edge("send", "next", "send2"), edge("other", "next", "other2"), edge("far", "next", "far2"),
			edge("big", "next", "big2")),
		`{"id":"top","name":"Top","blocks":[`+join(block("more", "test.trigger", `{"command":"more","when_busy":"nest"}`),
			block("one", "test.await", `{"signal":"paid","only":"y"}`, ends))+`],"edges":[`+edge("more", "next", "one")+`]}`)))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	return &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7, FirstName: "Ann"}}
}

func TestSignal_GoesToTheSessionItselfOnlyIfItIsWanted(t *testing.T) {
	t.Parallel()
	b := signalBot(t)
	b.say("/send")
	if len(b.last.Starts) > 0 {
		t.Errorf("nobody waits, and yet it was sent: %+v", b.last.Starts)
	}
	b.say("/start")
	b.say("/other")
	if len(b.last.Starts) > 0 {
		t.Errorf("another one is waited for, and yet it was sent: %+v", b.last.Starts)
	}
	want(t, b.say("/send"))
	wanted := []engine.StartFor{{Key: b.key(), Signal: &engine.Signal{Name: "paid", Data: map[string]any{"id": "x"}, From: 7}}}
	if !reflect.DeepEqual(b.last.Starts, wanted) {
		t.Fatalf("sent %+v", b.last.Starts)
	}
	want(t, texts(b.turn(engine.Event{Kind: engine.SignalSent, Signal: b.last.Starts[0].Signal})), "any got it")
}

func TestSignal_GoesPastAWaitThatDoesNotWantIt(t *testing.T) {
	t.Parallel()
	b := signalBot(t)
	b.say("/start")
	b.say("/more")
	signal := func(id string) *engine.Result {
		return b.turn(engine.Event{Kind: engine.SignalSent, Signal: &engine.Signal{Name: "paid", Data: map[string]any{"id": id}}})
	}
	want(t, texts(signal("y")), "one got it")
	b.say("/more")
	want(t, texts(signal("x")), "any got it") // and what was on top of it has ended
	if res := signal("x"); res.Handled || len(b.load().Frames) > 0 {
		t.Errorf("a signal that nobody waits for was handled %t, with %d frames", res.Handled, len(b.load().Frames))
	}
}

func TestSignal_GoesToAnotherSessionInAnyCase(t *testing.T) {
	t.Parallel()
	b := signalBot(t)
	b.say("/far")
	if len(b.last.Starts) != 1 || b.last.Starts[0].Key != (engine.SessionKey{BotID: 1, ChatID: 9, UserID: 9}) {
		t.Errorf("sent %+v", b.last.Starts)
	}
	b.say("/big")
	if got := codes(b.last); !reflect.DeepEqual(got, []string{"event_too_large"}) || len(b.last.Starts) > 0 {
		t.Errorf("a large one gave %v and sent %d", got, len(b.last.Starts))
	}
}
