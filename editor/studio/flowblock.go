package studio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
)

// FlowBlock says which flow of a draft becomes a block, and what it is called.
type FlowBlock struct {
	Flow    string
	Name    string // vendor/name
	Version string // empty for the one that is proposed
	Title   engine.Text
	Help    engine.Text
	Icon    string
	Exits   map[string]engine.Text
	Private []string // variables that are the block's own though their scope is wider than a session
}

// InspectFlow makes a package of a flow of a bot's draft, and says of it what InspectBlock says of any. It installs nothing.
func (s *Studio) InspectFlow(ctx context.Context, bot string, f *FlowBlock) (*Inspection, error) {
	workspace, from, err := s.flowPackage(ctx, bot, f)
	if err != nil {
		return nil, err
	}
	return s.InspectBlock(ctx, workspace, from)
}

// PublishFlow installs the package of a flow in the bot's workspace, as it was inspected.
func (s *Studio) PublishFlow(ctx context.Context, who Actor, bot string, f *FlowBlock, seen Confirmation) (*custom.Installed, error) {
	workspace, from, err := s.flowPackage(ctx, bot, f)
	if err != nil {
		return nil, err
	}
	return s.InstallBlock(ctx, who, workspace, from, seen)
}

// flowPackage makes the manifest of a flow.
func (s *Studio) flowPackage(ctx context.Context, bot string, f *FlowBlock) (workspace string, from BlockSource, err error) {
	if s.o.Library == nil {
		return "", from, errNoLibrary
	}
	b, err := s.o.Store.Bot(ctx, bot)
	if err != nil {
		return "", from, err
	}
	doc, err := s.readable(ctx, bot)
	if err != nil {
		return "", from, err
	}
	reg, err := s.registryOf(ctx, b.Workspace, bot, doc)
	if err != nil {
		return "", from, err
	}
	all, err := s.o.Library.Blocks(ctx, b.Workspace)
	if err != nil {
		return "", from, err
	}
	o := composite.Options{
		Name: f.Name, Version: f.Version, Title: f.Title, Help: f.Help, Icon: f.Icon, Exits: f.Exits, Private: f.Private,
		Manifests: map[string]*custom.Manifest{},
	}
	var newest *custom.Installed
	for i := range all {
		m := all[i].Manifest
		if doc.Uses[m.Name] == m.Version {
			o.Manifests[m.Name] = m
		}
		if m.Name == f.Name && newest == nil {
			newest = &all[i] // the newest stands first
		}
	}
	manifest := func(version string) (*custom.Manifest, error) {
		o.Version = version
		m, err := composite.Make(doc, reg, f.Flow, o)
		if _, ok := errors.AsType[*composite.FlowError](err); ok {
			err = fmt.Errorf("flow %s of bot %s: %w", f.Flow, bot, engine.ErrNotFound)
		}
		return m, err
	}
	m, err := s.versioned(manifest, f.Version, newest)
	if err != nil {
		return "", from, err
	}
	data, err := json.Marshal(m)
	if err != nil {
		return "", from, fmt.Errorf("write the manifest of flow %s: %w", f.Flow, err)
	}
	return b.Workspace, BlockSource{Manifest: string(data)}, nil
}

// versioned makes the manifest of a version; of the one that is proposed if it is empty: the newest that is installed where the flow
// is what it was, else the one after it.
func (s *Studio) versioned(manifest func(version string) (*custom.Manifest, error), version string, newest *custom.Installed) (*custom.Manifest, error) {
	if version != "" {
		return manifest(version)
	}
	if newest == nil {
		return manifest("1.0.0")
	}
	m, err := manifest(newest.Manifest.Version)
	if err != nil {
		return nil, err
	}
	p, err := custom.NewPackage(m, nil)
	if err != nil || p.Digest == newest.Digest {
		return m, err
	}
	return manifest(composite.NextVersion(newest.Manifest, m))
}
