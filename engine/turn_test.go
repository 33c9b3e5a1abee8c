package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// document makes a bot with one main flow, and further flows as given.
func document(blocks, edges string, more ...string) string {
	flows := append([]string{fmt.Sprintf(`{"id":"main","name":"Main","blocks":[%s],"edges":[%s]}`, blocks, edges)}, more...)
	return fmt.Sprintf(`{"schema_version":1,"name":"T","language":"en",
		"variables":[
			{"name":"name","scope":"session","type":"text"},{"name":"result","scope":"session","type":"any"},
			{"name":"picked","scope":"session","type":"any"},{"name":"x","scope":"session","type":"any"},
			{"name":"count","scope":"user","type":"number","default":10}],
		"flows":[%s]}`, strings.Join(flows, ","))
}

func edge(from, exit, to string) string {
	return fmt.Sprintf(`{"from":%q,"exit":%q,"to":%q}`, from, exit, to)
}

func block(id, typ, config string, envelope ...string) string {
	s := fmt.Sprintf(`{"id":%q,"type":%q,"config":%s`, id, typ, config)
	for _, e := range envelope {
		s += "," + e
	}
	return s + "}"
}

const ends = `"exits":{"next":"end"}`

func greeting() string {
	return document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block("ask", "test.ask", `{"text":"Your name?","save_to":"session.name","deadline":"1h","remind":"10m"}`)+","+
			block("hi", "test.say", `{"text":"Hi, {{ session.name }} from {{ user.first_name }}"}`, ends)+","+
			block("late", "test.say", `{"text":"Too late"}`, ends)+","+
			block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`)+","+
			block("helped", "test.say", `{"text":"Help"}`, ends)+","+
			block("again", "test.trigger", `{"command":"again","when_busy":"ask"}`)+","+
			block("anew", "test.say", `{"text":"Anew"}`, ends)+","+
			block("not", "test.trigger", `{"command":"not","when_busy":"ignore"}`)+","+
			block("never", "test.say", `{"text":"Never"}`, ends),
		strings.Join([]string{
			edge("start", "next", "ask"), edge("ask", "answered", "hi"), edge("ask", "timeout", "late"),
			edge("help", "next", "helped"), edge("again", "next", "anew"), edge("not", "next", "never"),
		}, ","))
}

func want(t *testing.T, got []string, exp ...string) {
	t.Helper()
	if !slices.Equal(got, exp) {
		t.Errorf("got  %q\nwant %q", got, exp)
	}
}

func TestTurn_QuestionIsAskedAndAnswerSaved(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	want(t, b.say("/start"), "Your name?")
	if got := b.load().Status; got != engine.SessionWaiting {
		t.Errorf("status %q", got)
	}
	want(t, b.say("<Bob>"), "Hi, &lt;Bob&gt; from Ann &lt;b&gt;")
	if s := b.load(); s.Status != engine.SessionIdle || len(s.Frames) != 0 || !s.WakeAt.IsZero() {
		t.Errorf("not at rest: %+v", s)
	}
}

func TestTurn_ReminderThenDeadline(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	want(t, b.wake(), "still there?")
	if got := b.now.Sub(start); got != 10*time.Minute {
		t.Errorf("reminded after %v", got)
	}
	want(t, b.wake(), "Too late")
	if got := b.now.Sub(start); got != time.Hour {
		t.Errorf("timed out after %v", got)
	}
}

func TestTurn_StaleTimerChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	s := b.load()
	b.now = s.WakeAt
	res := b.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen - 1}})
	if res.Handled || len(res.Effects) != 0 || !b.load().WakeAt.Equal(s.WakeAt) {
		t.Errorf("handled a stale alarm: %+v", res)
	}
}

func TestTrigger_BusyPolicies(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	want(t, b.say("/help"), "Help", "Your name?")
	if n := len(b.load().Frames); n != 1 {
		t.Errorf("%d frames after coming back", n)
	}
	want(t, b.say("/not"))
	want(t, b.say("/start"), "Your name?")
	want(t, b.say("/again"), "You are in the middle of something. Leave it and start over?")
	want(t, b.press(b.token("No")), "delete", "Your name?", "answer:")
	b.say("/again")
	want(t, b.press(b.token("Yes")), "delete", "answer:", "Anew")
	want(t, b.say("/not"), "Never")
}

func TestTurn_NothingIsSilent(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	want(t, b.say("hello"), "I did not understand that.")
	b.chat = engine.Chat{ID: -100, Type: "supergroup"}
	b.session = nil
	want(t, b.say("hello"))
	if b.last.Handled {
		t.Error("a message of a group was handled")
	}
}

func TestButton_FreshStaleForgedAndOthers(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	yes := b.token("Yes")
	if len(yes) > engine.MaxTokenBytes {
		t.Errorf("token of %d bytes", len(yes))
	}
	want(t, b.press(yes), "Hi, yes from Ann &lt;b&gt;", "answer:")
	want(t, b.press(yes), "answer:This button is out of date.")
	b.say("/start")
	want(t, b.press(yes), "answer:This button is out of date.", "Your name?")
	forged := yes[:5] + "x" + yes[6:]
	want(t, b.press(forged), "answer:This button is out of date.")
	b.session, b.chat = nil, engine.Chat{ID: -5, Type: "group"}
	b.say("/start")
	hers := b.token("Yes")
	b.who = engine.User{ID: 8, FirstName: "Eve"}
	b.session = nil
	want(t, b.press(hers), "answer:This button is for somebody else.")
}

func menus(policy string) string {
	return document(
		block("menu", "test.trigger", `{"command":"menu"}`)+","+
			block("m", "test.menu", fmt.Sprintf(`{"policy":%q}`, policy), ends)+","+
			block("a", "test.say", `{"text":"A {{ session.picked.id }}"}`, ends)+","+
			block("bb", "test.say", `{"text":"B"}`, ends)+","+
			block("start", "test.trigger", `{"command":"start"}`)+","+
			block("ask", "test.ask", `{"text":"Name?"}`, `"exits":{"answered":"end"}`),
		strings.Join([]string{
			edge("menu", "next", "m"), edge("m", "button:a", "a"), edge("m", "button:b", "bb"), edge("start", "next", "ask"),
		}, ","))
}

func TestButton_OldOnesFollowThePolicy(t *testing.T) {
	t.Parallel()
	b := newBot(t, menus("run"))
	b.say("/menu")
	a, list := b.token("A"), b.token("List")
	want(t, b.press(a), "A ", "answer:")
	want(t, b.press(list), "A 7", "answer:")
	b.say("/start")
	want(t, b.press(list), "A 7", "answer:")

	b = newBot(t, menus("alert"))
	b.say("/menu")
	want(t, b.press(b.token("A")), "answer:This button is out of date.")

	b = newBot(t, menus("reshow"))
	b.say("/menu")
	a = b.token("A")
	b.say("/start")
	want(t, b.press(a), "answer:This button is out of date.", "Name?")
}

func TestButton_ForAnyoneInAGroup(t *testing.T) {
	t.Parallel()
	b := newBot(t, menus("run"))
	b.chat = engine.Chat{ID: -5, Type: "group"}
	b.say("/menu")
	all := b.token("All")
	b.session, b.who = nil, engine.User{ID: 8}
	want(t, b.press(all), "B", "answer:")
}

func failing(envelope, more string) string {
	return document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block("f", "test.fail", `{"retryable":true}`, envelope)+","+
			block("ok", "test.say", `{"text":"Mended: {{ local.error.code }}"}`, ends)+more,
		edge("start", "next", "f"))
}

func TestTrouble_LastWordsAndOwnerNotice(t *testing.T) {
	t.Parallel()
	b := newBot(t, failing(ends, ""))
	want(t, b.say("/start"), "Sorry, something went wrong. Please try again a little later.",
		"owner:Trouble in bot T, flow Main, block f: it failed")
	if len(b.last.Notes) != 1 || b.last.Notes[0].Error.Code != "test_failed" || b.load().Status != engine.SessionFailed {
		t.Errorf("notes %+v", b.last.Notes)
	}
}

func TestTrouble_RetriesWithTheSameKeyThenExit(t *testing.T) {
	t.Parallel()
	doc := strings.Replace(failing(`"exits":{"next":"end"},"on_error":{"retries":2,"backoff":"5s"}`, ""),
		edge("start", "next", "f"), edge("start", "next", "f")+","+edge("f", "error", "ok"), 1)
	b := newBot(t, doc)
	want(t, b.say("/start"))
	want(t, b.wake())
	if got := b.now.Sub(start); got != 5*time.Second {
		t.Errorf("first pause %v", got)
	}
	want(t, b.wake(), "Mended: test_failed")
	if got := b.now.Sub(start); got != 15*time.Second {
		t.Errorf("second pause %v", got)
	}
}

func TestTrouble_HandlersInOrder(t *testing.T) {
	t.Parallel()
	withTrigger := failing(ends, ","+block("err", "test.trigger", `{"errors":true}`)+","+block("said", "test.say", `{"text":"Caught {{ local.error.block }}"}`, ends))
	withTrigger = strings.Replace(withTrigger, edge("start", "next", "f"), edge("start", "next", "f")+","+edge("err", "next", "said"), 1)
	b := newBot(t, withTrigger)
	want(t, b.say("/start"), "Caught f")

	byFlow := strings.Replace(failing(ends, ""), `"name":"Main"`, `"name":"Main","on_error":{"flow":"main","block":"ok"}`, 1)
	b = newBot(t, byFlow)
	want(t, b.say("/start"), "Mended: test_failed")

	byBot := strings.Replace(failing(ends, ""), `"flows":`, `"settings":{"on_error":{"flow":"main","block":"ok"}},"flows":`, 1)
	b = newBot(t, byBot)
	want(t, b.say("/start"), "Mended: test_failed")
}

func TestTrouble_InAHandlerEndsWithWords(t *testing.T) {
	t.Parallel()
	b := newBot(t, strings.Replace(failing(ends, ""), `"name":"Main"`, `"name":"Main","on_error":{"flow":"main","block":"f"}`, 1))
	b.say("/start")
	for range 3 {
		if b.load().WakeAt.IsZero() {
			break
		}
		b.wake()
	}
	if got := texts(b.last); len(got) != 2 || b.load().Status != engine.SessionFailed {
		t.Errorf("got %q", got)
	}
}

func TestTrouble_PanicFailsTheRunNotTheProcess(t *testing.T) {
	t.Parallel()
	b := newBot(t, strings.Replace(failing(ends, ""), `{"retryable":true}`, `{"panic":true}`, 1))
	b.say("/start")
	if got := b.last.Notes[0].Error.Code; got != "panic" {
		t.Errorf("code %q", got)
	}
}

func TestTurn_GoErrorIsReturned(t *testing.T) {
	t.Parallel()
	b := newBot(t, strings.Replace(failing(ends, ""), `{"retryable":true}`, `{"go":true}`, 1))
	m := &engine.Message{Kind: engine.TextMessage, Text: "/start", Command: "start"}
	_, err := b.rev.Turn(t.Context(), engine.State{Session: b.load()}, engine.Event{Kind: engine.MessageReceived, Message: m, Chat: b.chat, User: b.who}, b.deps())
	if err == nil || !strings.Contains(err.Error(), `run block "f" of flow "main": the disk is gone`) {
		t.Errorf("error %v", err)
	}
}

func TestLimits_CircleEndsWithATrouble(t *testing.T) {
	t.Parallel()
	doc := document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block("s", "test.set", `{"var":"session.x","op":"add","value":1}`)+","+
			block("w", "test.ask", `{"text":"?"}`, `"exits":{"answered":"end"}`, `"skip_if":"true"`, `"skip_exit":"answered"`),
		strings.Join([]string{edge("start", "next", "s"), edge("s", "next", "w"), edge("w", "answered", "s")}, ","))
	doc = strings.Replace(doc, `"exits":{"answered":"end"},`, "", 1)
	b := newBot(t, doc)
	b.say("/start")
	if got := b.last.Notes[0].Error.Code; got != "limit_blocks" {
		t.Errorf("code %q", got)
	}
	if n := b.last.Session.Vars["x"].(float64); n > engine.MaxBlocksPerTurn {
		t.Errorf("%v passes", n)
	}
}

func sub(blocks, edges string) string {
	return fmt.Sprintf(`{"id":"sub","name":"Sub","blocks":[%s],"edges":[%s]}`, blocks, edges)
}

func calling(subflow string) string {
	return document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block("c", "test.call", `{"flow":"sub"}`)+","+
			block("ok", "test.say", `{"text":"Got {{ session.result }}"}`, ends)+","+
			block("bad", "test.say", `{"text":"Failed"}`, ends),
		edge("start", "next", "c")+","+edge("c", "returned", "ok")+","+edge("c", "failed", "bad"), subflow)
}

func TestCall_ReturnsThroughAWait(t *testing.T) {
	t.Parallel()
	b := newBot(t, calling(sub(
		block("q", "test.ask", `{"text":"Sub {{ local.given }}?","save_to":"local.answer"}`)+","+block("r", "test.return", `{"answer":"{{ local.answer }}!"}`),
		edge("q", "answered", "r"))))
	want(t, b.say("/start"), "Sub x?")
	if n := len(b.load().Frames); n != 2 {
		t.Errorf("%d frames", n)
	}
	want(t, b.say("42"), "Got 42!")
}

func TestCall_TroubleLeavesByFailed(t *testing.T) {
	t.Parallel()
	b := newBot(t, calling(sub(block("f2", "test.fail", `{}`, ends), "")))
	want(t, b.say("/start"), "Failed")
}

func TestCall_DepthIsLimited(t *testing.T) {
	t.Parallel()
	doc := calling(sub(block("w2", "test.ask", `{"text":"?"}`, `"skip_if":"true"`, `"skip_exit":"answered"`)+","+block("c2", "test.call", `{"flow":"sub"}`, `"exits":{"returned":"end"}`), edge("w2", "answered", "c2")))
	b := newBot(t, doc)
	want(t, b.say("/start"), "Failed")
	found := false
	for _, n := range b.last.Notes {
		found = found || n.Error != nil && n.Error.Code == "limit_depth"
	}
	if !found {
		t.Errorf("notes %+v", b.last.Notes)
	}
}

func TestJob_ResultIsFencedByItsWait(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		block("start", "test.trigger", `{"command":"start"}`)+","+block("j", "test.job", `{}`)+","+
			block("done", "test.say", `{"text":"Done"}`, ends)+","+
			block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`)+","+
			block("q", "test.ask", `{"text":"What?"}`, `"exits":{"answered":"end"}`),
		edge("start", "next", "j")+","+edge("j", "next", "done")+","+edge("help", "next", "q")))
	b.say("/start")
	job := b.last.Jobs[0]
	if job.Kind != "test.job" || job.Key == "" {
		t.Errorf("job %+v", job)
	}
	stale := b.turn(engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: job.Gen - 1}})
	if stale.Handled || len(stale.Effects) != 0 {
		t.Errorf("a stale result was taken: %+v", stale)
	}
	want(t, b.say("/help"), "What?")
	want(t, texts(b.turn(engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: job.Gen}})), "Done")
	if s := b.load(); len(s.Frames) != 0 {
		t.Errorf("the interruption is still there: %+v", s.Frames)
	}
}

func TestPayment_InTimeLateAndUnknown(t *testing.T) {
	t.Parallel()
	doc := document(
		block("start", "test.trigger", `{"command":"start"}`)+","+block("p", "test.pay", `{}`)+","+
			block("thanks", "test.say", `{"text":"Thanks"}`, ends)+","+block("late", "test.say", `{"text":"Late"}`, ends)+","+
			block("ask", "test.trigger", `{"command":"ask"}`)+","+block("q", "test.ask", `{"text":"What?"}`, `"exits":{"answered":"end"}`),
		strings.Join([]string{edge("start", "next", "p"), edge("p", "paid", "thanks"), edge("p", "paid_late", "late"), edge("ask", "next", "q")}, ","))
	b := newBot(t, doc)
	b.say("/start")
	order := *b.last.Orders[0].Create
	pay := engine.Event{Kind: engine.PaymentPaid, Payment: &engine.Payment{Payload: order.ID, ChargeID: "c1", Order: &order}}
	want(t, texts(b.turn(pay)), "Thanks")
	if o := b.last.Orders; len(o) != 1 || o[0].To != engine.OrderPaid || o[0].Charge.ChargeID != "c1" {
		t.Errorf("orders %+v", o)
	}
	b.say("/ask")
	want(t, texts(b.turn(pay)), "Late", "What?")
	pay.Payment = &engine.Payment{Payload: "nobody's", ChargeID: "c2"}
	if res := b.turn(pay); res.Handled && len(res.Orders) != 0 {
		t.Errorf("unknown payment: %+v", res)
	}
}

func TestAlbum_PartsBecomeOneMessage(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	part := func(id int64) []string {
		return texts(b.turn(engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{
			ID: id, Kind: engine.PhotoMessage, GroupID: "g", Files: []engine.File{{ID: fmt.Sprint("f", id), Kind: "photo"}},
		}}))
	}
	want(t, part(12))
	want(t, part(11))
	want(t, b.wake(), "Hi, album of 2 from Ann &lt;b&gt;")
	want(t, part(13)) // late, and nobody said anything to answer
}

func TestEnvelope_SkipRolesOnceAndCooldown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, envelope string
		first, second  []string
	}{
		{"skip_if", `"skip_if":"true"`, []string{"after"}, []string{"after"}},
		{"roles", `"roles":["cook"]`, []string{"after"}, []string{"after"}},
		{"once per user", `"once_per":"user"`, []string{"once", "after"}, []string{"after"}},
		{"once per session", `"once_per":"session"`, []string{"once", "after"}, []string{"after"}},
		{"cooldown", `"cooldown":"1h"`, []string{"once", "after"}, []string{"after"}},
		{"none", `"goal":"g"`, []string{"once", "after"}, []string{"once", "after"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBot(t, document(block("start", "test.trigger", `{"command":"start"}`)+","+
				block("s", "test.say", `{"text":"once"}`, c.envelope)+","+block("e", "test.say", `{"text":"after"}`, ends),
				edge("start", "next", "s")+","+edge("s", "next", "e")))
			want(t, b.say("/start"), c.first...)
			want(t, b.say("/start"), c.second...)
			b.roles = []string{"cook"}
			if c.name == "roles" {
				want(t, b.say("/start"), "once", "after")
			}
		})
	}
}

func TestVariables_DefaultsAndAtomicWrites(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(block("start", "test.trigger", `{"command":"start"}`)+","+
		block("s", "test.set", `{"var":"user.count","op":"add","value":5}`)+","+
		block("e", "test.say", `{"text":"{{ user.count }}"}`, ends), edge("start", "next", "s")+","+edge("s", "next", "e")))
	want(t, b.say("/start"), "15")
	exp := []engine.Write{
		{Scope: "user", Name: "count", Op: engine.WriteInit, Value: 10.0},
		{Scope: "user", Name: "count", Op: engine.WriteAdd, Value: 5.0},
	}
	if got, _ := json.Marshal(b.last.Writes); string(got) != string(must(json.Marshal(exp))) {
		t.Errorf("writes %s", got)
	}
	want(t, b.say("/start"), "20")
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}

func TestVariables_TooLargeIsATrouble(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	b.say(strings.Repeat("x", engine.MaxVariableBytes+1))
	if got := b.last.Notes[0].Error.Code; got != "variable_too_large" {
		t.Errorf("code %q", got)
	}
}

func TestTurn_IsAPureFunction(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	before := slices.Clone(b.session)
	s := b.load()
	ev := engine.Event{Kind: engine.MessageReceived, Chat: b.chat, User: b.who, Time: b.now, Message: &engine.Message{Kind: engine.TextMessage, Text: "Bob"}}
	var first []byte
	for range 20 {
		res, err := b.rev.Turn(t.Context(), engine.State{Session: s}, ev, b.deps())
		if err != nil {
			t.Fatal(err)
		}
		got := must(json.Marshal(res))
		if first == nil {
			first = got
		}
		if string(got) != string(first) {
			t.Fatalf("two turns differ:\n%s\n%s", first, got)
		}
	}
	if after := must(json.Marshal(s)); string(after) != string(before) {
		t.Errorf("the given session was changed:\n%s\n%s", before, after)
	}
}

func TestSendFailed_LeavesByBlocked(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(block("start", "test.trigger", `{"command":"start"}`)+","+
		block("s", "test.say", `{"text":"a"}`)+","+block("q", "test.ask", `{"text":"?"}`, `"exits":{"answered":"end"}`)+","+
		block("gone", "test.set", `{"var":"session.x","op":"set","value":"gone"}`, ends),
		edge("start", "next", "s")+","+edge("s", "next", "q")+","+edge("s", "blocked", "gone")))
	b.say("/start")
	f := &engine.SendFailure{Flow: "main", Block: "s", Turn: b.load().Turns, Code: "blocked"}
	b.turn(engine.Event{Kind: engine.SendFailed, Failure: f})
	if s := b.load(); s.Vars["x"] != "gone" || len(s.Frames) != 0 {
		t.Errorf("session %+v", s)
	}
	if film := b.last.Film; len(film) == 0 || film[0].Block != "s" || film[0].Exit != "blocked" || film[0].Error.Code != "send_blocked" {
		t.Errorf("the film shows %+v", film)
	}
	b.turn(engine.Event{Kind: engine.SendFailed, Failure: f})
	if !b.last.Handled {
		t.Error("a late failure must be taken note of")
	}
}

func TestSendFailed_InAnotherChatIsATroubleWhereBlockedLeadsNowhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chat int64
		want any
	}{{0, nil}, {5, "failed"}} {
		b := newBot(t, document(block("start", "test.trigger", `{"command":"start"}`)+","+
			block("s", "test.say", `{"text":"a"}`)+","+block("q", "test.ask", `{"text":"?"}`, `"exits":{"answered":"end"}`)+","+
			block("failed", "test.set", `{"var":"session.x","op":"set","value":"failed"}`, ends),
			edge("start", "next", "s")+","+edge("s", "next", "q")+","+edge("s", "error", "failed")))
		b.say("/start")
		b.turn(engine.Event{Kind: engine.SendFailed, Failure: &engine.SendFailure{
			Flow: "main", Block: "s", Turn: b.load().Turns, Code: "blocked", ChatID: c.chat,
		}})
		if got := b.load().Vars["x"]; got != c.want {
			t.Errorf("chat %d: x is %v, want %v", c.chat, got, c.want)
		}
	}
}

func TestActiveHours_OverMidnightBelongToTheirFirstDay(t *testing.T) {
	t.Parallel()
	doc := strings.Replace(greeting(), `{"command":"start"}`, `{"command":"start","hours":{"from":"22:00","to":"06:00","days":["sun"]}}`, 1)
	for _, c := range []struct {
		at   time.Time
		open bool
	}{
		{time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC), true}, // a Sunday
		{time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC), true},
		{time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC), false},
		{time.Date(2026, 3, 1, 5, 0, 0, 0, time.UTC), false},
		{time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), false},
	} {
		b := newBot(t, doc)
		b.now = c.at
		if got := b.say("/start"); (got[0] == "Your name?") != c.open {
			t.Errorf("%v: %q", c.at, got)
		}
	}
}

func TestCompile_RefusesADocumentWithErrors(t *testing.T) {
	t.Parallel()
	d, err := flow.Load([]byte(document(block("a", "test.unknown", `{}`), "")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.Compile(d, registry(t), 1)
	ce, ok := errors.AsType[*engine.CheckError](err)
	if !ok || len(ce.Issues) == 0 {
		t.Fatalf("error %v", err)
	}
}
