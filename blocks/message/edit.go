package message

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// edit (message.edit) changes a message that the bot sent before: its text, file and buttons, or the buttons alone.
//
// Config: Edit, the name of the message, or nothing for the one whose button was pressed; OnlyButtons; OrSend, to send a
// new one where it cannot be changed; the settings of every message and the file settings of message.media; AfterPress and
// Old as in message.text. Waits: for a press, if buttons lead on and next is not connected. Exits: those of message.text.
// Errors: message_missing, send_gone and other refusals, and those of message.text and message.media.
//
// A message keeps nothing of what it was but its file, under which a text without a file becomes the caption. Without
// buttons it has none any more. Telegram edits messages of any age; what it cannot change is a message of somebody else,
// one that was deleted, and one into a voice message, sticker or video note. A refusal comes later, as for every message.
type edit struct {
	text
	attached

	OnlyButtons bool `json:"only_buttons,omitempty"`
	OrSend      bool `json:"or_send,omitempty"`
}

func editType() engine.BlockType {
	t := textType()
	t.Name, t.Icon = "message.edit", "message-2-cog"
	t.Title = engine.Text{"en": "Change a message", "ru": "Изменить сообщение"}
	t.Help = engine.Text{
		"en": "Changes a message that the bot sent: text, picture and buttons, or only the buttons. It is the one whose button was pressed, or one that you gave a name.",
		"ru": "Меняет отправленное ботом сообщение: текст, картинку и кнопки или только кнопки. Это сообщение с нажатой кнопкой либо то, которому вы дали имя.",
	}
	t.Example = `{"edit": "status", "text": "Your order is <b>on its way</b>", "buttons": [[{"label": "Track", "url": "https://example.com/track"}]], "or_send": true}`
	t.New = func() engine.Block { return new(edit) }
	return t
}

// Fields names the settings for forms and the reference.
func (m *edit) Fields() []engine.Field {
	out := []engine.Field{
		{
			Name: "edit", Title: engine.Text{"en": "Which message", "ru": "Какое сообщение"},
			Help: engine.Text{
				"en": "Name of a message that was sent before. Empty is the one whose button was pressed.",
				"ru": "Имя отправленного раньше сообщения. Пусто — то, кнопку которого нажали.",
			},
		},
		{
			Name: "only_buttons", Title: engine.Text{"en": "Only the buttons", "ru": "Только кнопки"},
			Help: engine.Text{
				"en": "The text stays, the buttons become these. Without any they are taken away.",
				"ru": "Текст останется, кнопки станут такими. Если их не задать, они исчезнут.",
			},
		},
		{
			Name: "or_send", Title: engine.Text{"en": "Else send a new one", "ru": "Иначе отправить новое"},
			Help: engine.Text{
				"en": "If the message cannot be changed, for example because the user deleted it, a new one is sent. Otherwise the block leaves by Error.",
				"ru": "Если изменить нельзя, например пользователь удалил сообщение, уйдёт новое. Иначе блок выйдет по «Ошибке».",
			},
		},
	}
	for _, f := range m.text.Fields() {
		switch f.Name {
		case "edit":
			continue
		case "keyboard", "split":
			f.Help = engine.Text{"en": "Not for a message that is changed.", "ru": "Не для изменяемого сообщения."}
		case "slot":
			f.Help = engine.Text{
				"en": "Name of the new message, if one is sent for the pressed one. A message with a name keeps it.",
				"ru": "Имя нового сообщения, если оно уйдёт вместо нажатого. Сообщение с именем сохраняет своё.",
			}
		}
		out = append(out, f)
	}
	return append(out, m.attached.Fields()...)
}

// Check reports what Telegram would refuse, and settings that do nothing.
func (m *edit) Check(k *engine.Checking) {
	m.MessageConfig.Check(k, "")
	if m.Keyboard != nil {
		k.Error("edit_keyboard", "/keyboard", "Telegram cannot change a message to have a keyboard below the input field")
	}
	if m.Split {
		k.Error("edit_split", "/split", "a message that is changed cannot be split")
	}
	if m.Slot != "" && m.Edit != "" && m.Slot != m.Edit {
		k.Error("edit_renames", "/slot", "a message keeps the name that it has: leave one of the two names out")
	}
	if m.DeleteAfter != nil && m.OrSend && m.Edit == "" {
		k.Error("delete_unnamed", "/delete_after", "it is not known whether the pressed message or a new one is to be deleted: say by its name which message is changed")
	}
	m.checkSent(k)
	if m.OnlyButtons {
		m.checkOnlyButtons(k)
		return
	}
	if m.untouched() {
		m.CheckText(k, "")
		return
	}
	m.checkFile(k, "")
	m.checkCaptionUnder(k, &m.MessageConfig)
	m.checkFileUses(k, "")
	if !editable(m.Kind) {
		if m.OrSend {
			k.Warn("media_edit_unused", "/kind", "Telegram cannot change a message into one of this kind, so it is always sent anew")
		} else {
			k.Error("media_uneditable", "/kind", "Telegram cannot change a message into one of this kind")
		}
	}
}

// checkOnlyButtons reports what is not changed together with the buttons alone.
func (m *edit) checkOnlyButtons(k *engine.Checking) {
	if m.OrSend {
		k.Error("buttons_sent", "/or_send", "buttons alone cannot be sent: let the whole message be changed, or do not send a new one")
	}
	if !m.Text.IsZero() || len(m.Variations) > 0 {
		k.Warn("text_unused", "/text", "only the buttons are changed, so that the text is not shown")
	}
	if !m.untouched() {
		k.Warn("media_unused", "", "only the buttons are changed, so that the file is not sent")
	}
}

// checkSent reports settings that a message gets when it is sent, and cannot be given later.
func (m *edit) checkSent(k *engine.Checking) {
	if m.OrSend {
		return
	}
	for _, x := range []struct {
		name string
		set  bool
	}{
		{"slot", m.Slot != "" && m.Edit == ""}, {"silent", m.Silent}, {"protect", m.Protect}, {"reply", m.Reply}, {"effect", m.Effect != ""},
	} {
		if x.set {
			k.Warn("edit_unused", "/"+x.name, "this is settled when a message is sent: it has no effect on one that is changed")
		}
	}
}

// Enter changes the message, and waits for a press where there is something to press and nowhere else to go.
func (m *edit) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := m.content(t)
	if err != nil {
		return engine.Stay(), err
	}
	leads := engine.Pressable(c.Inline)
	if !leads && m.mayBeEmpty() && t.Connected(emptyExit) {
		return engine.Leave(emptyExit), nil
	}
	if err := m.change(t, c); err != nil {
		return engine.Stay(), err
	}
	if !leads || t.Connected(nextExit) {
		return engine.Leave(nextExit), nil
	}
	return engine.WaitFor(engine.Wait{
		Accept: []engine.EventKind{engine.ButtonPressed}, Interrupt: engine.InterruptAny,
	}), nil
}

// Reshow sends the message anew, since the one that was changed is far above by now. Buttons alone are still there.
func (m *edit) Reshow(_ context.Context, t *engine.Turn) error {
	if m.OnlyButtons {
		return nil
	}
	c, err := m.content(t)
	if err != nil {
		return err
	}
	named := m.MessageConfig
	named.Slot = m.name()
	named.Deliver(t, c)
	return nil
}

// name is the message's; empty for the pressed one, if a new one in its place is to have none.
func (m *edit) name() string {
	if m.Edit != "" {
		return m.Edit
	}
	return m.Slot
}

// content renders what the message becomes.
func (m *edit) content(t *engine.Turn) (engine.Content, error) {
	if m.OnlyButtons {
		rows, err := m.Inline(t)
		return engine.Content{Inline: rows}, err
	}
	if m.untouched() {
		return m.text.content(t)
	}
	c, err := m.Content(t)
	if err != nil {
		return engine.Content{}, err
	}
	err = m.attach(t, &c)
	return c, err
}

// change asks for the edit, and for the deletion where there is to be one.
func (m *edit) change(t *engine.Turn, c engine.Content) error {
	target, there := theMessage(t, m.Edit)
	if !there && !m.OrSend {
		return engine.Trouble("message_missing", "no button was pressed just now, so that it is not known which message to change: give the message a name")
	}
	if !there {
		named := m.MessageConfig
		named.Slot = m.name()
		named.Deliver(t, c)
		return nil
	}
	change := target
	change.Buttons, change.OrSend = m.OnlyButtons, m.OrSend
	e := engine.Effect{Kind: engine.EditMessage, Target: &change, Content: &c}
	if m.OrSend {
		e.Slot = m.name()
	}
	t.Emit(e)
	if m.DeleteAfter != nil {
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &target, Delay: time.Duration(*m.DeleteAfter)})
	}
	return nil
}

// theMessage names the message of a name, or the one whose button was pressed just now; false if none was.
func theMessage(t *engine.Turn, name string) (engine.Target, bool) {
	if name != "" {
		return engine.Target{Slot: name}, true
	}
	p := t.Event().Button
	if p == nil || p.MessageID == 0 {
		return engine.Target{}, false
	}
	return engine.Target{MessageID: p.MessageID}, true
}
