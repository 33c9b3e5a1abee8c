package editor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// BlockManifest is what a version of a package says of itself.
type BlockManifest struct {
	Manifest json.RawMessage `json:"manifest" doc:"Of schemas/block-manifest.schema.json"`
}

// addBlockManifest adds what the editor compares versions by, before a draft takes another one.
func (a *api) addBlockManifest() {
	add(a, operation{
		id: "block-manifest", method: http.MethodGet, path: "/workspaces/{workspace}/blocks/{vendor}/{block}/versions/{version}",
		tag: "Blocks", rule: inWorkspace(access.BotRead), summary: "Manifest of an installed version of a package",
	}, func(ctx context.Context, in *versionPath) (*answer[*BlockManifest], error) {
		list, err := a.o.Studio.Blocks(ctx, in.Workspace)
		if err != nil {
			return nil, err
		}
		id := custom.BlockID{Type: in.name(), Version: in.Version}
		for i := range list {
			if list[i].ID() != id {
				continue
			}
			m, err := json.Marshal(list[i].Manifest)
			if err != nil {
				return nil, fmt.Errorf("write the manifest of %s: %w", id, err)
			}
			return &answer[*BlockManifest]{&BlockManifest{Manifest: m}}, nil
		}
		return nil, fmt.Errorf("package %s: %w", id, engine.ErrNotFound)
	})
}
