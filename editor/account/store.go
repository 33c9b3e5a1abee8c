package account

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/editor/access"
)

// Store keeps all that this package knows. Errors are engine.ErrNotFound for what is not there, and engine.ErrConflict for an e-mail
// that somebody has. A change that comes with an entry stores both or neither. Functions that a method calls run inside the
// transaction, perhaps more than once, and their error undoes it.
type Store interface {
	Users
	Logins
	Tokens
	Workspaces
	Log
}

// Users keeps accounts.
type Users interface {
	// Accounts counts those that there are.
	Accounts(ctx context.Context) (int, error)
	// Account gives one by its id, AccountOf by its e-mail. ListAccounts gives all, by e-mail.
	Account(ctx context.Context, id string) (*User, error)
	AccountOf(ctx context.Context, email string) (*User, error)
	ListAccounts(ctx context.Context) ([]User, error)
	// ChangeAccount changes one, and ends its log-ins as it is told.
	ChangeAccount(ctx context.Context, id string, change func(*User) (Change, error)) error
	// PutSetupLink adds a link for the first account, of which the last few count; it gives false if there is an account.
	PutSetupLink(ctx context.Context, l Link) (bool, error)
	// PutResetLink takes the place of the links of its account.
	PutResetLink(ctx context.Context, l Link, e *Entry) error
	// ResetLink gives the account whose link this is; engine.ErrNotFound if it is over.
	ResetLink(ctx context.Context, hash []byte, now time.Time) (*User, error)
	// SetUp makes the first account with a link, which uses all of them up, and the first workspace, which it owns.
	SetUp(ctx context.Context, hash []byte, now time.Time, u *User, title string, l *Login, e *Entry) error
	// Reset changes an account with a link, which is used up by it, ends its log-ins, and begins one.
	Reset(ctx context.Context, hash []byte, now time.Time, change func(*User) (*Entry, error), l *Login) error
}

// Change is what goes with the change of an account.
type Change struct {
	EndLogins bool
	Except    string // id of the log-in that stays
	Entry     *Entry // nil for none
}

// Link lets somebody in once.
type Link struct {
	Hash      []byte
	UserID    string // whose password it sets; empty for the one that makes the first account
	ExpiresAt time.Time
}

// Login is a browser that somebody has logged in with.
type Login struct {
	Hash           []byte // of the cookie
	ID             string
	UserID         string
	Agent, Address string
	MadeAt, UsedAt time.Time
}

// Logins keeps log-ins.
type Logins interface {
	AddLogin(ctx context.Context, l *Login, e *Entry) error
	// Login gives a log-in with whose it is, and that person's roles.
	Login(ctx context.Context, hash []byte) (*Login, *User, []access.Grant, error)
	// ListLogins gives those of an account, the newest first.
	ListLogins(ctx context.Context, userID string) ([]Login, error)
	// TouchLogin notes when it was used.
	TouchLogin(ctx context.Context, hash []byte, at time.Time) error
	EndLogin(ctx context.Context, userID, id string, e *Entry) error
	// PurgeLogins deletes those made or used before these times, and links that are over.
	PurgeLogins(ctx context.Context, made, used, now time.Time) error
}

// Token lets a program in.
type Token struct {
	Hash      []byte
	ID        string
	UserID    string
	Name      string
	Prefix    string // what is shown of it
	Scopes    []access.Permission
	Bots      []string // nil for all
	MadeAt    time.Time
	ExpiresAt time.Time // zero for never
	UsedAt    time.Time // zero for never
}

// Tokens keeps tokens.
type Tokens interface {
	AddToken(ctx context.Context, t *Token, most int, e *Entry) error
	Token(ctx context.Context, hash []byte) (*Token, *User, []access.Grant, error)
	ListTokens(ctx context.Context, userID string) ([]Token, error)
	TouchToken(ctx context.Context, hash []byte, at time.Time) error
	EndToken(ctx context.Context, userID, id string, entry func(*Token) *Entry) error
}

// Workspace is an agency's client, or whatever else keeps bots and people together.
type Workspace struct {
	ID            string
	Title         string
	Members, Bots int
	MadeAt        time.Time
}

// Member is somebody's role in a workspace, or for one of its bots.
type Member struct {
	UserID      string
	Name, Email string // as the account has them; not stored here
	Bot         string // empty for the whole workspace
	Role        access.Role
	JoinedAt    time.Time
}

// Invitation asks somebody to come into a workspace.
type Invitation struct {
	Hash      []byte
	ID        string
	Workspace string
	Bot       string // empty for the whole workspace
	Role      access.Role
	Note      string
	MadeBy    string // name
	MadeAt    time.Time
	ExpiresAt time.Time
}

// Workspaces keeps workspaces, who is in them, and who is invited.
type Workspaces interface {
	// WorkspacesOf gives those of the ids, by title.
	WorkspacesOf(ctx context.Context, ids []string) ([]Workspace, error)
	// AddWorkspace makes one with its owner.
	AddWorkspace(ctx context.Context, w *Workspace, owner string, e *Entry) error
	RenameWorkspace(ctx context.Context, id string, rename func(title string) (string, *Entry, error)) error
	// Grants gives somebody's roles.
	Grants(ctx context.Context, userID string) ([]access.Grant, error)
	// Members gives who is in a workspace, by e-mail and bot.
	Members(ctx context.Context, workspace string) ([]Member, error)
	// ChangeMembers changes who is in it: what the function gives is what there is then.
	ChangeMembers(ctx context.Context, workspace string, change func([]Member) ([]Member, *Entry, error)) error
	AddInvitation(ctx context.Context, i *Invitation, most int, e *Entry) error
	// Invitation gives one by its hash, with its workspace, also if it is over.
	Invitation(ctx context.Context, hash []byte) (*Invitation, *Workspace, error)
	ListInvitations(ctx context.Context, workspace string) ([]Invitation, error)
	EndInvitation(ctx context.Context, workspace, id string, entry func(*Invitation) *Entry) error
	// Accept uses an invitation up and lets somebody in: a new account with its log-in where those are given, or the account of the id.
	Accept(ctx context.Context, a Acceptance) error
}

// Acceptance is an invitation that is accepted.
type Acceptance struct {
	Hash   []byte
	Now    time.Time
	UserID string
	User   *User  // a new account; nil for one that there is
	Login  *Login // of the new account
	// Merge gives the members with the new one among them.
	Merge func(*Invitation, []Member) ([]Member, *Entry, error)
}

// Log reads the audit log. It is written by whoever makes the change.
type Log interface {
	// Entries gives lines, the newest first.
	Entries(ctx context.Context, f EntryFilter) ([]Entry, error)
}
