package notify

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// staff (notify.staff) sends a message to the members of the bot's staff who have one of the roles.
//
// Config: Roles, who gets it (the owner if there are none); the settings of a message that make sense in another chat, in
// the bot's own language.
// Buttons open addresses, copy a text or carry an event for trigger.button. Waits: none. Exits: next; error. Errors: those
// of the texts (expression_…), text_empty, button_data_too_long.
type staff struct {
	engine.NoWait

	Roles      []string                `json:"roles,omitempty" validate:"max=20,unique,dive,max=64" jsonschema:"maxItems=20"`
	Text       engine.Template         `json:"text,omitzero" scenarist:"one"`
	Variations []engine.Template       `json:"variations,omitempty" validate:"max=20" jsonschema:"maxItems=20" scenarist:"one"`
	Buttons    [][]engine.ButtonConfig `json:"buttons,omitempty" validate:"max=100,dive,max=8,dive" scenarist:"one"`
	Silent     bool                    `json:"silent,omitempty"`
	Protect    bool                    `json:"protect,omitempty"`
	Preview    string                  `json:"preview,omitempty" validate:"omitempty,oneof=off small large above" jsonschema:"enum=off,enum=small,enum=large,enum=above"`
	Split      bool                    `json:"split,omitempty"`
}

// message is the message as everything with one has it.
func (s *staff) message() *engine.MessageConfig {
	return &engine.MessageConfig{
		Text: s.Text, Variations: s.Variations, Buttons: s.Buttons, Silent: s.Silent, Protect: s.Protect, Preview: s.Preview,
		Split: s.Split,
	}
}

// ownerRole is the role of who made the bot; every bot has somebody with it.
const ownerRole = "owner"

// roleName is how roles are written.
var roleName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

func staffType() engine.BlockType {
	return engine.BlockType{
		Name: "notify.staff", Version: 1, Icon: "bell-ringing",
		Title: engine.Text{"en": "Tell the staff", "ru": "Сообщить команде"},
		Help: engine.Text{
			"en": "Sends a message to the owner or to others of the staff, such as a new order. Buttons with an event start a flow in their chat.",
			"ru": "Отправляет сообщение владельцу или другим людям из команды, например о новом заказе. Кнопки с событием запускают сценарий в их чате.",
		},
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"roles": ["owner"], "text": "New order from {{ user.name }}", "buttons": [[` +
			`{"label": "Accept", "event": "accept", "data": "{{ user.id }}", "style": "success"}]]}`,
		New: func() engine.Block { return new(staff) },
	}
}

// Fields names the settings that this message has.
func (s *staff) Fields() []engine.Field {
	out := []engine.Field{{
		Name: "roles", Title: engine.Text{"en": "Who", "ru": "Кому"}, Help: engine.Text{
			"en": "Roles of the staff, such as owner or cook. Everybody who has one of them gets the message; the owner if you name none.",
			"ru": "Роли в команде, например owner или cook. Сообщение получит каждый, у кого есть одна из них; если ролей нет — владелец.",
		},
	}}
	for _, f := range s.message().Fields() {
		switch f.Name {
		case "text", "variations", "buttons", "silent", "protect", "preview", "split":
			out = append(out, f)
		}
	}
	return out
}

// Check reports roles that cannot be, what Telegram would refuse, and buttons that only work in the session's own chat.
func (s *staff) Check(k *engine.Checking) {
	m := s.message()
	m.Check(k, "")
	m.CheckText(k, "")
	for i, r := range s.Roles {
		if !roleName.MatchString(r) {
			k.Error("role_invalid", fmt.Sprintf("/roles/%d", i), "%q is no role: small letters a-z, digits, _ and -, first a letter", r)
		}
	}
	for r, row := range s.Buttons {
		for i := range row {
			if row[i].Callback() {
				k.Error("button_elsewhere", fmt.Sprintf("/buttons/%d/%d", r, i),
					"this button is pressed in another chat and cannot lead on from here: give it an event, and start a flow with it")
			}
		}
	}
}

// Enter asks for the message.
func (s *staff) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	var c engine.Content
	err := t.ForOwner(func() (err error) {
		c, err = s.message().Content(t)
		return err
	})
	if err != nil {
		return engine.Outcome{}, err
	}
	if strings.TrimSpace(c.Text) == "" {
		return engine.Outcome{}, engine.Trouble("text_empty", "the text of the message is empty once its values are put in")
	}
	c.TopicID = 0 // of the user's chat
	roles := slices.Clone(s.Roles)
	if len(roles) == 0 {
		roles = []string{ownerRole}
	}
	t.Emit(engine.Effect{Kind: engine.NotifyStaff, Roles: roles, Content: &c})
	return engine.Leave("next"), nil
}
