package access

import "slices"

// Role is what somebody is in a workspace or for a bot.
type Role string

// The roles, from the mightiest.
const (
	Owner    Role = "owner"    // everything, people and workspaces too
	Editor   Role = "editor"   // makes and publishes bots
	Operator Role = "operator" // keeps bots running and looks after their users
	Analyst  Role = "analyst"  // reads figures and conversations
	Viewer   Role = "viewer"   // an agency's client: sees how the own bots do
)

// Roles gives all roles, the mightiest first.
func Roles() []Role { return []Role{Owner, Editor, Operator, Analyst, Viewer} }

// Permission is one kind of things that somebody may do.
type Permission string

// The permissions.
const (
	BotRead        Permission = "bot.read"        // see the bot, its draft, revisions and issues
	BotCreate      Permission = "bot.create"      // make bots in the workspace
	BotEdit        Permission = "bot.edit"        // change the draft, try it in the test chat
	BotPublish     Permission = "bot.publish"     // publish, roll back, connect a token
	BotRun         Permission = "bot.run"         // pause, resume, repair, retry dead letters, reset a contact
	BotDelete      Permission = "bot.delete"      // put the bot into the bin
	ContactRead    Permission = "contact.read"    // see contacts and what they said
	FiguresRead    Permission = "figures.read"    // see counts
	SecretWrite    Permission = "secret.write"    // set secrets; nobody reads them
	MediaWrite     Permission = "media.write"     // add and remove files of the media library
	MemberRead     Permission = "member.read"     // see who is in the workspace
	MemberWrite    Permission = "member.write"    // invite, change roles, remove people
	WorkspaceWrite Permission = "workspace.write" // rename the workspace
	AuditRead      Permission = "audit.read"      // read the audit log
)

// Permissions gives all permissions, in the order of the table in the documentation.
func Permissions() []Permission {
	return []Permission{
		BotRead, BotCreate, BotEdit, BotPublish, BotRun, BotDelete, ContactRead, FiguresRead, SecretWrite, MediaWrite,
		MemberRead, MemberWrite, WorkspaceWrite, AuditRead,
	}
}

// Allows reports whether the role permits it; a role that does not exist permits nothing.
func (r Role) Allows(p Permission) bool { return slices.Contains(r.permissions(), p) }

func (r Role) permissions() []Permission {
	switch r {
	case Owner:
		return Permissions()
	case Editor:
		return []Permission{
			BotRead, BotCreate, BotEdit, BotPublish, BotRun, BotDelete, ContactRead, FiguresRead, SecretWrite, MediaWrite,
			MemberRead,
		}
	case Operator:
		return []Permission{BotRead, BotRun, ContactRead, FiguresRead, MemberRead}
	case Analyst:
		return []Permission{BotRead, ContactRead, FiguresRead}
	case Viewer:
		return []Permission{BotRead, FiguresRead}
	default:
		return nil
	}
}
