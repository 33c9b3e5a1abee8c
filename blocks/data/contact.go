package data

import (
	"github.com/scenarist/scenarist/engine"
)

// contact is whose fields a block changes.
type contact struct {
	id   int64 // 0 for the session's own user
	vars engine.Values
}

// contactOf finds the contact that an expression names: the session's own user if there is none.
func contactOf(t *engine.Turn, e *engine.Expression) (contact, error) {
	if e.IsZero() {
		return contact{}, nil
	}
	v, err := t.Eval(e)
	if err != nil {
		return contact{}, err
	}
	id, ok := engine.ContactID(v)
	switch {
	case !ok:
		return contact{}, engine.Trouble("contact_invalid", "%s gave no id of a user", e.Source())
	case id == t.User().ID:
		return contact{}, nil
	}
	c, err := t.Contact(id)
	return contact{id: id, vars: c.Vars}, err
}

// get reads a field of scope user.
func (c *contact) get(t *engine.Turn, name string) any {
	if c.id == 0 {
		return t.Get(engine.Var(engine.ScopeUser + "." + name))
	}
	return c.vars[name]
}

// write changes a field of scope user.
func (c *contact) write(t *engine.Turn, name string, op engine.WriteOp, value any) error {
	return t.Write(engine.Write{Scope: engine.ScopeUser, Name: name, Op: op, Value: value, Owner: c.id})
}

// contactField names the setting.
func contactField() engine.Field {
	return engine.Field{
		Name: "contact", Title: title("Of whom", "Кому"),
		Help: title(
			"Expression that gives the Telegram id of another user, such as local.data of a button for the staff. Empty is the user who is talking.",
			"Формула, которая даёт Telegram id другого пользователя, например local.data кнопки для сотрудников. Пусто — тот, кто сейчас общается.",
		),
	}
}
