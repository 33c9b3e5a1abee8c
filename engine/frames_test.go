package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// join makes one comma-separated list.
func join(parts ...string) string { return strings.Join(parts, ",") }

func codes(res *engine.Result) []string {
	out := []string{}
	for _, n := range res.Notes {
		if n.Error != nil {
			out = append(out, n.Error.Code)
		}
	}
	return out
}

func message(text string) engine.Event {
	m := &engine.Message{ID: 1, Kind: engine.TextMessage, Text: text}
	m.Command, m.Args, _ = engine.ParseCommand(text, "")
	return engine.Event{Kind: engine.MessageReceived, Message: m}
}

func help(policy string) string {
	return join(block("help", "test.trigger", fmt.Sprintf(`{"command":"help","when_busy":%q}`, policy)),
		block("hq", "test.ask", `{"text":"Help?"}`), block("hs", "test.say", `{"text":"Helped"}`, ends))
}

func helpEdges() string { return join(edge("help", "next", "hq"), edge("hq", "answered", "hs")) }

func TestNest_OverACallComesBackIntoTheCall(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("c", "test.call", `{"flow":"sub"}`),
			block("ok", "test.say", `{"text":"Got {{ session.result }}"}`, ends), help("nest")),
		join(edge("start", "next", "c"), edge("c", "returned", "ok"), helpEdges()),
		sub(join(block("q", "test.ask", `{"text":"Sub?","save_to":"local.a"}`), block("r", "test.return", `{"answer":"{{ local.a }}"}`)), edge("q", "answered", "r"))))
	want(t, b.say("/start"), "Sub?")
	want(t, b.say("/help"), "Help?")
	want(t, b.say("/help"), "Help?") // again: replaced, not piled up
	if n := len(b.load().Frames); n != 3 {
		t.Errorf("%d frames", n)
	}
	want(t, b.say("done"), "Helped", "Sub?")
	want(t, b.say("5"), "Got 5")
}

// TestNest_OtherInterruptionsOfTheSameFlowStay has two commands in one flow: the first one's question comes back.
func TestNest_OtherInterruptionsOfTheSameFlowStay(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?"}`), block("s", "test.say", `{"text":"Done"}`, ends), help("nest"),
			block("more", "test.trigger", `{"command":"more","when_busy":"nest"}`), block("mq", "test.ask", `{"text":"More?"}`), block("ms", "test.say", `{"text":"Got more"}`, ends)),
		join(edge("start", "next", "q"), edge("q", "answered", "s"), helpEdges(), edge("more", "next", "mq"), edge("mq", "answered", "ms"))))
	want(t, b.say("/start"), "Q?")
	want(t, b.say("/more"), "More?")
	want(t, b.say("/help"), "Help?")
	want(t, b.say("/more"), "More?") // on top now, and only once
	if n := len(b.load().Frames); n != 3 {
		t.Errorf("%d frames", n)
	}
	want(t, b.say("m"), "Got more", "Help?")
	want(t, b.say("/more"), "More?")
	want(t, b.say("m"), "Got more", "Help?")
	want(t, b.say("h"), "Helped", "Q?")
	want(t, b.say("x"), "Done")
}

// TestNest_ThatLeadsToTheInterruptedQuestionEndsThere has a word of help that goes on to the question which it interrupted: it
// is put once, and what was said before is known.
func TestNest_ThatLeadsToTheInterruptedQuestionEndsThere(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("name", "test.ask", `{"text":"Name?","save_to":"local.name"}`),
			block("q", "test.ask", `{"text":"Q?"}`), block("s", "test.say", `{"text":"Done, {{ local.name }}"}`, ends),
			block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`), block("hs", "test.say", `{"text":"Like this"}`),
			block("other", "test.trigger", `{"command":"other","when_busy":"nest"}`), block("oq", "test.ask", `{"text":"Other?"}`)),
		join(edge("start", "next", "name"), edge("name", "answered", "q"), edge("q", "answered", "s"), edge("help", "next", "hs"), edge("hs", "next", "q"),
			edge("other", "next", "oq"), edge("oq", "answered", "hs"))))
	b.say("/start")
	want(t, b.say("/help"), "Like this", "Q?") // not the question that it interrupted
	want(t, b.say("x"), "Done, ", "Name?")
	want(t, b.say("Ann"), "Q?")
	want(t, b.say("/help"), "Like this", "Q?")
	want(t, b.say("/other"), "Other?")
	want(t, b.say("o"), "Like this", "Q?")
	if n := len(b.load().Frames); n != 1 {
		t.Errorf("%d frames", n)
	}
	want(t, b.say("x"), "Done, Ann")
	if n := len(b.load().Frames); n != 0 {
		t.Errorf("%d frames at the end", n)
	}
}

func TestNest_DeadlineOfACoveredWaitFiresOnComingBack(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?","deadline":"1h"}`, `"exits":{"answered":"end"}`),
			block("late", "test.say", `{"text":"Too late"}`, ends), help("nest")),
		join(edge("start", "next", "q"), edge("q", "timeout", "late"), helpEdges())))
	b.say("/start")
	b.say("/help")
	if at := b.load().WakeAt; !at.IsZero() {
		t.Errorf("a covered wait has an alarm at %v", at)
	}
	b.now = start.Add(2 * time.Hour)
	want(t, b.say("x"), "Helped", "Q?")
	want(t, texts(b.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: b.load().WakeGen}})), "Too late")
}

func TestTroubles_AreReportedInTheLanguageOfTheBot(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("f", "test.fail", `{}`, ends)), edge("start", "next", "f")))
	b.says = func(language, message string) string { return language + ": " + message }
	want(t, b.say("/start"), "Sorry, something went wrong. Please try again a little later.",
		"owner:Trouble in bot T, flow Main, block f: en: it failed")
}

func TestCall_FailureWithoutAnExitIsReportedOnceWithItsPlace(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("c", "test.call", `{"flow":"sub"}`, `"exits":{"returned":"end"}`)),
		edge("start", "next", "c"), sub(block("f2", "test.fail", `{}`, ends), "")))
	want(t, b.say("/start"), "Sorry, something went wrong. Please try again a little later.",
		"owner:Trouble in bot T, flow Sub, block f2: it failed")
	if got := b.load().Status; got != engine.SessionFailed {
		t.Errorf("status %q", got)
	}
}

func TestCall_CallerThatIsGoneEndsWithWords(t *testing.T) {
	t.Parallel()
	b := newBot(t, calling(sub(join(block("q", "test.ask", `{"text":"Q?"}`), block("r", "test.return", `{}`)), edge("q", "answered", "r"))))
	b.say("/start")
	s := b.load()
	s.Frames[0].Block = "removed"
	b.session = must(json.Marshal(s))
	want(t, b.say("x"), "owner:Trouble in bot T, flow Main, block removed: the user stood at a block that is not there any more",
		"Sorry, something went wrong. Please try again a little later.")
	want(t, codes(b.last), "block_missing")
}

func TestTurn_BlockThatIsGoneDoesNotWedgeTheSession(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	s := b.load()
	s.Frames[0].Block = "removed"
	b.session = must(json.Marshal(s))
	b.say("hello")
	want(t, codes(b.last), "block_missing")
	if n := len(b.load().Frames); n != 0 {
		t.Errorf("%d frames", n)
	}
	want(t, b.say("/start"), "Your name?")
}

func jumping(drop bool) string {
	return document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`),
			block("go", "test.trigger", `{"command":"go","when_busy":"nest"}`), block("c", "test.call", `{"flow":"sub"}`),
			block("ok", "test.say", `{"text":"Returned"}`, ends)),
		join(edge("start", "next", "q"), edge("go", "next", "c"), edge("c", "returned", "ok")),
		sub(join(block("j", "test.leap", fmt.Sprintf(`{"block":"far","drop":%v}`, drop))), ""),
		fmt.Sprintf(`{"id":"other","name":"Other","blocks":[%s],"edges":[]}`, block("far", "test.say", `{"text":"Far"}`, ends)))
}

func TestJump_InsideACallInsideAnInterruption(t *testing.T) {
	t.Parallel()
	b := newBot(t, jumping(false))
	b.say("/start")
	want(t, b.say("/go"), "Far", "Returned", "Q?")
	b = newBot(t, jumping(true))
	b.say("/start")
	want(t, b.say("/go"), "Far")
	if s := b.load(); len(s.Frames) != 0 || s.Status != engine.SessionIdle {
		t.Errorf("session %+v", s)
	}
}

func TestAsk_StaleYesLeavesWhatTheUserWentOnWith(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q1", "test.ask", `{"text":"One?"}`), block("q2", "test.ask", `{"text":"Two?"}`, `"exits":{"answered":"end"}`), help("ask")),
		join(edge("start", "next", "q1"), edge("q1", "answered", "q2"), helpEdges())))
	b.say("/start")
	b.say("/help")
	yes := b.token("Yes")
	want(t, b.say("a"), "Two?")
	want(t, b.press(yes), "delete", "answer:This button is out of date.", "Two?")
	b.say("/help")
	want(t, b.press(b.token("Yes")), "delete", "answer:", "Help?")
}

func TestAsk_StartFromOutsideIsAskedToo(t *testing.T) {
	t.Parallel()
	b := newBot(t, calling(sub(block("q", "test.ask", `{"text":"Sub {{ local.who }}?"}`, `"exits":{"answered":"end"}`), "")))
	b.say("/start")
	b.turn(engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "sub", Policy: engine.BusyAsk, Args: map[string]any{"who": "Bob"}}})
	want(t, b.press(b.token("Yes")), "delete", "answer:", "Sub Bob?")
}

func TestAsk_DeclinedOrIgnoredStartsAreNotCounted(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"ask", "ignore"} {
		b := newBot(t, document(
			join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`),
				block("once", "test.trigger", fmt.Sprintf(`{"command":"once","when_busy":%q,"once_per":"session"}`, policy)), block("o", "test.say", `{"text":"Once"}`, ends)),
			join(edge("start", "next", "q"), edge("once", "next", "o"))))
		b.say("/start")
		b.say("/once")
		b.say("x")
		want(t, b.say("/once"), "Once")
		want(t, b.say("/once"))
	}
}

func TestInterrupt_NoneKeepsFallbacksAndOldButtonsOut(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?","only":"yes","interrupt":"none"}`, `"exits":{"answered":"end"}`),
			block("any", "test.trigger", `{"any":true}`), block("what", "test.say", `{"text":"What?"}`, ends), block("b", "test.trigger", `{"key":"buy"}`)),
		join(edge("start", "next", "q"), edge("any", "next", "what"), edge("b", "next", "what"))))
	b.say("/start")
	want(t, b.say("no"), "This does not fit here. Please answer the question above.", "Q?")
	tok, err := engine.EventButton(b.deps().Key, "buy", "1")
	if err != nil {
		t.Fatal(err)
	}
	want(t, b.press(tok), "answer:This does not fit here. Please answer the question above.", "Q?")
	b.say("yes")
	want(t, b.press(tok), "What?", "answer:")
}

func TestInterrupt_CommandIsFoundBehindAPatternOfHigherPriority(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`),
			block("w", "test.trigger", `{"word":"/help","priority":5}`), help("nest")),
		join(edge("start", "next", "q"), helpEdges(), edge("w", "next", "hs"))))
	b.say("/start")
	want(t, b.say("/help"), "Help?")
}

func TestJob_MessageMeanwhileIsAnswered(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("j", "test.job", `{}`, ends)), edge("start", "next", "j")))
	b.say("/start")
	want(t, b.say("hello?"), "One moment, please: I am still working on it.")
}

func TestCall_OutOfAWaitEndsTheWait(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("c", "test.call", `{"flow":"sub","ask":true}`, `"exits":{"returned":"end"}`)),
		edge("start", "next", "c"), sub(block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`), "")))
	b.say("/start")
	want(t, b.say("go on"), "Q?")
	if f := b.load().Frames[0]; f.Wait != nil {
		t.Errorf("the caller still waits: %+v", f.Wait)
	}
}

func TestStatus_IsIdleAgainAfterAGoodRun(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("f", "test.fail", `{}`, ends),
		block("fine", "test.trigger", `{"command":"fine"}`), block("s", "test.say", `{"text":"ok"}`, ends)), join(edge("start", "next", "f"), edge("fine", "next", "s"))))
	b.say("/start")
	b.say("/fine")
	if got := b.load().Status; got != engine.SessionIdle {
		t.Errorf("status %q", got)
	}
}
