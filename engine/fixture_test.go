package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// The block types of these tests: as small as a block can be, one for each thing the engine does.

type sayBlock struct {
	engine.NoWait
	Text engine.Template `json:"text"`
}

func (b *sayBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	text, err := t.Text(&b.Text)
	if err != nil {
		return engine.Outcome{}, err
	}
	t.Send(engine.Content{Text: text}, "")
	return engine.Leave("next"), nil
}

type askBlock struct {
	Text     engine.Template  `json:"text"`
	SaveTo   engine.Var       `json:"save_to,omitempty"`
	Only     string           `json:"only,omitempty"`
	Deadline *flow.Duration   `json:"deadline,omitempty"`
	Remind   *flow.Duration   `json:"remind,omitempty"`
	Blocks   engine.Interrupt `json:"interrupt,omitempty"`
	Keyboard bool             `json:"keyboard,omitempty"` // below the input field instead of the button Yes
}

func (b *askBlock) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := b.Reshow(ctx, t); err != nil {
		return engine.Outcome{}, err
	}
	w := engine.Wait{
		Accept:    []engine.EventKind{engine.MessageReceived, engine.ButtonPressed, engine.TimerFired},
		Interrupt: b.Blocks, Keyboard: b.Keyboard,
	}
	if b.Deadline != nil {
		w.Deadline = t.Now().Add(time.Duration(*b.Deadline))
	}
	if b.Remind != nil {
		w.Reminders = []time.Time{t.Now().Add(time.Duration(*b.Remind))}
	}
	return engine.WaitFor(w), nil
}

func (b *askBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch {
	case ev.Kind == engine.TimerFired && ev.Timer.Name == engine.ReminderTimer:
		t.Send(engine.Content{Text: "still there?"}, "")
		return engine.WaitFor(*t.Wait()), nil
	case ev.Kind == engine.TimerFired:
		return engine.Leave("timeout"), nil
	case ev.Kind == engine.ButtonPressed:
		return engine.Leave("answered"), t.Set(b.SaveTo, ev.Button.ID)
	case b.Only != "" && ev.Message.Text != b.Only:
		return engine.Stay(), nil
	}
	text := ev.Message.Text
	if ev.Message.Kind == engine.AlbumMessage {
		text = fmt.Sprintf("album of %d", len(ev.Message.Files))
	}
	return engine.Leave("answered"), t.Set(b.SaveTo, text)
}

func (b *askBlock) Reshow(_ context.Context, t *engine.Turn) error {
	text, err := t.Text(&b.Text)
	if err != nil {
		return err
	}
	if b.Keyboard {
		t.Send(engine.Content{Text: text, Keyboard: &engine.ReplyKeyboard{Rows: [][]engine.ReplyButton{{{Label: "Share", Contact: true}}}}}, "")
		return nil
	}
	t.Send(engine.Content{Text: text, Inline: [][]engine.Button{{{Label: "Yes", Token: t.Token("yes", false)}}}}, "")
	return nil
}

type jobBlock struct{}

func (jobBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := t.Start("test.job", map[string]string{"key": t.IdempotencyKey()}, 0, 0); err != nil {
		return engine.Outcome{}, err
	}
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}}), nil
}

func (jobBlock) Resume(_ context.Context, _ *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Job.Error != nil {
		return engine.Outcome{}, ev.Job.Error
	}
	return engine.Leave("next"), nil
}

type failBlock struct {
	engine.NoWait
	Panic     bool `json:"panic,omitempty"`
	Retryable bool `json:"retryable,omitempty"`
	Go        bool `json:"go,omitempty"`
}

func (b *failBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	switch {
	case b.Panic:
		panic("broken")
	case b.Go:
		return engine.Outcome{}, fmt.Errorf("the disk is gone")
	}
	return engine.Outcome{}, &engine.RunError{Code: "test_failed", Message: "it failed", Retryable: b.Retryable}
}

type callBlock struct {
	Flow engine.FlowRef `json:"flow"`
	Ask  bool           `json:"ask,omitempty"` // waits for a message before it calls
}

func (b *callBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	if b.Ask {
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}}), nil
	}
	return engine.Call(string(b.Flow), engine.Values{"given": "x"}), nil
}

func (b *callBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind == engine.MessageReceived {
		return engine.Call(string(b.Flow), nil), nil
	}
	if ev.Return.Status == engine.CallOK {
		return engine.Leave("returned"), t.Set("session.result", ev.Return.Result["answer"])
	}
	return engine.Leave(string(ev.Return.Status)), nil
}

type leapBlock struct {
	engine.NoWait
	Block engine.BlockRef `json:"block"`
	Drop  bool            `json:"drop,omitempty"`
}

func (b *leapBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Jump("", string(b.Block), b.Drop), nil
}

// untilBlock waits for a time that may be over.
type untilBlock struct {
	Ago   *flow.Duration `json:"ago,omitempty"`
	Years int            `json:"years,omitempty"`
}

func (b *untilBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	at := t.Now().AddDate(b.Years, 0, 0)
	if b.Ago != nil {
		at = at.Add(-time.Duration(*b.Ago))
	}
	return engine.WaitUntil(at), nil
}

func (b *untilBlock) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// oddBlock does what a careless block type may do.
type oddBlock struct {
	engine.NoWait
	Do string `json:"do"`
}

func (b *oddBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if what, ok := strings.CutPrefix(b.Do, "write "); ok {
		scope, name, _ := strings.Cut(what, " ")
		return engine.Leave("next"), t.Write(engine.Write{Scope: scope, Name: name, Op: engine.WriteSet, Value: "x"})
	}
	switch b.Do {
	case "keep at once":
		return engine.Keep(), nil
	case "state":
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}, State: json.RawMessage("{")}), nil
	case "big state":
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}, State: t.Pack(strings.Repeat("<", 20_000))}), nil
	case "lists":
		var row []engine.Button
		for i := range 60 {
			row = append(row, engine.Button{Label: fmt.Sprint("L", i), Token: t.ValueToken("list", []any{float64(i), strings.Repeat("x", 400)}, false)})
		}
		t.Send(engine.Content{Text: "list", Inline: [][]engine.Button{row}}, "")
	case "two lists":
		t.Send(engine.Content{Text: "list", Inline: [][]engine.Button{{
			{Label: "A", Token: t.ValueToken("list", []any{"a"}, false)},
			{Label: "B", Token: t.ValueToken("other", []any{"b"}, false)},
			{Label: "far", Token: t.ValueToken("list", []any{"c"}, false)},
		}}}, "")
	}
	return engine.Leave("next"), nil
}

func (b *oddBlock) Press(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch b.Do {
	case "stay":
		return engine.Stay(), nil
	case "keep":
		t.Send(engine.Content{Text: "turned"}, "")
		return engine.Keep(), t.Set("local.turned", true)
	}
	t.Send(engine.Content{Text: fmt.Sprint("pressed ", ev.Button.ID, " ", ev.Button.Value)}, "")
	return engine.Leave("next"), nil
}

// valueBlock sends one button that carries a value.
type valueBlock struct {
	engine.NoWait
	Value string `json:"value"`
}

func (b *valueBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.Send(engine.Content{Text: "value", Inline: [][]engine.Button{{{Label: "V", Token: t.ValueToken("list", b.Value, false)}}}}, "")
	return engine.Leave("next"), nil
}

func (b *valueBlock) Press(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	t.Send(engine.Content{Text: fmt.Sprint("got ", ev.Button.Value)}, "")
	return engine.Leave("next"), nil
}

func (b *oddBlock) PaidLate(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Stay(), nil
}

type returnBlock struct {
	engine.NoWait
	Answer engine.Value `json:"answer,omitzero"`
}

func (b *returnBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	v, err := t.Value(&b.Answer)
	return engine.Return(engine.CallOK, engine.Values{"answer": v}), err
}

type setBlock struct {
	engine.NoWait
	Var   engine.Var     `json:"var"`
	Op    engine.WriteOp `json:"op"`
	Value engine.Value   `json:"value,omitzero"`
}

func (b *setBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	v, err := t.Value(&b.Value)
	if err != nil {
		return engine.Outcome{}, err
	}
	scope, name := b.Var.Split()
	return engine.Leave("next"), t.Write(engine.Write{Scope: scope, Name: name, Op: b.Op, Value: v})
}

type payBlock struct{}

func (payBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	id := t.NewID()
	t.ChangeOrder(engine.OrderChange{Create: &engine.Order{ID: id, Status: engine.OrderOffered, Currency: "XTR", Amount: 50}})
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.PaymentPaid}, Match: id}), nil
}

func (payBlock) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("paid"), nil
}

func (payBlock) PaidLate(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("paid_late"), nil
}

type menuBlock struct {
	engine.NoWait
	Policy engine.StalePolicy `json:"policy,omitempty"`
}

func (b *menuBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.Send(engine.Content{Text: "menu", Inline: [][]engine.Button{{
		{Label: "A", Token: t.Token("a", false)},
		{Label: "List", Token: t.ValueToken("list", map[string]any{"id": 7.0}, false)},
		{Label: "All", Token: t.Token("b", true)},
	}}}, "")
	return engine.Leave("next"), nil
}

func (b *menuBlock) Press(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Button.Value != nil {
		return engine.Leave("button:a"), t.Set("session.picked", ev.Button.Value)
	}
	return engine.Leave("button:" + ev.Button.ID), nil
}

func (b *menuBlock) Stale() engine.StalePolicy { return b.Policy }

type wordTrigger struct {
	engine.TriggerSettings
	engine.NoWait
	Word    string `json:"word,omitempty"`
	Command string `json:"command,omitempty"`
	Key     string `json:"key,omitempty"`
	Any     bool   `json:"any,omitempty"`
	Errors  bool   `json:"errors,omitempty"`
}

func (b *wordTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (b *wordTrigger) Fallback() bool { return b.Any }

func (b *wordTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	switch ev.Kind {
	case engine.RunFailed:
		return engine.Match{Weight: engine.WeightKind}, b.Errors
	case engine.ButtonPressed:
		return engine.Match{Weight: engine.WeightExact, Outputs: engine.Values{"data": ev.Button.Value}}, b.Key != "" && b.Key == ev.Button.ID
	case engine.MessageReceived:
		switch {
		case b.Any:
			return engine.Match{}, true
		case b.Command != "":
			return engine.Match{Weight: engine.WeightCommand, Outputs: engine.Values{"args": ev.Message.Args}}, ev.Message.Command == b.Command
		case b.Word != "":
			return engine.Match{Weight: engine.WeightWord}, ev.Message.Text == b.Word
		}
	default:
	}
	return engine.Match{}, false
}

func text(s string) engine.Text { return engine.Text{"en": s, "ru": s} }

func registry(tb testing.TB) *engine.Registry {
	tb.Helper()
	exits := func(names ...string) []engine.Exit {
		var out []engine.Exit
		for _, n := range names {
			inherit := n == "error" || n == "timeout" || n == "failed" || n == "cancelled" || n == "blocked"
			out = append(out, engine.Exit{Name: n, Inherit: inherit, Title: text(n)})
		}
		return out
	}
	r := engine.NewRegistry()
	add := func(name, example string, trigger bool, ex []engine.Exit, f func() engine.Block) {
		if err := r.Add(engine.BlockType{
			Name: name, Version: 1, Title: text(name), Help: text(name), Icon: "square", Trigger: trigger,
			Exits: ex, Example: example, New: f,
		}); err != nil {
			tb.Fatal(err)
		}
	}
	add("test.say", `{"text":"hi"}`, false, exits("next", "error", "blocked"), func() engine.Block { return new(sayBlock) })
	add("test.ask", `{"text":"name?"}`, false, exits("answered", "timeout"), func() engine.Block { return new(askBlock) })
	add("test.job", `{}`, false, exits("next", "error"), func() engine.Block { return new(jobBlock) })
	add("test.fail", `{}`, false, exits("next", "error"), func() engine.Block { return new(failBlock) })
	add("test.call", `{"flow":"sub"}`, false, exits("returned", "failed", "cancelled"), func() engine.Block { return new(callBlock) })
	add("test.leap", `{"block":"b"}`, false, exits("error"), func() engine.Block { return new(leapBlock) })
	add("test.until", `{"ago":"1h"}`, false, exits("next", "error"), func() engine.Block { return new(untilBlock) })
	add("test.value", `{"value":"v"}`, false, exits("next"), func() engine.Block { return new(valueBlock) })
	add("test.odd", `{"do":"lists"}`, false, exits("next", "error"), func() engine.Block { return new(oddBlock) })
	add("test.return", `{}`, false, nil, func() engine.Block { return new(returnBlock) })
	add("test.set", `{"var":"session.x","op":"set","value":1}`, false, exits("next"), func() engine.Block { return new(setBlock) })
	add("test.pay", `{}`, false, exits("paid", "paid_late"), func() engine.Block { return new(payBlock) })
	add("test.menu", `{}`, false, exits("next", "button:a", "button:b"), func() engine.Block { return new(menuBlock) })
	add("test.hold", `{}`, false, exits("next", "error", "timeout"), func() engine.Block { return new(holdBlock) })
	add("test.draft", `{"text":"Half"}`, false, exits("next", "stopped"), func() engine.Block { return new(draftBlock) })
	add("test.reply", `{"body":"hi"}`, false, exits("next", "error"), func() engine.Block { return new(replyBlock) })
	add("test.hook", `{"name":"x"}`, true, exits("next"), func() engine.Block { return new(hookTrigger) })
	add("test.timed", `{"every":"1h"}`, true, exits("next"), func() engine.Block { return new(timedTrigger) })
	add("test.trigger", `{"word":"x"}`, true, exits("next"), func() engine.Block { return new(wordTrigger) })
	if err := r.AddJob(engine.JobType{Name: "test.job", Run: func(context.Context, engine.JobDeps, engine.Job) (json.RawMessage, error) {
		return nil, nil
	}}); err != nil {
		tb.Fatal(err)
	}
	return r
}

// bot is a conversation with one revision: each event goes through a session that was saved and loaded as JSON.
type bot struct {
	tb      testing.TB
	rev     *engine.Revision
	session []byte
	user    engine.Values
	now     time.Time
	roles   []string
	chat    engine.Chat
	who     engine.User
	last    *engine.Result
	message int64
	public  string                                // Deps.PublicURL
	says    func(language, message string) string // Deps.Say

	unreachable bool
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newBot(tb testing.TB, doc string) *bot {
	tb.Helper()
	d, err := flow.Load([]byte(doc))
	if err != nil {
		tb.Fatal(err)
	}
	rev, err := engine.Compile(d, registry(tb), 1)
	if err != nil {
		tb.Fatal(err)
	}
	return &bot{
		tb: tb, rev: rev, now: start,
		chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7, FirstName: "Ann <b>", Language: "en"},
	}
}

func (b *bot) key() engine.SessionKey {
	return engine.SessionKey{BotID: 1, ChatID: b.chat.ID, UserID: b.who.ID}
}

func (b *bot) load() *engine.Session {
	b.tb.Helper()
	s := engine.NewSession(b.key())
	if b.session != nil {
		if err := json.Unmarshal(b.session, s); err != nil {
			b.tb.Fatal(err)
		}
	}
	return s
}

func (b *bot) deps() engine.Deps {
	n := 0
	return engine.Deps{
		Now: b.now, Seed: 1, Key: []byte("0123456789abcdef"), Log: slog.New(slog.DiscardHandler), Trace: true, Audit: true, PublicURL: b.public, Say: b.says,
		NewID: func() string { n++; return fmt.Sprintf("id%d", n) },
	}
}

// turn gives one event to the bot and saves the session.
func (b *bot) turn(ev engine.Event) *engine.Result {
	b.tb.Helper()
	if ev.Chat.ID == 0 {
		ev.Chat = b.chat
	}
	if ev.User.ID == 0 {
		ev.User = b.who
	}
	ev.Time = b.now
	res, err := b.rev.Turn(b.tb.Context(), engine.State{Session: b.load(), User: b.user, Roles: b.roles, Unreachable: b.unreachable}, ev, b.deps())
	if err != nil {
		b.tb.Fatal(err)
	}
	if b.session, err = json.Marshal(res.Session); err != nil {
		b.tb.Fatal(err)
	}
	for _, w := range res.Writes {
		if w.Scope == engine.ScopeUser {
			b.user = w.Apply(b.user)
		}
	}
	b.last = res
	return res
}

// say sends a text and gives the texts that came back.
func (b *bot) say(s string) []string {
	b.tb.Helper()
	b.message++
	m := &engine.Message{ID: b.message, Kind: engine.TextMessage, Text: s}
	m.Command, m.Args, _ = engine.ParseCommand(s, "")
	return texts(b.turn(engine.Event{Kind: engine.MessageReceived, Message: m}))
}

// press presses the button with this label of the newest message that has it.
func (b *bot) press(token string) []string {
	b.tb.Helper()
	return texts(b.turn(engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: token}}))
}

// wake moves the clock to the session's alarm and fires it.
func (b *bot) wake() []string {
	b.tb.Helper()
	s := b.load()
	if s.WakeAt.IsZero() {
		b.tb.Fatal("there is no alarm")
	}
	b.now = s.WakeAt
	return texts(b.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen}}))
}

func (b *bot) token(label string) string {
	b.tb.Helper()
	for _, e := range slices.Backward(b.last.Effects) {
		if c := e.Content; c != nil {
			for _, row := range c.Inline {
				for _, x := range row {
					if x.Label == label {
						return x.Token
					}
				}
			}
		}
	}
	b.tb.Fatalf("no button %q", label)
	return ""
}

// texts gives what a result says: sent texts as they are, other effects by kind.
func texts(res *engine.Result) []string {
	out := []string{}
	for _, e := range res.Effects {
		switch e.Kind {
		case engine.SendMessage:
			out = append(out, e.Content.Text)
		case engine.AnswerButton:
			out = append(out, "answer:"+e.Answer.Text)
		case engine.NotifyStaff:
			out = append(out, "owner:"+e.Content.Text)
		default:
			out = append(out, string(e.Kind))
		}
	}
	return out
}
