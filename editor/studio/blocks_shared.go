package studio

import (
	"context"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// ShippedBlock is a package that comes with the program.
type ShippedBlock struct {
	Manifest  *custom.Manifest
	Installed bool // the workspace has this version
}

// ShippedBlocks gives the packages that come with the program and that a workspace may install, by name: of each the newest.
func (s *Studio) ShippedBlocks(ctx context.Context, workspace string) ([]ShippedBlock, error) {
	if s.o.Library == nil {
		return nil, nil
	}
	all, err := s.o.Library.Blocks(ctx, workspace)
	if err != nil {
		return nil, err
	}
	var out []ShippedBlock
	for _, i := range s.o.Library.Shipped() {
		id := i.ID()
		if p := s.o.Library.ShippedPackage(id.Type); p == nil || p.ID() != id {
			continue
		}
		has := slices.ContainsFunc(all, func(x custom.Installed) bool { return x.ID() == id })
		out = append(out, ShippedBlock{Manifest: i.Manifest, Installed: has})
	}
	return out, nil
}

// KeepBlock turns down what the service of a package offers in place of the installed version.
func (s *Studio) KeepBlock(ctx context.Context, who Actor, workspace string, id custom.BlockID, offered string) error {
	e := who.Entry(workspace, "", "block.keep", id.String(), nil, map[string]string{"offered": offered})
	return s.o.Store.KeepBlock(ctx, workspace, id, offered, e)
}

// BlockSecrets gives the names of the packages of a workspace whose secret is set, sorted.
func (s *Studio) BlockSecrets(ctx context.Context, workspace string) ([]string, error) {
	return s.o.Store.BlockSecrets(ctx, workspace)
}

// SetBlockSecret keeps the secret that is shared with the service of an installed package, and an empty value forgets it.
func (s *Studio) SetBlockSecret(ctx context.Context, who Actor, workspace, name, value string) error {
	if len(value) > maxSecretBytes {
		return &Refusal{Code: CodeTooLarge, Field: "/value", Title: "The secret is too long."}
	}
	all, err := s.Blocks(ctx, workspace)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(i custom.Installed) bool { return i.Manifest.Name == name && i.Manifest.Kind == custom.Remote }) {
		return fmt.Errorf("package %s of a service: %w", name, engine.ErrNotFound)
	}
	what := "block.secret"
	if value == "" {
		what = "block.forget"
	}
	return s.o.Store.SetBlockSecret(ctx, workspace, name, value, who.Entry(workspace, "", what, name, nil, nil))
}
