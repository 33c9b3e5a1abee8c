package http_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	nethttp "net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

func TestRequest_CircleOverKeptAnswers(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]bool{
		`{"url": "https://api.example.com"}`:                                                         false,
		`{"url": "https://api.example.com", "cache": "1m"}`:                                          true,
		`{"url": "https://api.example.com", "cache": "1m", "save": [{"to": "local.x"}]}`:             true,
		`{"method": "HEAD", "url": "https://api.example.com", "cache": "1m", "status_exits": [204]}`: true,
	} {
		doc, err := flow.Load(fmt.Appendf(nil, `{"schema_version": 1, "name": "T", "language": "en", "flows": [{
			"id": "main", "name": "Main", "blocks": [{"id": "call", "type": "http.request", "config": %s}],
			"edges": [{"from": "call", "exit": "ok", "to": "call"}]}]}`, config))
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(engine.Check(doc, registry(t)), func(i engine.Issue) bool { return i.Code == "loop_without_wait" })
		if found != want {
			t.Errorf("%s: a circle is %t, want %t", config, found, want)
		}
	}
}

// shelf keeps the records of one bot over turns that come one after another.
type shelf map[string]engine.Record

// turn runs a turn with what it needs of the shelf, and keeps what it changes.
func (s shelf) turn(ctx context.Context, rev *engine.Revision, now time.Time) (*engine.Result, error) {
	st := engine.State{Session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}), Records: map[string]engine.RecordAnswer{}}
	ev := engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main"}}
	for {
		res, err := rev.Turn(ctx, st, ev, engine.Deps{
			Now: now, NewID: func() string { return "id" }, Key: botKey, Log: slog.New(slog.DiscardHandler), Trace: true,
		})
		if need, ok := errors.AsType[*engine.NeedError](err); ok {
			for _, r := range need.Reads {
				st.Records[r.ID()] = engine.RecordAnswer{}
				if x, ok := s[r.ID()]; ok {
					st.Records[r.ID()] = engine.RecordAnswer{Records: []engine.Record{x}}
				}
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, c := range res.Records {
			s[engine.RecordRead{Kind: c.Kind, Key: c.Key}.ID()] = engine.Record{
				Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Value: c.Value, MadeAt: c.MadeAt, Expires: c.Expires,
			}
		}
		return res, nil
	}
}

// However calls come, no two are made sooner than the rate allows, none waits longer than for an answer, and none waits for
// nothing.
func TestRequest_RateIsKept(t *testing.T) {
	t.Parallel()
	const timeout = 10 * time.Second
	rapid.Check(t, func(rt *rapid.T) {
		calls, per := rapid.IntRange(1, 700).Draw(rt, "calls"), rapid.SampledFrom([]string{"second", "minute", "hour"}).Draw(rt, "per")
		every := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour}[per] / time.Duration(calls)
		rev := revision(t, fmt.Sprintf(`{"url": "https://api.example.com", "timeout": "10s", "rate": {"calls": %d, "per": %q}}`, calls, per))
		s, now, last := shelf{}, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), time.Time{}
		for range rapid.IntRange(1, 60).Draw(rt, "n") {
			now = now.Add(time.Duration(rapid.IntRange(0, int(2*every)).Draw(rt, "pause")))
			res, err := s.turn(t.Context(), rev, now)
			if err != nil {
				rt.Fatal(err)
			}
			free := now
			if next := last.Add(every); !last.IsZero() && next.After(now) {
				free = next
			}
			if len(res.Jobs) == 0 {
				if free.Sub(now) <= timeout-time.Microsecond {
					rt.Fatalf("refused, although its turn is in %v", free.Sub(now))
				}
				continue
			}
			at := now.Add(res.Jobs[0].Delay)
			if off := at.Sub(free); off < -time.Microsecond*60 || off > time.Microsecond {
				rt.Fatalf("made at %v, want %v", at, free)
			}
			if at.Sub(now) > timeout {
				rt.Fatalf("waits %v", at.Sub(now))
			}
			last = at
		}
	})
}

const ratesBot = `{"schema_version": 1, "name": "Rates", "language": "en", "flows": [{"id": "main", "name": "Main",
	"blocks": [
		{"id": "cmd", "type": "trigger.command", "config": {"command": "usd"}},
		{"id": "call", "type": "http.request", "config": {"url": "SERVICE/{{ event.args }}", "cache": "10m",
			"rate": {"calls": 1, "per": "second"}, "save": [{"from": "usd", "to": "local.usd"}]}},
		{"id": "say", "type": "message.text", "config": {"text": "{{ local.usd }} {{ if(local.http.cached, 'kept', 'new') }}"}, "exits": {"next": "end"}}],
	"edges": [{"from": "cmd", "exit": "next", "to": "call"}, {"from": "call", "exit": "ok", "to": "say"}]}]}`

// The whole way: the service is asked once for all users, again when its answer is old, and not too often.
func TestRequest_ServiceIsSpared(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	service := serve(t, func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		writeJSON(w, fmt.Sprintf(`{"usd": %d}`, 90+asked.Add(1)))
	})
	s := newWorld(t, strings.ReplaceAll(ratesBot, "SERVICE", service))
	s.sees(t, s.you.Say("/usd a"), simulator.Seen{Text: "91 new"})
	s.sees(t, s.bob.Say("/usd a"), simulator.Seen{To: "bob", Text: "91 kept"})
	s.sees(t, s.bob.Say("/usd b"))
	s.sees(t, s.you.Say("/usd a"), simulator.Seen{Text: "91 kept"})
	s.later(t, time.Second, simulator.Seen{To: "bob", Text: "92 new"})
	s.later(t, 599*time.Second)
	s.sees(t, s.bob.Say("/usd b"), simulator.Seen{To: "bob", Text: "92 kept"})
	s.sees(t, s.you.Say("/usd a"), simulator.Seen{Text: "93 new"})
}
