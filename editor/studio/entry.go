package studio

import "github.com/scenarist/scenarist/editor/account"

// Entry is a line of the audit log. The store that makes the change writes it in the same transaction.
type Entry = account.Entry

// Actor is who does something, and from where.
type Actor = account.Actor

func personOf(a Actor) Person { return Person{ID: a.UserID, Name: a.Name} }
