package editor

import (
	"context"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// ShippedBlock is a package that comes with Scenarist and that a workspace has to add before its bots can use it.
type ShippedBlock struct {
	Name      string      `json:"name" example:"openai/chat"`
	Version   string      `json:"version" example:"1.0.0"`
	Kind      string      `json:"kind" enum:"http,remote,wasm,composite,go"`
	Title     engine.Text `json:"title"`
	Help      engine.Text `json:"help"`
	Icon      string      `json:"icon"`
	Installed bool        `json:"installed" doc:"The workspace has this version"`
}

type keepRequest struct {
	BlockPath

	Version string `path:"version" maxLength:"64"`
	Body    struct {
		Keep string `json:"keep" minLength:"1" maxLength:"64" doc:"Digest of the notice that is turned down"`
	}
}

type blockSecretRequest struct {
	BlockPath

	Body struct {
		Value string `json:"value" minLength:"1" maxLength:"16384"`
	}
}

// addSharedBlocks adds what comes with Scenarist, and what is shared with services of others.
func (a *api) addSharedBlocks() {
	const tag, base = "Blocks", "/workspaces/{workspace}/blocks"
	add(a, operation{
		id: "list-shipped-blocks", method: http.MethodGet, path: base + "/shipped", tag: tag, rule: inWorkspace(access.BotRead),
		summary: "Packages that come with Scenarist, to be added",
	}, func(ctx context.Context, in *workspacePath) (*items[ShippedBlock], error) {
		list, err := a.o.Studio.ShippedBlocks(ctx, in.Workspace)
		out := []ShippedBlock{}
		for i := range list {
			m := list[i].Manifest
			out = append(out, ShippedBlock{
				Name: m.Name, Version: m.Version, Kind: m.Kind, Title: m.Title, Help: m.Help, Icon: m.Icon, Installed: list[i].Installed,
			})
		}
		return allOf(out), err
	})
	add(a, operation{
		id: "keep-block", method: http.MethodPatch, path: base + "/{vendor}/{block}/versions/{version}", tag: tag, rule: inWorkspace(access.WorkspaceWrite),
		summary: "Keep a version although its service offers something else: the notice is shown no more",
	}, func(ctx context.Context, in *keepRequest) (*struct{}, error) {
		id := custom.BlockID{Type: in.name(), Version: in.Version}
		return nil, a.o.Studio.KeepBlock(ctx, actorOf(ctx), in.Workspace, id, in.Body.Keep)
	})
	add(a, operation{
		id: "set-block-secret", method: http.MethodPut, path: base + "/{vendor}/{block}/secret", tag: tag, rule: inWorkspace(access.WorkspaceWrite),
		summary: "Keep the secret that is shared with the service of a block; nobody reads it",
	}, func(ctx context.Context, in *blockSecretRequest) (*struct{}, error) {
		return nil, a.o.Studio.SetBlockSecret(ctx, actorOf(ctx), in.Workspace, in.name(), in.Body.Value)
	})
	add(a, operation{
		id: "forget-block-secret", method: http.MethodDelete, path: base + "/{vendor}/{block}/secret", tag: tag, rule: inWorkspace(access.WorkspaceWrite),
		summary: "Forget the secret that is shared with the service of a block",
	}, func(ctx context.Context, in *BlockPath) (*struct{}, error) {
		return nil, a.o.Studio.SetBlockSecret(ctx, actorOf(ctx), in.Workspace, in.name(), "")
	})
}
