package access_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/editor/access"
)

func TestRole_EachPermitsNoMoreThanTheOneAbove(t *testing.T) {
	t.Parallel()
	roles := access.Roles()
	for i, r := range roles {
		for _, p := range access.Permissions() {
			if i > 0 && r.Allows(p) && !roles[i-1].Allows(p) {
				t.Errorf("%s may %s, which %s may not", r, p, roles[i-1])
			}
		}
	}
	if access.Role("king").Allows(access.BotRead) {
		t.Error("a role that does not exist permits something")
	}
}

func TestRole_OwnerMayEverythingAndViewerChangesNothing(t *testing.T) {
	t.Parallel()
	for _, p := range access.Permissions() {
		if !access.Owner.Allows(p) {
			t.Errorf("an owner may not %s", p)
		}
	}
	viewer := (&access.Caller{Grants: []access.Grant{{Workspace: "w", Role: access.Viewer}}}).Can("w", "b")
	if want := []access.Permission{access.BotRead, access.FiguresRead}; !slices.Equal(viewer, want) {
		t.Errorf("a viewer may %v, want %v", viewer, want)
	}
}

func TestCaller_MayOnlyWhereTheRoleIs(t *testing.T) {
	t.Parallel()
	c := access.Caller{Grants: []access.Grant{
		{Workspace: "agency", Role: access.Analyst},
		{Workspace: "agency", Bot: "shop", Role: access.Editor},
	}}
	for _, x := range []struct {
		p              access.Permission
		workspace, bot string
		want           bool
	}{
		{access.BotRead, "agency", "", true},
		{access.BotRead, "agency", "shop", true},
		{access.BotEdit, "agency", "shop", true},
		{access.BotEdit, "agency", "quiz", false},
		{access.BotEdit, "agency", "", false},
		{access.BotRead, "other", "shop", false},
		{access.MemberWrite, "agency", "shop", false},
	} {
		if got := c.May(x.p, x.workspace, x.bot); got != x.want {
			t.Errorf("%s in %q with %q: %v, want %v", x.p, x.workspace, x.bot, got, x.want)
		}
	}
}

func TestCaller_TokenNeverPermitsMoreThanItsOwnersRole(t *testing.T) {
	t.Parallel()
	c := access.Caller{
		Grants: []access.Grant{{Workspace: "w", Role: access.Operator}},
		Scopes: []access.Permission{access.BotRun, access.BotPublish}, Bots: []string{"shop"},
	}
	for _, x := range []struct {
		p    access.Permission
		bot  string
		want bool
	}{
		{access.BotRun, "shop", true},
		{access.BotRun, "quiz", false},     // not one of its bots
		{access.BotPublish, "shop", false}, // in its scopes, not in the role
		{access.BotRead, "shop", false},    // in the role, not in its scopes
		{access.BotRun, "", false},         // the whole workspace is no bot of its
	} {
		if got := c.May(x.p, "w", x.bot); got != x.want {
			t.Errorf("%s with %q: %v, want %v", x.p, x.bot, got, x.want)
		}
	}
}
