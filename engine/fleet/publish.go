package fleet

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/publish"
)

// Plan tells what a publish of the document would do to the people inside: the default plan, with how many stand where. It
// changes nothing. Errors are those of Publish.
func (m *Manager) Plan(ctx context.Context, botID int64, document []byte) (*publish.Plan, error) {
	p, err := m.prepare(ctx, botID, document, nil)
	if err != nil {
		return nil, fmt.Errorf("plan the publish of bot %d: %w", botID, err)
	}
	return p.plan, nil
}

// CheckPlan gives a plan that somebody wrote as Publish would carry it out, with how many stand where. It changes nothing.
func (m *Manager) CheckPlan(ctx context.Context, botID int64, document []byte, plan *publish.Plan) (*publish.Plan, error) {
	p, err := m.prepare(ctx, botID, document, plan)
	if err != nil {
		return nil, fmt.Errorf("plan the publish of bot %d: %w", botID, err)
	}
	return p.plan, nil
}

// Publish makes a document the bot's revision and gives its number: the last one's if nothing has changed. The plan says what
// becomes of the people inside; what it leaves out, and all without a plan, is as by default. Errors are ErrLeaving,
// what is wrong with the document (*flow.LoadError, *engine.CheckError) or the plan (*publish.PlanError), and ErrPublished.
func (m *Manager) Publish(ctx context.Context, botID int64, document []byte, plan *publish.Plan) (revision int, err error) {
	return m.PublishAs(ctx, botID, document, plan, Byline{})
}

// Byline is who publishes, and why.
type Byline struct{ Account, Name, Note string }

// PublishAs is Publish in somebody's name.
func (m *Manager) PublishAs(ctx context.Context, botID int64, document []byte, plan *publish.Plan, by Byline) (revision int, err error) {
	p, err := m.prepare(ctx, botID, document, plan)
	if err != nil {
		return 0, fmt.Errorf("publish bot %d: %w", botID, err)
	}
	packed, err := publish.Pack(p.plan.Decisions())
	if err != nil {
		return 0, fmt.Errorf("publish bot %d: %w", botID, err)
	}
	revision, err = m.o.Store.PublishPlan(ctx, host.Publication{
		BotID: botID, Document: p.document, Plan: packed, From: p.bot.Revision, At: m.o.Now(),
		Account: by.Account, Name: by.Name, Note: by.Note, Digest: p.digest,
	})
	if errors.Is(err, engine.ErrConflict) {
		err = ErrPublished
	}
	if err != nil {
		return 0, fmt.Errorf("publish bot %d: %w", botID, err)
	}
	return revision, nil
}

// Rollback publishes the document of an earlier revision again, as the next one; 0 is the one before the published. Errors
// are ErrNoRevision, and those of Publish.
func (m *Manager) Rollback(ctx context.Context, botID int64, to int, plan *publish.Plan) (revision int, err error) {
	document, err := m.Earlier(ctx, botID, to)
	if err != nil {
		return 0, err
	}
	return m.Publish(ctx, botID, document, plan)
}

// Earlier gives the document of an earlier revision, as a rollback publishes it; 0 is the one before the published.
func (m *Manager) Earlier(ctx context.Context, botID int64, to int) ([]byte, error) {
	b, err := m.staying(ctx, botID)
	if err != nil {
		return nil, fmt.Errorf("roll bot %d back: %w", botID, err)
	}
	if to == 0 {
		to = b.Revision - 1
	}
	document, err := m.o.Store.Revision(ctx, botID, to)
	if errors.Is(err, engine.ErrNotFound) {
		err = ErrNoRevision
	}
	if err != nil {
		return nil, fmt.Errorf("roll bot %d back to revision %d: %w", botID, to, err)
	}
	return document, nil
}

// staying gives a bot that is not being removed.
func (m *Manager) staying(ctx context.Context, botID int64) (host.BotRecord, error) {
	b, err := m.o.Store.Bot(ctx, botID)
	if err == nil && b.Leaving {
		err = ErrLeaving
	}
	return b, err
}

// prepared is a publish that has been judged.
type prepared struct {
	bot      host.BotRecord
	document []byte // as it is stored
	digest   string // host.Digest
	plan     *publish.Plan
}

func (m *Manager) prepare(ctx context.Context, botID int64, document []byte, given *publish.Plan) (*prepared, error) {
	doc, err := flow.Load(document)
	if err != nil {
		return nil, err
	}
	p := &prepared{}
	if p.bot, err = m.staying(ctx, botID); err != nil {
		return nil, err
	}
	next, err := m.compile(ctx, p.bot.Workspace, doc)
	if err != nil {
		return nil, err
	}
	if p.document, err = flow.Marshal(doc); err != nil {
		return nil, err
	}
	if p.digest, err = host.Digest(m.o.Program, next, m.o.Now()); err != nil {
		return nil, err
	}
	made := publish.Making{New: next, Document: func(revision int) (*flow.Document, error) {
		return m.whole(ctx, &p.bot, revision)
	}}
	published, err := m.document(ctx, botID, p.bot.Revision)
	switch {
	case errors.Is(err, engine.ErrNotFound): // nothing is published yet
		p.plan = &publish.Plan{From: p.bot.Revision, Blocks: []publish.Entry{}}
		return p, nil
	case err != nil:
		return nil, err
	}
	reg, err := m.registry(ctx, p.bot.Workspace, published)
	if err != nil {
		return nil, err
	}
	made.Old = engine.Survey(published, reg, p.bot.Revision)
	if made.Census, err = m.census(ctx, &p.bot, made.Document); err != nil {
		return nil, err
	}
	p.plan, err = made.Complete(given)
	return p, err
}

// document gives the document of a revision. One that is in trouble with this version of the program is given as far as it
// can be read: it must not keep a better one out.
func (m *Manager) document(ctx context.Context, botID int64, revision int) (*flow.Document, error) {
	data, err := m.o.Store.Revision(ctx, botID, revision)
	if err != nil {
		return nil, fmt.Errorf("read revision %d: %w", revision, err)
	}
	doc, err := flow.Load(data)
	if wrong, ok := errors.AsType[*flow.LoadError](err); ok && wrong.Draft != nil {
		return wrong.Draft, nil
	}
	return doc, err
}

// whole gives the document of a revision with the flows that its block types are made of: people stand in those, too.
func (m *Manager) whole(ctx context.Context, b *host.BotRecord, revision int) (*flow.Document, error) {
	doc, err := m.document(ctx, b.ID, revision)
	if err != nil {
		return nil, err
	}
	reg, err := m.registry(ctx, b.Workspace, doc)
	if err != nil {
		return nil, err
	}
	return engine.Whole(doc, reg), nil
}

// censusPage is how many sessions are read at once.
const censusPage = 1000

// census counts where the people of the bot stand.
func (m *Manager) census(ctx context.Context, b *host.BotRecord, document func(int) (*flow.Document, error)) (*publish.Census, error) {
	plans, err := m.o.Store.Plans(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	steps := make([]publish.Step, len(plans))
	for i, p := range plans {
		if steps[i], err = publish.Unpack(p.Revision, p.Plan); err != nil {
			return nil, err
		}
	}
	c := publish.NewCensus(b.Revision, publish.NewRoad(steps), document)
	for after := (engine.SessionKey{BotID: b.ID, ChatID: math.MinInt64}); ; {
		page, err := m.o.Store.Standing(ctx, b.ID, after, 0, censusPage)
		if err != nil {
			return nil, err
		}
		for i := range page {
			after = page[i].Key
			if err := c.Add(page[i].Session); err != nil {
				return nil, err
			}
		}
		if len(page) < censusPage {
			return c, nil
		}
	}
}
