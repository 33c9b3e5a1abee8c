package studio

import (
	"encoding/json"
	"time"
)

// Entry is a line of the audit log. The store that makes the change writes it in the same transaction, and gives it its ID and time.
type Entry struct {
	ID        int64
	At        time.Time
	Workspace string
	Bot       string
	UserID    string
	Name      string
	Token     string
	Address   string
	What      string
	Target    string
	// Before and After are JSON without secrets; nil for nothing.
	Before, After json.RawMessage
}

// Actor is who does something, and from where. The zero value is whoever runs the server.
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
