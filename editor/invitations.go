package editor

import (
	"context"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
)

// Invitation asks somebody to come into a workspace.
type Invitation struct {
	ID        string      `json:"id"`
	Role      access.Role `json:"role"`
	Bot       string      `json:"bot,omitempty" doc:"The role is for this bot only"`
	Note      string      `json:"note,omitempty" doc:"For whoever invites: who it is for"`
	Link      string      `json:"link,omitempty" doc:"For whoever is invited; it is shown this once and works once"`
	CreatedBy string      `json:"created_by"`
	CreatedAt time.Time   `json:"created_at"`
	ExpiresAt time.Time   `json:"expires_at"`
}

func invitationOf(i *account.Invitation) Invitation {
	return Invitation{ID: i.ID, Role: i.Role, Bot: i.Bot, Note: i.Note, CreatedBy: i.MadeBy, CreatedAt: i.MadeAt, ExpiresAt: i.ExpiresAt}
}

// Invited is what somebody with the link of an invitation learns.
type Invited struct {
	Workspace    string      `json:"workspace" doc:"Its name"`
	Role         access.Role `json:"role"`
	NeedsAccount bool        `json:"needs_account" doc:"Nobody is logged in: log in first, or make an account by accepting"`
}

type inviteRequest struct {
	InWorkspace

	Body struct {
		Role access.Role `json:"role" enum:"owner,editor,operator,analyst,viewer"`
		Bot  string      `json:"bot,omitempty" maxLength:"40"`
		Note string      `json:"note,omitempty" maxLength:"500"`
	}
}

type invitationPath struct {
	InWorkspace
	ByID
}

// ByLink names an invitation by the secret of its link.
type ByLink struct {
	Token string `path:"token" maxLength:"100"`
}

type acceptRequest struct {
	ByLink

	Body struct {
		Name     string `json:"name,omitempty" maxLength:"100" validate:"required_with=Email"`
		Email    string `json:"email,omitempty" maxLength:"254" validate:"required_with=Password" doc:"With name and password, for who has no account; not for who is logged in"`
		Password string `json:"password,omitempty" maxLength:"200" validate:"required_with=Email" doc:"10 characters at least"`
		Language string `json:"language,omitempty" pattern:"^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$"`
	}
}

func (a *api) addInvitations() {
	const tag = "Invitations"
	add(a, operation{
		id: "list-invitations", method: http.MethodGet, path: "/workspaces/{workspace}/invitations", tag: tag,
		rule: inWorkspace(access.MemberWrite), summary: "Open invitations, the newest first",
	}, func(ctx context.Context, in *InWorkspace) (*items[Invitation], error) {
		all, err := a.o.Accounts.Invitations(ctx, in.Workspace)
		list := make([]Invitation, len(all))
		for i := range all {
			list[i] = invitationOf(&all[i])
		}
		return allOf(list), err
	})
	add(a, operation{
		id: "create-invitation", method: http.MethodPost, path: "/workspaces/{workspace}/invitations", tag: tag,
		rule: inWorkspace(access.MemberWrite), status: http.StatusCreated, summary: "Invite somebody by a link",
	}, func(ctx context.Context, in *inviteRequest) (*answer[Invitation], error) {
		if err := a.botIn(ctx, in.Workspace, in.Body.Bot); err != nil {
			return nil, err
		}
		secret, i, err := a.o.Accounts.Invite(ctx, actorOf(ctx), account.NewInvitation{
			Workspace: in.Workspace, Bot: in.Body.Bot, Role: in.Body.Role, Note: in.Body.Note,
		})
		if err != nil {
			return nil, err
		}
		out := invitationOf(i)
		out.Link = visitOf(ctx).invitation(secret)
		return &answer[Invitation]{out}, nil
	})
	add(a, operation{
		id: "revoke-invitation", method: http.MethodDelete, path: "/workspaces/{workspace}/invitations/{id}", tag: tag,
		rule: inWorkspace(access.MemberWrite), summary: "Take an invitation back",
	}, func(ctx context.Context, in *invitationPath) (*noBody, error) {
		return nil, a.o.Accounts.EndInvitation(ctx, actorOf(ctx), in.Workspace, in.ID)
	})
	add(a, operation{
		id: "show-invitation", method: http.MethodGet, path: "/invitations/{token}", tag: tag, rule: open(), summary: "What a link invites to",
	}, func(ctx context.Context, in *ByLink) (*answer[Invited], error) {
		i, w, err := a.o.Accounts.Invitation(ctx, in.Token, visitOf(ctx).From)
		if err != nil {
			return nil, err
		}
		return &answer[Invited]{Invited{Workspace: w.Title, Role: i.Role, NeedsAccount: callerOf(ctx) == nil}}, nil
	})
	add(a, operation{
		id: "accept-invitation", method: http.MethodPost, path: "/invitations/{token}/accept", tag: tag, rule: open(),
		summary: "Accept an invitation, as who is logged in or with a new account",
	}, a.accept)
}

// accept lets somebody into a workspace.
func (a *api) accept(ctx context.Context, in *acceptRequest) (*sessionAnswer, error) {
	b := &in.Body
	switch c := callerOf(ctx); {
	case c != nil && c.Session == "":
		return nil, errNoToken
	case c == nil && b.Email == "":
		return nil, errLogin
	case c == nil:
		p := account.Profile{Name: b.Name, Email: b.Email, Password: b.Password, Language: b.Language}
		secret, err := a.o.Accounts.AcceptNew(ctx, in.Token, p, visitOf(ctx).From)
		return a.begun(ctx, secret, err)
	case b.Email != "":
		return nil, problem(http.StatusConflict, "conflict", "You are logged in: log out first to make another account, or accept with this one.")
	default:
		if err := a.o.Accounts.Accept(ctx, actorOf(ctx), in.Token); err != nil {
			return nil, err
		}
		fresh, err := a.o.Accounts.Caller(ctx, c)
		if err != nil {
			return nil, err
		}
		return a.session(ctx, fresh)
	}
}
