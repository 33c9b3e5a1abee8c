package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// replyBlock answers the caller of a webhook.
type replyBlock struct {
	engine.NoWait
	Body string `json:"body"`
}

func (b *replyBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if !t.Reply(engine.Reply{Status: 200, Body: b.Body}) {
		return engine.Outcome{}, engine.Trouble("nobody", "nobody waits")
	}
	return engine.Leave("next"), nil
}

func (*replyBlock) Replies() {}

// hookTrigger takes webhook calls of its name.
type hookTrigger struct {
	engine.TriggerSettings
	engine.NoWait
	Name string `json:"name"`
}

func (b *hookTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (b *hookTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightExact}, ev.Kind == engine.WebhookCalled && ev.Webhook.Name == b.Name
}

func (b *hookTrigger) Webhook() engine.WebhookInfo { return engine.WebhookInfo{Name: b.Name} }

// call calls a webhook and gives what was said to callers: id and body, or id alone for one that is let go.
func (b *bot) call(name, id string) []string {
	b.tb.Helper()
	return replies(b.turn(engine.Event{Kind: engine.WebhookCalled, Webhook: &engine.WebhookCall{
		Name: name, Caller: &engine.Caller{ID: id, Until: b.now.Add(10 * time.Second)},
	}}))
}

func replies(res *engine.Result) []string {
	out := []string{}
	for _, e := range res.Effects {
		switch {
		case e.Kind != engine.AnswerCaller:
		case e.Reply.Status == 0:
			out = append(out, e.Reply.Caller)
		default:
			out = append(out, e.Reply.Caller+" "+e.Reply.Body)
		}
	}
	return out
}

func (b *bot) hear(s string) []string {
	b.tb.Helper()
	return replies(b.turn(message(s)))
}

func hooks(more ...string) string {
	blocks := []string{
		block("start", "test.trigger", `{"command":"start"}`), block("other", "test.ask", `{"text":"Other?"}`, `"exits":{"answered":"end"}`),
		block("hook", "test.hook", `{"name":"order","when_busy":"nest"}`), block("q", "test.ask", `{"text":"Which?","interrupt":"any"}`),
		block("r", "test.reply", `{"body":"done"}`, `"exits":{"next":"end"}`),
		block("plain", "test.hook", `{"name":"plain"}`), block("p", "test.ask", `{"text":"P?"}`, `"exits":{"answered":"end"}`),
		block("called", "test.hook", `{"name":"called"}`), block("c", "test.call", `{"flow":"sub"}`, `"exits":{"returned":"end","failed":"end"}`),
		block("busy", "test.hook", `{"name":"busy","when_busy":"ignore"}`),
		block("asks", "test.hook", `{"name":"asks","when_busy":"ask"}`),
		block("twice", "test.hook", `{"name":"twice"}`), block("r1", "test.reply", `{"body":"one"}`), block("r2", "test.reply", `{"body":"two"}`, `"exits":{"next":"end"}`),
		block("fails", "test.hook", `{"name":"fails"}`), block("f", "test.fail", `{}`, `"exits":{"next":"end"}`),
	}
	edges := []string{
		edge("start", "next", "other"), edge("hook", "next", "q"), edge("q", "answered", "r"), edge("plain", "next", "p"),
		edge("called", "next", "c"), edge("busy", "next", "r"), edge("asks", "next", "r"), edge("twice", "next", "r1"), edge("r1", "next", "r2"),
		edge("fails", "next", "f"),
	}
	return document(strings.Join(append(blocks, more...), ","), strings.Join(edges, ","),
		sub(join(block("sr", "test.reply", `{"body":"from below"}`), block("sret", "test.return", `{}`)), edge("sr", "next", "sret")))
}

func wantReplies(t *testing.T, got []string, exp ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(exp) {
		t.Errorf("replied %q, want %q", got, exp)
	}
}

func TestReply_ComesTurnsLaterAndOnce(t *testing.T) {
	t.Parallel()
	b := newBot(t, hooks())
	wantReplies(t, b.call("order", "c1"))
	wantReplies(t, b.hear("tea"), "c1 done")
	wantReplies(t, b.call("twice", "c2"), "c2 one")
	if got := codes(b.last); len(got) != 1 || got[0] != "nobody" {
		t.Errorf("the second answer met %v", got)
	}
}

func TestReply_CallersThatNobodyCanAnswerAreLetGoAtOnce(t *testing.T) {
	t.Parallel()
	b := newBot(t, hooks())
	wantReplies(t, b.call("plain", "c1"), "c1")   // its flow has no answer
	wantReplies(t, b.call("unknown", "c2"), "c2") // nothing takes it
	wantReplies(t, b.call("fails", "c3"), "c3")
	b.say("/start")
	wantReplies(t, b.call("busy", "c4"), "c4") // ignored
	wantReplies(t, b.call("asks", "c5"), "c5") // the user decides first
	wantReplies(t, replies(b.turn(engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: b.token("Yes")}})))
	wantReplies(t, b.call("order", "c6"))
	wantReplies(t, b.hear("/start"), "c6") // the flow that could answer is dropped
}

func TestReply_BelongsToTheFlowThatWasCalled(t *testing.T) {
	t.Parallel()
	b := newBot(t, hooks())
	wantReplies(t, b.call("called", "c1"), "c1 from below")
	b.say("/start")
	wantReplies(t, b.call("order", "c2"))
	wantReplies(t, b.call("order", "c3"), "c2") // replaces the interruption of the same flow
	wantReplies(t, b.hear("tea"), "c3 done")
}

func TestReply_OfAHandlerCounts(t *testing.T) {
	t.Parallel()
	doc := hooks(block("er", "test.reply", `{"body":"sorry"}`, `"exits":{"next":"end"}`))
	b := newBot(t, strings.Replace(doc, `"name":"Main",`, `"name":"Main","on_error":{"flow":"main","block":"er"},`, 1))
	wantReplies(t, b.call("fails", "c1"), "c1 sorry")
}

func TestReply_CallersAreForgottenWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	b := newBot(t, hooks())
	wantReplies(t, b.call("order", "c1"))
	b.now = b.now.Add(10 * time.Second)
	wantReplies(t, b.hear("/start"))
}
