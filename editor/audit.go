package editor

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
)

// Entry is a line of the audit log.
type Entry struct {
	ID      string          `json:"id"`
	At      time.Time       `json:"at"`
	Who     *Who            `json:"who" doc:"Null: whoever runs the server"`
	Token   string          `json:"token,omitempty" doc:"Id of the token by which it was done"`
	What    string          `json:"what" example:"member.role"`
	Target  string          `json:"target"`
	Bot     string          `json:"bot,omitempty"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
	Address string          `json:"address"`
}

// Who is somebody as they were called then.
type Who struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type auditRequest struct {
	InWorkspace
	EntryPage

	Bot  string `query:"bot" maxLength:"40"`
	User string `query:"user" maxLength:"40" doc:"Id of who did it"`
}

type ownAuditRequest struct{ EntryPage }

// EntryPage selects a page of lines.
type EntryPage struct {
	What   string `query:"what" maxLength:"40" doc:"How it begins, such as member."`
	Cursor string `query:"cursor" pattern:"^[0-9]{1,18}$" doc:"next of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

func (a *api) addAudit() {
	add(a, operation{
		id: "list-audit", method: http.MethodGet, path: "/workspaces/{workspace}/audit", tag: "Workspaces", rule: inWorkspace(access.AuditRead),
		summary: "Who changed what, the newest first",
	}, func(ctx context.Context, in *auditRequest) (*items[Entry], error) {
		return a.entries(ctx, &in.EntryPage, account.EntryFilter{Workspace: in.Workspace, Bot: in.Bot, UserID: in.User})
	})
	add(a, operation{
		id: "list-own-audit", method: http.MethodGet, path: "/account/audit", tag: "Account", rule: byPerson(),
		summary: "My log-ins, and what was changed of my account and by whom, the newest first",
	}, func(ctx context.Context, in *ownAuditRequest) (*items[Entry], error) {
		c := callerOf(ctx)
		return a.entries(ctx, &in.EntryPage, account.EntryFilter{UserID: c.UserID, About: c.Email})
	})
}

// entries gives a page of lines.
func (a *api) entries(ctx context.Context, p *EntryPage, f account.EntryFilter) (*items[Entry], error) {
	f.What, f.Limit = p.What, p.Limit+1
	if p.Cursor != "" {
		var err error
		if f.Before, err = strconv.ParseInt(p.Cursor, 10, 64); err != nil {
			return nil, err
		}
	}
	all, err := a.o.Accounts.Entries(ctx, f)
	out := allOf([]Entry{})
	for i := range all {
		if i == p.Limit {
			out.Body.Next = strconv.FormatInt(all[i-1].ID, 10)
			break
		}
		out.Body.Items = append(out.Body.Items, entryOf(&all[i]))
	}
	return out, err
}

func entryOf(e *account.Entry) Entry {
	out := Entry{
		ID: strconv.FormatInt(e.ID, 10), At: e.At, Token: e.Token, What: e.What, Target: e.Target, Bot: e.Bot,
		Before: e.Before, After: e.After, Address: e.Address,
	}
	if e.UserID != "" {
		out.Who = &Who{ID: e.UserID, Name: e.Name}
	}
	return out
}
