package tracing_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/tracing"
)

var (
	begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	shop  = &host.BotRecord{ID: 42, Username: "shop_bot", Token: "42:secret-token", Key: []byte("0123456789abcdef0123456789abcdef")}
	ann   = engine.SessionKey{BotID: 42, ChatID: 777001, UserID: 777001}
)

func at(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }

func setup(t *testing.T) (*tracing.Tracer, *tracetest.InMemoryExporter) {
	t.Helper()
	e := tracetest.NewInMemoryExporter()
	tr, err := tracing.New(t.Context(), tracing.Options{Export: sdk.NewSimpleSpanProcessor(e), Random: rand.Uint64, Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tr.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return tr, e
}

// turn is one that passed two blocks, in a group with another one.
func turn(tr *tracing.Tracer, key engine.SessionKey, number int64, g *host.GroupSeen) host.TurnSeen {
	return host.TurnSeen{
		Bot: shop, Key: key, Kind: engine.MessageReceived, End: host.TurnCommitted, Turn: number, Watched: tr.Watch(shop, key, number),
		Taken: at(0), Begun: at(10), Ran: at(30), Ended: at(100), Group: g,
		Film: []engine.Frameshot{
			{Flow: "main", Block: "start", Type: "trigger.command", Exit: "next"},
			{Flow: "main", Block: "pay", Type: "payment.invoice", Error: &engine.RunError{Code: "price_wrong", Message: "Ann said hello"}},
		},
	}
}

func send(try int, end host.SendEnd) host.SendSeen {
	return host.SendSeen{
		Bot: shop, End: end, Try: try, Queued: at(90), Begun: at(120), Ended: at(200),
		Effect: &engine.Effect{Key: effectKey(ann, 7), Kind: engine.SendMessage, Flow: "main", Block: "pay", Content: &engine.Content{Text: "hello Ann"}},
	}
}

func effectKey(k engine.SessionKey, turn int64) string {
	return strconv.FormatInt(k.ChatID, 36) + "." + strconv.FormatInt(k.UserID, 36) + "." + strconv.FormatInt(turn, 36) + ".0"
}

// tree gives spans by "parent/name".
func tree(spans tracetest.SpanStubs) map[string]tracetest.SpanStub {
	names := map[string]string{}
	for _, s := range spans {
		names[s.SpanContext.SpanID().String()] = s.Name
	}
	out := map[string]tracetest.SpanStub{}
	for _, s := range spans {
		path := s.Name
		if s.Parent.IsValid() {
			path = names[s.Parent.SpanID().String()] + "/" + path
		}
		out[path] = s
	}
	return out
}

func wantSpan(t *testing.T, spans map[string]tracetest.SpanStub, path string, from, to int) tracetest.SpanStub {
	t.Helper()
	s, ok := spans[path]
	if !ok {
		t.Fatalf("there is no span %q in %v", path, paths(spans))
	}
	if !s.StartTime.Equal(at(from)) || !s.EndTime.Equal(at(to)) {
		t.Errorf("%s goes from %v to %v, want %d ms to %d ms", path, s.StartTime.Sub(begin), s.EndTime.Sub(begin), from, to)
	}
	return s
}

func paths(spans map[string]tracetest.SpanStub) []string {
	var out []string
	for p := range spans {
		out = append(out, p)
	}
	return out
}

func value(s tracetest.SpanStub, key string) string {
	for _, a := range s.Attributes {
		if string(a.Key) == key {
			return a.Value.String()
		}
	}
	return ""
}

func TestTracer_OneTraceFromReceiptToMark(t *testing.T) {
	t.Parallel()
	tr, e := setup(t)
	g := &host.GroupSeen{Number: 9, Members: 2, Begun: at(40), Ended: at(90)}
	tr.Group(*g)
	tr.Turn(turn(tr, ann, 7, g))
	tr.Send(send(1, host.TryFlooded))
	job := &host.JobItem{ID: "j" + effectKey(ann, 7), Key: ann, Job: &engine.Job{Kind: "http.request", Flow: "main", Block: "crm"}}
	tr.Job(host.JobSeen{Bot: shop, Item: job, End: host.JobEnded, Try: 1, Begun: at(95), Ended: at(99)})
	tr.Group(host.GroupSeen{Number: 10, Begun: at(210), Ended: at(220), Marks: []host.Mark{
		{BotID: 42, ChatID: 777001, Key: effectKey(ann, 7), State: host.SendSent, At: at(200)},
	}})

	spans := tree(e.GetSpans())
	if len(spans) != 8 {
		t.Errorf("the spans are %v", paths(spans))
	}
	root := wantSpan(t, spans, "receive message", 0, 100)
	wantSpan(t, spans, "receive message/wait", 0, 10)
	run := wantSpan(t, spans, "receive message/turn", 10, 30)
	commit := wantSpan(t, spans, "receive message/commit", 30, 90)
	group := wantSpan(t, spans, "commit/group", 40, 90)
	tried := wantSpan(t, spans, "receive message/send message", 90, 200)
	wantSpan(t, spans, "receive message/job http.request", 95, 99)
	wantSpan(t, spans, "receive message/mark", 200, 220)
	for path, s := range spans {
		if s.SpanContext.TraceID() != root.SpanContext.TraceID() {
			t.Errorf("%s is in another trace", path)
		}
	}
	for key, want := range map[string]string{"scenarist.bot": "shop_bot", "scenarist.flow": "main", "scenarist.end": "committed", "scenarist.turn": "7"} {
		if got := value(root, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	var blocks []string
	for _, ev := range run.Events {
		blocks = append(blocks, fmt.Sprint(ev.Name, pairs(ev.Attributes)))
	}
	want := []string{
		"block[scenarist.flow=main scenarist.block=start scenarist.block_type=trigger.command scenarist.exit=next]",
		"block[scenarist.flow=main scenarist.block=pay scenarist.block_type=payment.invoice scenarist.error=price_wrong]",
	}
	if fmt.Sprint(blocks) != fmt.Sprint(want) {
		t.Errorf("the blocks are\n%q, want\n%q", blocks, want)
	}
	if len(commit.Links) != 1 || commit.Links[0].SpanContext.SpanID() != group.SpanContext.SpanID() {
		t.Errorf("the commit's links are %v", commit.Links)
	}
	if value(tried, "scenarist.end") != "flooded" || tried.Status.Description != "flooded" {
		t.Errorf("the send is %v", tried)
	}
}

func pairs(attrs []attribute.KeyValue) []string {
	var out []string
	for _, a := range attrs {
		out = append(out, string(a.Key)+"="+a.Value.String())
	}
	return out
}

func TestTracer_TurnsOfAGroupLinkToOneSpan(t *testing.T) {
	t.Parallel()
	tr, e := setup(t)
	bob := engine.SessionKey{BotID: 42, ChatID: 5, UserID: 5}
	g := &host.GroupSeen{Number: 1, Members: 2, Begun: at(40), Ended: at(90)}
	tr.Turn(turn(tr, ann, 1, g))
	tr.Turn(turn(tr, bob, 1, g))
	groups := map[string]bool{}
	traces := map[string]bool{}
	for _, s := range e.GetSpans() {
		traces[s.SpanContext.TraceID().String()] = true
		if s.Name == "commit" {
			groups[s.Links[0].SpanContext.SpanID().String()] = true
		}
	}
	if len(groups) != 1 || len(traces) != 2 {
		t.Errorf("%d groups, %d traces", len(groups), len(traces))
	}
}

func TestTracer_AnEndOfAJobLinksToWhoAskedForIt(t *testing.T) {
	t.Parallel()
	tr, e := setup(t)
	g := &host.GroupSeen{Number: 1, Begun: at(40), Ended: at(90)}
	tr.Turn(turn(tr, ann, 1, g))
	asked := tree(e.GetSpans())["receive message"].SpanContext
	e.Reset()
	end := turn(tr, ann, 2, g)
	end.Kind, end.EventKey = engine.JobDone, "job:j"+effectKey(ann, 1)
	tr.Turn(end)
	root := tree(e.GetSpans())["receive job"]
	if len(root.Links) != 1 || root.Links[0].SpanContext.SpanID() != asked.SpanID() || root.Links[0].SpanContext.TraceID() != asked.TraceID() {
		t.Errorf("the links are %v, want %v", root.Links, asked)
	}
	if root.SpanContext.TraceID() == asked.TraceID() {
		t.Error("two turns have the same trace")
	}
}

func TestTracer_AnotherProcessFindsTheTrace(t *testing.T) {
	t.Parallel()
	tr, before := setup(t)
	tr.Turn(turn(tr, ann, 7, nil))
	other, after := setup(t)
	other.Send(send(1, host.TrySent))
	root, sent := tree(before.GetSpans())["receive message"], after.GetSpans()[0]
	if sent.SpanContext.TraceID() != root.SpanContext.TraceID() || sent.Parent.SpanID() != root.SpanContext.SpanID() {
		t.Errorf("the send is below %v, want %v", sent.Parent, root.SpanContext)
	}
}

func TestTracer_TroubleIsAnErrorWithoutItsWords(t *testing.T) {
	t.Parallel()
	tr, e := setup(t)
	dead := turn(tr, ann, 3, nil)
	dead.End, dead.Err, dead.Failures = host.TurnDead, errors.New("Ann said hello"), 5
	tr.Turn(dead)
	failed := turn(tr, ann, 4, &host.GroupSeen{Number: 2, Begun: at(40), Ended: at(90), Err: errors.New("no disk for hello")})
	failed.End, failed.Err = host.TurnFailed, failed.Group.Err
	tr.Turn(failed)
	tr.Send(send(2, host.TryUnknown))
	n := 0
	for _, s := range e.GetSpans() {
		text := fmt.Sprint(s)
		for _, secret := range []string{"hello", "Ann", "777001", "secret-token", shop.Token} {
			if strings.Contains(text, secret) {
				t.Errorf("the span %s has %q: %s", s.Name, secret, text)
			}
		}
		if s.Status.Description != "" {
			n++
		}
	}
	if n != 4 { // two turns, the commit, the send
		t.Errorf("%d spans are errors", n)
	}
}

func TestTracer_LeavesAloneWhatHadNoTurn(t *testing.T) {
	t.Parallel()
	tr, e := setup(t)
	tr.Turn(host.TurnSeen{Bot: shop, Key: ann, Kind: engine.MessageReceived, End: host.TurnDuplicate, Taken: at(0), Ended: at(1)})
	tr.Group(host.GroupSeen{Number: 1, Members: 1})
	tr.Group(host.GroupSeen{Number: 2, Marks: []host.Mark{{BotID: 42, Key: "answer.1"}, {BotID: 43, Key: "1.1.1.1"}}})
	tr.Send(host.SendSeen{Bot: shop, Effect: &engine.Effect{Key: "checkout.1"}, End: host.TrySent, Try: 1})
	if spans := e.GetSpans(); len(spans) != 0 {
		t.Errorf("the spans are %v", spans)
	}
}

// The sampler's variables are the process's, so these tests run alone.
func TestTracer_SamplesBySessionAndTurn(t *testing.T) {
	t.Setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.25")
	t.Setenv("OTEL_SERVICE_NAME", "bots")
	tr, e := setup(t)
	whole := 0
	const turns = 2000
	for n := range int64(turns) {
		s := turn(tr, ann, n, &host.GroupSeen{Number: n + 1, Begun: at(40), Ended: at(90)})
		tr.Turn(s)
		sent := send(1, host.TrySent)
		sent.Effect.Key = effectKey(ann, n)
		tr.Send(sent)
		switch got := len(e.GetSpans()); {
		case s.Watched && got == 6:
			whole++
		case s.Watched || got != 0:
			t.Fatalf("turn %d is traced with %d spans, watched %v", n, got, s.Watched)
		}
		if s.Watched && !strings.Contains(fmt.Sprint(e.GetSpans()[0].Resource), "service.name=bots") {
			t.Fatalf("the service is %v", e.GetSpans()[0].Resource)
		}
		e.Reset()
	}
	if whole < turns/5 || whole > turns*3/10 {
		t.Errorf("%d of %d turns are traced, want about a quarter", whole, turns)
	}
}

func TestTracer_SamplesNothingIfToldSo(t *testing.T) {
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	tr, e := setup(t)
	tr.Turn(turn(tr, ann, 1, nil))
	tr.Send(send(1, host.TrySent))
	if spans := e.GetSpans(); len(spans) != 0 {
		t.Errorf("the spans are %v", spans)
	}
}

func TestExport_NeedsAnAddress(t *testing.T) {
	t.Parallel()
	for _, env := range []map[string]string{
		{},
		{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"},
		{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces", "OTEL_TRACES_EXPORTER": "none"},
	} {
		p, err := tracing.Export(t.Context(), func(name string) string { return env[name] }, slog.New(slog.DiscardHandler))
		if p != nil || err != nil {
			t.Errorf("%v: got %v, %v", env, p, err)
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	tr, err := tracing.New(b.Context(), tracing.Options{Export: discard{}, Random: rand.Uint64})
	if err != nil {
		b.Fatal(err)
	}
	g := &host.GroupSeen{Number: 1, Begun: at(40), Ended: at(90)}
	b.ReportAllocs()
	for b.Loop() {
		tr.Turn(turn(tr, ann, 7, g))
		tr.Send(send(1, host.TrySent))
	}
}

// discard is a processor that does nothing.
type discard struct{}

func (discard) OnStart(context.Context, sdk.ReadWriteSpan) {}
func (discard) OnEnd(sdk.ReadOnlySpan)                     {}
func (discard) Shutdown(context.Context) error             { return nil }
func (discard) ForceFlush(context.Context) error           { return nil }
