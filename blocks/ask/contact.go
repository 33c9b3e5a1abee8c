package ask

import (
	"context"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	phones "github.com/scenarist/scenarist/engine/phone"
)

// contact (ask.contact) asks for a contact: the user's own by a button, anybody's from the phone book.
//
// Config: what all questions share; Whose, the user's own contact, somebody else's, or any; Typed, to take a text instead;
// Button and Placeholder, see sharing. Waits: for a contact, or a text. Exits: answered; typed, for a text; those of all
// questions. Errors: those of the texts, value_type.
//
// The answer is an object: phone (in the form of E.164 if it can be read, else as it was sent), first_name, last_name, name,
// user_id (of Telegram; nothing if it is not known) and own. A text becomes the name, and the phone as well if it is one. In
// groups there is no button; a contact can be attached there.
//
// Rules that messages may be given for: contact_expected, contact_own, contact_other, invalid.
type contact struct {
	sharing

	Whose string `json:"whose,omitempty" validate:"omitempty,oneof=any own other" jsonschema:"enum=any,enum=own,enum=other"`
	Typed bool   `json:"typed,omitempty"`
}

// Rules of contacts, which are also the keys of our words for them.
const (
	contactExpectedRule = "contact_expected"
	contactOwnRule      = "contact_own"
	contactOtherRule    = "contact_other"
)

const (
	whoseOwn   = "own"
	whoseOther = "other"

	typedExit = "typed"
)

// typedExits puts the exit for a text instead of what is asked for behind the first one.
func typedExits() []engine.Exit {
	exits := questionExits()
	typed := engine.Exit{Name: typedExit, Title: engine.Text{"en": "Typed a text", "ru": "Написал текстом"}}
	return append([]engine.Exit{exits[0], typed}, exits[1:]...)
}

// exitsWithTyped leaves that one out where no texts are taken.
func (q *question) exitsWithTyped(fixed []engine.Exit, typed bool) []engine.Exit {
	exits := q.Exits(fixed)
	if !typed {
		exits = without(exits, typedExit)
	}
	return exits
}

// without leaves out one exit.
func without(exits []engine.Exit, name string) []engine.Exit {
	var out []engine.Exit
	for _, e := range exits {
		if e.Name != name {
			out = append(out, e)
		}
	}
	return out
}

func contactType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.contact", Version: 1, Icon: "address-book",
		Title: engine.Text{"en": "Ask for a contact", "ru": "Спросить контакт"},
		Help: engine.Text{
			"en": "Asks for a contact with name and phone number: the user's own by a button, or somebody else's from the phone book.",
			"ru": "Спрашивает контакт с именем и телефоном: свой — кнопкой, чужой — из телефонной книги.",
		},
		Exits: typedExits(),
		Outputs: []engine.Output{
			{Name: "event.phone", Type: "text", Title: engine.Text{"en": "The phone number as it was sent", "ru": "Номер телефона, как он пришёл"}},
		},
		Example: `{"prompt": {"text": "Whom may we call?"}, "save_to": "session.contact", "typed": true, "cancel": {}}`,
		New:     func() engine.Block { return new(contact) },
	}
}

// Exits leaves out the exit for texts where none are taken.
func (a *contact) Exits(fixed []engine.Exit) []engine.Exit {
	return a.exitsWithTyped(fixed, a.Typed)
}

// Fields names the settings of a question for a contact.
func (a *contact) Fields() []engine.Field {
	return append(append(a.question.Fields(),
		fieldOf("whose", "Whose", "Чей",
			"own takes only the user's own contact, other only somebody else's, which is attached by hand; any takes both.",
			"own — только свой контакт, other — только чужой, его прикрепляют вручную; any — и тот и другой."),
		fieldOf("typed", "May be typed", "Можно написать",
			"Takes a text too, saves it as the name, and leaves by Typed a text.",
			"Принимать и текст: он сохранится как имя, а выход будет «Написал текстом»."),
	), shareFields()...)
}

// Check reports settings that do nothing.
func (a *contact) Check(k *engine.Checking) {
	a.check(k, false, contactExpectedRule, contactOwnRule, contactOtherRule)
	a.checkSharing(k, a.Whose != whoseOther)
	checkSaved(k, a.SaveTo, expr.TypeObject)
}

// request is the button; nil where the user's own contact is not wanted, since that is what it sends.
func (a *contact) request() *request {
	if a.Whose == whoseOther {
		return nil
	}
	return &request{engine.ReplyButton{Contact: true}, "share_contact"}
}

// Enter asks.
func (a *contact) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.askFor(t, a.request())
}

// Reshow asks again.
func (a *contact) Reshow(_ context.Context, t *engine.Turn) error { return a.showFor(t, a.request()) }

// Resume judges the answer.
func (a *contact) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return a.resumeMessage(t, ev, func(p progress, m *engine.Message) (engine.Outcome, error) {
		c := m.Contact
		switch text := textOf(m); {
		case c != nil && a.Whose == whoseOwn && !c.Own:
			return a.refuse(t, p, contactOwnRule)
		case c != nil && a.Whose == whoseOther && c.Own:
			return a.refuse(t, p, contactOtherRule)
		case c != nil:
			return a.accept(t, answeredExit, contactValue(c), nil)
		case a.Typed && text != "":
			typed := contactValue(&engine.Contact{})
			typed["name"], typed["phone"] = text, phones.Read(text, nil)
			return a.accept(t, typedExit, typed, nil)
		default:
			return a.refuse(t, p, contactExpectedRule, "how", how(t, "attach_contact"))
		}
	})
}

// contactValue is a contact as variables hold it.
func contactValue(c *engine.Contact) map[string]any {
	phone := phones.ReadContact(c.Phone, c.Own, nil)
	if phone == "" {
		phone = c.Phone
	}
	var user any
	if c.UserID != 0 {
		user = float64(c.UserID)
	}
	return map[string]any{
		"phone": phone, "first_name": c.FirstName, "last_name": c.LastName,
		"name": strings.TrimSpace(c.FirstName + " " + c.LastName), "user_id": user, "own": c.Own,
	}
}
