package trigger_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// sayBlock (message.say) says its text.
type sayBlock struct {
	engine.NoWait
	Text engine.Template `json:"text"`
}

func (x *sayBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	text, err := t.Text(&x.Text)
	if err != nil {
		return engine.Stay(), err
	}
	t.Send(engine.Content{Text: text}, "")
	return engine.Leave("next"), nil
}

// sellBlock (test.sell) waits for a payment, and takes it late too.
type sellBlock struct{}

func (sellBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.ChangeOrder(engine.OrderChange{Create: &engine.Order{ID: "order", Title: "Tea", Currency: "XTR", Amount: 5}})
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.PaymentPaid}, Match: "order"}), nil
}

func (sellBlock) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (sellBlock) PaidLate(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// revision compiles a bot of one flow out of its blocks and edges.
func revision(t *testing.T, blocks, edges string) *engine.Revision {
	t.Helper()
	doc, reg := document(t, blocks, edges)
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func document(t *testing.T, blocks, edges string) (*flow.Document, *engine.Registry) {
	t.Helper()
	reg := setup(t)
	for _, typ := range []engine.BlockType{
		{Name: "message.say", Example: `{"text": "x"}`, New: func() engine.Block { return new(sayBlock) }},
		{Name: "test.sell", Example: `{}`, New: func() engine.Block { return new(sellBlock) }},
	} {
		words := engine.Text{"en": typ.Name, "ru": typ.Name}
		typ.Version, typ.Title, typ.Help, typ.Icon, typ.Exits = 1, words, words, "square", []engine.Exit{engine.NextExit()}
		if err := reg.Add(typ); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := flow.Load([]byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[` +
		blocks + `],"edges":[` + edges + `]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc, reg
}

var begin = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// person talks to a bot in private.
type person struct {
	t    *testing.T
	rev  *engine.Revision
	now  time.Time
	s    *engine.Session
	user engine.Values
	last *engine.Result
}

func meet(t *testing.T, rev *engine.Revision) *person {
	t.Helper()
	return &person{t: t, rev: rev, now: begin, s: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7})}
}

// turn gives an event to the bot, and the texts that it sends.
func (p *person) turn(ev engine.Event) []string {
	p.t.Helper()
	ev.Time = p.now
	res, err := p.rev.Turn(p.t.Context(), engine.State{Session: p.s, User: p.user}, ev, engine.Deps{
		Now: p.now, Seed: 1, Key: []byte("0123456789abcdef"), Log: slog.New(slog.DiscardHandler), NewID: func() string { return "id" },
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.s, p.last = res.Session, res
	var texts []string
	for _, e := range res.Effects {
		if e.Content != nil {
			texts = append(texts, e.Content.Text)
		}
	}
	for _, w := range res.Writes {
		if w.Scope == engine.ScopeUser {
			p.user = w.Apply(p.user)
		}
	}
	return texts
}

func (p *person) say(text string) {
	p.t.Helper()
	m := &engine.Message{ID: 1, Kind: engine.TextMessage, Text: text}
	m.Command, m.Args, _ = engine.ParseCommand(text, "")
	p.turn(engine.Event{
		Kind: engine.MessageReceived, Message: m, User: engine.User{ID: 7, FirstName: "Ann"}, Chat: engine.Chat{ID: 7, Type: "private"},
	})
}

// start is what the queue makes of a start that the last turn asked for.
func (p *person) start() []string {
	p.t.Helper()
	if len(p.last.Starts) != 1 {
		p.t.Fatalf("%d starts", len(p.last.Starts))
	}
	st := p.last.Starts[0].Start
	return p.turn(engine.Event{Kind: engine.FlowStarted, Start: &st})
}

func want(t *testing.T, what string, got []string, exp ...string) {
	t.Helper()
	if !slices.Equal(got, exp) {
		t.Errorf("%s: got %q, want %q", what, got, exp)
	}
}

func block(id, typ, config string) string {
	return fmt.Sprintf(`{"id":%q,"type":%q,"config":%s,"exits":{%s}}`, id, typ, config, map[bool]string{true: `"next":"end"`}[typ == "message.say"])
}

func edge(from, to string) string { return fmt.Sprintf(`{"from":%q,"exit":"next","to":%q}`, from, to) }
