package enginetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/sample"
)

// Blocks of the runner's documents.
const (
	testedBlock = "it"
	startBlock  = "start"
	afterBlock  = "after"
	bodyBlock   = "body"
	mainFlow    = "main"
)

// start (case.start) is the command /go, and the webhook go.
type start struct {
	engine.TriggerSettings
	engine.NoWait
}

func (*start) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightCommand},
		ev.Kind == engine.MessageReceived && ev.Message != nil && ev.Message.Command == "go" ||
			ev.Kind == engine.WebhookCalled && ev.Webhook != nil && ev.Webhook.Name == "go"
}

func (*start) Webhook() engine.WebhookInfo { return engine.WebhookInfo{Name: "go"} }

// Keys says that it takes nothing else.
func (*start) Keys() []string { return []string{"command:go", "webhook:go"} }

func (*start) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// after (case.after) ends its flow, or holds the session for good.
type after struct {
	Hold bool `json:"hold,omitempty"`
}

func (a *after) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	if a.Hold {
		return engine.WaitFor(engine.Wait{Interrupt: engine.InterruptAny}), nil
	}
	return engine.Return(engine.CallOK, nil), nil
}

func (*after) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Stay(), nil
}

// body (case.body) goes on with the next message, or at once.
type body struct {
	AtOnce bool `json:"at_once,omitempty"`
}

func (b *body) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	if b.AtOnce {
		return engine.Leave("next"), nil
	}
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}}), nil
}

func (*body) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func addCaseTypes(tb testing.TB, reg *engine.Registry) {
	tb.Helper()
	if _, ok := reg.Type("case.after"); ok {
		return
	}
	words := engine.Text{"en": "Block of the runner of cases", "ru": "Блок для проверок"}
	err := reg.Add(
		engine.BlockType{
			Name: "case.start", Version: 1, Trigger: true, Title: words, Help: words, Icon: "flask",
			Exits: []engine.Exit{engine.NextExit()}, Example: `{}`, New: func() engine.Block { return new(start) },
		},
		engine.BlockType{
			Name: "case.body", Version: 1, Title: words, Help: words, Icon: "flask", Exits: []engine.Exit{engine.NextExit()},
			Example: `{}`, New: func() engine.Block { return new(body) },
		},
		engine.BlockType{
			Name: "case.after", Version: 1, Title: words, Help: words, Icon: "flask", Example: `{}`,
			New: func() engine.Block { return new(after) },
		},
	)
	if err != nil {
		tb.Fatalf("add the runner's block types: %v", err)
	}
}

// document builds the bot of a case.
func (c *blockCase) document(tb testing.TB, typ engine.BlockType) *flow.Document {
	tb.Helper()
	b := flow.Block{}
	if len(c.Block) > 0 {
		dec := json.NewDecoder(bytes.NewReader(c.Block))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&b); err != nil {
			tb.Fatalf("read the block's envelope: %v", err)
		}
	}
	b.ID, b.Type, b.Version, b.Config = testedBlock, typ.Name, typ.Version, c.Config
	rest := c.Document
	if rest == nil {
		rest = &caseDocument{}
	}
	f := flow.Flow{ID: mainFlow, Name: "Main", OnError: rest.OnError, Blocks: []flow.Block{b}, Edges: []flow.Edge{}}
	if !typ.Trigger {
		f.Blocks = append(f.Blocks, flow.Block{ID: startBlock, Type: "case.start"})
		f.Edges = append(f.Edges, flow.Edge{From: startBlock, Exit: "next", To: testedBlock})
	}
	f.Blocks = append(f.Blocks, flow.Block{
		ID: afterBlock, Type: "case.after", Config: json.RawMessage(fmt.Sprintf(`{"hold": %t}`, c.After == "wait")),
	})
	if c.Round != "" {
		f.Blocks = append(f.Blocks, flow.Block{
			ID: bodyBlock, Type: "case.body", Config: json.RawMessage(fmt.Sprintf(`{"at_once": %t}`, c.RoundAtOnce)),
		})
		f.Edges = append(f.Edges, flow.Edge{From: testedBlock, Exit: c.Round, To: bodyBlock}, flow.Edge{From: bodyBlock, Exit: "next", To: testedBlock})
	}
	for _, e := range exitsOf(typ, c.Config) {
		if e == c.Round {
			continue
		}
		if !slices.Contains(c.Open, e) && b.Exits[e] == "" {
			f.Edges = append(f.Edges, flow.Edge{From: testedBlock, Exit: e, To: afterBlock})
		}
	}
	doc := &flow.Document{
		SchemaVersion: flow.SchemaVersion, Name: "Case", Language: "en", Languages: rest.Languages, TimeZone: rest.TimeZone,
		Settings: rest.Settings, Variables: slices.Clone(rest.Variables), Tables: rest.Tables, Flows: append([]flow.Flow{f}, rest.Flows...),
	}
	if rest.Language != "" {
		doc.Language = rest.Language
	}
	return declare(tb, doc)
}

// exitsOf gives the names of the exits that a config has; those of the type if it cannot be read.
func exitsOf(typ engine.BlockType, config json.RawMessage) []string {
	exits := sample.Exits(typ, config)
	names := make([]string, 0, len(exits))
	for _, e := range exits {
		// Configs whose buttons have the same id, or one that is no id, are cases too.
		if !slices.Contains(names, e.Name) && exitSpelling.MatchString(e.Name) {
			names = append(names, e.Name)
		}
	}
	return names
}

var exitSpelling = regexp.MustCompile(flow.ExitPattern)

// declare adds the variables and secrets that the document uses without declaring them, and loads it as documents are
// loaded.
func declare(tb testing.TB, doc *flow.Document) *flow.Document {
	tb.Helper()
	if err := sample.Declare(doc); err != nil {
		tb.Fatal(err)
	}
	data, err := flow.Marshal(doc)
	if err != nil {
		tb.Fatalf("write the document: %v", err)
	}
	loaded, err := flow.Load(data)
	if err != nil {
		tb.Fatalf("load the document: %v", err)
	}
	return loaded
}

// blockIssues gives the issues of the block under test, with paths inside its config, and the errors elsewhere.
func blockIssues(doc *flow.Document, reg *engine.Registry) (own []caseIssue, others []string) {
	const block = "/flows/0/blocks/0"
	for _, i := range engine.Check(doc, reg) {
		switch {
		case i.Path == block || strings.HasPrefix(i.Path, block+"/"):
			path := strings.TrimPrefix(i.Path, block)
			if inConfig, ok := strings.CutPrefix(path, "/config"); ok {
				path = inConfig
			}
			own = append(own, caseIssue{Code: i.Code, Severity: i.Severity, Path: path, Message: i.Message})
		case i.Severity == engine.SeverityError:
			others = append(others, i.Path+": "+i.Message)
		}
	}
	return own, others
}
