package message

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// media (message.media) sends one photo, video, audio, voice message, file, animation or video note, with a caption and
// buttons if you like.
//
// Config: Kind; exactly one of File (a file that a user sent, or a file_id), URL and Asset (a file of the bot's library);
// Name, Spoiler, MaxMegabytes; the settings of every message, whose text is the caption; AfterPress and Old as in
// message.text. Waits: for a press, if buttons lead on and next is not connected. Exits: those of message.text. Errors:
// those of the texts (expression_…), media_missing, media_kind, media_too_large, media_url, caption_too_long, button_url,
// button_copy, buttons_too_many, list_expected, list_value_too_large.
//
// A file of a user is sent by its file_id and never copied; an address is fetched by Telegram, and where Telegram refuses
// it, fetched by us and uploaded; a file of the library is uploaded once and then sent by its file_id. With Split, a text
// that is too long for a caption follows the file as messages of its own.
type media struct {
	text
	attached
}

func mediaType() engine.BlockType {
	t := textType()
	t.Name, t.Icon = "message.media", "photo"
	t.Title = engine.Text{"en": "Photo, video or file", "ru": "Фото, видео или файл"}
	t.Help = engine.Text{
		"en": "Sends one picture, video, voice message or file: from an address, from the bot's library, or one that a user sent. The text becomes its caption.",
		"ru": "Отправляет картинку, видео, голосовое или файл: по адресу, из библиотеки бота или присланное пользователем. Текст станет подписью.",
	}
	t.Example = `{"kind": "photo", "url": "https://example.com/cup.jpg", "text": "Today's cup, {{ user.first_name }}", "buttons": [[{"id": "order", "label": "Order it"}]]}`
	t.New = func() engine.Block { return new(media) }
	return t
}

// Fields names the settings for forms and the reference.
func (m *media) Fields() []engine.Field {
	own := m.attached.Fields()
	for _, f := range m.text.Fields() {
		switch f.Name {
		case "text":
			f.Title = engine.Text{"en": "Caption", "ru": "Подпись"}
		case "split":
			f.Title = engine.Text{"en": "Long caption below", "ru": "Длинную подпись ниже"}
			f.Help = engine.Text{
				"en": "A caption over 1024 characters follows the file as a message of its own.",
				"ru": "Подпись длиннее 1024 знаков придёт после файла отдельным сообщением.",
			}
		case "edit":
			f.Help = engine.Text{
				"en": "Name of a message sent before, which is replaced by this one. If it cannot be changed, a new one is sent.",
				"ru": "Имя отправленного раньше сообщения, которое заменится этим. Если изменить его нельзя, уйдёт новое.",
			}
		}
		own = append(own, f)
	}
	return own
}

// Check reports what Telegram would refuse, and media from nowhere or from several places.
func (m *media) Check(k *engine.Checking) {
	m.MessageConfig.Check(k, "")
	m.checkFile(k, "")
	m.checkCaptionUnder(k, &m.MessageConfig)
	if m.Split && m.Edit != "" {
		k.Error("edit_split", "/split", "a message that is changed cannot be split")
	}
	if m.Keyboard != nil && m.Edit != "" {
		k.Error("edit_keyboard", "/keyboard", "Telegram cannot change a message to have a keyboard below the input field")
	}
	m.checkFileUses(k, "")
	if m.Edit != "" && !editable(m.Kind) {
		k.Warn("media_edit_unused", "/edit", "Telegram cannot change a message into one of this kind, so it is always sent anew")
	}
}

// Enter sends the file, and waits for a press where there is something to press and nowhere else to go.
func (m *media) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := m.content(t)
	if err != nil {
		return engine.Stay(), err
	}
	return m.put(t, c), nil
}

// Reshow sends the file again.
func (m *media) Reshow(_ context.Context, t *engine.Turn) error {
	c, err := m.content(t)
	if err != nil {
		return err
	}
	m.Deliver(t, c)
	return nil
}

// content renders caption, buttons and file.
func (m *media) content(t *engine.Turn) (engine.Content, error) {
	c, err := m.Content(t)
	if err != nil {
		return engine.Content{}, err
	}
	err = m.attach(t, &c)
	return c, err
}
