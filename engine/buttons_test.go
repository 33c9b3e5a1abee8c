package engine_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func odd(do string) string {
	return document(join(block("start", "test.trigger", `{"command":"start"}`), block("o", "test.odd", `{"do":"`+do+`"}`, ends)), edge("start", "next", "o"))
}

func TestButtons_ListsOfOneMessageDoNotMix(t *testing.T) {
	t.Parallel()
	b := newBot(t, odd("two lists"))
	b.say("/start")
	first := b.last
	for label, exp := range map[string]string{"A": "pressed list [a]", "B": "pressed other [b]", "far": "pressed list [c]"} {
		b.last = first
		want(t, b.press(b.token(label)), exp, "answer:")
	}
	if n := len(b.load().Lists[0].Values); n != 3 {
		t.Errorf("%d values are remembered", n)
	}
}

func TestButtons_StayLeavesTheOpenQuestion(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("m", "test.menu", `{}`, `"exits":{"button:a":"end","button:b":"end"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`)),
		join(edge("start", "next", "m"), edge("m", "next", "q"))))
	b.say("/start")
	old := b.token("A")
	b.rev = newBot(t, document( // the menu became another kind of block, whose buttons do nothing
		join(block("start", "test.trigger", `{"command":"start"}`), block("m", "test.odd", `{"do":"stay"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`)),
		join(edge("start", "next", "m"), edge("m", "next", "q")))).rev
	want(t, b.press(old), "answer:This button is out of date.", "Q?")
	if w := b.load().Wait(); w == nil {
		t.Error("the question is not open any more")
	}
	b.rev = newBot(t, greeting()).rev // and now it is gone
	want(t, b.press(old), "answer:This button is out of date.")
}

func TestButtons_KeepLeavesTheSessionWhereItIs(t *testing.T) {
	t.Parallel()
	asking := func(do string) *bot {
		return newBot(t, document(
			join(block("start", "test.trigger", `{"command":"start"}`), block("m", "test.odd", `{"do":"`+do+`"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`)),
			join(edge("start", "next", "m"), edge("m", "next", "q"))))
	}
	b := asking("two lists")
	b.say("/start")
	old, before := b.token("A"), b.load()
	b.rev = asking("keep").rev
	want(t, b.press(old), "turned", "answer:")
	after := b.load()
	if !reflect.DeepEqual(before.Frames, after.Frames) {
		t.Errorf("the question is another one: %+v, was %+v", after.Frames, before.Frames)
	}
	want(t, b.say("yes")) // it can still be answered
	want(t, b.press(old), "turned", "answer:")
	if s := b.load(); len(s.Frames) != 0 || s.Status != engine.SessionIdle {
		t.Errorf("a session at rest was woken: %+v", s)
	}
}

func TestButtons_EnterMayNotKeep(t *testing.T) {
	t.Parallel()
	b := newBot(t, odd("keep at once"))
	if _, err := b.rev.Turn(t.Context(), engine.State{Session: b.load()}, engine.Event{
		Kind: engine.MessageReceived, Chat: b.chat, User: b.who,
		Message: &engine.Message{Kind: engine.TextMessage, Text: "/start", Command: "start"},
	}, b.deps()); err == nil {
		t.Error("a block that neither left nor waited was taken for a good one")
	}
}

func TestButtons_PressThatAsksIsAnsweredItself(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`),
			block("k", "test.trigger", `{"key":"buy","when_busy":"ask"}`), block("s", "test.say", `{"text":"Bought {{ local.data }}"}`, ends)),
		join(edge("start", "next", "q"), edge("k", "next", "s"))))
	b.say("/start")
	tok, err := engine.EventButton(b.deps().Key, "buy", "a:b.c=d#e~f")
	if err != nil {
		t.Fatal(err)
	}
	press := func(query, data string) []engine.ButtonAnswer {
		var out []engine.ButtonAnswer
		for _, e := range b.turn(engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: query, Data: data}}).Effects {
			if e.Answer != nil {
				out = append(out, *e.Answer)
			}
		}
		return out
	}
	if got := press("q1", tok); len(got) != 1 || got[0].QueryID != "q1" {
		t.Errorf("answers %+v", got)
	}
	if got := press("q2", b.token("Yes")); len(got) != 1 || got[0].QueryID != "q2" {
		t.Errorf("answers %+v", got)
	}
	if got := b.last.Effects[len(b.last.Effects)-1]; got.Content == nil || got.Content.Text != "Bought a:b.c=d#e~f" {
		t.Errorf("effect %+v", got)
	}
}

func TestToken_ValuesAndLongNamesComeBack(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "a.b", "a=b", "#1", "~x", "1.it.list=#", strings.Repeat("v", 41), strings.Repeat("v", 60)} {
		for _, id := range []string{"o", strings.Repeat("o", 18), strings.Repeat("o", 19), strings.Repeat("long-", 12)} {
			b := newBot(t, strings.ReplaceAll(document(join(block("start", "test.trigger", `{"command":"start"}`), block("ID", "test.value", `{"value":"`+value+`"}`, ends)), edge("start", "next", "ID")), `"ID"`, `"`+id+`"`))
			b.say("/start")
			tok := b.token("V")
			if len(tok) > engine.MaxTokenBytes {
				t.Errorf("token of %d bytes", len(tok))
			}
			want(t, b.press(tok), "got "+value, "answer:")
		}
	}
}

func TestButtons_OldestListsAreForgotten(t *testing.T) {
	t.Parallel()
	b := newBot(t, menus("run"))
	b.say("/menu")
	old := b.token("List")
	for range engine.MaxLists {
		b.say("/menu")
	}
	if n := len(b.load().Lists); n != engine.MaxLists {
		t.Errorf("%d lists", n)
	}
	newest := b.token("List")
	want(t, b.press(old), "answer:This button is out of date.")
	want(t, b.press(newest), "A 7", "answer:")
}
