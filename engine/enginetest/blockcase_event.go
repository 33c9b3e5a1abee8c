package enginetest

import (
	"bytes"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// event makes the event of a step.
func (v *conversation) event(tb testing.TB, s *caseStep, by int64) engine.Event {
	tb.Helper()
	v.later(tb, s.Later)
	ev := engine.Event{Chat: v.chat, User: v.user}
	if by != v.user.ID {
		ev.User = engine.User{ID: by, FirstName: "Bob", Language: "en"}
	}
	set := 0
	is := func(given bool, fill func()) {
		if given {
			set++
			fill()
		}
	}
	is(s.Say != nil, func() { v.say(&ev, *s.Say) })
	is(s.Send != nil, func() {
		m := *s.Send
		m.ID = v.messageID()
		ev.Kind, ev.Message = engine.MessageReceived, &m
	})
	is(s.Press != nil, func() { v.press(tb, &ev, *s.Press, s.Of) })
	is(s.Enter != nil, func() {
		ev.Kind = engine.FlowStarted
		ev.Start = &engine.Start{Flow: mainFlow, Block: testedBlock, Args: maps.Clone(*s.Enter)}
	})
	is(s.Timer != nil, func() { v.alarm(tb, &ev, *s.Timer, by) })
	is(s.Job != nil, func() { v.jobDone(tb, &ev, *s.Job) })
	is(s.Paid != nil, func() { v.paid(tb, &ev, *s.Paid) })
	is(s.Webhook != nil, func() { ev.Kind, ev.Webhook = engine.WebhookCalled, s.Webhook })
	is(s.Callback != nil, func() {
		c := *s.Callback
		if c.Gen == 0 {
			c.Gen = v.session(by).Gen
		}
		ev.Kind, ev.Callback = engine.CallbackReceived, &c
	})
	is(s.Sent, func() { v.performed(tb, &ev) })
	is(s.Failed != nil, func() { v.refused(tb, &ev, *s.Failed) })
	is(s.Event != nil, func() {
		whole := *s.Event
		if whole.Chat.ID == 0 {
			whole.Chat = ev.Chat
		}
		if whole.User.ID == 0 {
			whole.User = ev.User
		}
		ev = whole
	})
	if set != 1 {
		tb.Fatalf("a step has exactly one event, this one has %d", set)
	}
	v.events++
	ev.ID, ev.Time = "e"+strconv.Itoa(v.events), v.now
	return ev
}

// later moves the clock on.
func (v *conversation) later(tb testing.TB, by string) {
	tb.Helper()
	if by == "" {
		return
	}
	d, err := flow.ParseDuration(strings.TrimPrefix(by, "+"))
	if err != nil {
		tb.Fatal(err)
	}
	v.now = v.now.Add(d.Std())
}

// messageID numbers the user's messages apart from the bot's.
func (v *conversation) messageID() int64 { return int64(1000 + v.events + 1) }

func (v *conversation) say(ev *engine.Event, text string) {
	m := &engine.Message{ID: v.messageID(), Kind: engine.TextMessage, Text: text}
	if command, args, ok := engine.ParseCommand(text, "case_bot"); ok {
		m.Command, m.Args = command, args
	}
	ev.Kind, ev.Message = engine.MessageReceived, m
}

// press finds the button by its label or its id, in the newest message that has it. "@key:data" is an event button of a
// message that the case does not know.
func (v *conversation) press(tb testing.TB, ev *engine.Event, name string, of *int) {
	tb.Helper()
	if body, ok := strings.CutPrefix(name, "@"); ok {
		key, data, _ := strings.Cut(body, ":")
		token, err := engine.EventButton(caseKey, key, data)
		if err != nil {
			tb.Fatal(err)
		}
		ev.Kind = engine.ButtonPressed
		ev.Button = &engine.ButtonPress{QueryID: "q" + strconv.Itoa(v.events+1), Data: token, MessageID: firstMessage - 1}
		return
	}
	for i := len(v.messages) - 1; i >= 0; i-- {
		if m := &v.messages[i]; !m.gone && (of == nil || *of == i) {
			for _, b := range buttonsOf(m.inline) {
				if b.Token != "" && (b.Label == name || tokenID(b.Token) == name) {
					ev.Kind = engine.ButtonPressed
					ev.Button = &engine.ButtonPress{
						QueryID: "q" + strconv.Itoa(v.events+1), Data: b.Token, MessageID: m.id, Label: b.Label,
					}
					return
				}
			}
		}
	}
	tb.Fatalf("no message shows a button %q", name)
}

func buttonsOf(rows [][]engine.Button) []engine.Button {
	var out []engine.Button
	for _, row := range rows {
		out = append(out, row...)
	}
	return out
}

// alarm rings the session's timer.
func (v *conversation) alarm(tb testing.TB, ev *engine.Event, when string, by int64) {
	tb.Helper()
	s := v.session(by)
	if when == "due" {
		if s.WakeAt.IsZero() {
			tb.Fatal("the session waits for no time")
		}
		v.now = s.WakeAt
	} else {
		v.later(tb, when)
	}
	ev.Kind, ev.Timer = engine.TimerFired, &engine.Timer{Gen: s.WakeGen}
}

func (v *conversation) jobDone(tb testing.TB, ev *engine.Event, r engine.JobResult) {
	tb.Helper()
	if v.job == nil {
		tb.Fatal("no job was started")
	}
	if r.Gen == 0 {
		r.Gen = v.job.Gen
	}
	r.Kind, r.Key = v.job.Kind, v.job.Key
	if len(r.Result) > 0 { // as jobs give it, and not as the file is laid out
		var result bytes.Buffer
		if err := json.Compact(&result, r.Result); err != nil {
			tb.Fatalf("result of job %q: %v", r.Kind, err)
		}
		r.Result = result.Bytes()
	}
	ev.Kind, ev.Job = engine.JobDone, &r
}

func (v *conversation) paid(tb testing.TB, ev *engine.Event, p engine.Payment) {
	tb.Helper()
	id := p.Payload
	if id == "" {
		id = v.order
	}
	o := v.orders[id]
	if o == nil {
		tb.Fatalf("there is no order %q to pay", id)
	}
	known := *o
	p.Payload, p.Order = id, &known
	if p.Currency == "" {
		p.Currency = o.Currency
	}
	if p.Amount == 0 {
		p.Amount = o.Amount
	}
	if p.ChargeID == "" {
		p.ChargeID = "charge-" + strconv.Itoa(v.events+1)
	}
	ev.Kind, ev.Payment = engine.PaymentPaid, &p
}

// refused says that Telegram did not take the last effect.
func (v *conversation) refused(tb testing.TB, ev *engine.Event, code string) {
	tb.Helper()
	if v.sent == nil {
		tb.Fatal("nothing was sent")
	}
	e := v.sent
	ev.Kind = engine.SendFailed
	ev.Failure = &engine.SendFailure{
		Key: e.Key, Flow: e.Flow, Block: e.Block, Turn: e.Turn, Code: code, Message: "refused by the case", Gen: e.Gen, GiveBack: e.GiveBack,
	}
	if e.ChatID != v.chat.ID {
		ev.Failure.ChatID = e.ChatID
	}
}

// performed says that Telegram took the last effect whose block waits for that.
func (v *conversation) performed(tb testing.TB, ev *engine.Event) {
	tb.Helper()
	if v.awaited == nil {
		tb.Fatal("no block waits for an effect")
	}
	ev.Kind, ev.Sent = engine.SendDone, &engine.SendReceipt{Key: v.awaited.Key, Gen: v.awaited.Gen}
}

// tokenID is the button's part of a token, with its value: buy, size=M, items#0. See engine.Turn.Token for the form.
func tokenID(token string) string {
	s := readable(token)
	if parts := strings.SplitN(s, ".", 3); strings.HasPrefix(token, "b") && len(parts) == 3 {
		return parts[2]
	}
	return s
}

// readable is a token without kind and signature.
func readable(token string) string {
	const head = 1 + 8 // kind, signature
	if len(token) < head {
		return token
	}
	return token[head:]
}
