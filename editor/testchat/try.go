package testchat

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
	shots "github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// Try is a block to be run once, in a world of its own.
type Try struct {
	Block  flow.Block
	Values map[string]any // by name with the scope, such as session.name
	Say    string         // what the person answers, if the block asks
	Answer *Pretend       // to every HTTP call; nil for {}
	Call   bool           // really call services
}

// Tried is what came of it.
type Tried struct {
	Exit     string           `json:"exit,omitempty" doc:"Nothing if it waits"`
	Waits    bool             `json:"waits" doc:"It waits for an answer or a time"`
	Sent     []screen.Message `json:"sent"`
	Request  *SentRequest     `json:"request,omitempty" doc:"The last HTTP request"`
	Response *GotResponse     `json:"response,omitempty"`
	Sets     map[string]any   `json:"sets" doc:"Variables that were written"`
	Error    string           `json:"error,omitempty" spoken:"author" doc:"What went wrong, in words"`
	Code     string           `json:"code,omitempty" doc:"Stable name of what went wrong"`
}

// SentRequest is an HTTP request, with secrets masked.
type SentRequest struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body,omitempty"`
}

// GotResponse is an HTTP answer, with secrets masked.
type GotResponse struct {
	Status     int               `json:"status"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body,omitempty"`
	DurationMS int64             `json:"duration_ms"`
}

// tryFlow is the flow of a block that is in none of the draft's.
const tryFlow = "try"

// Try runs one block of a bot with values, and stops where it leaves. Other parts of the draft may have errors.
func (s *Chats) Try(ctx context.Context, bot string, try *Try) (*Tried, error) {
	data, _, err := s.o.Drafts.Draft(ctx, bot)
	if err != nil {
		return nil, err
	}
	doc, err := flow.Load(data)
	if err != nil {
		return nil, err
	}
	reg, err := s.o.registry(ctx, bot, doc)
	if err != nil {
		return nil, err
	}
	typ, ok := reg.Type(try.Block.Type)
	switch {
	case !ok:
		return nil, refuse("/block/type", "there is no block type %q here", try.Block.Type)
	case typ.Trigger:
		return nil, refuse("/block", "a trigger begins when something happens: try it in the test chat")
	}
	flowID := place(doc, alone(try.Block, &typ))
	declare(doc, try.Values)
	rev := engine.Survey(doc, reg, 1)
	if t := mistake(doc, reg, try.Block.ID); t != nil {
		return t, nil
	}
	r := &trial{o: &s.o, doc: doc, rev: rev, flow: flowID, try: try}
	return r.run(ctx, bot)
}

// mistake is the first error in the block itself, with which it could not run as it is meant; nil if there is none. Exits
// may be open, and what is not declared holds nothing.
func mistake(doc *flow.Document, reg *engine.Registry, block string) *Tried {
	for _, issue := range engine.Check(doc, reg) {
		if issue.Block != block || issue.Severity != engine.SeverityError || issue.Code == "variable_unknown" || strings.HasPrefix(issue.Code, "exit_") {
			continue
		}
		return &Tried{Sent: []screen.Message{}, Sets: map[string]any{}, Error: screen.Sentence(issue.Message), Code: issue.Code}
	}
	return nil
}

// declare makes variables of the values that the draft has not declared.
func declare(doc *flow.Document, values map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		scope, rest, _ := strings.Cut(name, ".")
		known := slices.ContainsFunc(doc.Variables, func(v flow.Variable) bool { return v.Scope == scope && v.Name == rest })
		switch scope {
		case engine.ScopeSession, engine.ScopeUser, engine.ScopeChat, engine.ScopeBot, engine.ScopeWorkspace:
			if !known && !profileField(name) {
				doc.Variables = append(doc.Variables, flow.Variable{Scope: scope, Name: rest, Type: "any"})
			}
		}
	}
}

// alone is the block with its troubles ending there, so that no handler of the bot takes over.
func alone(b flow.Block, typ *engine.BlockType) *flow.Block {
	b.Exits = maps.Clone(b.Exits)
	if b.Exits == nil {
		b.Exits = map[string]string{}
	}
	for i := range typ.Exits {
		if typ.Exits[i].Inherit {
			b.Exits[typ.Exits[i].Name] = flow.ExitEnd
		}
	}
	return &b
}

// place puts the block into its flow, or into one of its own, with nothing behind its exits.
func place(doc *flow.Document, b *flow.Block) (flowID string) {
	at := slices.IndexFunc(doc.Flows, func(f flow.Flow) bool {
		return slices.ContainsFunc(f.Blocks, func(x flow.Block) bool { return x.ID == b.ID })
	})
	if at < 0 {
		doc.Flows = append(doc.Flows, flow.Flow{ID: tryFlow, Name: tryFlow, Blocks: []flow.Block{*b}})
		return tryFlow
	}
	f := &doc.Flows[at]
	for i := range f.Blocks {
		if f.Blocks[i].ID == b.ID {
			f.Blocks[i] = *b
		}
	}
	f.Edges = slices.DeleteFunc(f.Edges, func(e flow.Edge) bool { return e.From == b.ID })
	return f.ID
}

// trial is the run of a block.
type trial struct {
	o    *Options
	doc  *flow.Document
	rev  *engine.Revision
	flow string
	try  *Try

	mu       sync.Mutex
	shots    []engine.Frameshot
	exchange *simulator.Exchange
}

func (r *trial) run(ctx context.Context, bot string) (*Tried, error) {
	ctx, cancel := context.WithTimeout(ctx, restTimeout)
	defer cancel()
	out, err := newOutside(r.o, bot, r.doc)
	if err != nil {
		return nil, err
	}
	secrets, err := r.prepare(ctx, out)
	if err != nil {
		return nil, err
	}
	w, err := simulator.New(context.WithoutCancel(ctx), simulator.Options{
		Document: r.doc, Revision: r.rev, Registry: r.rev.Registry(), Start: r.o.Now().UTC(), Secrets: secrets, Answers: out.answers,
		Places: out.places(), HTTP: out.client(), Asset: out.asset(context.WithoutCancel(ctx)), Bounded: true, Log: r.o.Log,
		Watch: r.watch, Exchanged: r.exchanged, Say: wording.In,
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err := w.Close(context.WithoutCancel(ctx)); err != nil {
			r.o.Log.WarnContext(ctx, "a tried block does not end well", "error", err)
		}
	}()
	return r.play(ctx, w, out)
}

// prepare has services answer as asked for, and gives the secrets that the block may use.
func (r *trial) prepare(ctx context.Context, out *outside) (map[string]string, error) {
	s := out.view()
	if r.try.Answer != nil {
		s.Otherwise, r.try.Answer.URL = *r.try.Answer, ""
	}
	if s.Call = r.try.Call; !s.Call {
		return out.madeUp, out.use(s, nil)
	}
	if r.o.HTTP == nil {
		return nil, refuse("/call", "this server calls no services from a test chat")
	}
	secrets, err := out.secrets(ctx)
	if err != nil {
		return nil, err
	}
	return secrets, out.use(s, secrets)
}

func (r *trial) watch(_ engine.SessionKey, res *engine.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range res.Film {
		if res.Film[i].Block == r.try.Block.ID {
			r.shots = append(r.shots, res.Film[i])
		}
	}
}

func (r *trial) exchanged(x *simulator.Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchange = x
}

// play puts a person at the block.
func (r *trial) play(ctx context.Context, w *simulator.World, out *outside) (*Tried, error) {
	you := w.Person(simulator.You, r.profile())
	args := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(r.try.Values)) {
		scope, rest, _ := strings.Cut(name, ".")
		value := r.try.Values[name]
		switch {
		case profileField(name):
		case scope == engine.ScopeLocal:
			args[rest] = value
		default:
			if err := you.Set(ctx, scope, rest, value); err != nil {
				return nil, refuse("/values/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), "%s", inWords(err).Error())
			}
		}
	}
	if err := you.Begin(ctx, engine.Start{Flow: r.flow, Block: r.try.Block.ID, Args: args}); err != nil {
		return nil, inWords(err)
	}
	if err := w.Settle(ctx); err != nil {
		return nil, inWords(err)
	}
	if r.try.Say != "" {
		if err := you.Say(r.try.Say); err != nil {
			return nil, inWords(err)
		}
		if err := w.Settle(ctx); err != nil {
			return nil, inWords(err)
		}
	}
	return r.tried(screen.Of(ctx, w, you, r.doc.Language), out), nil
}

// profileField tells whether a value is one that Telegram tells of the person.
func profileField(name string) bool {
	return name == "user.first_name" || name == "user.last_name" || name == "user.username" || name == "user.language"
}

func (r *trial) profile() simulator.Profile {
	text := func(name string) string {
		s, _ := r.try.Values["user."+name].(string)
		return s
	}
	return simulator.Profile{
		FirstName: cmp.Or(text("first_name"), profile(0, r.doc.Language).FirstName), LastName: text("last_name"), Username: text("username"),
		Language: cmp.Or(text("language"), r.doc.Language),
	}
}

// tried puts together what came of it.
func (r *trial) tried(s screen.Screen, out *outside) *Tried {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := &Tried{Sent: []screen.Message{}, Sets: map[string]any{}}
	for _, m := range s.Messages {
		if !m.Own {
			t.Sent = append(t.Sent, m)
		}
	}
	for i := range r.shots {
		f := &r.shots[i]
		t.Exit, t.Waits = f.Exit, f.Exit == "" && f.Error == nil
		if f.Error != nil {
			t.Exit = cmp.Or(t.Exit, "error") // the film has none where the trouble ends there
			t.Error, t.Code = screen.Sentence(f.Error.Message), f.Error.Code
		}
		for _, set := range f.Sets {
			t.Sets[set.Scope+"."+set.Name] = shots.Short(set.After, shownValue)
		}
	}
	if r.exchange == nil {
		return t
	}
	x := exchangeOf(r.exchange, out.mask)
	t.Request = &SentRequest{Method: x.Method, URL: x.URL, Headers: x.Request.Headers, Body: x.Request.Body}
	if x.Response != nil {
		t.Response = &GotResponse{Status: x.Status, Headers: x.Response.Headers, Body: x.Response.Body, DurationMS: x.MS}
	}
	return t
}

// BlockOf reads a block as documents write it.
func BlockOf(data json.RawMessage) (flow.Block, error) {
	var b flow.Block
	if err := json.Unmarshal(data, &b); err != nil {
		return b, refuse("/block", "this is no block: it has an id, a type and settings")
	}
	if b.ID == "" || b.Type == "" {
		return b, refuse("/block", "a block has an id and a type")
	}
	return b, nil
}
