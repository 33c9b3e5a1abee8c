package contact

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// unban (contact.unban) lets a banned contact use the bot again.
//
// Config: Contact, the user who is talking if empty. Waits: none. Exits: next; not_banned, if there was no ban, or one that
// is over, which may stay open: then next is taken; error. Errors: contact_invalid, those of the expression.
type unban struct {
	engine.NoWait

	Contact engine.Expression `json:"contact,omitzero"`
}

const notBannedExit = "not_banned"

func unbanType() engine.BlockType {
	return engine.BlockType{
		Name: "contact.unban", Version: 1, Icon: "user-check", Title: title("Lift a ban", "Разблокировать"),
		Help: title(
			"Lets a user who was banned use the bot again.",
			"Возвращает заблокированному пользователю доступ к боту.",
		),
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: notBannedExit, Title: title("Was not banned", "Не был заблокирован"), Optional: true},
			engine.ErrorExit(),
		},
		Example: `{"contact": "event.data"}`,
		New:     func() engine.Block { return new(unban) },
	}
}

// Fields names the settings for forms and the reference.
func (*unban) Fields() []engine.Field { return []engine.Field{contactField()} }

// Enter lifts the ban.
func (u *unban) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	id, err := contactOf(t, &u.Contact)
	if err != nil {
		return engine.Stay(), err
	}
	lifted, err := t.Unban(id)
	if err != nil {
		return engine.Stay(), err
	}
	if !lifted {
		if t.Settled(notBannedExit) {
			return engine.Leave(notBannedExit), nil
		}
		return engine.Leave("next"), nil
	}
	t.Note(engine.Note{Kind: engine.NoteInfo, Name: "contact_unbanned", Value: float64(id)})
	return engine.Leave("next"), nil
}
