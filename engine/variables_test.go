package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
)

// writing makes a bot with one block that writes, and one that shows.
func writing(variables, name, op, value, show string) string {
	doc := document(join(block("start", "test.trigger", `{"command":"start"}`),
		block("w", "test.set", fmt.Sprintf(`{"var":%q,"op":%q,"value":%s}`, name, op, value)), block("s", "test.say", fmt.Sprintf(`{"text":%q}`, show), ends)),
		join(edge("start", "next", "w"), edge("w", "next", "s")))
	return strings.Replace(doc, `"variables":[`, `"variables":[`+variables+`,`, 1)
}

func TestVariables_DefaultsInEveryScopeAndOperation(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"session", "user", "chat", "bot"} {
		for _, c := range []struct{ typ, def, op, value, exp string }{
			{"number", "10", "add", "5", "15"},
			{"list", `["a"]`, "append", `"b"`, "a, b"},
			{"bool", "true", "toggle", "null", "no"},
			{"text", `"d"`, "unset", "null", "d"},
			{"text", `"d"`, "set", `"s"`, "s"},
		} {
			b := newBot(t, writing(fmt.Sprintf(`{"name":"v","scope":%q,"type":%q,"default":%s}`, scope, c.typ, c.def),
				scope+".v", c.op, c.value, "{{ "+scope+".v }}"))
			if got := b.say("/start"); len(got) != 1 || got[0] != c.exp {
				t.Errorf("%s %s: %q, want %q", scope, c.op, got, c.exp)
			}
		}
	}
}

func TestVariables_DefaultsAreNotKeptInTheSession(t *testing.T) {
	t.Parallel()
	b := newBot(t, writing(`{"name":"v","scope":"session","type":"text","default":"d"}`, "session.x", "set", "1", "{{ session.v }}"))
	want(t, b.say("/start"), "d")
	if s := b.load(); len(s.Vars) != 1 || s.Vars["x"] != 1.0 {
		t.Errorf("variables %v", s.Vars)
	}
}

func TestVariables_WhatTelegramFillsCannotBeWritten(t *testing.T) {
	t.Parallel()
	for scope, fields := range engine.BuiltInFields() {
		for name := range fields {
			b := newBot(t, odd("write "+scope+" "+name))
			b.say("/start")
			want(t, codes(b.last), "variable_read_only")
			if len(b.last.Writes) != 0 {
				t.Errorf("writes %+v", b.last.Writes)
			}
		}
	}
}

func TestVariables_AfterATroubleTheyAreAsBefore(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"session", "user", "bot"} {
		b := newBot(t, writing(fmt.Sprintf(`{"name":"l","scope":%q,"type":"list"}`, scope), scope+".l", "append", `"`+strings.Repeat("x", 9000)+`"`, "ok"))
		b.say("/start")
		shared := engine.Values{}
		for _, w := range b.last.Writes {
			shared = w.Apply(shared)
		}
		size := func() int { return len(must(json.Marshal(b.load().Vars))) }
		before := size()
		st := engine.State{Session: b.load(), User: shared, Bot: shared}
		ev := message("/start")
		ev.Chat, ev.User = b.chat, b.who
		res, err := b.rev.Turn(t.Context(), st, ev, b.deps())
		if err != nil {
			t.Fatal(err)
		}
		want(t, codes(res), "variable_too_large")
		if after := len(must(json.Marshal(res.Session.Vars))); after != before || len(res.Writes) != 0 {
			t.Errorf("%s: %d bytes, then %d, writes %d", scope, before, after, len(res.Writes))
		}
	}
}

func TestVariables_SumWithoutEndIsATrouble(t *testing.T) {
	t.Parallel()
	b := newBot(t, writing(`{"name":"n","scope":"session","type":"number"}`, "session.n", "add", "1e308", "ok"))
	b.say("/start")
	want(t, b.say("/start"), "Sorry, something went wrong. Please try again a little later.",
		"owner:Trouble in bot T, flow Main, block w: session.n would be too large a number")
	w := engine.Write{Name: "n", Op: engine.WriteAdd, Value: 1e308}
	if _, err := json.Marshal(w.Apply(w.Apply(w.Apply(nil)))); err != nil {
		t.Error(err)
	}
}

func TestVariables_LanguageHoldsAtOnce(t *testing.T) {
	t.Parallel()
	b := newBot(t, writing(`{"name":"y","scope":"session","type":"bool","default":true}`, "user.language", "set", `"ru"`, "{{ session.y }}"))
	want(t, b.say("/start"), "да")
}

func TestLanguage_RegionalTextsServeTheLanguage(t *testing.T) {
	t.Parallel()
	doc := document(join(block("start", "test.trigger", `{"command":"start"}`), block("s", "test.say", `{"text":{"en":"Hi","pt-br":"Oi"}}`, ends)), edge("start", "next", "s"))
	b := newBot(t, strings.Replace(doc, `"language":"en"`, `"language":"en","languages":["en","pt-br"]`, 1))
	b.who.Language = "pt-br"
	want(t, b.say("/start"), "Oi")
}

func TestOncePer_DayFollowsTheBotsZone(t *testing.T) {
	t.Parallel()
	doc := document(join(block("start", "test.trigger", `{"command":"start"}`), block("o", "test.say", `{"text":"once"}`, `"once_per":"day"`, `"cooldown":"10m"`), block("e", "test.say", `{"text":"after"}`, ends)),
		join(edge("start", "next", "o"), edge("o", "next", "e")))
	b := newBot(t, strings.Replace(doc, `"language":"en"`, `"language":"en","time_zone":"Asia/Tokyo"`, 1))
	b.now = time.Date(2026, 3, 1, 14, 55, 0, 0, time.UTC) // 23:55 there
	want(t, b.say("/start"), "once", "after")
	b.now = b.now.Add(6 * time.Minute) // another day, but too soon
	want(t, b.say("/start"), "after")
	b.now = b.now.Add(6 * time.Minute)
	want(t, b.say("/start"), "once", "after")
	b.now = b.now.Add(23 * time.Hour)
	want(t, b.say("/start"), "after")
}

func TestTrigger_EnvelopeDecidesWhetherItStarts(t *testing.T) {
	t.Parallel()
	for _, envelope := range []string{`"skip_if":"true"`, `"roles":["cook"]`} {
		b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`, envelope), block("s", "test.say", `{"text":"in"}`, ends)), edge("start", "next", "s")))
		want(t, b.say("/start"), "I did not understand that.")
	}
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`, `"once_per":"user"`), block("s", "test.say", `{"text":"in"}`, ends)), edge("start", "next", "s")))
	want(t, b.say("/start"), "in")
	want(t, b.say("/start"))
}

func TestSession_TooMuchToRememberIsATrouble(t *testing.T) {
	t.Parallel()
	b := newBot(t, odd("big state"))
	b.say("/start") // 20,000 characters of which each takes six bytes
	want(t, codes(b.last), "session_too_large")
	b = newBot(t, odd("lists"))
	for range 20 {
		b.say("/start")
		if n := len(b.session); n > engine.MaxSessionBytes {
			t.Fatalf("%d bytes", n)
		}
	}
	newest := b.token("L59")
	want(t, b.press(newest), "pressed list [59 "+strings.Repeat("x", 400)+"]", "answer:")
}

// TestProperty_SessionStaysWithinItsBytes holds that no sequence of greedy blocks makes a session that cannot be kept.
func TestProperty_SessionStaysWithinItsBytes(t *testing.T) {
	t.Parallel()
	blocks := []string{block("start", "test.trigger", `{"command":"start","when_busy":"nest"}`), block("ask", "test.trigger", `{"command":"ask","when_busy":"ask"}`)}
	var edges []string
	variables := ""
	last := "start"
	for i := range 12 {
		id := fmt.Sprint("w", i)
		variables += fmt.Sprintf(`{"name":"v%d","scope":"session","type":"any"},`, i)
		to := fmt.Sprintf("session.v%d", i)
		if i%3 == 0 {
			to = fmt.Sprintf("local.v%d", i)
		}
		blocks = append(blocks, block(id, "test.set", fmt.Sprintf(`{"var":%q,"op":"append","value":"{{ event.text }}"}`, to), `"once_per":"day"`))
		edges = append(edges, edge(last, "next", id))
		last = id
	}
	blocks = append(blocks, block("o", "test.odd", `{"do":"lists"}`), block("q", "test.ask", `{"text":"Q?","save_to":"local.answer"}`), block("again", "test.ask", `{"text":"Q?"}`))
	edges = append(edges, edge(last, "next", "o"), edge("o", "next", "q"), edge("q", "answered", "again"), edge("again", "answered", "q"), edge("ask", "next", "w3"))
	doc := strings.Replace(document(join(blocks...), join(edges...)), `"variables":[`, `"variables":[`+variables, 1)
	rev := newBot(t, doc).rev
	rapid.Check(t, func(rt *rapid.T) {
		b := &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7}}
		for range rapid.IntRange(1, 25).Draw(rt, "events") {
			b.now = b.now.Add(time.Duration(rapid.SampledFrom([]int{0, 5, 90_000}).Draw(rt, "seconds")) * time.Second)
			words := strings.Repeat(rapid.SampledFrom([]string{"x", "<", "é", "\"", "\x01"}).Draw(rt, "what"), rapid.SampledFrom([]int{1, 900, 4000}).Draw(rt, "length"))
			switch rapid.IntRange(0, 4).Draw(rt, "kind") {
			case 0:
				b.say("/start " + words)
			case 1:
				b.say("/ask " + words)
			case 2:
				b.say(words)
			case 3:
				ev := photo(1, rapid.SampledFrom([]string{"g1", "g2"}).Draw(rt, "group"), words)
				ev.Message.HTML, ev.Message.ReplyText = words, words
				b.turn(ev)
			default:
				b.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: b.load().WakeGen}})
			}
			if n := len(b.session); n > engine.MaxSessionBytes {
				rt.Fatalf("%d bytes", n)
			}
			if got := engine.SessionBytes(b.load()); got < len(b.session) {
				rt.Fatalf("counted %d bytes of %d", got, len(b.session))
			}
		}
	})
}

func TestProperty_ValueBytesAreThoseOfJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		x := map[string]any{
			rapid.String().Draw(rt, "key"): rapid.String().Draw(rt, "text"),
			"n":                            rapid.Float64().Draw(rt, "number"), "i": float64(rapid.Int32().Draw(rt, "whole")),
			"l": []any{nil, true, false, string(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes"))},
		}
		want := len(must(json.Marshal(x)))
		if got := engine.ValueBytes(x); got < want || got > want+20 {
			rt.Fatalf("%d bytes, JSON has %d: %#v", got, want, x)
		}
	})
}
