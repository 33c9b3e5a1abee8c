package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// confirmed adds issues about blocks of packages that come with the program and whose permissions nobody of the workspace has
// seen and agreed to. Those work in a draft, and cannot be published; what the bot does already it goes on doing.
func (s *Studio) confirmed(ctx context.Context, workspace, bot string, doc *flow.Document, f *Findings) (*Findings, error) {
	missing, err := s.o.Library.Unconfirmed(ctx, workspace, doc)
	if err != nil || len(missing) == 0 {
		return f, err
	}
	live, err := s.livePins(ctx, bot)
	if err != nil {
		return nil, err
	}
	missing = slices.DeleteFunc(missing, func(id custom.BlockID) bool { return live[id.Type] == id.Version })
	var more []engine.Issue
	for i := range doc.Flows {
		for j := range doc.Flows[i].Blocks {
			b := &doc.Flows[i].Blocks[j]
			if !slices.ContainsFunc(missing, func(id custom.BlockID) bool { return id.Type == b.Type }) {
				continue
			}
			more = append(more, engine.Issue{
				Code: "block_not_added", Severity: engine.SeverityError, Path: fmt.Sprintf("/flows/%d/blocks/%d/type", i, j),
				Flow: doc.Flows[i].ID, Block: b.ID,
				Message: fmt.Sprintf("nobody has agreed yet to what %s may do: it comes with Scenarist and is added on the page Blocks", b.Type),
			})
		}
	}
	if len(more) == 0 {
		return f, nil
	}
	out := *f
	out.Issues = engine.MergeIssues(f.Issues, more)
	return &out, nil
}

// remarkUsing counts the issues of the drafts anew that pin a package.
func (s *Studio) remarkUsing(ctx context.Context, workspace, name string) error {
	bots, err := s.o.Store.Bots(ctx, BotQuery{Workspaces: []string{workspace}, Limit: usedBots})
	if err != nil {
		return err
	}
	for i := range bots {
		d, err := s.o.Store.Draft(ctx, bots[i].ID)
		if errors.Is(err, engine.ErrNotFound) || err == nil && pinOf(d.Document, name) == "" {
			continue
		}
		if err == nil {
			err = s.remark(ctx, bots[i].ID)
		}
		if err != nil {
			return fmt.Errorf("look at the draft of %s again: %w", bots[i].Name, err)
		}
	}
	return nil
}

// livePins gives what the published revision of a bot pins; nil if there is none.
func (s *Studio) livePins(ctx context.Context, bot string) (map[string]string, error) {
	if bot == "" {
		return nil, nil
	}
	b, err := s.o.Store.Bot(ctx, bot)
	if err != nil {
		return nil, err
	}
	if b.Telegram == 0 || b.Live == nil || b.Live.Revision == 0 {
		return nil, nil
	}
	document, err := s.o.Manager.Earlier(ctx, b.Telegram, b.Live.Revision)
	if err != nil {
		return nil, explain(err)
	}
	doc, err := flow.Load(document)
	if err != nil {
		return nil, fmt.Errorf("read the published revision of %s: %w", b.Name, err)
	}
	return doc.Uses, nil
}
