package editor

import (
	"context"
	"net/http"
	"time"
)

type accountRequest struct {
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Language *string `json:"language,omitempty" pattern:"^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$"`
	}
}

type passwordRequest struct {
	Body struct {
		Old string `json:"old" maxLength:"200"`
		New string `json:"new" maxLength:"200" validate:"nefield=Old" doc:"10 characters at least"`
	}
}

// Login is a browser with which somebody is logged in.
type Login struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current" doc:"It is the one that asks"`
	Agent     string    `json:"agent" doc:"The browser's words for itself"`
	Address   string    `json:"address"`
	CreatedAt time.Time `json:"created_at"`
	UsedAt    time.Time `json:"used_at" doc:"To some minutes"`
}

// items is a list, a page of it where it may be long.
type items[T any] struct {
	Body itemList[T]
}

type itemList[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; without it this is the last one"`
}

func allOf[T any](list []T) *items[T] { return &items[T]{Body: itemList[T]{Items: list}} }

// ByID names one of a list by its id.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

func (a *api) addAccount() {
	const tag = "Account"
	add(a, operation{
		id: "change-account", method: http.MethodPatch, path: "/account", tag: tag, rule: byPerson(), summary: "Change my name or language",
	}, func(ctx context.Context, in *accountRequest) (*sessionAnswer, error) {
		if err := a.o.Accounts.SetProfile(ctx, actorOf(ctx), in.Body.Name, in.Body.Language); err != nil {
			return nil, err
		}
		return a.session(ctx, callerOf(ctx))
	})
	add(a, operation{
		id: "change-password", method: http.MethodPost, path: "/account/password", tag: tag, rule: byPerson(),
		summary: "Change my password, which ends my other log-ins",
	}, func(ctx context.Context, in *passwordRequest) (*noBody, error) {
		return nil, a.o.Accounts.SetPassword(ctx, actorOf(ctx), callerOf(ctx).Session, in.Body.Old, in.Body.New)
	})
	add(a, operation{
		id: "list-sessions", method: http.MethodGet, path: "/account/sessions", tag: tag, rule: byPerson(), summary: "Where I am logged in, the newest first",
	}, func(ctx context.Context, _ *struct{}) (*items[Login], error) {
		c := callerOf(ctx)
		all, err := a.o.Accounts.Logins(ctx, c.UserID)
		list := make([]Login, len(all))
		for i, l := range all {
			list[i] = Login{ID: l.ID, Current: l.ID == c.Session, Agent: l.Agent, Address: l.Address, CreatedAt: l.MadeAt, UsedAt: l.UsedAt}
		}
		return allOf(list), err
	})
	add(a, operation{
		id: "end-session", method: http.MethodDelete, path: "/account/sessions/{id}", tag: tag, rule: byPerson(), summary: "Log one of my browsers out",
	}, func(ctx context.Context, in *ByID) (*noBody, error) {
		return nil, a.o.Accounts.EndLogin(ctx, actorOf(ctx), in.ID)
	})
	add(a, operation{
		id: "leave-workspace", method: http.MethodDelete, path: "/account/workspaces/{id}", tag: tag, rule: byPerson(), summary: "Leave a workspace",
	}, func(ctx context.Context, in *ByID) (*noBody, error) {
		return nil, a.o.Accounts.RemoveMember(ctx, actorOf(ctx), in.ID, callerOf(ctx).UserID, "")
	})
}
