package message

import (
	"context"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// remove (message.delete) deletes messages of this chat, or takes only their buttons away.
//
// Config: What, which messages; Slot, the name of one; Last, how many of the bot's; OnlyButtons. Waits: none. Exits: next.
// Errors: none.
//
// What is gone already counts as deleted, and so does what Telegram does not let a bot delete: messages older than 48
// hours, and in a group other people's, unless the bot is an administrator who may delete. The user's message is the one
// that the conversation is just about; if it is about something else, such as a press, nothing is deleted and a note is
// left. Of an album of the user only its first part goes.
type remove struct {
	engine.NoWait

	What        string `json:"what,omitempty" validate:"omitempty,oneof=named pressed last user" jsonschema:"enum=named,enum=pressed,enum=last,enum=user"`
	Slot        string `json:"slot,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Last        int    `json:"last,omitempty" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"`
	OnlyButtons bool   `json:"only_buttons,omitempty"`
}

// Which messages are deleted.
const (
	deleteNamed   = "named"
	deletePressed = "pressed"
	deleteLast    = "last"
	deleteUsers   = "user"
)

func deleteType() engine.BlockType {
	return engine.BlockType{
		Name: "message.delete", Version: 1, Icon: "message-off",
		Title: engine.Text{"en": "Delete messages", "ru": "Удалить сообщения"},
		Help: engine.Text{
			"en": "Deletes a message by its name, the one whose button was pressed, the bot's last ones or what the user wrote. Telegram lets bots delete messages of the last 48 hours; older ones stay, and the flow goes on.",
			"ru": "Удаляет сообщение по имени, сообщение с нажатой кнопкой, последние сообщения бота или то, что написал пользователь. Telegram разрешает боту удалять сообщения не старше 48 часов: более старые останутся, сценарий пойдёт дальше.",
		},
		Exits:   []engine.Exit{engine.NextExit()},
		Example: `{"what": "named", "slot": "menu"}`,
		New:     func() engine.Block { return new(remove) },
	}
}

// Defaults takes a name for what it is, and the pressed message where nothing is said.
func (r *remove) Defaults() {
	switch {
	case r.What != "":
	case r.Slot != "":
		r.What = deleteNamed
	case r.Last > 0:
		r.What = deleteLast
	default:
		r.What = deletePressed
	}
	if r.What == deleteLast && r.Last == 0 {
		r.Last = 1
	}
}

// Fields names the settings for forms and the reference.
func (*remove) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "what", Title: engine.Text{"en": "Which messages", "ru": "Какие сообщения"},
			Help: engine.Text{
				"en": "named is the one with a name, pressed the one whose button was pressed, last the bot's last ones, user what the user just sent.",
				"ru": "named — с именем, pressed — с нажатой кнопкой, last — последние сообщения бота, user — то, что сейчас прислал пользователь.",
			},
		},
		{
			Name: "slot", Title: engine.Text{"en": "Name of the message", "ru": "Имя сообщения"},
			Help: engine.Text{"en": "As it was given when the message was sent.", "ru": "Как его назвали при отправке."},
		},
		{
			Name: "last", Title: engine.Text{"en": "How many", "ru": "Сколько"},
			Help: engine.Text{"en": "Of the bot's last messages in this chat, 1 to 100.", "ru": "Последних сообщений бота в этом чате, от 1 до 100."},
		},
		{
			Name: "only_buttons", Title: engine.Text{"en": "Only the buttons", "ru": "Только кнопки"},
			Help: engine.Text{"en": "The messages stay, their buttons go.", "ru": "Сообщения останутся, их кнопки исчезнут."},
		},
	}
}

// Check reports settings that do not go together.
func (r *remove) Check(k *engine.Checking) {
	if r.What == deleteNamed && strings.TrimSpace(r.Slot) == "" {
		k.Error("slot_missing", "/slot", "say the name of the message that is to be deleted")
	}
	if r.What != deleteNamed && r.Slot != "" {
		k.Warn("slot_unused", "/slot", "a name is only used for a message with a name")
	}
	if r.What != deleteLast && r.Last > 0 {
		k.Warn("last_unused", "/last", "how many is only used for the bot's last messages")
	}
	if r.What == deleteUsers && r.OnlyButtons {
		k.Error("buttons_none", "/only_buttons", "what a user sends has no buttons")
	}
}

// Enter asks for the deletion.
func (r *remove) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	target, there := r.target(t)
	if !there {
		t.Note(engine.Note{Kind: engine.NoteInfo, Name: "nothing_to_delete"})
		return engine.Leave(nextExit), nil
	}
	target.Buttons = r.OnlyButtons
	t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &target})
	return engine.Leave(nextExit), nil
}

// target names the messages; false if it is not known which.
func (r *remove) target(t *engine.Turn) (engine.Target, bool) {
	switch r.What {
	case deleteNamed:
		return theMessage(t, r.Slot)
	case deleteLast:
		return engine.Target{Last: r.Last}, true
	case deleteUsers:
		m := t.Event().Message
		if m == nil || m.ID == 0 {
			return engine.Target{}, false
		}
		return engine.Target{MessageID: m.ID}, true
	default:
		return theMessage(t, "")
	}
}
