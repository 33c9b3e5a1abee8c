package message

import (
	"cmp"
	"context"
	"net/url"
	"strings"

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

	Kind         string       `json:"kind,omitempty" validate:"omitempty,oneof=photo video audio voice file animation video_note sticker" jsonschema:"enum=photo,enum=video,enum=audio,enum=voice,enum=file,enum=animation,enum=video_note,enum=sticker"`
	File         engine.Value `json:"file,omitzero"`
	URL          engine.Link  `json:"url,omitzero"`
	Asset        string       `json:"asset,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
	Name         engine.Line  `json:"name,omitzero"`
	Spoiler      bool         `json:"spoiler,omitempty"`
	MaxMegabytes int          `json:"max_megabytes,omitempty" validate:"min=0,max=2000" jsonschema:"minimum=0,maximum=2000"`
}

const defaultKind = "photo"

// captioned reports whether files of the kind have captions: Telegram Bot API, sendVideoNote and sendSticker.
func captioned(kind string) bool { return kind != "video_note" && kind != "sticker" }

// hidable reports whether files of the kind can be blurred: Telegram Bot API, has_spoiler.
func hidable(kind string) bool {
	return kind == "" || kind == "photo" || kind == "video" || kind == "animation"
}

// editable reports whether a message can be changed into a file of the kind: Telegram Bot API, editMessageMedia.
func editable(kind string) bool { return captioned(kind) && kind != "voice" }

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
	own := []engine.Field{
		{
			Name: "kind", Title: engine.Text{"en": "Kind", "ru": "Вид"},
			Help: engine.Text{
				"en": "How Telegram shows it. Left empty, a user's file keeps its kind and everything else is a photo.",
				"ru": "Как это покажет Telegram. Если не указать, файл пользователя сохранит свой вид, остальное будет фото.",
			},
		},
		{
			Name: "file", Title: engine.Text{"en": "File from a variable", "ru": "Файл из переменной"},
			Help: engine.Text{
				"en": "A file that a user sent, such as {{ session.photo }}, or a file_id.",
				"ru": "Файл, который прислал пользователь, например {{ session.photo }}, или file_id.",
			},
		},
		{
			Name: "url", Title: engine.Text{"en": "Address", "ru": "Адрес"},
			Help: engine.Text{"en": "Web address of the file.", "ru": "Адрес файла в интернете."},
		},
		{
			Name: "asset", Title: engine.Text{"en": "File of the library", "ru": "Файл из библиотеки"}, Widget: "asset",
			Help: engine.Text{"en": "Name of a file in the bot's media library.", "ru": "Имя файла в библиотеке бота."},
		},
		{
			Name: "name", Title: engine.Text{"en": "File name", "ru": "Имя файла"},
			Help: engine.Text{
				"en": "How a file of the library is called when the user saves it.",
				"ru": "Как файл из библиотеки будет называться у пользователя.",
			},
		},
		{
			Name: "spoiler", Title: engine.Text{"en": "Hide until tapped", "ru": "Скрыть до нажатия"},
			Help: engine.Text{"en": "The picture is blurred until the user taps it.", "ru": "Картинка размыта, пока пользователь не нажмёт."},
		},
		{
			Name: "max_megabytes", Title: engine.Text{"en": "Largest size, MB", "ru": "Наибольший размер, МБ"},
			Help: engine.Text{"en": "A larger file of a user is not sent; the block leaves by Error.", "ru": "Файл пользователя больше этого не отправится, блок выйдет по «Ошибке»."},
		},
	}
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
	sources := 0
	for _, set := range []bool{!m.File.IsZero(), !m.URL.IsZero(), m.Asset != ""} {
		if set {
			sources++
		}
	}
	switch {
	case sources == 0:
		k.Error("media_missing", "", "say what to send: a file from a variable, an address, or a file of the library")
	case sources > 1:
		k.Error("media_sources", "", "say only one of file, address and file of the library")
	}
	for lang, src := range m.URL.Sources() {
		if strings.Contains(src, "{{") {
			continue // known when it runs
		}
		if why := wrongAddress(src); why != "" {
			k.Error("url_invalid", strings.TrimSuffix("/url/"+lang, "/"), "the file cannot be fetched: %s", why)
		}
	}
	m.checkCaption(k)
	m.checkUses(k)
}

// checkCaption reports captions that Telegram refuses or does not show.
func (m *media) checkCaption(k *engine.Checking) {
	if !captioned(m.Kind) && !m.Text.IsZero() {
		k.Error("caption_unwanted", "/text", "Telegram shows no caption under this kind of message: send the text with a message of its own")
	}
	if !m.Split {
		m.CheckCaption(k, "")
	}
	if m.Split && m.Edit != "" {
		k.Error("edit_split", "/split", "a message that is changed cannot be split")
	}
	if m.Keyboard != nil && m.Edit != "" {
		k.Error("edit_keyboard", "/keyboard", "Telegram cannot change a message to have a keyboard below the input field")
	}
}

// checkUses reports settings that do nothing.
func (m *media) checkUses(k *engine.Checking) {
	if m.MaxMegabytes > 0 && m.File.IsZero() {
		k.Warn("media_size_unknown", "/max_megabytes", "the size is only known of files that users send")
	}
	if !m.Name.IsZero() && m.Asset == "" {
		k.Warn("media_name_unused", "/name", "only a file of the library can be named: others keep the name that they have")
	}
	if m.Spoiler && !hidable(m.Kind) {
		k.Warn("media_spoiler_unused", "/spoiler", "Telegram hides only photos, videos and animations")
	}
	if m.Edit != "" && !editable(m.Kind) {
		k.Warn("media_edit_unused", "/edit", "Telegram cannot change a message into one of this kind, so it is always sent anew")
	}
}

// wrongAddress says why a file cannot be fetched from an address; empty if it can be tried.
func wrongAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	switch {
	case err != nil:
		return "its address is not a web address"
	case u.Scheme != "http" && u.Scheme != "https":
		return "its address must begin with https:// or http://"
	case u.Hostname() == "":
		return "its address has no host, as in example.com"
	}
	return ""
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
	if n := engine.VisibleLength(c.Text); n > engine.MaxCaptionLength && !m.Split {
		return engine.Content{}, engine.Trouble("caption_too_long", "the caption has %d characters once its values are put in; Telegram allows %d", n, engine.MaxCaptionLength)
	}
	one := engine.Media{Kind: m.Kind, Asset: m.Asset, Spoiler: m.Spoiler}
	if one.URL, err = t.Link(&m.URL); err != nil {
		return engine.Content{}, err
	}
	if one.Name, err = t.Line(&m.Name); err != nil {
		return engine.Content{}, err
	}
	if !m.File.IsZero() {
		if err := m.fromFile(t, &one); err != nil {
			return engine.Content{}, err
		}
	}
	one.Kind = cmp.Or(one.Kind, defaultKind)
	if why := wrongAddress(one.URL); why != "" && one.URL != "" {
		return engine.Content{}, engine.Trouble("media_url", "the file cannot be fetched: %s", why)
	}
	if one.FileID == "" && one.URL == "" && one.Asset == "" {
		return engine.Content{}, engine.Trouble("media_missing", "there is nothing to send: the file or address is empty once its values are put in")
	}
	c.Media = []engine.Media{one}
	return c, nil
}

// fromFile takes over a file of a variable: an object as event.file gives it, or a file_id.
func (m *media) fromFile(t *engine.Turn, one *engine.Media) error {
	v, err := t.Value(&m.File)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case nil:
	case string:
		one.FileID = v
	case map[string]any:
		one.FileID, _ = v["id"].(string)
		kind, _ := v["kind"].(string)
		// A file_id keeps its kind: a photo cannot be sent as a file (Telegram Bot API, "Sending files").
		switch {
		case one.Kind == "":
			one.Kind = kind
		case kind != "" && kind != one.Kind:
			return engine.Trouble("media_kind", "the file is of kind %s; Telegram does not send it as %s", kind, one.Kind)
		}
		if size, _ := v["size"].(float64); m.MaxMegabytes > 0 && size > float64(m.MaxMegabytes)*(1<<20) {
			return engine.Trouble("media_too_large", "the file has %.1f MB; at most %d MB are to be sent", size/(1<<20), m.MaxMegabytes)
		}
	default:
		return engine.Trouble("media_missing", "a file is expected; this value is none")
	}
	return nil
}
