package access

import "slices"

// Caller is who makes a request: a person who is logged in, or a program with a token of theirs. It is not changed.
type Caller struct {
	UserID string
	Name   string
	Email  string
	// Session is the id of the login; empty for a token.
	Session string
	// Token is the id of the token; empty for a login.
	Token  string
	Grants []Grant
	// Scopes are what a token is for; nil for a login, which is for everything.
	Scopes []Permission
	// Bots are those that a token is for; nil for all.
	Bots []string
}

// Grant is a role that somebody has in a workspace, or for one of its bots.
type Grant struct {
	Workspace string
	Bot       string // empty for the whole workspace
	Role      Role
}

// May reports whether the caller may do it with the bot, or in the workspace where bot is empty.
func (c *Caller) May(p Permission, workspace, bot string) bool {
	if c.Scopes != nil && !slices.Contains(c.Scopes, p) {
		return false
	}
	if c.Bots != nil && !slices.Contains(c.Bots, bot) {
		return false
	}
	return slices.ContainsFunc(c.Grants, func(g Grant) bool {
		return g.Workspace == workspace && (g.Bot == "" || g.Bot == bot) && g.Role.Allows(p)
	})
}

// MayAnywhere reports whether the caller may do it in any workspace as a whole.
func (c *Caller) MayAnywhere(p Permission) bool {
	return slices.ContainsFunc(c.Grants, func(g Grant) bool { return c.May(p, g.Workspace, "") })
}

// Can gives what the caller may do there, in the order of Permissions; never nil.
func (c *Caller) Can(workspace, bot string) []Permission {
	out := []Permission{}
	for _, p := range Permissions() {
		if c.May(p, workspace, bot) {
			out = append(out, p)
		}
	}
	return out
}

// Sees reports whether the caller has any role in the workspace, be it for a single bot.
func (c *Caller) Sees(workspace string) bool {
	return slices.ContainsFunc(c.Grants, func(g Grant) bool { return g.Workspace == workspace })
}
