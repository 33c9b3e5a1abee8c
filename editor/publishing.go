package editor

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/publish"
)

// Revision is a document that was published.
type Revision struct {
	Number    int       `json:"number"`
	At        time.Time `json:"at"`
	Who       *Who      `json:"who,omitempty" doc:"Left out: it was published on the command line"`
	Note      string    `json:"note,omitempty"`
	Size      int       `json:"size" doc:"Bytes of the document"`
	Published bool      `json:"published" doc:"It is what the bot does now"`
}

// Diff is how two documents differ.
type Diff struct {
	Texts  []DiffItem `json:"texts" doc:"What people read; at most 1000"`
	Logic  []DiffItem `json:"logic" doc:"What the bot does; at most 1000"`
	Layout int        `json:"layout" doc:"How many places, notes and orders differ"`
}

// DiffItem is one difference.
type DiffItem struct {
	Kind   string `json:"kind" enum:"added,removed,changed,moved"`
	Flow   string `json:"flow,omitempty"`
	Block  string `json:"block,omitempty"`
	Path   string `json:"path" doc:"JSON pointer inside the block, or the names of the element"`
	Title  string `json:"title"`
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
}

func diffItems(list []studio.DiffItem) []DiffItem {
	out := make([]DiffItem, len(list))
	for i, d := range list {
		out[i] = DiffItem(d)
	}
	return out
}

// Planned is what a publish would do.
type Planned struct {
	Plan   *Plan          `json:"plan,omitempty" doc:"What becomes of the people inside; left out where errors are in the way"`
	Issues []engine.Issue `json:"issues"`
	Tests  *TestCount     `json:"tests" doc:"How the saved tests went; null if there are none"`
}

// Plan is what becomes of the people inside. Sent back with other decisions, it is what a publish carries out.
type Plan struct {
	From   int         `json:"from" doc:"The revision that is published now"`
	People int         `json:"people" doc:"In the middle of something"`
	Blocks []PlanBlock `json:"blocks"`
	Added  []string    `json:"added,omitempty" doc:"Blocks that are new"`
}

// PlanBlock is what becomes of those who stand at a block.
type PlanBlock struct {
	Block    string         `json:"block"`
	Behind   bool           `json:"behind,omitempty" doc:"Those who stand there in an earlier revision"`
	Do       publish.Action `json:"do" enum:"stay,move,map,restart,end,finish"`
	To       string         `json:"to,omitempty" doc:"The block for map, the trigger for restart"`
	Ask      bool           `json:"ask,omitempty" doc:"Put the question anew"`
	Text     engine.Text    `json:"text,omitempty" doc:"What they read at a restart or an end"`
	Title    string         `json:"title,omitempty"`
	Flow     string         `json:"flow,omitempty"`
	Type     string         `json:"type,omitempty"`
	Change   publish.Change `json:"change,omitempty" enum:"changed,moved,replaced,removed,unchanged,behind"`
	What     []string       `json:"what,omitempty" doc:"Of a changed block: config, envelope, exits"`
	Revision int            `json:"revision,omitempty" doc:"Of those who are behind"`
	Suggest  string         `json:"suggest,omitempty" doc:"A new block that is as the removed one was"`
	Here     publish.Here   `json:"here" doc:"How many people are there"`
}

func planOf(p *publish.Plan) *Plan {
	if p == nil {
		return nil
	}
	out := &Plan{From: p.From, People: p.People, Blocks: make([]PlanBlock, len(p.Blocks)), Added: p.Added}
	for i, e := range p.Blocks {
		out.Blocks[i] = PlanBlock{
			Block: e.Block, Behind: e.Behind, Do: e.Do, To: e.To, Ask: e.Ask, Text: e.Text, Title: e.Title, Flow: e.Flow, Type: e.Type,
			Change: e.Change, What: e.What, Revision: e.Revision, Suggest: e.Suggest, Here: e.Here,
		}
	}
	return out
}

// TestCount is how tests went.
type TestCount struct {
	Failed int `json:"failed"`
	Of     int `json:"of"`
}

// source is what is to be published.
type source struct {
	Version  int64           `json:"version,omitempty" minimum:"1" doc:"Of the draft; it has to be the newest"`
	Revision int             `json:"revision,omitempty" minimum:"1" doc:"An earlier one, instead of a version"`
	Plan     json.RawMessage `json:"plan,omitempty" doc:"What becomes of the people inside; what is left out is as by default"`
}

// read gives it as the studio takes it.
func (s *source) read() (studio.Source, *publish.Plan, error) {
	if (s.Version == 0) == (s.Revision == 0) {
		return studio.Source{}, nil, problem(http.StatusUnprocessableEntity, "invalid", "Name either a version of the draft or a revision.")
	}
	from := studio.Source{Version: s.Version, Revision: s.Revision}
	if len(s.Plan) == 0 || string(s.Plan) == "null" {
		return from, nil, nil
	}
	plan, err := publish.Read(s.Plan)
	return from, plan, err
}

type planRequest struct {
	BotPath

	Body source
}

type publishRequest struct {
	BotPath

	Body struct {
		Version int64           `json:"version" minimum:"1" doc:"Of the draft; it has to be the newest"`
		Note    string          `json:"note,omitempty" maxLength:"2000"`
		Plan    json.RawMessage `json:"plan,omitempty"`
	}
}

type rollbackRequest struct {
	BotPath

	Body struct {
		Revision int             `json:"revision" minimum:"1"`
		Note     string          `json:"note,omitempty" maxLength:"2000"`
		Plan     json.RawMessage `json:"plan,omitempty"`
	}
}

type publishedBody struct {
	Revision int `json:"revision"`
}

type diffRequest struct {
	BotPath

	Body struct {
		From any `json:"from" doc:"Number of a revision, or draft"`
		To   any `json:"to" doc:"Number of a revision, or draft"`
	}
}

type revisionsRequest struct {
	BotPath
	Paging
}

type revisionRequest struct {
	BotPath

	Number int `path:"number" minimum:"1"`
}

// planProblem makes a Problem of what is wrong with a plan.
func planProblem(err error) error {
	wrong, ok := errors.AsType[*publish.PlanError](err)
	if !ok {
		return err
	}
	p := problem(http.StatusUnprocessableEntity, "plan_invalid", "The plan for the people inside does not fit.")
	for _, i := range wrong.Issues {
		i.Path = "/plan" + i.Path
		p.Issues = append(p.Issues, i)
	}
	return p
}

func (a *api) publish(ctx context.Context, bot, note string, s *source) (*answerOf[publishedBody], error) {
	from, plan, err := s.read()
	if err != nil {
		return nil, planProblem(err)
	}
	n, err := a.o.Studio.Publish(ctx, actorOf(ctx), bot, from, note, plan)
	if err != nil {
		return nil, planProblem(err)
	}
	return &answerOf[publishedBody]{publishedBody{n}}, nil
}

// documentOf reads what one side of a diff names.
func (a *api) documentOf(ctx context.Context, bot string, side any, path string) ([]byte, error) {
	switch v := side.(type) {
	case string:
		if v == "draft" {
			return a.o.Studio.Document(ctx, bot, 0)
		}
	case float64:
		if v >= 1 && v == float64(int32(v)) {
			return a.o.Studio.Document(ctx, bot, int(v))
		}
	}
	p := problem(http.StatusUnprocessableEntity, "invalid", `Name a revision by its number, or "draft".`)
	p.Issues = []engine.Issue{{Code: "invalid", Severity: engine.SeverityError, Path: path, Message: p.Title}}
	return nil, p
}

func (a *api) diff(ctx context.Context, in *diffRequest) (*answerOf[Diff], error) {
	from, err := a.documentOf(ctx, in.Bot, in.Body.From, "/from")
	if err != nil {
		return nil, err
	}
	to, err := a.documentOf(ctx, in.Bot, in.Body.To, "/to")
	if err != nil {
		return nil, err
	}
	d, err := a.o.Studio.Compare(ctx, in.Bot, from, to)
	if err != nil {
		return nil, err
	}
	return &answerOf[Diff]{Diff{Texts: diffItems(d.Texts), Logic: diffItems(d.Logic), Layout: d.Layout}}, nil
}

func (a *api) revisions(ctx context.Context, in *revisionsRequest) (*items[Revision], error) {
	below := 0
	if err := in.read(&below); err != nil {
		return nil, err
	}
	list, published, err := a.o.Studio.Revisions(ctx, in.Bot, below, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := allOf([]Revision{})
	for i, r := range list {
		if i == in.Limit {
			out.Body.Next = makeCursor(list[i-1].Number)
			break
		}
		out.Body.Items = append(out.Body.Items, Revision{
			Number: r.Number, At: r.MadeAt, Who: personOf(studio.Person{ID: r.Account, Name: r.Name}), Note: r.Note, Size: r.Bytes,
			Published: r.Number == published,
		})
	}
	return out, nil
}

func (a *api) addPublishing() {
	const tag = "Publishing"
	add(a, operation{
		id: "list-revisions", method: http.MethodGet, path: "/bots/{bot}/revisions", tag: tag, rule: onBot(access.BotRead),
		summary: "What was published, the newest first",
	}, a.revisions)
	add(a, operation{
		id: "get-revision", method: http.MethodGet, path: "/bots/{bot}/revisions/{number}", tag: tag, rule: onBot(access.BotRead),
		summary: "A document that was published",
	}, func(ctx context.Context, in *revisionRequest) (*documentAnswer, error) {
		data, err := a.o.Studio.Revision(ctx, in.Bot, in.Number)
		return &documentAnswer{Body: data}, err
	})
	add(a, operation{
		id: "compare-documents", method: http.MethodPost, path: "/bots/{bot}/diff", tag: tag, rule: onBot(access.BotRead), status: http.StatusOK,
		summary: "How two revisions, or one and the draft, differ",
	}, a.diff)
	add(a, operation{
		id: "plan-publish", method: http.MethodPost, path: "/bots/{bot}/plan", tag: tag, rule: onBot(access.BotPublish), status: http.StatusOK,
		maxBody: maxDocument, summary: "What a publish would do to the people inside; nothing is changed",
	}, func(ctx context.Context, in *planRequest) (*answerOf[Planned], error) {
		from, given, err := in.Body.read()
		if err != nil {
			return nil, planProblem(err)
		}
		p, err := a.o.Studio.Plan(ctx, in.Bot, from, given)
		if err != nil {
			return nil, planProblem(err)
		}
		out := Planned{Plan: planOf(p.Plan), Issues: p.Issues}
		if p.Tests != nil {
			out.Tests = &TestCount{Failed: p.Tests.Failed, Of: p.Tests.Of}
		}
		return &answerOf[Planned]{out}, nil
	})
	add(a, operation{
		id: "publish-bot", method: http.MethodPost, path: "/bots/{bot}/publish", tag: tag, rule: onBot(access.BotPublish), status: http.StatusOK,
		maxBody: maxDocument, once: true, summary: "Make the draft what the bot does from now on",
	}, func(ctx context.Context, in *publishRequest) (*answerOf[publishedBody], error) {
		return a.publish(ctx, in.Bot, in.Body.Note, &source{Version: in.Body.Version, Plan: in.Body.Plan})
	})
	add(a, operation{
		id: "roll-back-bot", method: http.MethodPost, path: "/bots/{bot}/rollback", tag: tag, rule: onBot(access.BotPublish), status: http.StatusOK,
		maxBody: maxDocument, once: true, summary: "Make an earlier revision what the bot does from now on",
	}, func(ctx context.Context, in *rollbackRequest) (*answerOf[publishedBody], error) {
		return a.publish(ctx, in.Bot, in.Body.Note, &source{Revision: in.Body.Revision, Plan: in.Body.Plan})
	})
}
