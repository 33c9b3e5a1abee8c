package testchat

import (
	"context"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// registry gives what a document of a bot is compiled with.
func (o *Options) registry(ctx context.Context, bot string, doc *flow.Document) (*engine.Registry, error) {
	if o.Registries == nil {
		return o.Registry, nil
	}
	return o.Registries(ctx, bot, doc)
}

// compile makes a document of a bot ready to run.
func (o *Options) compile(ctx context.Context, bot string, doc *flow.Document) (*engine.Revision, error) {
	reg, err := o.registry(ctx, bot, doc)
	if err != nil {
		return nil, err
	}
	return engine.Compile(doc, reg, 1)
}
