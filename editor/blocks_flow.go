package editor

import (
	"context"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
)

// FlowBlock says what a flow becomes as a block.
type FlowBlock struct {
	Name    string                 `json:"name" maxLength:"64" example:"acme/address" doc:"vendor/name: the block type"`
	Version string                 `json:"version,omitempty" maxLength:"64" doc:"The one that is proposed, if it is left out"`
	Title   engine.Text            `json:"title,omitempty" doc:"By language; the name of the flow, if it is left out"`
	Help    engine.Text            `json:"help,omitempty" doc:"By language; the note of the flow, if it is left out"`
	Icon    string                 `json:"icon,omitempty" maxLength:"64" doc:"Name of an icon of the Tabler set"`
	Exits   map[string]engine.Text `json:"exits,omitempty" doc:"Words of the exits; the labels of the blocks that leave by them, if they are left out"`
	Private []string               `json:"private,omitempty" maxItems:"1000" nullable:"false" doc:"Variables, such as user.street, that are the block's own though their scope is wider than a session"`
}

func (f *FlowBlock) of(flow string) *studio.FlowBlock {
	return &studio.FlowBlock{
		Flow: flow, Name: f.Name, Version: f.Version, Title: f.Title, Help: f.Help, Icon: f.Icon, Exits: f.Exits, Private: f.Private,
	}
}

// FlowPath is the address of a flow of a draft.
type FlowPath struct {
	BotPath

	Flow string `path:"flow" maxLength:"64"`
}

type inspectFlowRequest struct {
	FlowPath

	Body FlowBlock
}

type publishFlowRequest struct {
	FlowPath

	Body struct {
		FlowBlock

		Digest      string           `json:"digest" maxLength:"64" doc:"As it was inspected"`
		Permissions BlockPermissions `json:"permissions" doc:"Exactly those that the flow needs"`
	}
}

// addFlowBlocks adds how a flow becomes a block.
func (a *api) addFlowBlocks() {
	const tag, base = "Blocks", "/bots/{bot}/flows/{flow}/block"
	add(a, operation{
		id: "inspect-flow-block", method: http.MethodPost, path: base + "/inspect", tag: tag, rule: onBot(access.WorkspaceWrite),
		summary: "Say what a flow of the draft would be as a block: settings, exits, outputs, permissions, and what differs from the installed version",
	}, func(ctx context.Context, in *inspectFlowRequest) (*answer[*InspectedBlock], error) {
		found, err := a.o.Studio.InspectFlow(ctx, in.Bot, in.Body.of(in.Flow))
		if err != nil {
			return nil, err
		}
		out, err := inspectedOf(found)
		if err != nil {
			return nil, err
		}
		return &answer[*InspectedBlock]{out}, nil
	})
	add(a, operation{
		id: "publish-flow-block", method: http.MethodPost, path: base, tag: tag, rule: onBot(access.WorkspaceWrite), status: http.StatusCreated,
		summary: "Install a flow of the draft as a block of the workspace, as it was inspected",
	}, func(ctx context.Context, in *publishFlowRequest) (*answer[BlockVersion], error) {
		i, err := a.o.Studio.PublishFlow(ctx, actorOf(ctx), in.Bot, in.Body.of(in.Flow), studio.Confirmation{
			Digest: in.Body.Digest, Permissions: in.Body.Permissions.permissions(),
		})
		if err != nil {
			return nil, err
		}
		return &answer[BlockVersion]{versionOf(i)}, nil
	})
}
