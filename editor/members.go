package editor

import (
	"context"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// Member is somebody in a workspace.
type Member struct {
	UserID   string      `json:"user_id"`
	Name     string      `json:"name"`
	Email    string      `json:"email"`
	Role     access.Role `json:"role" doc:"In the whole workspace; empty for who has roles for single bots only"`
	Bots     []BotRole   `json:"bots,omitempty" doc:"Roles for single bots, beside it"`
	JoinedAt time.Time   `json:"joined_at"`
}

// BotRole is a role for a single bot.
type BotRole struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	Role access.Role `json:"role"`
}

// botName gives what people call a bot.
func (a *api) botName(ctx context.Context, bot string) string {
	if a.o.BotName == nil {
		return bot
	}
	return a.o.BotName(ctx, bot)
}

// membersOf puts the roles of each person together. They come by e-mail.
func (a *api) membersOf(ctx context.Context, all []account.Member) []Member {
	list := []Member{}
	for _, m := range all {
		if n := len(list); n == 0 || list[n-1].UserID != m.UserID {
			list = append(list, Member{UserID: m.UserID, Name: m.Name, Email: m.Email, JoinedAt: m.JoinedAt})
		}
		p := &list[len(list)-1]
		if m.JoinedAt.Before(p.JoinedAt) {
			p.JoinedAt = m.JoinedAt
		}
		if m.Bot == "" {
			p.Role = m.Role
		} else {
			p.Bots = append(p.Bots, BotRole{ID: m.Bot, Name: a.botName(ctx, m.Bot), Role: m.Role})
		}
	}
	return list
}

// memberPath names a member of the workspace of the path.
type memberPath struct {
	inPath

	User string `path:"user" maxLength:"40"`
}

type roleRequest struct {
	memberPath

	Body struct {
		Role access.Role `json:"role" enum:"owner,editor,operator,analyst,viewer"`
		Bot  string      `json:"bot,omitempty" maxLength:"40" doc:"The role is for this bot only, beside that in the workspace"`
	}
}

type removeRequest struct {
	memberPath

	Bot string `query:"bot" maxLength:"40" doc:"Take away the role for this bot only"`
}

func (a *api) addMembers() {
	const tag = "Workspaces"
	add(a, operation{
		id: "list-members", method: http.MethodGet, path: "/workspaces/{workspace}/members", tag: tag, rule: inWorkspace(access.MemberRead),
		summary: "Who is in the workspace, by e-mail",
	}, func(ctx context.Context, in *inPath) (*items[Member], error) {
		all, err := a.o.Accounts.Members(ctx, in.Workspace)
		return allOf(a.membersOf(ctx, all)), err
	})
	add(a, operation{
		id: "change-member", method: http.MethodPatch, path: "/workspaces/{workspace}/members/{user}", tag: tag,
		rule: inWorkspace(access.MemberWrite), summary: "Give a member another role",
	}, func(ctx context.Context, in *roleRequest) (*answer[Member], error) {
		if err := a.botIn(ctx, in.Workspace, in.Body.Bot); err != nil {
			return nil, err
		}
		if err := a.o.Accounts.SetRole(ctx, actorOf(ctx), in.Workspace, in.User, in.Body.Bot, in.Body.Role); err != nil {
			return nil, err
		}
		all, err := a.o.Accounts.Members(ctx, in.Workspace)
		for _, m := range a.membersOf(ctx, all) {
			if m.UserID == in.User {
				return &answer[Member]{m}, nil
			}
		}
		if err == nil {
			err = engine.ErrNotFound // taken out at the same moment
		}
		return nil, err
	})
	add(a, operation{
		id: "remove-member", method: http.MethodDelete, path: "/workspaces/{workspace}/members/{user}", tag: tag,
		rule: inWorkspace(access.MemberWrite), summary: "Take somebody out of the workspace",
	}, func(ctx context.Context, in *removeRequest) (*noBody, error) {
		return nil, a.o.Accounts.RemoveMember(ctx, actorOf(ctx), in.Workspace, in.User, in.Bot)
	})
}

// botIn refuses a bot of another workspace; an empty one is none.
func (a *api) botIn(ctx context.Context, workspace, bot string) error {
	if bot == "" {
		return nil
	}
	where, err := a.o.Places.Place(ctx, bot)
	if err == nil && where != workspace {
		err = engine.ErrNotFound
	}
	return err
}
