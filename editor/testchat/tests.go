package testchat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// Bounds of tests.
const (
	maxTests    = 100 // of a bot
	maxName     = 100 // characters
	maxBytes    = 4 << 20
	stepTimeout = 20 * time.Second
	runTimeout  = 2 * time.Minute // of all tests together
	together    = 2               // tests that are played at the same time
)

// Tests are the saved tests of bots.
type Tests struct{ o Options }

// NewTests makes the place for tests.
func NewTests(o Options) *Tests {
	o.fill()
	return &Tests{o: o}
}

// List gives the tests of a bot by name.
func (s *Tests) List(ctx context.Context, bot string) ([]Test, error) {
	return s.o.Store.Tests(ctx, bot)
}

// Export gives the transcript of a test, as `scenarist test` plays it beside the bot's document.
func (s *Tests) Export(ctx context.Context, bot, name string) ([]byte, error) {
	t, err := s.o.Store.Test(ctx, bot, name)
	if err != nil {
		return nil, err
	}
	return t.Transcript, nil
}

// Drop forgets a test.
func (s *Tests) Drop(ctx context.Context, bot, name string) error {
	return s.o.Store.DropTest(ctx, bot, name)
}

// Rename gives a test another name.
func (s *Tests) Rename(ctx context.Context, bot, name, to string) error {
	to, err := nameFor(to)
	if err != nil {
		return err
	}
	return s.taken(s.o.Store.RenameTest(ctx, bot, name, to), to)
}

func (s *Tests) taken(err error, name string) error {
	if errors.Is(err, engine.ErrConflict) {
		return refuse("/name", "there is a test called %q already", name)
	}
	return err
}

func nameFor(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", refuse("/name", "the test needs a name")
	case utf8.RuneCountInString(name) > maxName:
		return "", refuse("/name", "a name has at most %d characters", maxName)
	case strings.ContainsAny(name, "/\\\n\r\t\x00"):
		return "", refuse("/name", "a name has no slashes and line breaks in it")
	}
	return name, nil
}

// Save makes a test of a chat, and plays it at once on the draft that the chat is made of.
func (s *Tests) Save(ctx context.Context, name, by string, c *Chat) (*Test, error) {
	name, err := nameFor(name)
	if err != nil {
		return nil, err
	}
	have, err := s.o.Store.Tests(ctx, c.bot)
	if err != nil {
		return nil, err
	}
	if len(have) >= maxTests {
		return nil, refuse("", "a bot has at most %d tests", maxTests)
	}
	t, doc, version, err := c.saved(ctx, name)
	if err != nil {
		return nil, err
	}
	rev, err := s.o.compile(ctx, c.bot, doc)
	if err != nil {
		return nil, err
	}
	t.By, t.SavedAt = by, s.o.Now().UTC()
	t.Last = s.play(ctx, t, &player{doc: doc, rev: rev, version: version, out: c.outside})
	return t, s.taken(s.o.Store.AddTest(ctx, t), name)
}

// saved is the chat as a test, with the document that it ran on.
func (c *Chat) saved(ctx context.Context, name string) (*Test, *flow.Document, int64, error) {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return nil, nil, 0, err
	}
	defer leave()
	if err := c.settle(ctx); err != nil {
		return nil, nil, 0, err
	}
	tr, err := c.transcript(name, c.start)
	if err != nil {
		return nil, nil, 0, err
	}
	data, err := tr.Marshal()
	if err != nil {
		return nil, nil, 0, err
	}
	if len(data) > maxBytes {
		return nil, nil, 0, refuse("", "the conversation is too large for a test: restart the chat")
	}
	return &Test{Bot: c.bot, Name: name, Steps: len(tr.Steps), Transcript: data}, c.doc, c.version, nil
}

// player is what tests are played on.
type player struct {
	doc     *flow.Document
	rev     *engine.Revision
	version int64
	out     *outside
}

// Run plays all tests of a bot on its draft, and remembers what came of them.
func (s *Tests) Run(ctx context.Context, bot string) ([]Test, error) {
	return s.run(ctx, bot, func(*Test, int64) bool { return true })
}

// Tally plays the tests that were not played on the draft as it is now, and counts those that fail. A draft with errors
// gives a *engine.CheckError.
func (s *Tests) Tally(ctx context.Context, bot string) (failed, of int, err error) {
	list, err := s.run(ctx, bot, func(t *Test, version int64) bool { return t.Last == nil || t.Last.Version != version })
	return failing(list), len(list), err
}

// On plays all tests of a bot on another document, such as an earlier revision, and counts those that fail; nothing of it
// is remembered.
func (s *Tests) On(ctx context.Context, bot string, document []byte) (failed, of int, err error) {
	list, err := s.o.Store.Tests(ctx, bot)
	if err != nil || len(list) == 0 {
		return 0, 0, err
	}
	p := &player{}
	if p.doc, err = flow.Load(document); err != nil {
		return 0, 0, err
	}
	if p.rev, err = s.o.compile(ctx, bot, p.doc); err != nil {
		return 0, 0, err
	}
	if p.out, err = newOutside(&s.o, bot, p.doc); err != nil {
		return 0, 0, err
	}
	err = s.each(ctx, list, func(ctx context.Context, t *Test) error {
		whole, err := s.o.Store.Test(ctx, bot, t.Name)
		if err == nil {
			t.Last = s.play(ctx, whole, p)
		}
		return err
	})
	return failing(list), len(list), err
}

// failing counts the tests that did not come out as expected.
func failing(list []Test) int {
	n := 0
	for i := range list {
		if list[i].Last != nil && !list[i].Last.OK {
			n++
		}
	}
	return n
}

// each does something with all tests, some at the same time, and within the time for all.
func (s *Tests) each(ctx context.Context, list []Test, do func(context.Context, *Test) error) error {
	ctx, cancel := context.WithTimeout(ctx, runTimeout)
	defer cancel()
	places := make(chan struct{}, together)
	errs := make([]error, len(list))
	var group sync.WaitGroup
	for i := range list {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			errs[i] = do(ctx, &list[i])
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func (s *Tests) run(ctx context.Context, bot string, wanted func(*Test, int64) bool) ([]Test, error) {
	list, err := s.o.Store.Tests(ctx, bot)
	if err != nil || len(list) == 0 {
		return list, err
	}
	p := &player{}
	if p.doc, p.rev, p.version, err = s.o.load(ctx, bot); err != nil {
		return nil, err
	}
	if p.out, err = newOutside(&s.o, bot, p.doc); err != nil {
		return nil, err
	}
	return list, s.each(ctx, list, func(ctx context.Context, t *Test) error {
		if !wanted(t, p.version) {
			return nil
		}
		return s.again(ctx, bot, t, p)
	})
}

// again plays a stored test and remembers the result.
func (s *Tests) again(ctx context.Context, bot string, t *Test, p *player) error {
	whole, err := s.o.Store.Test(ctx, bot, t.Name)
	if errors.Is(err, engine.ErrNotFound) { // dropped meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	t.Last = s.play(ctx, whole, p)
	if err := s.o.Store.NoteResult(context.WithoutCancel(ctx), bot, t.Name, *t.Last); err != nil {
		return fmt.Errorf("remember the result of test %q: %w", t.Name, err)
	}
	return nil
}

// play plays a test.
func (s *Tests) play(ctx context.Context, t *Test, p *player) *Result {
	r := &Result{Version: p.version, At: s.o.Now().UTC()}
	report, err := simulator.PlayData(ctx, t.Name, t.Transcript, simulator.PlayOptions{
		Registry: p.rev.Registry(), Document: p.doc, Revision: p.rev, Asset: p.out.asset(context.WithoutCancel(ctx)), StepTimeout: stepTimeout,
		Say: wording.In,
	})
	switch {
	case err != nil:
		r.Error = "It could not be played: " + err.Error()
	case report.OK():
		r.OK = true
	default:
		played, err := simulator.LoadTranscript(t.Transcript)
		if err != nil { // what could be played can be read
			r.Error = "It could not be played: " + err.Error()
			break
		}
		r.Error, r.Step = difference(&report.Failures[0], played), report.Failures[0].Step
	}
	if ctx.Err() != nil && !r.OK {
		r.Error = "There was no time to play it: the tests take too long together."
	}
	return r
}
