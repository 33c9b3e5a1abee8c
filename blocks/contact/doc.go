// Package contact holds the blocks that manage the people a bot talks to.
//
// # Decisions
//
// A ban is the engine's (engine.Ban): it has to hold before any block sees the event. The blocks only set and lift it, for
// the user who is talking or for another one by id, such as a button of a notice to the staff carries.
//
// Who may ban is a matter of the flow that leads here and of the roles of its blocks, not of these blocks: a shop that bans
// whoever wrote five curses has no staff in it.
package contact

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{banType(), unbanType()}
}

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

// contactOf gives the id of the contact that an expression names: the session's own user if there is none.
func contactOf(t *engine.Turn, e *engine.Expression) (int64, error) {
	if e.IsZero() {
		return t.Key().UserID, nil
	}
	v, err := t.Eval(e)
	if err != nil {
		return 0, err
	}
	id, ok := engine.ContactID(v)
	if !ok {
		return 0, engine.Trouble("contact_invalid", "%s gave no id of a user", e.Source())
	}
	return id, nil
}

// contactField names the setting.
func contactField() engine.Field {
	return engine.Field{
		Name: "contact", Title: title("Whom", "Кого"),
		Help: title(
			"Expression that gives the Telegram id of a user, such as local.data of a button for the staff. Empty is the user who is talking.",
			"Формула, которая даёт Telegram id пользователя, например local.data кнопки для сотрудников. Пусто — тот, кто сейчас общается.",
		),
	}
}
