package studio

import (
	"context"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// readable gives the draft as far as it can be read: a small empty document if not at all.
func (s *Studio) readable(ctx context.Context, bot string) (*flow.Document, error) {
	_, found, err := s.Open(ctx, bot)
	if err != nil {
		return nil, err
	}
	if found.Document == nil {
		return &flow.Document{SchemaVersion: flow.SchemaVersion, Language: "en"}, nil
	}
	return found.Document, nil
}

// CheckText finds what is wrong with a text that somebody is writing in a block of the draft.
func (s *Studio) CheckText(ctx context.Context, bot string, t engine.TextCheck) ([]engine.Issue, error) {
	doc, err := s.readable(ctx, bot)
	if err != nil {
		return nil, err
	}
	reg, err := s.registryOf(ctx, "", bot, doc)
	if err != nil {
		return nil, err
	}
	return engine.CheckText(doc, reg, t), nil
}

// Names gives what expressions of a block of the draft may use.
func (s *Studio) Names(ctx context.Context, bot, flowID, block string) ([]engine.KnownName, error) {
	doc, err := s.readable(ctx, bot)
	if err != nil {
		return nil, err
	}
	reg, err := s.registryOf(ctx, "", bot, doc)
	if err != nil {
		return nil, err
	}
	return engine.Names(doc, reg, flowID, block), nil
}
