package studio

import (
	"context"

	"github.com/scenarist/scenarist/engine/custom"
)

// BlockStore keeps the packages of workspaces. Errors about a version that is not there are engine.ErrNotFound.
type BlockStore interface {
	custom.Store
	// AddBlock installs a version; engine.ErrConflict if the workspace has another package of that version.
	AddBlock(ctx context.Context, workspace string, i *custom.Installed, archive []byte, e *Entry) error
	// SetBlockDisabled switches all versions of a package off, or on again.
	SetBlockDisabled(ctx context.Context, workspace, name string, disabled bool, e *Entry) error
	// DropBlock takes a version away, and its archive if nobody else has it.
	DropBlock(ctx context.Context, workspace string, id custom.BlockID, e *Entry) error
}
