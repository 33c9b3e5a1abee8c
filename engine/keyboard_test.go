package engine_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// sharing is a bot whose question shows a keyboard; what comes after it is given.
func sharing(t *testing.T, after ...string) *bot {
	t.Helper()
	blocks := append([]string{
		block("start", "test.trigger", `{"command":"start"}`),
		block("ask", "test.ask", `{"text":"Phone?","keyboard":true,"deadline":"1h","remind":"10m"}`, `"exits":{"timeout":"end"}`),
		block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`),
		block("helped", "test.say", `{"text":"Help"}`, ends),
		block("stop", "test.trigger", `{"command":"stop"}`),
		block("stopped", "test.say", `{"text":"Stopped"}`, ends),
	}, after...)
	return newBot(t, document(join(blocks...), join(
		edge("start", "next", "ask"), edge("ask", "answered", "after"), edge("help", "next", "helped"), edge("stop", "next", "stopped"),
	)))
}

// seen tells of each message of the last turn what it does to the keyboard.
func seen(res *engine.Result) []string {
	var out []string
	for _, e := range res.Effects {
		switch {
		case e.Kind == engine.DeleteMessage:
			out = append(out, "delete "+e.Target.Slot)
		case e.Kind != engine.SendMessage:
		case e.Content.Keyboard == nil:
			out = append(out, e.Content.Text)
		case e.Content.Keyboard.Remove:
			out = append(out, e.Content.Text+" -keyboard")
		default:
			out = append(out, e.Content.Text+" +keyboard")
		}
	}
	return out
}

func TestKeyboard_NextMessageTakesItAway(t *testing.T) {
	t.Parallel()
	b := sharing(t, block("after", "test.say", `{"text":"Thanks"}`, ends))
	b.say("/start")
	want(t, seen(b.last), "Phone? +keyboard")
	b.say("+44")
	want(t, seen(b.last), "Thanks -keyboard")
	b.say("and now?")
	if got := seen(b.last); slices.Contains(got, "I did not understand that. -keyboard") {
		t.Error("the keyboard was taken away twice")
	}
}

func TestKeyboard_WithoutCarrierAMessageOfItsOwn(t *testing.T) {
	t.Parallel()
	b := sharing(t, block("after", "test.ask", `{"text":"Sure?"}`, `"exits":{"answered":"end","timeout":"end"}`))
	b.say("/start")
	b.say("+44")
	want(t, seen(b.last), "… -keyboard", "delete _keyboard", "Sure?")
}

func TestKeyboard_NextKeyboardTakesItsPlace(t *testing.T) {
	t.Parallel()
	b := sharing(t, block("after", "test.ask", `{"text":"Place?","keyboard":true}`, `"exits":{"answered":"end","timeout":"end"}`))
	b.say("/start")
	b.say("+44")
	want(t, seen(b.last), "Place? +keyboard")
	b.say("here")
	want(t, seen(b.last), "… -keyboard", "delete _keyboard")
}

func TestKeyboard_StaysWhileTheQuestionIsOpen(t *testing.T) {
	t.Parallel()
	b := sharing(t, block("after", "test.say", `{"text":"Thanks"}`, ends))
	b.say("/start")
	b.wake()
	want(t, seen(b.last), "still there?")
	b.say("/help")
	want(t, seen(b.last), "Help", "Phone? +keyboard")
	b.wake()
	want(t, seen(b.last), "… -keyboard", "delete _keyboard")
	if b.load().Keyboard {
		t.Error("the session still takes the keyboard for shown")
	}
}

func TestKeyboard_GoesWhenACommandTakesOver(t *testing.T) {
	t.Parallel()
	b := sharing(t, block("after", "test.say", `{"text":"Thanks"}`, ends))
	b.say("/start")
	b.say("/stop")
	want(t, seen(b.last), "Stopped -keyboard")
}

func TestKeyboard_IsNotTakenFromWhoCannotBeReached(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(
		block("start", "test.trigger", `{"command":"start"}`),
		block("ask", "test.ask", `{"text":"Phone?","keyboard":true}`, `"exits":{"answered":"end","timeout":"end"}`),
	), edge("start", "next", "ask")))
	b.say("/start")
	e := b.last.Effects[0]
	b.turn(engine.Event{Kind: engine.SendFailed, Failure: &engine.SendFailure{Key: e.Key, Flow: e.Flow, Block: e.Block, Turn: e.Turn, Code: "blocked"}})
	want(t, seen(b.last))
}
