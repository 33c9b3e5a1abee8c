package account

import (
	"context"
	"slices"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

// Members gives who is in a workspace, by e-mail and bot.
func (a *Accounts) Members(ctx context.Context, workspace string) ([]Member, error) {
	return a.store.Members(ctx, workspace)
}

// SetRole gives a member another role in the workspace, or for a bot where one is named.
func (a *Accounts) SetRole(ctx context.Context, by Actor, workspace, userID, bot string, role access.Role) error {
	if err := checkRole(role, bot); err != nil {
		return err
	}
	return a.store.ChangeMembers(ctx, workspace, func(all []Member) ([]Member, *Entry, error) {
		email, in := emailOf(all, userID)
		if !in {
			return nil, nil, engine.ErrNotFound
		}
		after, before := withRole(all, Member{UserID: userID, Email: email, Bot: bot, Role: role, JoinedAt: a.clock()})
		if before == role {
			return all, nil, nil
		}
		return after, by.Entry(workspace, bot, "member.role", email, orNil(before), role), keepsOwner(after)
	})
}

// RemoveMember takes somebody out of a workspace with all roles, or takes away the one for a bot where one is named.
func (a *Accounts) RemoveMember(ctx context.Context, by Actor, workspace, userID, bot string) error {
	return a.store.ChangeMembers(ctx, workspace, func(all []Member) ([]Member, *Entry, error) {
		email, _ := emailOf(all, userID)
		type role struct {
			Role access.Role `json:"role"`
			Bot  string      `json:"bot,omitempty"`
		}
		var before []role
		after := slices.DeleteFunc(slices.Clone(all), func(m Member) bool {
			gone := m.UserID == userID && (bot == "" || m.Bot == bot)
			if gone {
				before = append(before, role{m.Role, m.Bot})
			}
			return gone
		})
		if len(before) == 0 {
			return nil, nil, engine.ErrNotFound
		}
		return after, by.Entry(workspace, bot, "member.remove", email, before, nil), keepsOwner(after)
	})
}

func checkRole(role access.Role, bot string) error {
	if !slices.Contains(access.Roles(), role) {
		return invalid("role", "There is no such role.")
	}
	if bot != "" && role == access.Owner {
		return invalid("role", "A workspace has owners; for a single bot somebody may be an editor at most.")
	}
	return nil
}

// emailOf gives the e-mail of a member; false if there is none of that id.
func emailOf(all []Member, userID string) (string, bool) {
	i := slices.IndexFunc(all, func(m Member) bool { return m.UserID == userID })
	if i < 0 {
		return "", false
	}
	return all[i].Email, true
}

// withRole gives the members with one of them in it, and the role that it takes the place of; empty for none.
func withRole(all []Member, m Member) (after []Member, before access.Role) {
	after = slices.Clone(all)
	i := slices.IndexFunc(after, func(x Member) bool { return x.UserID == m.UserID && x.Bot == m.Bot })
	if i < 0 {
		return append(after, m), ""
	}
	before = after[i].Role
	after[i].Role = m.Role
	return after, before
}

// keepsOwner refuses a workspace that nobody owns: nobody could let anybody in any more.
func keepsOwner(all []Member) error {
	if slices.ContainsFunc(all, func(m Member) bool { return m.Bot == "" && m.Role == access.Owner }) {
		return nil
	}
	return conflict("This is the only owner. Make somebody else an owner first.")
}

func orNil(role access.Role) any {
	if role == "" {
		return nil
	}
	return role
}
