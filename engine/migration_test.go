package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// published makes the bot go on in another document, with moves for the frames of its session.
func (b *bot) published(doc string, moves ...engine.Move) *engine.Migration {
	b.tb.Helper()
	d, err := flow.Load([]byte(doc))
	if err != nil {
		b.tb.Fatal(err)
	}
	old := b.rev
	if b.rev, err = engine.Compile(d, registry(b.tb), old.Number+1); err != nil {
		b.tb.Fatal(err)
	}
	return &engine.Migration{From: old, Moves: moves}
}

// moved gives an event to the bot that brings the session along first.
func (b *bot) moved(m *engine.Migration, ev engine.Event) *engine.Result {
	b.tb.Helper()
	ev.Chat, ev.User, ev.Time = b.chat, b.who, b.now
	st := engine.State{Session: b.load(), User: b.user, Migration: m, Records: map[string]engine.RecordAnswer{}}
	for {
		res, err := b.rev.Turn(b.tb.Context(), st, ev, b.deps())
		if need, ok := err.(*engine.NeedError); ok { //nolint:errorlint // it is not wrapped
			for _, r := range need.Reads {
				st.Records[r.ID()] = engine.RecordAnswer{}
			}
			continue
		}
		if err != nil {
			b.tb.Fatal(err)
		}
		b.session, b.last = must(json.Marshal(res.Session)), res
		return res
	}
}

func textEvent(s string) engine.Event {
	m := &engine.Message{ID: 1, Kind: engine.TextMessage, Text: s}
	m.Command, m.Args, _ = engine.ParseCommand(s, "")
	return engine.Event{Kind: engine.MessageReceived, Message: m}
}

var refreshed = engine.Event{Kind: engine.SessionRefreshed, Refresh: &engine.Refresh{Since: start}}

// quiz asks one question in a block of the given id, and has a help that interrupts.
func quiz(id, question, after string) string {
	return document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block(id, "test.ask", fmt.Sprintf(`{"text":%q,"save_to":"session.name","deadline":"1h"}`, question))+","+
			block("hi", "test.say", fmt.Sprintf(`{"text":"%s {{ session.name }}"}`, after), ends)+","+
			block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`)+","+
			block("topic", "test.ask", `{"text":"Help with what?"}`)+","+
			block("helped", "test.say", `{"text":"Help"}`, ends),
		edge("start", "next", id)+","+edge(id, "answered", "hi")+","+edge("help", "next", "topic")+","+edge("topic", "answered", "helped"))
}

func TestMigration_WaitGoesOnUnderAnotherName(t *testing.T) {
	t.Parallel()
	b := newBot(t, quiz("ask", "Name?", "Hi"))
	b.say("/start")
	yes, due := b.token("Yes"), b.load().WakeAt
	m := b.published(quiz("who", "Who?", "Hello"), engine.Move{Block: "who"})
	if res := b.moved(m, refreshed); len(res.Effects) > 0 {
		t.Errorf("it said %q", texts(res))
	}
	if s := b.load(); s.Revision != 2 || s.Frames[0].Block != "who" || !s.WakeAt.Equal(due) {
		t.Errorf("it stands at %+v, and is to be woken at %v", s.Frames, s.WakeAt)
	}
	want(t, b.press(yes), "Hello yes", "answer:") // the button was shown by a block of another name
}

func TestMigration_QuestionIsPutAnew(t *testing.T) {
	t.Parallel()
	b := newBot(t, quiz("ask", "Name?", "Hi"))
	b.say("/start")
	yes := b.token("Yes")
	m := b.published(quiz("ask", "Full name?", "Hi"), engine.Move{Do: engine.MoveEnter, Block: "ask"})
	// What she says was said to the old question.
	want(t, texts(b.moved(m, textEvent("Bob"))), "Full name?")
	stale := b.press(yes)
	if !slices.Contains(stale, "Full name?") {
		t.Errorf("the old button gives %q", stale)
	}
	want(t, b.say("Bob Ray"), "Hi Bob Ray")
}

func TestMigration_CommandsReachTheNewRevision(t *testing.T) {
	t.Parallel()
	b := newBot(t, quiz("ask", "Name?", "Hi"))
	b.say("/start")
	m := b.published(quiz("who", "Who?", "Hi"), engine.Move{Do: engine.MoveEnd})
	want(t, texts(b.moved(m, textEvent("/start"))), b.rev.Words("bot_changed", "en"), "Who?")
}

func TestMigration_EndsAndRestartsInTheUsersLanguage(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		lang string
		move engine.Move
		want []string
	}{
		"built-in words":   {"ru", engine.Move{Do: engine.MoveEnd}, []string{"Бот обновился, и этот разговор на этом закончен. Начать заново можно в любой момент."}},
		"words of the bot": {"de", engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over <b>", "de": "Schluss"}}, []string{"Schluss"}},
		"another language": {"fr", engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over <b>", "de": "Schluss"}}, []string{"Over &lt;b&gt;"}},
		"a new beginning":  {"en", engine.Move{Do: engine.MoveRestart, Block: "start"}, []string{"The bot has changed since then, so let us start again.", "Who?"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBot(t, quiz("ask", "Name?", "Hi"))
			b.who.Language = x.lang
			b.say("/start")
			m := b.published(quiz("who", "Who?", "Hi"), x.move)
			want(t, texts(b.moved(m, refreshed)), x.want...)
			if n := len(b.load().Frames); n != len(x.want)-1 {
				t.Errorf("%d frames are left", n)
			}
			if notes := b.last.Notes; len(notes) != 1 || notes[0].Block != "ask" || notes[0].Kind != engine.NoteInfo {
				t.Errorf("noted is %+v", notes)
			}
		})
	}
}

func TestMigration_WhatIsCoveredIsAskedWhenItComesToLight(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		below engine.Move
		now   []string
		then  []string // after the interruption
	}{
		"carried":   {engine.Move{Block: "ask"}, nil, []string{"Help", "Full name?"}},
		"put anew":  {engine.Move{Do: engine.MoveEnter, Block: "ask"}, nil, []string{"Help", "Full name?"}},
		"restarted": {engine.Move{Do: engine.MoveRestart, Block: "start"}, []string{"The bot has changed since then, so let us start again."}, []string{"Help", "Full name?"}},
		"ended":     {engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over"}}, []string{"Over"}, []string{"Help"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBot(t, quiz("ask", "Name?", "Hi"))
			b.say("/start")
			b.say("/help")
			m := b.published(quiz("ask", "Full name?", "Hi"), x.below, engine.Move{Block: "topic"})
			want(t, texts(b.moved(m, refreshed)), x.now...)
			want(t, b.say("forms"), x.then...)
			if len(x.then) > 1 {
				want(t, b.say("Bob"), "Hi Bob")
			} else if n := len(b.load().Frames); n > 0 {
				t.Errorf("%d frames are left", n)
			}
		})
	}
}

func TestMigration_CallersGoWithWhatTheyCalled(t *testing.T) {
	t.Parallel()
	doc := func(inner string) string {
		return document(
			block("start", "test.trigger", `{"command":"start"}`)+","+block("call", "test.call", `{"flow":"sub"}`)+","+
				block("done", "test.say", `{"text":"Done"}`, ends),
			edge("start", "next", "call")+","+edge("call", "returned", "done"),
			fmt.Sprintf(`{"id":"sub","name":"Sub","blocks":[%s,%s],"edges":[%s]}`,
				block(inner, "test.ask", `{"text":"Inside?"}`), block("back", "test.return", `{}`), edge(inner, "answered", "back")))
	}
	t.Run("the caller waits on", func(t *testing.T) {
		t.Parallel()
		b := newBot(t, doc("ask"))
		b.say("/start")
		m := b.published(doc("other"), engine.Move{Block: "call"}, engine.Move{Do: engine.MoveEnter, Block: "other"})
		want(t, texts(b.moved(m, refreshed)), "Inside?")
		want(t, b.say("x"), "Done")
	})
	t.Run("the caller ends", func(t *testing.T) {
		t.Parallel()
		b := newBot(t, doc("ask"))
		b.say("/start")
		m := b.published(doc("ask"), engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over"}}, engine.Move{Block: "ask"})
		want(t, texts(b.moved(m, refreshed)), "Over")
		if n := len(b.load().Frames); n > 0 {
			t.Errorf("%d frames are left", n)
		}
	})
}

// keeper is a bot whose block holds something as long as it waits.
func keeper(typ, exits string) string {
	return document(block("start", "test.trigger", `{"command":"start"}`)+","+block("x", typ, `{}`, `"exits":`+exits)+","+block("ok", "test.say", `{"text":"ok"}`, ends),
		edge("start", "next", "x"))
}

func TestMigration_WhatIsHeldIsGivenBack(t *testing.T) {
	t.Parallel()
	b := newBot(t, keeper("test.hold", `{"next":"end"}`))
	b.public = "https://bots.example"
	b.informed(textEvent("/start"))
	m := b.published(quiz("ask", "Name?", "Hi"), engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over"}})
	res := b.moved(m, refreshed)
	want(t, texts(res), "abandoned kept by x", "Over")
	if len(res.Records) != 1 {
		t.Errorf("changed are %+v", res.Records)
	}
}

func TestMigration_OffersStand(t *testing.T) {
	t.Parallel()
	b := newBot(t, keeper("test.pay", `{"paid":"end","paid_late":"end"}`))
	b.say("/start")
	m := b.published(quiz("ask", "Name?", "Hi"), engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over"}})
	if res := b.moved(m, refreshed); len(res.Orders) > 0 {
		t.Errorf("the order is changed: %+v", res.Orders)
	}
}

func TestMigration_ResultOfAJobThatNobodyWaitsForIsDropped(t *testing.T) {
	t.Parallel()
	b := newBot(t, keeper("test.job", `{"next":"end"}`))
	b.say("/start")
	gen := b.load().Gen
	m := b.published(quiz("ask", "Name?", "Hi"), engine.Move{Do: engine.MoveEnd, Text: engine.Text{"en": "Over"}})
	res := b.moved(m, engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: gen, Kind: "test.job"}})
	want(t, texts(res), "Over")
	res = b.turn(engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: gen, Kind: "test.job"}})
	if res.Handled || len(res.Effects) > 0 {
		t.Errorf("it came to %+v", res)
	}
}

func TestMigration_JobIsAwaitedUnderAnotherName(t *testing.T) {
	t.Parallel()
	b := newBot(t, keeper("test.job", `{"next":"end"}`))
	b.say("/start")
	gen := b.load().Gen
	m := b.published(document(
		block("start", "test.trigger", `{"command":"start"}`)+","+block("y", "test.job", `{}`)+","+block("ok", "test.say", `{"text":"ok"}`, ends),
		edge("start", "next", "y")+","+edge("y", "next", "ok")), engine.Move{Block: "y"})
	want(t, texts(b.moved(m, engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: gen, Kind: "test.job"}})), "ok")
}

// What cannot be is never carried out, whoever asks for it: she is told, and so is the owner.
func TestMigration_MissingBlockEndsWithWords(t *testing.T) {
	t.Parallel()
	b := newBot(t, quiz("ask", "Name?", "Hi"))
	b.say("/start")
	m := b.published(quiz("who", "Who?", "Hi"), engine.Move{Block: "ask"})
	if b.rev.Takes(b.load().Frames, m) {
		t.Error("the revision takes what it does not have")
	}
	res := b.moved(m, refreshed)
	want(t, texts(res)[:1], b.rev.Words("bot_changed", "en"))
	if notes := res.Notes; len(notes) != 2 || notes[1].Kind != engine.NoteError || notes[1].Error.Code != "block_missing" {
		t.Errorf("noted is %+v", notes)
	}
}

func TestMigration_TimeOfACarriedWaitComes(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	s := b.load()
	b.now = s.WakeAt
	m := b.published(greeting()+" ", engine.Move{Block: "ask"})
	want(t, texts(b.moved(m, engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen}})), "still there?")
	b.now = b.now.Add(time.Second)
	want(t, b.say("Bob"), "Hi, Bob from Ann &lt;b&gt;")
}
