package engine

import (
	"math"
	"slices"
	"time"
)

// StoredContact is another contact of the bot, as a turn may look at it.
type StoredContact struct {
	Vars  Values   // scope user as stored; nil is empty
	Roles []string // on the bot's staff
	// ActiveAt is when the contact last did something in the private chat with the bot, UTC; zero for who never came there.
	ActiveAt time.Time
	Language string // what the contact's client reported last in the private chat; empty if that is not known
}

// Lang is the contact's language: the variable user.language if set, else what the client reported; empty if neither is
// known.
func (c *StoredContact) Lang() string {
	if l, ok := c.Vars["language"].(string); ok && l != "" {
		return baseLang(l)
	}
	return baseLang(c.Language)
}

// Contact gives what is stored of the contact with the user id; its declared defaults are filled in. Somebody whom the bot
// has never met has nothing; of the session's own user, ActiveAt is that of this session. The error goes back to the engine
// as it is: the turn runs again with the answer.
func (t *Turn) Contact(id int64) (StoredContact, error) {
	if id <= 0 {
		return StoredContact{}, Trouble("contact_invalid", "%d is no id of a person", id)
	}
	if id == t.s.Key.UserID {
		return StoredContact{Vars: t.user, Roles: t.state.Roles, ActiveAt: t.s.ActiveAt, Language: t.s.User.Language}, nil
	}
	if c, ok := t.contacts[id]; ok {
		return c, nil
	}
	c, ok := t.state.Contacts[id]
	switch {
	case slices.Contains(t.strangers, id):
		return StoredContact{}, errNeed
	case !ok && t.reads() >= MaxReadsPerTurn:
		return StoredContact{}, Trouble("limit_reads", "one turn reads more than %d contacts and records", MaxReadsPerTurn)
	case !ok:
		t.strangers = append(t.strangers, id)
		return StoredContact{}, errNeed
	}
	if t.contacts == nil {
		t.contacts = map[int64]StoredContact{}
	}
	c.Vars = t.rev.defaults.user.over(c.Vars)
	t.contacts[id] = c
	return c, nil
}

// ContactID reads the id of a contact as expressions and buttons give it: a number, or one written as a text.
func ContactID(v any) (int64, bool) {
	n, ok := v.(float64)
	if s, text := v.(string); text {
		n, ok = ParseNumber(s)
	}
	// 52 bits: Telegram Bot API, User.id.
	if !ok || n < 1 || n > 1<<52 || n != math.Trunc(n) {
		return 0, false
	}
	return int64(n), true
}
