package account

import (
	"encoding/json"
	"time"
)

// Entry is a line of the audit log. The store that makes the change writes it in the same transaction, and gives it its ID and time.
type Entry struct {
	ID        int64
	At        time.Time
	Workspace string // empty: it is of no workspace
	Bot       string // the editor's id; empty for none
	UserID    string // who; empty: whoever runs the server
	Name      string // of who, as it was then
	Token     string // id of the token by which; empty for a person in the page
	Address   string // from where
	What      string // such as "member.role"
	Target    string // what it was done to, such as an e-mail or a name
	// Before and After are JSON without secrets; nil for nothing.
	Before, After json.RawMessage
}

// Actor is who does something, and from where. The zero value is whoever runs the server, on the command line.
type Actor struct {
	UserID, Name, Token, Address string
}

// Entry makes a line about something that the actor does. Before and after are written as JSON, and must hold no secret; nil for
// nothing.
func (a Actor) Entry(workspace, bot, what, target string, before, after any) *Entry {
	return &Entry{
		Workspace: workspace, Bot: bot, UserID: a.UserID, Name: a.Name, Token: a.Token, Address: a.Address,
		What: what, Target: target, Before: raw(before), After: raw(after),
	}
}

func raw(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // records of ours: they are made of texts and numbers
	}
	return data
}

// EntryFilter selects lines of a workspace, or of none.
type EntryFilter struct {
	Workspace string
	Bot       string // empty for all
	UserID    string // empty for all
	About     string // an e-mail: besides, what whoever runs the server did to it
	What      string // a prefix such as "member."; empty for all
	Before    int64  // lines with a smaller ID; 0 for the newest
	Limit     int
}
