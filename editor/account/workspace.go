package account

import (
	"context"
	"strings"

	"github.com/scenarist/scenarist/editor/access"
)

// Workspaces gives those in which a caller has a role, by title.
func (a *Accounts) Workspaces(ctx context.Context, grants []access.Grant) ([]Workspace, error) {
	var ids []string
	seen := map[string]bool{}
	for _, g := range grants {
		if !seen[g.Workspace] {
			seen[g.Workspace] = true
			ids = append(ids, g.Workspace)
		}
	}
	return a.store.WorkspacesOf(ctx, ids)
}

// MakeWorkspace makes one that the actor owns.
func (a *Accounts) MakeWorkspace(ctx context.Context, by Actor, title string) (*Workspace, error) {
	title = strings.TrimSpace(title)
	if err := checkName(title); err != nil {
		return nil, err
	}
	w := &Workspace{ID: newID("w"), Title: title, Members: 1, MadeAt: a.clock()}
	return w, a.store.AddWorkspace(ctx, w, by.UserID, by.Entry(w.ID, "", "workspace.make", title, nil, nil))
}

// RenameWorkspace changes what people call it.
func (a *Accounts) RenameWorkspace(ctx context.Context, by Actor, id, title string) error {
	title = strings.TrimSpace(title)
	if err := checkName(title); err != nil {
		return err
	}
	return a.store.RenameWorkspace(ctx, id, func(before string) (string, *Entry, error) {
		if before == title {
			return title, nil, nil
		}
		return title, by.Entry(id, "", "workspace.rename", title, before, title), nil
	})
}

// Entries reads the audit log.
func (a *Accounts) Entries(ctx context.Context, f EntryFilter) ([]Entry, error) {
	return a.store.Entries(ctx, f)
}
