package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const botID = 42

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// actBlock does what the words of the message say; it is all the blocks that these tests need.
type actBlock struct{}

func (actBlock) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	text := "started"
	if m := t.Event().Message; m != nil {
		text = m.Text
	}
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "say":
		t.Send(engine.Content{Text: rest}, "")
	case "many":
		for i := range 3 {
			t.Send(engine.Content{Text: fmt.Sprint(rest, i)}, "")
		}
	case "count":
		n, _ := t.Get("session.n").(float64)
		if err := t.Write(engine.Write{Scope: engine.ScopeSession, Name: "n", Op: engine.WriteSet, Value: n + 1}); err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: fmt.Sprintf("%s %d", rest, int(n)+1)}, "")
	case "add":
		for _, scope := range []string{engine.ScopeBot, engine.ScopeUser} {
			if err := t.Write(engine.Write{Scope: scope, Name: "sum", Op: engine.WriteAdd, Value: 1.0}); err != nil {
				return engine.Outcome{}, err
			}
		}
		t.Send(engine.Content{Text: fmt.Sprint("sums ", t.Get("bot.sum"), " ", t.Get("user.sum"))}, "")
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return engine.Outcome{}, err
		}
		return engine.WaitUntil(t.Now().Add(d)), nil
	case "job":
		if err := t.Start("test.job", rest, 0, 0); err != nil {
			return engine.Outcome{}, err
		}
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}}), nil
	case "detach":
		if err := t.StartDetached("test.job", rest, 0); err != nil {
			return engine.Outcome{}, err
		}
	case "sell":
		o := &engine.Order{
			ID: rest, Status: engine.OrderOffered, Title: "Tea", Currency: "XTR", Amount: 50, MaxTip: 5, OnlyFor: t.User().ID,
			ExpiresAt: t.Now().Add(time.Hour),
		}
		t.ChangeOrder(engine.OrderChange{ID: rest, Create: o})
		t.Emit(engine.Effect{Kind: engine.SendInvoice, Slot: "card", Invoice: &engine.Invoice{OrderID: rest, Title: "Tea", Currency: "XTR"}})
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.PaymentPaid}, Match: rest}), nil
	case "strip":
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Last: 2, Buttons: true}})
	case "post":
		to, text, _ := strings.Cut(rest, " ")
		id, err := strconv.ParseInt(to, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Emit(engine.Effect{Kind: engine.SendMessage, ChatID: id, Content: &engine.Content{Text: text}})
	case "deliver": // and waits for what becomes of it
		id, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Emit(engine.Effect{Kind: engine.SendMessage, ChatID: id, Content: &engine.Content{Text: "parcel"}, Gen: t.Gen()})
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.SendDone, engine.SendFailed}}), nil
	case "vend": // for a coin that comes back if it does not arrive
		if _, err := t.Grant(engine.Movement{Unit: "coins", Amount: 1, Key: "first"}); err != nil {
			return engine.Outcome{}, err
		}
		coin := engine.Movement{Unit: "coins", Amount: 1}
		if _, err := t.Charge(coin); err != nil {
			return engine.Outcome{}, err
		}
		t.Emit(engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{Text: rest}, GiveBack: &coin})
	case "coins":
		has, err := t.Balance(0, "coins")
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: fmt.Sprint("coins ", has.Free)}, "")
	case "call":
		t.Emit(engine.Effect{Kind: engine.CallMethod, Call: &engine.MethodCall{Method: rest}})
	case "notify":
		t.Emit(engine.Effect{Kind: engine.NotifyStaff, Roles: strings.Split(rest, ","), Content: &engine.Content{Text: "news"}})
	case "trouble":
		return engine.Outcome{}, engine.Trouble("test_trouble", "it went wrong")
	case "fail":
		return engine.Outcome{}, errors.New("the disk is gone")
	case "begin":
		id, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.StartFor(engine.StartFor{Key: engine.SessionKey{ChatID: id, UserID: id}, Start: engine.Start{Flow: "main", Block: "act"}})
	case "await":
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.SignalSent}, Signal: rest}), nil
	case "signal":
		name, to, _ := strings.Cut(rest, " ")
		id, err := strconv.ParseInt(to, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		if err := t.SendSignal(engine.SessionKey{ChatID: id, UserID: id}, engine.Signal{Name: name, Data: map[string]any{"by": rest}}); err != nil {
			return engine.Outcome{}, err
		}
	case "ban":
		id, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		if err := t.Ban(id, engine.Ban{}); err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: "banned"}, "")
	case "met":
		id, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		c, err := t.Contact(id)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: fmt.Sprint("met ", !c.ActiveAt.IsZero())}, "")
	case "slot":
		t.Send(engine.Content{Text: rest}, "menu")
		t.Emit(engine.Effect{Kind: engine.EditMessage, Target: &engine.Target{Slot: "menu"}, Content: &engine.Content{Text: rest + "!"}})
	case "invent":
		id := t.NewID()
		r, err := t.Record("invented", id)
		if err != nil {
			return engine.Outcome{}, err
		}
		r.Value = engine.Values{"n": 1.0}
		if err := t.SetRecord(r); err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: "invented " + id}, "")
	case "unslot":
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Slot: "menu"}})
	case "take":
		r, err := t.Record("counter", rest)
		if err != nil {
			return engine.Outcome{}, err
		}
		n, _ := r.Value["n"].(float64)
		r.Value = engine.Values{"n": n + 1}
		if err := t.SetRecord(r); err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: fmt.Sprint("number ", n+1)}, "")
	case "row":
		table := &flow.Table{Name: "things", Columns: []flow.Column{{Name: "name", Type: "text"}}}
		if _, _, err := t.AddRow(table, engine.Values{"name": rest}); err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: "row " + rest}, "")
	case "later":
		in, text, _ := strings.Cut(rest, " ")
		d, err := time.ParseDuration(in)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Emit(engine.Effect{Kind: engine.SendMessage, Delay: d, Content: &engine.Content{Text: text}})
	case "late":
		t.Emit(engine.Effect{Kind: engine.SendMessage, Delay: 3 * time.Second, Content: &engine.Content{Text: rest}})
	case "button":
		t.Send(engine.Content{Text: t.Token("go", false)}, "")
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.ButtonPressed}}), nil
	case "started":
		t.Send(engine.Content{Text: "started"}, "")
	default:
		t.Send(engine.Content{Text: "what is " + word}, "")
	}
	return engine.Leave("next"), nil
}

func (actBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch ev.Kind {
	case engine.SendDone:
		t.Send(engine.Content{Text: "arrived"}, "")
	case engine.SendFailed:
		t.Send(engine.Content{Text: "refused: " + ev.Failure.Code}, "")
	case engine.SignalSent:
		t.Send(engine.Content{Text: fmt.Sprint("signal ", ev.Signal.Data["by"], " from ", ev.Signal.From)}, "")
	case engine.TimerFired:
		t.Send(engine.Content{Text: "woken " + t.Now().Sub(begin).String()}, "")
	case engine.JobDone:
		if string(ev.Job.Result) == `"again"` {
			if err := t.Start("test.job", "more", 0, 0); err != nil {
				return engine.Outcome{}, err
			}
			return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}}), nil
		}
		if ev.Job.Error != nil {
			t.Send(engine.Content{Text: "job " + ev.Job.Error.Code}, "")
		} else {
			t.Send(engine.Content{Text: "job " + string(ev.Job.Result)}, "")
		}
	case engine.PaymentPaid:
		t.Send(engine.Content{Text: "paid " + ev.Payment.Payload + " " + string(ev.Payment.Order.Status)}, "")
	case engine.ButtonPressed:
		t.Answer(engine.ButtonAnswer{Text: "pressed"})
		t.Send(engine.Content{Text: "pressed " + ev.Button.ID}, "")
	default:
		return engine.Stay(), nil
	}
	return engine.Leave("next"), nil
}

// PaidLate delivers what was paid when nobody waited for it any more.
func (actBlock) PaidLate(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	t.Send(engine.Content{Text: "late " + ev.Payment.Payload + " by " + t.BlockID()}, "")
	return engine.Leave("next"), nil
}

type anyTrigger struct {
	engine.TriggerSettings
	engine.NoWait
}

func (anyTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightCommand}, ev.Kind == engine.MessageReceived
}

func (anyTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// pass lets virtual time go by.
func pass(d time.Duration) { <-time.After(d) }

func words(s string) engine.Text { return engine.Text{"en": s, "ru": s} }

// document is a bot with one flow; the id of its acting block can be chosen.
func document(act string) []byte {
	return []byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"any","type":"test.any"},{"id":"` + act + `","type":"test.act","exits":{"next":"end"}},
		{"id":"sorry","type":"test.sorry","exits":{"next":"end"}}],
		"edges":[{"from":"any","exit":"next","to":"` + act + `"},{"from":"` + act + `","exit":"blocked","to":"sorry"}]}]}`)
}

// sorryBlock counts its passes.
type sorryBlock struct{ engine.NoWait }

func (sorryBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), t.Write(engine.Write{Scope: engine.ScopeUser, Name: "sorry", Op: engine.WriteAdd, Value: 1.0})
}

type jobFunc func(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error)

func registry(tb testing.TB, job jobFunc) *engine.Registry {
	tb.Helper()
	r := engine.NewRegistry()
	inherit := func(name string) engine.Exit { return engine.Exit{Name: name, Inherit: true, Title: words(name)} }
	next := engine.Exit{Name: "next", Title: words("next")}
	types := []engine.BlockType{
		{Name: "test.act", Exits: []engine.Exit{next, inherit("error"), inherit("blocked")}, New: func() engine.Block { return new(actBlock) }},
		{Name: "test.sorry", Exits: []engine.Exit{next}, New: func() engine.Block { return new(sorryBlock) }},
		{Name: "test.any", Trigger: true, Exits: []engine.Exit{next}, New: func() engine.Block { return new(anyTrigger) }},
	}
	for _, bt := range types {
		bt.Version, bt.Title, bt.Help, bt.Icon, bt.Example = 1, words(bt.Name), words(bt.Name), "square", "{}"
		if err := r.Add(bt); err != nil {
			tb.Fatal(err)
		}
	}
	if job == nil {
		job = func(_ context.Context, _ engine.JobDeps, j engine.Job) (json.RawMessage, error) {
			return j.Payload, nil
		}
	}
	if err := r.AddJob(engine.JobType{Name: "test.job", Run: job}); err != nil {
		tb.Fatal(err)
	}
	return r
}

// messenger records what is performed. Do, if set, decides about each effect.
type messenger struct {
	do func(ctx context.Context, e *engine.Effect, refs host.References) (host.Receipt, error)

	mu    sync.Mutex
	next  int64
	done  []engine.Effect
	tries int
}

func (m *messenger) Perform(ctx context.Context, _ *host.BotRecord, e *engine.Effect, refs host.References) (host.Receipt, error) {
	m.mu.Lock()
	m.tries++
	m.mu.Unlock()
	var r host.Receipt
	if m.do != nil {
		var err error
		if r, err = m.do(ctx, e, refs); err != nil {
			return host.Receipt{}, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done = append(m.done, *e)
	if e.Kind == engine.SendMessage || e.Kind == engine.SendInvoice {
		m.next++
		r.MessageIDs = []int64{m.next}
	}
	return r, nil
}

// effects gives what was performed, in order.
func (m *messenger) effects() []engine.Effect {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.done)
}

// texts gives the texts sent to a chat, in order; effects without a text give their kind.
func (m *messenger) texts(chat int64) []string {
	var out []string
	for _, e := range m.effects() {
		switch {
		case e.ChatID != chat || e.Kind == engine.AnswerButton:
		case e.Content != nil:
			out = append(out, e.Content.Text)
		default:
			out = append(out, string(e.Kind))
		}
	}
	return out
}

// bench is a host over a store in memory.
type bench struct {
	tb    testing.TB
	store host.Store
	mem   *memstore.Store
	msgr  *messenger
	clock host.Clock
	host  *host.Host
	cfg   host.Config
	next  int64

	revision int        // that is served after a start; 0 for the first
	quota    host.Quota // with which the bot is served from the start
}

type option func(*bench)

// setup makes a bench with one served bot and starts it; the test's end stops it.
func setup(tb testing.TB, opts ...option) *bench {
	tb.Helper()
	b := prepare(tb, opts...)
	b.start()
	return b
}

func prepare(tb testing.TB, opts ...option) *bench {
	tb.Helper()
	b := &bench{tb: tb, msgr: &messenger{}, clock: host.SystemClock{}}
	b.cfg.Registry = registry(tb, nil)
	for _, o := range opts {
		o(b)
	}
	if b.mem == nil {
		b.mem = memstore.New(b.clock)
	}
	if b.store == nil {
		b.store = b.mem
	}
	n, mu := 0, sync.Mutex{}
	b.cfg.Store, b.cfg.Queue, b.cfg.Messenger, b.cfg.Clock = b.store, b.mem, b.msgr, b.clock
	b.cfg.NewID = func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprint("id", n)
	}
	if b.cfg.Log == nil {
		b.cfg.Log = slog.New(slog.DiscardHandler)
	}
	b.publish(document("act"))
	return b
}

func record(revision int) host.BotRecord {
	return host.BotRecord{ID: botID, Name: "Test", Token: "42:x", Key: []byte("0123456789abcdef0123456789abcdef"), Revision: revision}
}

func (b *bench) publish(doc []byte) int {
	b.tb.Helper()
	n, err := b.mem.Publish(b.tb.Context(), botID, doc, begin)
	b.check(err)
	return n
}

func (b *bench) start() {
	b.tb.Helper()
	h, err := host.New(b.cfg)
	b.check(err)
	rec := record(max(b.revision, 1))
	rec.Quota = b.quota
	b.check(h.Serve(b.tb.Context(), rec, nil))
	b.check(h.Start(b.tb.Context()))
	b.host = h
	b.tb.Cleanup(func() {
		if err := h.Stop(context.WithoutCancel(b.tb.Context())); err != nil {
			b.tb.Errorf("stop: %v", err)
		}
	})
}

// crash stops the host as hard as it can be stopped.
func (b *bench) crash() {
	b.tb.Helper()
	ctx, cancel := context.WithCancel(b.tb.Context())
	cancel()
	if err := b.host.Stop(ctx); !errors.Is(err, context.Canceled) {
		b.tb.Fatalf("stop: %v", err)
	}
}

func (b *bench) check(err error) {
	b.tb.Helper()
	if err != nil {
		b.tb.Fatal(err)
	}
}

func (b *bench) idle() {
	b.tb.Helper()
	b.check(b.host.Idle(b.tb.Context()))
}

func key(user int64) engine.SessionKey {
	return engine.SessionKey{BotID: botID, ChatID: user, UserID: user}
}

// message is an update with a text.
func (b *bench) message(user int64, text string) host.Incoming {
	b.next++
	id := b.next
	return host.Incoming{
		Key: key(user), UpdateID: id, Raw: []byte(`{"update_id":` + strconv.FormatInt(id, 10) + `}`),
		Event: engine.Event{
			ID: fmt.Sprint("u", id), Kind: engine.MessageReceived, Time: b.clock.Now().UTC(),
			Chat: engine.Chat{ID: user, Type: "private"}, User: engine.User{ID: user, FirstName: "Ann", Language: "en"},
			Message: &engine.Message{ID: id, Kind: engine.TextMessage, Text: text},
		},
	}
}

// say brings a message and waits for its commit.
func (b *bench) say(user int64, text string) {
	b.tb.Helper()
	b.check(b.host.Receive(b.tb.Context(), b.message(user, text)))
}

// wantTexts compares what was sent to a chat once nothing is left to be done.
func (b *bench) wantTexts(chat int64, want ...string) {
	b.tb.Helper()
	b.idle()
	if got := b.msgr.texts(chat); !slices.Equal(got, want) {
		b.tb.Fatalf("chat %d got\n%q\nwant\n%q", chat, got, want)
	}
}

func equal[T comparable](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if got != want {
		tb.Fatalf("%s is %v, want %v", what, got, want)
	}
}

func compiled(tb testing.TB, doc []byte, number int) *engine.Revision {
	tb.Helper()
	d, err := flow.Load(doc)
	if err != nil {
		tb.Fatal(err)
	}
	rev, err := engine.Compile(d, registry(tb, nil), number)
	if err != nil {
		tb.Fatal(err)
	}
	return rev
}
