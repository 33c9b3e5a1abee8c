package account

import (
	"context"
	"slices"
	"time"

	"github.com/scenarist/scenarist/editor/access"
)

// NewInvitation is what somebody is to be.
type NewInvitation struct {
	Workspace, Bot string
	Role           access.Role
	Note           string
}

const maxNote = 500

// Invite makes an invitation and gives the secret of its link, which is shown this once.
func (a *Accounts) Invite(ctx context.Context, by Actor, n NewInvitation) (string, *Invitation, error) {
	if err := checkRole(n.Role, n.Bot); err != nil {
		return "", nil, err
	}
	if len(n.Note) > maxNote {
		return "", nil, invalid("note", "The note is too long.")
	}
	secret, hash := newSecret("")
	now := a.clock()
	i := &Invitation{
		Hash: hash, ID: newID("i"), Workspace: n.Workspace, Bot: n.Bot, Role: n.Role, Note: n.Note, MadeBy: by.Name, MadeAt: now,
		ExpiresAt: now.Add(invitationLife),
	}
	err := a.store.AddInvitation(ctx, i, mostInvitations, by.Entry(n.Workspace, n.Bot, "invitation.make", i.ID, nil, i.shown()))
	return secret, i, full(err, "There are as many open invitations as there may be. Take some back first.")
}

// shown is what the audit log says of an invitation.
func (i *Invitation) shown() any {
	return struct {
		Role access.Role `json:"role"`
		Bot  string      `json:"bot,omitempty"`
		Note string      `json:"note,omitempty"`
	}{i.Role, i.Bot, i.Note}
}

// Invitations gives the open invitations of a workspace, the newest first.
func (a *Accounts) Invitations(ctx context.Context, workspace string) ([]Invitation, error) {
	all, err := a.store.ListInvitations(ctx, workspace)
	now := a.clock()
	return slices.DeleteFunc(all, func(i Invitation) bool { return i.over(now) }), err
}

func (i *Invitation) over(now time.Time) bool { return !now.Before(i.ExpiresAt) }

// EndInvitation takes an invitation back.
func (a *Accounts) EndInvitation(ctx context.Context, by Actor, workspace, id string) error {
	return a.store.EndInvitation(ctx, workspace, id, func(i *Invitation) *Entry {
		return by.Entry(workspace, i.Bot, "invitation.end", i.ID, i.shown(), nil)
	})
}

// Invitation gives what the secret of a link invites to.
func (a *Accounts) Invitation(ctx context.Context, secret string, f From) (*Invitation, *Workspace, error) {
	if err := a.limited(f.Address, ""); err != nil {
		return nil, nil, err
	}
	i, w, err := a.store.Invitation(ctx, hashOf(secret))
	if err != nil {
		return nil, nil, orOver(err)
	}
	if i.over(a.clock()) {
		return nil, nil, errLinkOver
	}
	return i, w, nil
}

// Accept uses an invitation for somebody who has an account.
func (a *Accounts) Accept(ctx context.Context, by Actor, secret string) error {
	if err := a.limited(by.Address, ""); err != nil {
		return err
	}
	u, err := a.store.Account(ctx, by.UserID)
	if err != nil {
		return err
	}
	return orOver(a.store.Accept(ctx, Acceptance{Hash: hashOf(secret), Now: a.clock(), UserID: u.ID, Merge: a.merge(by, u)}))
}

// AcceptNew uses an invitation, makes an account and logs in. It gives the secret of the cookie.
func (a *Accounts) AcceptNew(ctx context.Context, secret string, p Profile, f From) (string, error) {
	if _, _, err := a.Invitation(ctx, secret, f); err != nil {
		return "", err
	}
	u, err := a.newUser(ctx, p)
	if err != nil {
		return "", err
	}
	cookie, l := a.newLogin(u.ID, f)
	by := Actor{UserID: u.ID, Name: u.Name, Address: f.Address}
	err = a.store.Accept(ctx, Acceptance{Hash: hashOf(secret), Now: a.clock(), UserID: u.ID, User: u, Login: l, Merge: a.merge(by, u)})
	return cookie, taken(orOver(err))
}

// merge adds who accepts to the members; a role that is there already is taken from nobody for a lesser one.
func (a *Accounts) merge(by Actor, u *User) func(*Invitation, []Member) ([]Member, *Entry, error) {
	return func(i *Invitation, all []Member) ([]Member, *Entry, error) {
		m := Member{UserID: u.ID, Email: u.Email, Bot: i.Bot, Role: i.Role, JoinedAt: a.clock()}
		after, before := withRole(all, m)
		if before != "" && slices.Index(access.Roles(), before) <= slices.Index(access.Roles(), i.Role) {
			after = all
		}
		return after, by.Entry(i.Workspace, i.Bot, "member.join", u.Email, orNil(before), i.shown()), nil
	}
}
