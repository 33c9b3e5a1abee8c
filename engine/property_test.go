package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// drawDocument draws a bot of random blocks with random edges between them: anything flow.Load takes.
func drawDocument(t *rapid.T) string {
	types := map[string][]string{ // exits
		"test.say": {"next", "error", "blocked"}, "test.ask": {"answered", "timeout"}, "test.job": {"next", "error"},
		"test.fail": {"next", "error"}, "test.call": {"returned", "failed", "cancelled"}, "test.return": nil,
		"test.set": {"next"}, "test.pay": {"paid", "paid_late"}, "test.menu": {"next", "button:a", "button:b"},
		"test.trigger": {"next"}, "test.leap": {"error"}, "test.until": {"next", "error"}, "test.odd": {"next", "error"},
	}
	configs := map[string][]string{
		"test.say": {`{"text":"a {{ session.name }}"}`, `{"text":"{{ 1 / session.x }}"}`}, "test.job": {`{}`}, "test.return": {`{"answer":"{{ session.x }}"}`},
		"test.ask":  {`{"text":"?","save_to":"session.name","deadline":"1h","remind":"1m"}`, `{"text":"?","only":"yes","interrupt":"any"}`, `{"text":"?","interrupt":"none"}`},
		"test.fail": {`{"retryable":true}`, `{"panic":true}`}, "test.call": {`{"flow":"f0"}`, `{"flow":"f1"}`, `{"flow":"none"}`, `{"flow":"f1","ask":true}`},
		"test.set":  {`{"var":"session.x","op":"add","value":1}`, `{"var":"user.count","op":"toggle"}`, `{"var":"session.name","op":"append","value":"{{ session.name }}"}`},
		"test.leap": {`{"block":"b0_1"}`, `{"block":"b1_1","drop":true}`}, "test.until": {`{"ago":"1h"}`, `{"years":9999}`},
		"test.odd": {`{"do":"lists"}`, `{"do":"stay"}`, `{"do":"state"}`, `{"do":"big state"}`, `{"do":"two lists"}`},
		"test.pay": {`{}`}, "test.menu": {`{"policy":"run"}`, `{"policy":"reshow"}`, `{}`},
		"test.trigger": {`{"command":"start"}`, `{"word":"hello","when_busy":"nest"}`, `{"any":true,"when_busy":"nest"}`, `{"errors":true}`, `{"command":"stop","when_busy":"ask"}`, `{"key":"buy","when_busy":"ask"}`, `{"command":"stop","when_busy":"nest","once_per":"day"}`, `{"word":"x","when_busy":"ignore"}`},
	}
	names := []string{"test.say", "test.ask", "test.job", "test.fail", "test.call", "test.return", "test.set", "test.pay", "test.menu", "test.trigger", "test.leap", "test.until", "test.odd"}
	var flows []string
	for f := range rapid.IntRange(1, 2).Draw(t, "flows") {
		n := rapid.IntRange(2, 9).Draw(t, "blocks")
		var blocks, edges []string
		var kinds []string
		for i := range n {
			k := rapid.SampledFrom(names).Draw(t, "type")
			if i == 0 {
				k = "test.trigger"
			}
			kinds = append(kinds, k)
			env := rapid.SampledFrom([]string{"", `"on_error":{"retries":1}`, `"timeout":"5m"`, `"once_per":"user"`, `"roles":["cook"]`, `"cooldown":"1h"`, `"on_error":{"retries":10,"backoff":"1s"}`, `"skip_if":"session.x == 1"`}).Draw(t, "envelope")
			id := fmt.Sprintf("b%d_%d", f, i)
			if env == "" {
				blocks = append(blocks, block(id, k, rapid.SampledFrom(configs[k]).Draw(t, "config")))
			} else {
				blocks = append(blocks, block(id, k, rapid.SampledFrom(configs[k]).Draw(t, "config"), env))
			}
		}
		for i := range n {
			for _, x := range types[kinds[i]] {
				if to := rapid.IntRange(-1, n-1).Draw(t, "to"); to >= 0 && kinds[to] != "test.trigger" {
					edges = append(edges, edge(fmt.Sprintf("b%d_%d", f, i), x, fmt.Sprintf("b%d_%d", f, to)))
				}
			}
		}
		flows = append(flows, fmt.Sprintf(`{"id":"f%d","name":"F","blocks":[%s],"edges":[%s]}`, f, strings.Join(blocks, ","), strings.Join(edges, ",")))
	}
	return fmt.Sprintf(`{"schema_version":1,"name":"T","language":"en","variables":[
		{"name":"name","scope":"session","type":"any"},{"name":"x","scope":"session","type":"any"},{"name":"result","scope":"session","type":"any"},
		{"name":"picked","scope":"session","type":"any"},{"name":"count","scope":"user","type":"any"}],"flows":[%s]}`, strings.Join(flows, ","))
}

// drawEvent draws something that may happen now, out of what the last turn showed.
func drawEvent(t *rapid.T, s *engine.Session, last *engine.Result) engine.Event {
	var tokens []string
	if last != nil {
		for _, e := range last.Effects {
			if e.Content == nil {
				continue
			}
			for _, row := range e.Content.Inline {
				for _, b := range row {
					tokens = append(tokens, b.Token)
				}
			}
		}
	}
	tokens = append(tokens, "", "b12345678rubbish", strings.Repeat("x", 64), must2(engine.EventButton([]byte("0123456789abcdef"), "buy", "7")))
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: rapid.SampledFrom(tokens).Draw(t, "token")}}
	case 1:
		return engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen - int64(rapid.IntRange(0, 1).Draw(t, "stale"))}}
	case 8:
		return engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{
			Flow: "f0", Args: map[string]any{"n": 1}, Policy: rapid.SampledFrom([]engine.BusyPolicy{"", engine.BusyAsk, engine.BusyNest}).Draw(t, "policy"),
		}}
	case 9:
		o := &engine.Order{ID: "id1", Block: "b0_2", Flow: "f0"}
		return engine.Event{Kind: engine.PaymentRefunded, Payment: &engine.Payment{Payload: "id1", ChargeID: "c", Order: o}}
	case 2:
		r := &engine.JobResult{Gen: s.Gen, Kind: "test.job"}
		if rapid.Bool().Draw(t, "failed") {
			r.Error = engine.Trouble("job_failed", "no")
		}
		return engine.Event{Kind: engine.JobDone, Job: r}
	case 3:
		o := &engine.Order{ID: "id1", Block: "b0_1", Flow: "f0"}
		return engine.Event{Kind: engine.PaymentPaid, Payment: &engine.Payment{Payload: "id1", ChargeID: "c", Order: o}}
	case 4:
		return engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{ID: 5, Kind: engine.PhotoMessage, GroupID: rapid.SampledFrom([]string{"", "g1", "g2"}).Draw(t, "group"), Files: []engine.File{{ID: "f"}}}}
	case 5:
		return engine.Event{Kind: engine.SendFailed, Failure: &engine.SendFailure{Flow: "f0", Block: "b0_1", Turn: s.Turns, Code: "blocked"}}
	default:
		m := &engine.Message{Kind: engine.TextMessage, Text: rapid.SampledFrom([]string{"/start", "hello", "x", "/stop", "yes", "<b>&"}).Draw(t, "text")}
		m.Command, m.Args, _ = engine.ParseCommand(m.Text, "")
		return engine.Event{Kind: engine.MessageReceived, Message: m}
	}
}

// TestProperty_AnyBotUnderAnyEvents holds that whatever the document and whatever happens, a turn gives no Go error,
// stops within its limits, is the same for a live and a reloaded session, and never leaves a session without either a
// wait that can end or rest.
func TestProperty_AnyBotUnderAnyEvents(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	rapid.Check(t, func(rt *rapid.T) {
		d, err := flow.Load([]byte(drawDocument(rt)))
		if err != nil {
			rt.Fatal(err)
		}
		rev := engine.CompileLoosely(d, reg)
		x := &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7, FirstName: "Ann"}}
		if rapid.Bool().Draw(rt, "group") {
			x.chat = engine.Chat{ID: -7, Type: "supergroup"}
		}
		if rapid.Bool().Draw(rt, "staff") {
			x.roles = []string{"cook"}
		}
		live := engine.NewSession(x.key())
		var last *engine.Result
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			x.now = x.now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(rt, "seconds")) * time.Second)
			ev := drawEvent(rt, live, last)
			ev.Chat, ev.User, ev.Time = x.chat, x.who, x.now
			reloaded := new(engine.Session)
			if err := json.Unmarshal(must(json.Marshal(live)), reloaded); err != nil {
				rt.Fatal(err)
			}
			before := must(json.Marshal(live))
			a, err := rev.Turn(t.Context(), engine.State{Session: live, User: x.user, Roles: x.roles}, ev, x.deps())
			if err != nil {
				rt.Fatal(err)
			}
			b, err := rev.Turn(t.Context(), engine.State{Session: reloaded, User: x.user, Roles: x.roles}, ev, x.deps())
			if err != nil {
				rt.Fatal(err)
			}
			if ja, jb := must(json.Marshal(a)), must(json.Marshal(b)); string(ja) != string(jb) {
				rt.Fatalf("live and reloaded session behave differently:\n%s\n%s", ja, jb)
			}
			if after := must(json.Marshal(live)); string(after) != string(before) {
				rt.Fatalf("the given session was changed:\n%s\n%s", before, after)
			}
			if n := len(must(json.Marshal(a.Session))); n > engine.MaxSessionBytes {
				rt.Fatalf("a session of %d bytes", n)
			}
			if n, most := len(a.Film), 3*engine.MaxBlocksPerTurn*(1+waitingAlbums(live)); n > most {
				rt.Fatalf("%d blocks in one turn, more than %d", n, most)
			}
			for i, f := range a.Session.Frames {
				top := i == len(a.Session.Frames)-1
				if top && f.Wait == nil {
					rt.Fatalf("frame %d neither waits nor ended: %+v", i, f)
				}
			}
			for _, w := range a.Writes {
				x.user = w.Apply(x.user)
			}
			live, last = a.Session, a
		}
	})
}

func must2(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

// TestProperty_TwoUsersNeverMix holds that what one user does changes nothing for another, in whatever order it comes.
func TestProperty_TwoUsersNeverMix(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	rapid.Check(t, func(rt *rapid.T) {
		d, err := flow.Load([]byte(drawDocument(rt)))
		if err != nil {
			rt.Fatal(err)
		}
		rev := engine.CompileLoosely(d, reg)
		words := []string{"/start", "hello", "x", "/stop", "yes"}
		made := func(id int64) *bot {
			return &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: -7, Type: "group"}, who: engine.User{ID: id, FirstName: "Ann"}}
		}
		together, alone := [2]*bot{made(1), made(2)}, [2]*bot{made(1), made(2)}
		var said [2][]string
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			i := rapid.IntRange(0, 1).Draw(rt, "who")
			w := rapid.SampledFrom(words).Draw(rt, "text")
			said[i] = append(said[i], w)
			together[i].say(w)
		}
		for i := range said {
			for _, w := range said[i] {
				alone[i].say(w)
			}
			if string(alone[i].session) != string(together[i].session) {
				rt.Fatalf("user %d:\n%s\n%s", i, alone[i].session, together[i].session)
			}
		}
	})
}

// waitingAlbums counts the albums that the next turn may handle beside its event.
func waitingAlbums(s *engine.Session) int {
	groups := map[string]bool{}
	if s.Album != nil {
		for _, p := range s.Album.Parts {
			groups[p.GroupID] = true
		}
	}
	return len(groups)
}
