package enginetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
	"github.com/scenarist/scenarist/engine/flow"
)

// Conformance says which block types are held to the rules, and what they need for it. Registry and Cases must be there.
type Conformance struct {
	Registry *engine.Registry   // with the types, their jobs, and the types that their cases use besides
	Types    []engine.BlockType // those that are tried; nil for all of the registry
	Cases    string             // directory with a file of cases for each of them, see RunBlockCases
	// Reach answers what their work calls, the same with the same; nil is a network in which nobody answers.
	Reach   http.Handler
	Secrets map[string]string // of the bot, for their work; one that is not here has some value
	// Patience bounds the wait for work whose time is over; 0 is a minute.
	Patience time.Duration
}

// Conform holds block types to everything that is asked of one, and is all that the tests of an integrator's types need: they can
// be shown, their cases hold and leave nothing out, no event makes them fail, and they keep the rules of package conform over all
// their cases (CheckConduct). What is broken is told with the rule, the place, and how to mend it.
//
// The registry gets three block types for the runner's own blocks.
func Conform(t *testing.T, c Conformance) {
	t.Helper()
	types := c.types(t)
	for _, typ := range types {
		t.Run(typ.Name, func(t *testing.T) {
			t.Parallel()
			t.Run("shown", func(t *testing.T) {
				t.Parallel()
				checkExample(t, c.Registry, typ)
			})
			t.Run("cases", func(t *testing.T) {
				t.Parallel()
				runBlockFile(t, c.Registry, typ, c.file(typ))
			})
			t.Run("any event", func(t *testing.T) {
				t.Parallel()
				talkNonsense(t, c.Registry, typ)
			})
			t.Run("conduct", func(t *testing.T) {
				t.Parallel()
				c.conduct(t, typ)
			})
		})
	}
	strayFiles(t, types, c.Cases)
}

// CheckConduct holds block types to the rules of package conform over all their cases, and to nothing else: their settings and the
// form, wrong settings, turns that are taken again and from a session that was loaded by a revision that was compiled anew, work
// that is done twice, that takes too long, and whose end is told twice.
func CheckConduct(t *testing.T, c Conformance) {
	t.Helper()
	for _, typ := range c.types(t) {
		t.Run(typ.Name, func(t *testing.T) {
			t.Parallel()
			c.conduct(t, typ)
		})
	}
}

func (c *Conformance) types(t *testing.T) []engine.BlockType {
	t.Helper()
	types := c.Types
	if types == nil {
		types = c.Registry.Types()
	}
	addCaseTypes(t, c.Registry)
	out := make([]engine.BlockType, 0, len(types))
	for _, typ := range types {
		if !strings.HasPrefix(typ.Name, "case.") {
			out = append(out, typ)
		}
	}
	if len(out) == 0 {
		t.Fatal("there is no block type to be tried")
	}
	return out
}

func (c *Conformance) file(typ engine.BlockType) string {
	return filepath.Join(c.Cases, fileOf(typ.Name))
}

// conduct tries one type.
func (c *Conformance) conduct(t *testing.T, typ engine.BlockType) {
	t.Helper()
	tell := func(all []conform.Finding) {
		t.Helper()
		for _, f := range conform.Problems(all) {
			t.Errorf("%s: %s", typ.Name, f)
		}
	}
	schema, err := c.Registry.Schema(typ.Name)
	if err != nil {
		t.Fatalf("%s: %s: %v", typ.Name, conform.Schema.Asks(), err)
	}
	tell(conform.CheckForm(schema))
	around := exampleDocument(t, typ)
	tell(conform.CheckWrong(schema, json.RawMessage(typ.Example), func(config json.RawMessage) []engine.Issue {
		return issuesWith(around, c.Registry, config)
	}))
	f, err := readBlockFile(typ.Name, c.file(typ), Updating())
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.Cases {
		if len(f.Cases[i].Steps) > 0 {
			tell(c.conductCase(t, typ, &f.Cases[i]))
		}
	}
}

// issuesWith gives what is said against the block under test with other settings, with paths in them.
func issuesWith(doc *flow.Document, reg *engine.Registry, config json.RawMessage) []engine.Issue {
	const settings = "/flows/0/blocks/0/config"
	other := *doc
	other.Flows = append([]flow.Flow{}, doc.Flows...)
	other.Flows[0].Blocks = append([]flow.Block{}, doc.Flows[0].Blocks...)
	other.Flows[0].Blocks[0].Config = config
	var out []engine.Issue
	for _, i := range engine.Check(&other, reg) {
		path, ok := strings.CutPrefix(i.Path, settings)
		if i.Code == "block_type_broken" {
			path, ok = "", true
		}
		if ok && (path == "" || path[0] == '/') {
			i.Path = path
			out = append(out, i)
		}
	}
	return out
}

// conductCase plays a case and judges its turns and its work, whatever the case expects of them.
func (c *Conformance) conductCase(t *testing.T, typ engine.BlockType, one *blockCase) []conform.Finding {
	t.Helper()
	doc := one.document(t, typ)
	compile := func() (*engine.Revision, error) { return engine.Compile(doc, c.Registry, 1) }
	rev, err := compile()
	if err != nil {
		t.Fatalf("case %q: %v", one.Name, err)
	}
	var found []conform.Finding
	var turns []conform.Turn
	talk := converse(rev, one.State)
	for i := range one.Steps {
		s := &one.Steps[i]
		where := fmt.Sprintf("case %q, step %d", one.Name, i)
		talk.seen = func(turn conform.Turn) {
			turn.Where = where
			turns = append(turns, turn)
		}
		before := talk.job
		talk.step(t, s)
		turn := &turns[len(turns)-1]
		found = append(found, conform.CheckFilm(where, turn.Result)...)
		if s.Job != nil {
			found = append(found, conform.CheckTwice(t.Context(), turn, talk.session(turn.Event.User.ID), talk.peek(t, turn.Event.User))...)
		}
		if talk.job != before && talk.job.Block == testedBlock {
			found = append(found, conform.CheckLate(t.Context(), where, *talk.job, talk.peek(t, turn.Event.User))...)
			found = append(found, c.work(t, talk, where)...)
		}
	}
	return append(found, conform.CheckTurns(t.Context(), rev, compile, turns)...)
}

// peek gives events to a user's session and keeps nothing of what comes of them.
func (v *conversation) peek(tb testing.TB, by engine.User) conform.Taking {
	tb.Helper()
	return func(ctx context.Context, ev engine.Event) (*engine.Result, error) {
		ev.Chat, ev.User, ev.Time = v.chat, by, v.now
		ids := v.ids
		defer func() { v.ids = ids }()
		return v.informed(ctx, tb, v.state(by.ID), ev)
	}
}

// work judges the work of the last job.
func (c *Conformance) work(t *testing.T, v *conversation, where string) []conform.Finding {
	t.Helper()
	typ, ok := c.Registry.Job(v.job.Kind)
	if !ok {
		t.Fatalf("%s: the registry has no job type %q", where, v.job.Kind)
	}
	w := conform.Work{Where: where, Type: typ, Job: *v.job, Patience: c.Patience, Deps: func(next http.RoundTripper) engine.JobDeps { return c.jobDeps(v, next) }}
	if c.Reach != nil {
		w.Reach = func() http.RoundTripper { return conform.Handler(c.Reach) }
	}
	return conform.CheckWork(t.Context(), w)
}

// jobDeps are what work may use: no file is there, and Telegram refuses.
func (c *Conformance) jobDeps(v *conversation, next http.RoundTripper) engine.JobDeps {
	now := v.now
	secret := func(_ context.Context, name string) (string, error) {
		if s, ok := c.Secrets[name]; ok {
			return s, nil
		}
		if name == "" {
			return "", engine.ErrNotFound
		}
		return "secret-of-the-tests", nil
	}
	return engine.JobDeps{
		Key:  engine.SessionKey{BotID: caseBot, ChatID: v.chat.ID, UserID: v.user.ID},
		HTTP: &http.Client{Transport: next}, Secret: secret, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
		Reveal: func(ctx context.Context, text string) (string, error) {
			return engine.Reveal(ctx, caseKey, text, secret)
		},
		File: func(context.Context, string) (io.ReadCloser, engine.File, error) {
			return nil, engine.File{}, engine.ErrNotFound
		},
		Kept: func(context.Context) (engine.File, error) { return engine.File{}, engine.ErrNotFound },
		Keep: func(_ context.Context, f engine.File, _ time.Time, content io.Reader) (engine.File, error) {
			n, err := io.Copy(io.Discard, content)
			f.ID, f.Size = "kept", n
			return f, err
		},
		Telegram: func(context.Context, string, map[string]any) (json.RawMessage, error) {
			return nil, errors.New("there is no Telegram here")
		},
	}
}
