package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// The places of the block.
const (
	flowID  = "main"
	blockID = "it"
)

// Options say what the block is and what is around it.
type Options struct {
	Registry  *engine.Registry
	Type      engine.BlockType
	Version   string // of the package; empty for a type that is no package
	Config    json.RawMessage
	Values    map[string]any    // variables before, such as user.points
	Secrets   map[string]string // of the bot
	HTTP      http.RoundTripper // nil refuses every request
	PublicURL string            // of the pretended server
	Log       *slog.Logger      // nil for nothing
	Seen      func(Taken)       // is told of every turn; nil for nobody
}

// Taken is a turn that was taken, with all that it was given, so that it can be taken again.
type Taken struct {
	State  engine.State
	Event  engine.Event
	Deps   func() engine.Deps // the same each time
	Result *engine.Result
}

// Bot is a bot whose only block is the one that is tried. It belongs to one goroutine.
type Bot struct {
	Now  time.Time
	Last *engine.Result // of the last event
	Jobs []engine.Job   // that were started and not run yet

	o       Options
	doc     *flow.Document
	rev     *engine.Revision
	session []byte
	scopes  map[string]engine.Values
	records map[string]engine.Record
	turns   uint64
}

var key = []byte("0123456789abcdef")

// who is the user.
func who() engine.User { return engine.User{ID: 7, FirstName: "Ann", Username: "ann", Language: "en"} }

// New makes the bot. What Check says against it is an *IssuesError.
func New(o Options) (*Bot, error) {
	doc := document(&o)
	var bad []engine.Issue
	for _, i := range engine.Check(doc, o.Registry) {
		if i.Severity == engine.SeverityError {
			bad = append(bad, i)
		}
	}
	if len(bad) > 0 {
		return nil, &IssuesError{Issues: bad}
	}
	rev, err := engine.Compile(doc, o.Registry, 1)
	if err != nil {
		return nil, fmt.Errorf("compile the bot around %s: %w", o.Type.Name, err)
	}
	b := &Bot{o: o, doc: doc, rev: rev, Now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), scopes: map[string]engine.Values{}, records: map[string]engine.Record{}}
	s := engine.NewSession(b.Key())
	for name, v := range o.Values {
		scope, field := engine.Var(name).Split()
		if scope == engine.ScopeSession {
			if s.Vars == nil {
				s.Vars = engine.Values{}
			}
			s.Vars[field] = v
			continue
		}
		if b.scopes[scope] == nil {
			b.scopes[scope] = engine.Values{}
		}
		b.scopes[scope][field] = v
	}
	b.session, err = json.Marshal(s)
	return b, err
}

// IssuesError is what Check says against a bot.
type IssuesError struct{ Issues []engine.Issue }

// Error gives the first issue.
func (e *IssuesError) Error() string {
	return fmt.Sprintf("%s (%s at %s)", e.Issues[0].Message, e.Issues[0].Code, e.Issues[0].Path)
}

// Key names the session.
func (b *Bot) Key() engine.SessionKey {
	return engine.SessionKey{BotID: 1, ChatID: 7, UserID: who().ID}
}

// Turn gives one event to the bot, and saves the session.
func (b *Bot) Turn(ctx context.Context, ev engine.Event) (*engine.Result, error) {
	b.turns++
	t, err := b.take(ctx, ev)
	if err != nil {
		return nil, err
	}
	if b.o.Seen != nil {
		b.o.Seen(t)
	}
	return t.Result, b.commit(t.Result)
}

// Peek gives one event to the bot and keeps nothing of what comes of it.
func (b *Bot) Peek(ctx context.Context, ev engine.Event) (*engine.Result, error) {
	t, err := b.take(ctx, ev)
	return t.Result, err
}

// take takes a turn with the records that it asks for.
func (b *Bot) take(ctx context.Context, ev engine.Event) (Taken, error) {
	ev.Chat, ev.User, ev.Time = engine.Chat{ID: 7, Type: "private"}, who(), b.Now
	state := engine.State{
		User: maps.Clone(b.scopes[engine.ScopeUser]), Chat: maps.Clone(b.scopes[engine.ScopeChat]),
		Bot: maps.Clone(b.scopes[engine.ScopeBot]), Workspace: maps.Clone(b.scopes[engine.ScopeWorkspace]),
	}
	deps := b.deps()
	for range 20 {
		s := engine.NewSession(b.Key())
		if err := json.Unmarshal(b.session, s); err != nil {
			return Taken{}, fmt.Errorf("load the session: %w", err)
		}
		state.Session = s
		res, err := b.rev.Turn(ctx, state, ev, deps())
		if need, ok := errors.AsType[*engine.NeedError](err); ok {
			if state.Records == nil {
				state.Records = map[string]engine.RecordAnswer{}
			}
			for _, r := range need.Reads {
				a := engine.RecordAnswer{}
				if known, ok := b.records[r.ID()]; ok {
					a.Records = []engine.Record{known}
				}
				state.Records[r.ID()] = a
			}
			continue
		}
		if err != nil {
			return Taken{}, err
		}
		return Taken{State: state, Event: ev, Deps: deps, Result: res}, nil
	}
	return Taken{}, errors.New("the block asks for more and more records")
}

// Revision is that of the bot.
func (b *Bot) Revision() *engine.Revision { return b.rev }

// Compile makes the revision anew, as another process does.
func (b *Bot) Compile() (*engine.Revision, error) { return engine.Compile(b.doc, b.o.Registry, 1) }

func (b *Bot) commit(res *engine.Result) (err error) {
	if b.session, err = json.Marshal(res.Session); err != nil {
		return fmt.Errorf("save the session: %w", err)
	}
	for _, w := range res.Writes {
		b.scopes[w.Scope] = w.Apply(b.scopes[w.Scope])
	}
	for _, c := range res.Records {
		id := engine.RecordRead{Kind: c.Kind, Key: c.Key}.ID()
		if c.Value == nil {
			delete(b.records, id)
			continue
		}
		b.records[id] = engine.Record{Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Owner: c.Owner, Value: c.Value, MadeAt: c.MadeAt, Expires: c.Expires}
	}
	b.Jobs = append(b.Jobs, res.Jobs...)
	b.Last = res
	return nil
}

// deps gives what a turn gets from outside now, the same each time.
func (b *Bot) deps() func() engine.Deps {
	now, seed := b.Now, b.turns
	return func() engine.Deps {
		n := 0
		return engine.Deps{
			Now: now, Seed: seed, Key: key, Log: b.log(), Trace: true, Audit: true, PublicURL: b.o.PublicURL,
			NewID: func() string { n++; return fmt.Sprintf("id%d", n) },
		}
	}
}

func (b *Bot) log() *slog.Logger {
	if b.o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return b.o.Log
}

// Enter comes to the block.
func (b *Bot) Enter(ctx context.Context) (*engine.Result, error) {
	return b.Turn(ctx, engine.Event{ID: "start", Kind: engine.FlowStarted, Start: &engine.Start{Flow: flowID}})
}

// Say sends a text.
func (b *Bot) Say(ctx context.Context, text string) (*engine.Result, error) {
	return b.Turn(ctx, engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: text}})
}

// Press presses the button with the label of the last result's messages.
func (b *Bot) Press(ctx context.Context, label string) (*engine.Result, error) {
	for _, e := range b.Last.Effects {
		if e.Content == nil {
			continue
		}
		for _, row := range e.Content.Inline {
			for _, x := range row {
				if x.Label == label {
					return b.Turn(ctx, engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: x.Token}})
				}
			}
		}
	}
	return nil, fmt.Errorf("there is no button %q", label)
}

// Session gives the session as it is stored.
func (b *Bot) Session() (*engine.Session, error) {
	s := engine.NewSession(b.Key())
	return s, json.Unmarshal(b.session, s)
}

// Wake moves the clock to the session's alarm and lets it ring; it is an error if there is none.
func (b *Bot) Wake(ctx context.Context) (*engine.Result, error) {
	s, err := b.Session()
	if err != nil {
		return nil, err
	}
	if s.WakeAt.IsZero() {
		return nil, errors.New("nothing has a time that could come")
	}
	b.Now = s.WakeAt
	return b.Turn(ctx, engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen}})
}

// CallBack calls the address that the waiting block has given.
func (b *Bot) CallBack(ctx context.Context, body any) (*engine.Result, error) {
	s, err := b.Session()
	if err != nil {
		return nil, err
	}
	top := s.Top()
	if top == nil || top.Wait == nil {
		return nil, errors.New("the block does not wait")
	}
	return b.Turn(ctx, engine.Event{Kind: engine.CallbackReceived, Callback: &engine.Callback{Gen: top.Wait.Gen, Method: http.MethodPost, Body: body}})
}

// RunJob runs the work of a job, as a host does, and gives what it came to without telling the block.
func (b *Bot) RunJob(ctx context.Context, j engine.Job) (*engine.JobResult, error) {
	t, ok := b.o.Registry.Job(j.Kind)
	if !ok {
		return nil, fmt.Errorf("there is no job type %q", j.Kind)
	}
	out := &engine.JobResult{Gen: j.Gen, Kind: j.Kind, Key: j.Key}
	data, err := t.Run(ctx, b.JobDeps(b.o.HTTP), j)
	if own, ok := errors.AsType[*engine.RunError](err); ok {
		out.Error, err = own, nil
	}
	out.Result = data
	return out, err
}

// Settle runs the jobs that were started and tells the block of their ends, until there are none.
func (b *Bot) Settle(ctx context.Context) error {
	for range 50 {
		if len(b.Jobs) == 0 {
			return nil
		}
		j := b.Jobs[0]
		b.Jobs = b.Jobs[1:]
		r, err := b.RunJob(ctx, j)
		if again, ok := errors.AsType[*engine.AgainError](err); ok {
			b.Now = b.Now.Add(again.After)
			b.Jobs = append(b.Jobs, j)
			continue
		}
		if err != nil {
			return fmt.Errorf("run the work: %w", err)
		}
		if _, err := b.Done(ctx, r); err != nil {
			return err
		}
	}
	return errors.New("the block starts more and more work")
}

// Done tells the block of the end of a job.
func (b *Bot) Done(ctx context.Context, r *engine.JobResult) (*engine.Result, error) {
	return b.Turn(ctx, engine.Event{ID: "job", Kind: engine.JobDone, Job: r})
}

// JobDeps are what work may use, with a client of the transport; nil refuses every request.
func (b *Bot) JobDeps(next http.RoundTripper) engine.JobDeps {
	secret := func(_ context.Context, name string) (string, error) {
		if v, ok := b.o.Secrets[name]; ok {
			return v, nil
		}
		return "", engine.ErrNotFound
	}
	if next == nil {
		next = refusing{}
	}
	return engine.JobDeps{
		Key: b.Key(), HTTP: &http.Client{Transport: next}, Secret: secret, Log: b.log(),
		Reveal: func(ctx context.Context, text string) (string, error) { return engine.Reveal(ctx, key, text, secret) },
		File: func(context.Context, string) (io.ReadCloser, engine.File, error) {
			return nil, engine.File{}, engine.ErrNotFound
		},
		Now: func() time.Time { return b.Now },
	}
}

// refusing is the network that there is not.
type refusing struct{}

// RoundTrip refuses.
func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("nothing is said about a request %s %s", r.Method, r.URL)
}

// Exit says how the block was left by the last event: its exit, and the trouble if there was one. Both are empty while it waits.
func (b *Bot) Exit() (exit string, trouble *engine.RunError) {
	for _, f := range b.Last.Film {
		if f.Block == blockID {
			exit, trouble = f.Exit, f.Error
		}
	}
	return exit, trouble
}

// Value gives a variable as it is now.
func (b *Bot) Value(name string) any {
	scope, field := engine.Var(name).Split()
	if scope == engine.ScopeSession {
		s, err := b.Session()
		if err != nil {
			return nil
		}
		return s.Vars[field]
	}
	return b.scopes[scope][field]
}
