package http_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// errand is a session with a long job, its records and everything that it ever asked for.
type errand struct {
	ctx     context.Context //nolint:containedctx // of the test
	rev     *engine.Revision
	session *engine.Session
	records map[string]engine.Record // by kind and key
	ledger  map[string]int64         // sums by account
	jobs    []engine.Job             // that answers may come to, also old ones
	now     time.Time
	token   string // of the Cancel button
	exits   []string
	events  int
	said    []string
}

const errandBot = `{"schema_version": 1, "name": "T", "language": "en", "settings": {"secrets": ["key"]}, "flows": [{
	"id": "main", "name": "Main",
	"edges": [{"from": "other", "exit": "next", "to": "bye"}],
	"blocks": [{"id": "job", "type": "job.run", "config": {
		"submit": {"method": "POST", "url": "https://api.example.com/videos", "body": {"kind": "json", "json": {"hook": "{{ local.job.callback }}"}}, "idempotent": true, "retries": 1},
		"id": "id", "poll": {"url": "https://api.example.com/videos/{{ local.job.id }}"}, "callback": true, "status": "status", "percent": "p",
		"fetch": {"url": "https://api.example.com/result"}, "file": {"from": "url"}, "progress": {"bar": true, "steps": [{"after": "0s", "text": "a"}, {"after": "40s", "text": "b"}]},
		"cancel": {"call": {"method": "DELETE", "url": "https://api.example.com/videos/{{ local.job.id }}"}},
		"deadline": "2m", "limits": {"per_user": 1, "per_bot": 1, "queue": 1}, "credits": {"unit": "videos"}},
		"exits": {"done": "end", "failed": "end", "timeout": "end", "cancelled": "end", "busy": "end", "insufficient": "end", "error": "end"}},
	{"id": "other", "type": "case.other"}, {"id": "bye", "type": "http.reply", "exits": {"next": "end", "error": "end"}}]}]}`

func newErrand(t *testing.T) *errand {
	t.Helper()
	reg := registry(t)
	if err := reg.Add(otherType()); err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(errandBot))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	return &errand{
		ctx: t.Context(), rev: rev, session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}), ledger: map[string]int64{},
		now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		records: map[string]engine.Record{"account\x007.videos": {
			Kind: "account", Key: "7.videos", Version: 1, Owner: 7, Value: engine.Values{"lots": []any{map[string]any{"n": 3.0}}},
		}},
	}
}

// happen runs a turn and keeps what came of it.
func (e *errand) happen(ev engine.Event) error {
	e.events++
	ev.ID, ev.Time = strconv.Itoa(e.events), e.now
	st := engine.State{Session: e.session, Records: map[string]engine.RecordAnswer{}}
	for {
		res, err := e.rev.Turn(e.ctx, st, ev, engine.Deps{
			Now: e.now, NewID: func() string { return "id" }, Key: botKey, Log: slog.New(slog.DiscardHandler), Trace: true,
			PublicURL: "https://bots.example.com",
		})
		need, ok := errors.AsType[*engine.NeedError](err)
		if !ok {
			if err == nil {
				e.take(res)
			}
			return err
		}
		for _, r := range need.Reads {
			a := engine.RecordAnswer{}
			if rec, ok := e.records[r.ID()]; ok {
				a.Records = []engine.Record{rec}
			}
			st.Records[r.ID()] = a
		}
	}
}

func (e *errand) take(res *engine.Result) {
	data, err := json.Marshal(res.Session)
	if err != nil {
		panic(err)
	}
	e.session = new(engine.Session)
	if err := json.Unmarshal(data, e.session); err != nil {
		panic(err)
	}
	for _, c := range res.Records {
		id := engine.RecordRead{Kind: c.Kind, Key: c.Key}.ID()
		if c.Value == nil {
			delete(e.records, id)
			continue
		}
		e.records[id] = engine.Record{Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Owner: c.Owner, Value: c.Value, MadeAt: c.MadeAt, Expires: c.Expires}
	}
	for _, l := range res.Ledger {
		e.ledger[l.Account] += l.Amount
	}
	e.jobs = append(e.jobs, res.Jobs...)
	for _, x := range res.Effects {
		if x.Content != nil {
			e.said = append(e.said, x.Content.Text)
			for _, row := range x.Content.Inline {
				e.token = row[0].Token
			}
		}
	}
	for _, f := range res.Film {
		switch {
		case f.Block != "job":
		case f.Error != nil:
			e.exits = append(e.exits, "error")
		case f.Exit != "":
			e.exits = append(e.exits, f.Exit)
		}
	}
}

// runs reports whether the job is still going on.
func (e *errand) runs() bool { w := e.session.Wait(); return w != nil }

// wrong says what of the promises is broken; empty if all hold.
func (e *errand) wrong() string {
	var account struct {
		Lots  []struct{ N int64 }
		Holds map[string]struct{ Lots []struct{ N int64 } }
	}
	data, err := json.Marshal(e.records["account\x007.videos"].Value)
	if err != nil {
		return err.Error()
	}
	if err := json.Unmarshal(data, &account); err != nil {
		return err.Error()
	}
	free, held, seats := int64(0), int64(0), 0
	for _, l := range account.Lots {
		free += l.N
	}
	for _, h := range account.Holds {
		for _, l := range h.Lots {
			held += l.N
		}
	}
	for id := range e.records {
		if strings.HasPrefix(id, "job.seats\x00") {
			seats++
		}
	}
	done := int64(0)
	for _, x := range e.exits {
		if x == "done" {
			done++
		}
	}
	sum := int64(0)
	for _, n := range e.ledger {
		sum += n
	}
	switch {
	case free+held+done != 3:
		return fmt.Sprintf("%d free, %d held and %d spent are not 3", free, held, done)
	case e.ledger["bot:spent"] != done || sum != 0 || e.ledger["user:7:held"] != held:
		return fmt.Sprintf("the ledger says %v", e.ledger)
	case e.runs() != (held == 1) || held > 1:
		return fmt.Sprintf("%d held while it runs: %v", held, e.runs())
	case e.runs() != (seats == 2) || seats != 0 && seats != 2:
		return fmt.Sprintf("%d places taken while it runs: %v", seats, e.runs())
	default:
		return ""
	}
}

// Whatever happens in whatever order, also twice and too late: a job ends once, what it cost is spent if and only if the
// result came, and what it held is free when it is over.
func TestJob_AnyInterleavingEndsOnceAndSettles(t *testing.T) {
	t.Parallel()
	fresh := newErrand(t)
	rapid.Check(t, func(rt *rapid.T) {
		e := *fresh
		e.records, e.ledger = map[string]engine.Record{}, map[string]int64{}
		maps.Copy(e.records, fresh.records)
		check := func(ev engine.Event) {
			ends, ran := len(e.exits), e.runs()
			if err := e.happen(ev); err != nil {
				rt.Fatalf("%+v: %v", ev, err)
			}
			if wrong := e.wrong(); wrong != "" {
				rt.Fatalf("after %s: %s; exits %v", asText(ev), wrong, e.exits)
			}
			if n := len(e.exits) - ends; n > 1 || n == 1 && !ran {
				rt.Fatalf("after %s it left again: %v", asText(ev), e.exits)
			}
		}
		check(engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main", Block: "job"}})
		for range rapid.IntRange(1, 25).Draw(rt, "events") {
			check(e.anything(rt))
		}
	})
}

// anything draws an event.
func (e *errand) anything(rt *rapid.T) engine.Event {
	body := rapid.SampledFrom([]any{
		nil, "ping",
		object{},
		object{"id": "v1"},
		object{"id": "v1", "status": "working", "p": 40},
		object{"id": "v1", "url": "https://cdn.example.com/1"},
		object{"id": "v1", "status": "done", "url": "https://cdn.example.com/1"},
		object{"status": "failed"},
		object{"url": "nothing"},
	}).Draw(rt, "body")
	switch rapid.IntRange(0, 14).Draw(rt, "event") {
	case 0:
		return engine.Event{Kind: engine.CallbackReceived, Callback: &engine.Callback{Gen: rapid.Int64Range(1, 2).Draw(rt, "gen"), Method: "POST", Body: body}}
	case 1:
		return engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: e.token}}
	case 2:
		e.now = e.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(rt, "seconds")) * time.Second)
		fallthrough
	case 3:
		if at := e.session.WakeAt; at.After(e.now) && rapid.Bool().Draw(rt, "due") {
			e.now = at
		}
		return engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: e.session.WakeGen}}
	case 4:
		if rapid.IntRange(0, 4).Draw(rt, "elsewhere") == 0 {
			return engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "/other", Command: "other"}}
		}
		return engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "hi"}}
	default:
		return e.anyAnswer(rt, body)
	}
}

// anyAnswer answers the newest call, or an older one once more.
func (e *errand) anyAnswer(rt *rapid.T, body any) engine.Event {
	var calls []engine.Job
	for _, j := range e.jobs {
		if !j.Detached {
			calls = append(calls, j)
		}
	}
	j := calls[len(calls)-1]
	if rapid.IntRange(0, 4).Draw(rt, "old") == 0 {
		j = rapid.SampledFrom(calls).Draw(rt, "call")
	}
	r := &engine.JobResult{Gen: j.Gen, Kind: j.Kind, Key: j.Key}
	if rapid.IntRange(0, 9).Draw(rt, "ours") == 0 {
		r.Error = &engine.RunError{Code: "job_failed", Message: "ours"}
		return engine.Event{Kind: engine.JobDone, Job: r}
	}
	var sent struct{ Try int }
	if err := json.Unmarshal(j.Payload, &sent); err != nil {
		rt.Fatal(err)
	}
	data, err := json.Marshal(object{
		"try": sent.Try, "host": "api.example.com", "form": "json", "body": body,
		"status":  rapid.SampledFrom([]int{200, 200, 200, 200, 206, 404, 429, 500}).Draw(rt, "status"),
		"headers": object{"content-type": "video/mp4", "content-range": "bytes 0-0/" + rapid.SampledFrom([]string{"10", "*", "99999999999"}).Draw(rt, "size")},
	})
	if err != nil {
		rt.Fatal(err)
	}
	r.Result = data
	return engine.Event{Kind: engine.JobDone, Job: r}
}

func asText(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
