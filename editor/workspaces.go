package editor

import (
	"context"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// Workspace is what keeps bots and people together, such as an agency's client.
type Workspace struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Role    access.Role         `json:"role" doc:"Mine; empty for who has roles for single bots only"`
	Can     []access.Permission `json:"can" doc:"What I may do here and with all its bots"`
	Members int                 `json:"members"`
	Bots    int                 `json:"bots"`
}

func workspaceOf(c *access.Caller, w *account.Workspace) Workspace {
	out := Workspace{ID: w.ID, Name: w.Title, Can: c.Can(w.ID, ""), Members: w.Members, Bots: w.Bots}
	for _, g := range c.Grants {
		if g.Workspace == w.ID && g.Bot == "" {
			out.Role = g.Role
		}
	}
	return out
}

// workspacesOf gives those in which the caller has a role; never nil.
func (a *api) workspacesOf(ctx context.Context, c *access.Caller) ([]Workspace, error) {
	all, err := a.o.Accounts.Workspaces(ctx, c.Grants)
	list := make([]Workspace, len(all))
	for i := range all {
		list[i] = workspaceOf(c, &all[i])
	}
	return list, err
}

type newWorkspaceRequest struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
	}
}

// inPath names the workspace of the path.
type inPath struct {
	Workspace string `path:"workspace" maxLength:"40"`
}

type renameRequest struct {
	inPath

	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
	}
}

func (a *api) addWorkspaces() {
	const tag = "Workspaces"
	add(a, operation{
		id: "list-workspaces", method: http.MethodGet, path: "/workspaces", tag: tag, rule: loggedIn(), summary: "Workspaces in which I have a role, by name",
	}, func(ctx context.Context, _ *struct{}) (*items[Workspace], error) {
		list, err := a.workspacesOf(ctx, callerOf(ctx))
		return allOf(list), err
	})
	add(a, operation{
		id: "create-workspace", method: http.MethodPost, path: "/workspaces", tag: tag, rule: anywhere(access.WorkspaceWrite), once: true,
		status: http.StatusCreated, summary: "Make a workspace that I own; for who owns one",
	}, func(ctx context.Context, in *newWorkspaceRequest) (*answer[Workspace], error) {
		w, err := a.o.Accounts.MakeWorkspace(ctx, actorOf(ctx), in.Body.Name)
		if err != nil {
			return nil, err
		}
		c := *callerOf(ctx)
		c.Grants = append([]access.Grant{{Workspace: w.ID, Role: access.Owner}}, c.Grants...)
		return &answer[Workspace]{workspaceOf(&c, w)}, nil
	})
	add(a, operation{
		id: "rename-workspace", method: http.MethodPatch, path: "/workspaces/{workspace}", tag: tag, rule: inWorkspace(access.WorkspaceWrite),
		summary: "Rename a workspace",
	}, func(ctx context.Context, in *renameRequest) (*answer[Workspace], error) {
		if err := a.o.Accounts.RenameWorkspace(ctx, actorOf(ctx), in.Workspace, in.Body.Name); err != nil {
			return nil, err
		}
		list, err := a.o.Accounts.Workspaces(ctx, []access.Grant{{Workspace: in.Workspace}})
		if err == nil && len(list) == 0 {
			err = engine.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		return &answer[Workspace]{workspaceOf(callerOf(ctx), &list[0])}, nil
	})
}
