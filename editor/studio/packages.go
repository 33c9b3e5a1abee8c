package studio

import (
	"bytes"
	"context"
	"errors"
	"regexp"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// packageType is a block type that is a package of its own, as it stands in a document.
var packageType = regexp.MustCompile(`"type"\s*:\s*"[a-z0-9_-]+/`)

// examine finds what is wrong with a document of a bot, or of a workspace where there is no bot yet.
func (s *Studio) examine(ctx context.Context, workspace, bot string, document []byte) (*Findings, error) {
	doc := s.packaged(document)
	if doc == nil {
		return s.found.examine(document, s.o.Registry), nil
	}
	if workspace == "" {
		var err error
		if workspace, err = s.Place(ctx, bot); err != nil {
			return nil, err
		}
	}
	reg, err := s.Registry(ctx, workspace, doc)
	if err != nil {
		return nil, err
	}
	return s.confirmed(ctx, workspace, bot, doc, s.found.examine(document, reg))
}

// registryFor is registryOf for a document as it is kept: of one that cannot be read, only what every bot has.
func (s *Studio) registryFor(ctx context.Context, workspace, bot string, document []byte) (*engine.Registry, error) {
	doc := s.packaged(document)
	if doc == nil {
		return s.o.Registry, nil
	}
	return s.registryOf(ctx, workspace, bot, doc)
}

// packaged gives a document that may have blocks of packages, as far as it can be read; nil for any other.
func (s *Studio) packaged(document []byte) *flow.Document {
	if s.o.Library == nil || !bytes.Contains(document, []byte(`"uses"`)) && !packageType.Match(document) {
		return nil
	}
	doc, err := flow.Load(document)
	if wrong, ok := errors.AsType[*flow.LoadError](err); ok {
		doc = wrong.Draft
	}
	return doc
}

// RegistryOf gives what a document of a bot is compiled with.
func (s *Studio) RegistryOf(ctx context.Context, bot string, doc *flow.Document) (*engine.Registry, error) {
	return s.registryOf(ctx, "", bot, doc)
}

// registryOf is Registry for a document of a bot, or of a workspace where that is given.
func (s *Studio) registryOf(ctx context.Context, workspace, bot string, doc *flow.Document) (*engine.Registry, error) {
	if workspace == "" && s.o.Library != nil {
		var err error
		if workspace, err = s.Place(ctx, bot); err != nil {
			return nil, err
		}
	}
	return s.Registry(ctx, workspace, doc)
}
