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
	// DropBlock takes a version away, its archive if nobody else has it, and with the last version the secret.
	DropBlock(ctx context.Context, workspace string, id custom.BlockID, e *Entry) error
	// KeepBlock turns the offer of another manifest down, by its digest.
	KeepBlock(ctx context.Context, workspace string, id custom.BlockID, offered string, e *Entry) error
	// BlockSecrets gives the names of the packages whose secret is set, sorted.
	BlockSecrets(ctx context.Context, workspace string) ([]string, error)
	// SetBlockSecret keeps the secret that is shared with the service of a package; an empty one forgets it.
	SetBlockSecret(ctx context.Context, workspace, name, value string, e *Entry) error
}
