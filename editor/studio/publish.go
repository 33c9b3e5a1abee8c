package studio

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/publish"
)

// maxNote is how long the note of a revision may be, in characters.
const maxNote = 2000

// TestCount is how the saved tests of a bot went.
type TestCount struct{ Failed, Of int }

// Tests runs the saved tests of a bot on a document.
type Tests interface {
	Run(ctx context.Context, bot string, document []byte) (TestCount, error)
}

// Source is what is to be published: a version of the draft, or an earlier revision.
type Source struct {
	Version  int64 // of the draft
	Revision int   // if Version is 0
}

// source gives the document. Of the draft only the newest version is published: what somebody sees is what they publish.
func (s *Studio) source(ctx context.Context, b *Bot, from Source) ([]byte, error) {
	if from.Version == 0 {
		document, err := s.o.Manager.Earlier(ctx, b.Telegram, from.Revision)
		return document, explain(err)
	}
	d, err := s.o.Store.Draft(ctx, b.ID)
	if err == nil && d.Version != from.Version {
		err = &StaleError{Version: d.Version}
	}
	return d.Document, err
}

// Planned is what a publish would do.
type Planned struct {
	Plan   *publish.Plan // nil where there are errors
	Issues []engine.Issue
	Tests  *TestCount // nil if there are none
}

// Plan tells what a publish would do, and changes nothing. A plan that somebody wrote is given as it would be carried out.
func (s *Studio) Plan(ctx context.Context, id string, from Source, given *publish.Plan) (Planned, error) {
	b, err := s.connected(ctx, id)
	if err != nil {
		return Planned{}, err
	}
	document, err := s.source(ctx, &b, from)
	if err != nil {
		return Planned{}, err
	}
	found, err := s.judge(ctx, b.Workspace, id, document)
	if err != nil {
		return Planned{}, err
	}
	out := Planned{Issues: found.Issues}
	if engine.HasErrors(out.Issues) {
		return out, nil
	}
	if given == nil {
		out.Plan, err = s.o.Manager.Plan(ctx, b.Telegram, document)
	} else {
		out.Plan, err = s.o.Manager.CheckPlan(ctx, b.Telegram, document, given)
	}
	if err != nil {
		return out, planProblem(err)
	}
	if s.o.Tests != nil {
		n, err := s.o.Tests.Run(ctx, id, document)
		if err != nil {
			return out, fmt.Errorf("run the tests of bot %s: %w", id, err)
		}
		if n.Of > 0 {
			out.Tests = &n
		}
	}
	return out, nil
}

// planProblem is explain for what may be wrong with a plan.
func planProblem(err error) error {
	if wrong, ok := errors.AsType[*publish.PlanError](err); ok {
		return wrong
	}
	return explain(err)
}

// Publish makes a version of the draft, or an earlier revision, what the bot does from now on. Errors are *StaleError,
// *publish.PlanError, *engine.CheckError and *Refusal.
func (s *Studio) Publish(ctx context.Context, who Actor, id string, from Source, note string, plan *publish.Plan) (revision int, err error) {
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > maxNote {
		return 0, &Refusal{Code: CodeInvalid, Field: "/note", Title: "The note is too long: 2000 characters are enough for anybody."}
	}
	b, err := s.connected(ctx, id)
	if err != nil {
		return 0, err
	}
	document, err := s.source(ctx, &b, from)
	if err != nil {
		return 0, err
	}
	found, err := s.judge(ctx, b.Workspace, id, document)
	if err != nil {
		return 0, err
	}
	if engine.HasErrors(found.Issues) {
		return 0, &engine.CheckError{Issues: found.Issues}
	}
	what := "bot.publish"
	if from.Version == 0 {
		what = "bot.rollback"
	}
	noting, _ := Noting(ctx, who.Entry(b.Workspace, id, what, b.Name, map[string]any{"revision": b.Live.Revision}, map[string]any{
		"draft": from.Version, "revision": from.Revision, "note": note,
	}))
	revision, err = s.o.Manager.PublishAs(noting, b.Telegram, document, plan, fleet.Byline{Account: who.UserID, Name: who.Name, Note: note})
	if err != nil {
		return 0, planProblem(err)
	}
	s.o.Changed()
	s.rooms.kick(id)
	return revision, nil
}

// Revisions gives what was published, the newest first, from below a number on; 0 for all.
func (s *Studio) Revisions(ctx context.Context, id string, below, limit int) (list []host.RevisionInfo, published int, err error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil || b.Live == nil {
		return nil, 0, err
	}
	list, err = s.o.Store.Revisions(ctx, b.Telegram, below, limit)
	return list, b.Live.Revision, err
}

// Revision gives the document of one; engine.ErrNotFound if there is no such revision.
func (s *Studio) Revision(ctx context.Context, id string, number int) ([]byte, error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err == nil && b.Live == nil {
		err = engine.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	document, err := s.o.Manager.Earlier(ctx, b.Telegram, number)
	return document, explain(err)
}

// Document gives a revision, or the draft for 0.
func (s *Studio) Document(ctx context.Context, id string, revision int) ([]byte, error) {
	if revision > 0 {
		return s.Revision(ctx, id, revision)
	}
	d, err := s.o.Store.Draft(ctx, id)
	return d.Document, err
}
