package enginetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
)

// CheckExamples talks nonsense to every block type's example: random texts, presses of buttons old and new, files, alarms,
// ends of jobs, payments, changes of members, publishes. No turn may fail or panic, an exit the block does not have may not be taken, and the session has
// to survive being saved and stay within its limit.
func CheckExamples(t *testing.T, reg *engine.Registry) {
	t.Helper()
	types := reg.Types()
	addCaseTypes(t, reg)
	for _, typ := range types {
		if strings.HasPrefix(typ.Name, "case.") {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			t.Parallel()
			talkNonsense(t, reg, typ)
		})
	}
}

func talkNonsense(t *testing.T, reg *engine.Registry, typ engine.BlockType) {
	t.Helper()
	rev, err := engine.Compile(exampleDocument(t, typ), reg, 1)
	if err != nil {
		t.Fatalf("compile the example: %v", err)
	}
	rapid.Check(t, func(r *rapid.T) {
		talk := converse(rev, &caseState{Session: someValues(r), UserVars: someValues(r)})
		n := rapid.IntRange(1, 12).Draw(r, "events")
		for i := range n {
			ev := talk.nonsense(t, r, i)
			res := talk.turn(t, caseUser, ev)
			judge(t, res)
		}
	})
}

// judge fails for what no event may lead to.
func judge(t *testing.T, res *engine.Result) {
	t.Helper()
	for _, p := range res.Film {
		if p.Error != nil && (p.Error.Code == "panic" || p.Error.Code == "exit_unknown") {
			t.Fatalf("block %q: %s", p.Block, p.Error.Error())
		}
	}
	if n := len(mustMarshal(t, res.Session)); n > engine.MaxSessionBytes {
		t.Fatalf("the session has %d bytes, more than %d", n, engine.MaxSessionBytes)
	}
	answers := 0
	for _, e := range res.Effects {
		if e.Kind == engine.AnswerButton {
			answers++
		}
	}
	if answers > 1 {
		t.Fatalf("a press was answered %d times", answers)
	}
}

func words() []string {
	return []string{
		"/go", "/start", "/go again", "hello", "Small", "large", "BIG", "1", "2", "99999999999999999999", "-1", "0", "да",
		"order", "buy coffee", "   ", "\n", "{{ user.name }}", "<b>", "⟦secret:x:00⟧", "a,b,1,2", strings.Repeat("x", 5000), "☕", "e\u0301",
	}
}

func someValues(r *rapid.T) engine.Values {
	return engine.Values{
		"size": rapid.SampledFrom([]any{nil, "M", 3.0, true, []any{"a"}, map[string]any{"a": 1.0}}).Draw(r, "size"),
		"age":  rapid.SampledFrom([]any{nil, "ten", 3.0, 18.0}).Draw(r, "age"),
	}
}

// nonsense makes a random event.
func (v *conversation) nonsense(t *testing.T, r *rapid.T, i int) engine.Event {
	t.Helper()
	v.now = v.now.Add(time.Duration(rapid.IntRange(0, 100_000).Draw(r, "seconds")) * time.Second)
	ev := engine.Event{Chat: v.chat, User: v.user}
	kind := rapid.IntRange(0, 11).Draw(r, "event")
	if i == 0 {
		kind = 0
	}
	switch kind {
	case 0:
		v.say(&ev, rapid.SampledFrom([]string{"/go", "/start", "order"}).Draw(r, "start"))
	case 1, 2:
		v.say(&ev, rapid.SampledFrom(words()).Draw(r, "text"))
	case 3, 4:
		v.anyPress(r, &ev)
	case 5:
		ev.Kind, ev.Timer = engine.TimerFired, &engine.Timer{Gen: v.session(caseUser).WakeGen}
		if at := v.session(caseUser).WakeAt; at.After(v.now) {
			v.now = at
		}
	case 6:
		kinds := []engine.MessageKind{engine.PhotoMessage, engine.ContactMessage, engine.ServiceMessage, engine.OtherMessage, engine.VoiceMessage}
		ev.Kind = engine.MessageReceived
		ev.Message = &engine.Message{
			ID: v.messageID(), Kind: rapid.SampledFrom(kinds).Draw(r, "kind"), Files: []engine.File{{ID: "f", Kind: "photo"}},
			GroupID: rapid.SampledFrom([]string{"", "", "album"}).Draw(r, "album"),
		}
	case 7:
		v.anyJob(r, &ev)
	case 8:
		ev.Kind = engine.WebhookCalled
		ev.Webhook = &engine.WebhookCall{
			Name: rapid.SampledFrom([]string{"paid", "x"}).Draw(r, "name"), Method: "POST",
			Body: rapid.SampledFrom([]any{nil, "text", []any{}, map[string]any{"amount": 5.0}, map[string]any{"amount": "5"}}).Draw(r, "body"),
		}
	case 9:
		standing := rapid.SampledFrom([]string{"member", "left", "kicked", "administrator", "restricted", "requested", ""})
		ev.Kind = engine.MemberChanged
		ev.Member = &engine.MemberChange{
			Old: standing.Draw(r, "old"), New: standing.Draw(r, "new"), Who: v.user, IsBot: rapid.Bool().Draw(r, "our bot"),
		}
	case 10:
		ev.Kind, ev.Refresh = engine.SessionRefreshed, &engine.Refresh{Since: v.now.Add(-time.Hour)}
	default:
		v.anyMoney(r, &ev)
	}
	v.events++
	ev.ID, ev.Time = fmt.Sprintf("e%d", v.events), v.now
	return ev
}

// anyPress presses a button that was ever shown, or none that ever was.
func (v *conversation) anyPress(r *rapid.T, ev *engine.Event) {
	tokens := []string{"", "b", "nonsense", strings.Repeat("b", 64)}
	for _, m := range v.messages {
		for _, b := range buttonsOf(m.inline) {
			if b.Token != "" {
				tokens = append(tokens, b.Token)
			}
		}
	}
	ev.Kind = engine.ButtonPressed
	ev.Button = &engine.ButtonPress{
		QueryID: fmt.Sprintf("q%d", v.events+1), Data: rapid.SampledFrom(tokens).Draw(r, "token"),
		MessageID: rapid.Int64Range(0, 110).Draw(r, "message"),
	}
}

func (v *conversation) anyJob(r *rapid.T, ev *engine.Event) {
	ev.Kind, ev.Job = engine.JobDone, &engine.JobResult{Gen: rapid.Int64Range(0, 5).Draw(r, "gen")}
	if v.job != nil {
		ev.Job.Gen, ev.Job.Kind, ev.Job.Key = v.job.Gen, v.job.Kind, v.job.Key
	}
	switch rapid.IntRange(0, 2).Draw(r, "end") {
	case 0:
		ev.Job.Error = &engine.RunError{Code: "timeout", Message: "no answer"}
	case 1:
		ev.Job.Result = json.RawMessage(rapid.SampledFrom([]string{`null`, `{}`, `[]`, `"x"`, `{"status": 200, "body": {}}`}).Draw(r, "result"))
	}
}

// anyMoney pays, or gives back, what was ordered; or takes money for nothing.
func (v *conversation) anyMoney(r *rapid.T, ev *engine.Event) {
	p := &engine.Payment{Payload: "nothing", Currency: "XTR", Amount: rapid.Int64Range(0, 100).Draw(r, "amount"), ChargeID: fmt.Sprintf("c%d", v.events)}
	if o := v.orders[v.order]; o != nil {
		known := *o
		p.Payload, p.Order = o.ID, &known
	}
	ev.Payment = p
	ev.Kind = rapid.SampledFrom([]engine.EventKind{engine.PaymentPaid, engine.PaymentRefunded}).Draw(r, "money")
}
