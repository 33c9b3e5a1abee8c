package message

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// attached are the settings of one file of a message; configs embed it or have lists of it.
type attached struct {
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

// Fields names the settings for forms and the reference.
func (*attached) Fields() []engine.Field {
	return []engine.Field{
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
}

// sources counts the places that the file is to come from.
func (a *attached) sources() int {
	n := 0
	for _, set := range []bool{!a.File.IsZero(), !a.URL.IsZero(), a.Asset != ""} {
		if set {
			n++
		}
	}
	return n
}

// untouched reports whether no setting of the file is there.
func (a *attached) untouched() bool {
	return a.sources() == 0 && a.Kind == "" && a.Name.IsZero() && !a.Spoiler && a.MaxMegabytes == 0
}

// checkFile reports a file from nowhere or from several places, and settings that do nothing. Path is the JSON pointer of
// the settings inside the block's config.
func (a *attached) checkFile(k *engine.Checking, path string) {
	switch n := a.sources(); {
	case n == 0:
		k.Error("media_missing", path, "say what to send: a file from a variable, an address, or a file of the library")
	case n > 1:
		k.Error("media_sources", path, "say only one of file, address and file of the library")
	}
	if a.Asset != "" {
		k.UsesAsset(a.Asset, cmp.Or(a.Kind, defaultKind), path+"/asset")
	}
	for lang, src := range a.URL.Sources() {
		if strings.Contains(src, "{{") {
			continue // known when it runs
		}
		if why := wrongAddress(src); why != "" {
			k.Error("url_invalid", path+strings.TrimSuffix("/url/"+lang, "/"), "the file cannot be fetched: %s", why)
		}
	}
}

// checkFileUses reports settings that do nothing.
func (a *attached) checkFileUses(k *engine.Checking, path string) {
	if a.MaxMegabytes > 0 && a.File.IsZero() {
		k.Warn("media_size_unknown", path+"/max_megabytes", "the size is only known of files that users send")
	}
	if !a.Name.IsZero() && a.Asset == "" {
		k.Warn("media_name_unused", path+"/name", "only a file of the library can be named: others keep the name that they have")
	}
	if a.Spoiler && !hidable(a.Kind) {
		k.Warn("media_spoiler_unused", path+"/spoiler", "Telegram hides only photos, videos and animations")
	}
}

// checkCaptionUnder reports captions that Telegram refuses or does not show under the file of the message.
func (a *attached) checkCaptionUnder(k *engine.Checking, m *engine.MessageConfig) {
	if !captioned(a.Kind) && !m.Text.IsZero() {
		k.Error("caption_unwanted", "/text", "Telegram shows no caption under this kind of message: send the text with a message of its own")
	}
	if !m.Split {
		m.CheckCaption(k, "")
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

// attach puts the file into the content, whose text becomes its caption.
func (a *attached) attach(t *engine.Turn, c *engine.Content) error {
	if err := fitsCaption(c); err != nil {
		return err
	}
	one, ok, err := a.media(t)
	if err != nil {
		return err
	}
	if !ok {
		return engine.Trouble("media_missing", "there is nothing to send: the file or address is empty once its values are put in")
	}
	c.Media = []engine.Media{one}
	return nil
}

// fitsCaption refuses a caption that Telegram would refuse.
func fitsCaption(c *engine.Content) error {
	if n := engine.VisibleLength(c.Text); n > engine.MaxCaptionLength && !c.Split {
		return engine.Trouble("caption_too_long", "the caption has %d characters once its values are put in; Telegram allows %d", n, engine.MaxCaptionLength)
	}
	return nil
}

// media renders the file; false if its variable or address came out empty.
func (a *attached) media(t *engine.Turn) (one engine.Media, ok bool, err error) {
	one = engine.Media{Kind: a.Kind, Asset: a.Asset, Spoiler: a.Spoiler}
	if one.URL, err = t.Link(&a.URL); err != nil {
		return one, false, err
	}
	if one.Name, err = t.Line(&a.Name); err != nil {
		return one, false, err
	}
	if !a.File.IsZero() {
		v, err := t.Value(&a.File)
		if err != nil {
			return one, false, err
		}
		if err := a.fromFile(v, &one); err != nil {
			return one, false, err
		}
	}
	one.Kind = cmp.Or(one.Kind, defaultKind)
	if why := wrongAddress(one.URL); why != "" && one.URL != "" {
		return one, false, engine.Trouble("media_url", "the file cannot be fetched: %s", why)
	}
	return one, one.FileID != "" || one.URL != "" || one.Asset != "", nil
}

// fromFile takes over a file of a variable: an object as event.file gives it, or a file_id.
func (a *attached) fromFile(v any, one *engine.Media) error {
	switch v := v.(type) {
	case nil:
	case string:
		one.FileID = v
	case map[string]any:
		one.FileID, _ = v["id"].(string)
		kind, _ := v["kind"].(string)
		// A file_id keeps its kind: a photo cannot be sent as a file (Telegram Bot API, "Sending files"). A file that the
		// bot keeps itself is uploaded in whatever kind it is to have.
		switch {
		case one.Kind == "":
			one.Kind = kind
		case kind != "" && kind != one.Kind && !engine.IsKept(one.FileID):
			return engine.Trouble("media_kind", "the file is of kind %s; Telegram does not send it as %s", kind, one.Kind)
		}
		if size, _ := v["size"].(float64); a.MaxMegabytes > 0 && size > float64(a.MaxMegabytes)*(1<<20) {
			return engine.Trouble("media_too_large", "the file has %.1f MB; at most %d MB are to be sent", size/(1<<20), a.MaxMegabytes)
		}
	default:
		return engine.Trouble("media_missing", "a file is expected; this value is none")
	}
	return nil
}
