package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// PlayOptions configure Play.
type PlayOptions struct {
	Registry *engine.Registry
	// Types gives what a document is compiled with; nil for Registry.
	Types func(*flow.Document) (*engine.Registry, error)
	// Update writes what is seen into the transcript instead of comparing it.
	Update bool
	// StepTimeout is how long a step may really take; 20 seconds if zero.
	StepTimeout time.Duration
	// Program is the bot as a program of its own; nil for a host in the world. What only that can tell is not compared then:
	// the variables at the end.
	Program Program
	// Document is what is played against, and Asset opens its files; nil for the document that the transcript names.
	Document *flow.Document
	Asset    func(name string) (data []byte, fileName string, err error)
	// Revision is Document compiled before; nil compiles it.
	Revision *engine.Revision
	// Say is as in Options.
	Say func(language, message string) string
	// Patience is how much time may go by in a transcript in all; it is left at the first step that would go beyond. Zero
	// is for any.
	Patience time.Duration
}

// Play plays the transcript in a file and compares what is seen with what is expected. Everything that is wrong with the
// bot or the transcript is in the report; an error means that it could not be played or written.
func Play(ctx context.Context, file string, o PlayOptions) (*Report, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read transcript: %w", err)
	}
	p, err := playOf(ctx, file, data, o)
	if err != nil || !o.Update || p.r.stopped || p.t == nil {
		return p.r, err
	}
	return p.r, p.write(file, data)
}

// PlayData plays a transcript that is in no file; its name is for the report. Options.Document is needed, and the answers of
// its services cannot name files.
func PlayData(ctx context.Context, name string, data []byte, o PlayOptions) (*Report, error) {
	p, err := playOf(ctx, name, data, o)
	return p.r, err
}

// playOf plays what can be played; the transcript is nil if it cannot be read.
func playOf(ctx context.Context, file string, data []byte, o PlayOptions) (*play, error) {
	if o.StepTimeout == 0 {
		o.StepTimeout = 20 * time.Second
	}
	p := &play{o: o, r: &Report{File: file}, index: flow.NewIndex(data)}
	t, err := LoadTranscript(data)
	if err != nil {
		p.r.fail(Failure{Words: "this is no transcript: " + err.Error()})
		p.r.stopped = true
		return p, nil //nolint:nilerr // the report has it
	}
	p.t, p.r.Name = t, t.Name
	if err := p.open(ctx, filepath.Dir(file)); err != nil {
		p.r.fail(Failure{Words: err.Error()})
		p.r.stopped = true
		return p, nil //nolint:nilerr // the report has it
	}
	p.run(ctx)
	if err := p.world.Close(context.WithoutCancel(ctx)); err != nil {
		return p, fmt.Errorf("stop the bot: %w", err)
	}
	return p, nil
}

// play is a transcript being played.
type play struct {
	o     PlayOptions
	t     *Transcript
	r     *Report
	index *flow.Index
	world *World
	by    *Person
}

// open makes the world.
func (p *play) open(ctx context.Context, dir string) error {
	o := Options{
		Document: p.o.Document, Revision: p.o.Revision, Asset: p.o.Asset, Registry: p.o.Registry, Start: p.t.Start, Staff: p.t.Staff,
		People: p.t.Users, Secrets: p.t.Secrets, Places: p.t.Chats, Program: p.o.Program, Say: p.o.Say,
	}
	var open func(name string) ([]byte, error)
	var err error
	if o.Document == nil {
		files := os.DirFS(dir)
		open, o.Asset = FilesIn(files), AssetsIn(files)
		if o.Document, err = p.document(dir); err != nil {
			return err
		}
	}
	if p.o.Types != nil {
		if o.Registry, err = p.o.Types(o.Document); err != nil {
			return err
		}
	}
	if o.Answers, err = NewAnswers(p.t.HTTP, open); err != nil {
		return err
	}
	p.world, err = New(ctx, o)
	if err != nil {
		return err
	}
	p.by = p.world.Person(You, p.t.User)
	return nil
}

// document reads the one that the transcript names, from the directory where that is.
func (p *play) document(dir string) (*flow.Document, error) {
	name := p.t.Document
	if name == "" {
		name = "bot.json"
	}
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", name, err)
	}
	return doc, nil
}

// run plays the steps up to the first that cannot be done.
func (p *play) run(ctx context.Context) {
	p.r.Steps = len(p.t.Steps)
	gone := time.Duration(0)
	for i := range p.t.Steps {
		s := &p.t.Steps[i]
		if gone += s.Advance.Std(); p.o.Patience > 0 && gone > p.o.Patience {
			p.findings()
			return
		}
		if s.By != "" {
			p.by = p.world.Person(s.By, p.t.Users[s.By])
		}
		at := fmt.Sprintf("/steps/%d", i)
		if err := p.step(ctx, s); err != nil {
			p.fail(at, i, Failure{Words: err.Error()})
			p.r.stopped = true
			return
		}
		p.r.Played++
		seen := p.world.See(p.world.Take(), p.by.Name())
		if p.o.Update {
			s.Expect = seen
			continue
		}
		if d := DiffSeen(s.Expect, seen); d != "" {
			p.fail(at, i, Failure{Words: "what was seen is not what was expected", Diff: d, Want: s.Expect, Got: seen})
		}
	}
	p.end(ctx)
}

func (p *play) step(ctx context.Context, s *Step) error {
	ctx, cancel := context.WithTimeout(ctx, p.o.StepTimeout)
	defer cancel()
	if err := p.act(ctx, s); err != nil {
		return err
	}
	err := p.world.Settle(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the bot did not come to rest in %v", p.o.StepTimeout)
	}
	return err
}

// act does what the step says.
func (p *play) act(ctx context.Context, s *Step) error {
	switch {
	case s.Start != nil:
		return p.by.Start(*s.Start)
	case s.Say != "":
		return p.by.Say(s.Say)
	case s.Reply != "":
		return p.by.Reply(s.Reply)
	case s.Edit != "":
		return p.by.Edit(s.Edit)
	case s.Press != "":
		return p.by.pressing(s.Press, s.Older, s.At)
	case s.Pay != nil:
		return p.by.PayAs(s.Pay, s.Older)
	case s.Refund:
		return p.by.Refund(ctx)
	case s.Send != nil:
		return p.by.Send(s.Send.Kind, s.Send.Caption)
	case s.Album != 0:
		return p.by.Album(s.Album, "")
	case s.Contact != nil && s.Contact.Phone != "":
		return p.by.ContactOf(s.Contact.Phone, s.Contact.FirstName)
	case s.Contact != nil:
		return p.by.Contact()
	case len(s.Location) == 2:
		return p.by.Location(s.Location[0], s.Location[1])
	case s.Block != nil:
		return p.by.Block(*s.Block)
	case s.Join != 0:
		return p.by.Join(s.Join)
	case s.Leave != 0:
		return p.by.Leave(s.Leave)
	case s.Webhook != nil:
		return p.by.Webhook(ctx, *s.Webhook)
	case s.Faults != nil:
		s.Faults.Apply(p.world)
		return nil
	case s.Set != nil:
		return p.by.Set(ctx, s.Set.Scope, s.Set.Name, s.Set.Value)
	case s.Jump != nil:
		return p.by.Begin(ctx, engine.Start{Flow: s.Jump.Flow, Block: s.Jump.Block})
	default:
		return p.world.Advance(ctx, s.Advance.Std())
	}
}

// Apply makes the world misbehave so from now on.
func (t *Trouble) Apply(w *World) {
	w.SetFaults(t.faults())
	w.SetServices(ServiceFaults{Down: t.ServicesDown, Status: t.ServicesStatus, Delay: t.ServicesDelay.Std()})
}

func (t *Trouble) faults() botapi.Faults {
	f := botapi.Faults{RetryAfter: t.RetryAfter, Methods: t.Methods}
	if t.TooManyRequests {
		f.TooManyRequests = 1
	}
	if t.ServerError {
		f.ServerError = 1
	}
	return f
}

// end compares what is only known when all is over.
func (p *play) end(ctx context.Context) {
	if p.o.Program == nil {
		p.final(ctx)
	}
	for _, x := range p.world.Answers().Refused() {
		p.fail("/http", -1, Failure{Words: "the bot called " + x})
	}
	for _, x := range p.world.Answers().Unused() {
		p.fail("/http", -1, Failure{Words: "the bot did not call " + x})
	}
	p.findings()
}

// final compares the variables of the first person.
func (p *play) final(ctx context.Context) {
	got, err := p.world.Person(You, p.t.User).Variables(ctx)
	if err != nil {
		p.fail("/final", -1, Failure{Words: err.Error()})
		return
	}
	for scope, want := range p.t.Final {
		if p.o.Update {
			p.t.Final[scope] = got[scope]
			continue
		}
		if d := diffValues(want, got[scope]); d != "" {
			p.fail("/final/"+scope, -1, Failure{Words: "the variables of scope " + scope + " are not as expected", Diff: d})
		}
	}
}

// findings are slips that Telegram would have passed over.
func (p *play) findings() {
	for _, f := range p.world.Findings() {
		p.fail("", -1, Failure{Words: fmt.Sprintf("%s: parameter %s: %s", f.Method, f.Param, f.Text)})
	}
}

func (p *play) fail(path string, step int, f Failure) {
	f.Line, _, _ = p.index.Locate(path)
	if step >= 0 {
		f.Step = step + 1
		f.Action = p.by.Name() + ": " + p.t.Steps[step].actions()[0]
	}
	p.r.fail(f)
}

// write puts what was seen into the file, if that changes it.
func (p *play) write(file string, before []byte) error {
	data, err := p.t.Marshal()
	if err != nil {
		return err
	}
	if string(before) == string(data) {
		return nil
	}
	p.r.Updated = true
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return fmt.Errorf("write transcript: %w", err)
	}
	return nil
}

// diffValues compares variables; empty if they are the same.
func diffValues(want, got engine.Values) string {
	if len(want) == 0 && len(got) == 0 {
		return ""
	}
	return diffLines(lines(want), lines(got))
}

// lines writes a value as JSON, a member a line.
func lines(v any) []string {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return []string{fmt.Sprint(v)}
	}
	return splitLines(string(data))
}
