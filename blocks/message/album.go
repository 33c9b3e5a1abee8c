package message

import (
	"context"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// album (message.album) sends several photos, videos, files or audios as one message, with a caption.
//
// Config: Items, files as in message.media; List, an expression that gives more of them, with Value for one element and
// Kind for those that do not say what they are; Spoiler for all; Text and Variations, the caption, and Above to have it on
// top; Slot, Silent, Protect, Reply, DeleteAfter, Effect and Split as in every message. Waits: none. Exits: next; empty, if
// all of it may be missing; blocked; error. Errors: those of the texts (expression_…), album_empty, album_item, album_kind,
// album_too_long, media_kind, media_too_large, media_url, caption_too_long.
//
// Items and elements that come out empty are left out. Telegram's albums hold photos and videos together, files alone or
// audios alone, two to ten of them: what does not go together and what is too much goes in further albums, in the order
// given; one alone is a message of its own. The caption stands under the first. An element is a file as event.files has
// it, a file_id or an address. An album has no buttons: they go with another message.
type album struct {
	engine.NoWait

	Items       []attached        `json:"items,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	List        engine.Expression `json:"list,omitzero"`
	Value       engine.Expression `json:"value,omitzero" scenarist:"item"`
	Kind        string            `json:"kind,omitempty" validate:"omitempty,oneof=photo video audio file" jsonschema:"enum=photo,enum=video,enum=audio,enum=file"`
	Text        engine.Template   `json:"text,omitzero"`
	Variations  []engine.Template `json:"variations,omitempty" validate:"max=20" jsonschema:"maxItems=20"`
	Spoiler     bool              `json:"spoiler,omitempty"`
	Slot        string            `json:"slot,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Silent      bool              `json:"silent,omitempty"`
	Protect     bool              `json:"protect,omitempty"`
	Above       bool              `json:"above,omitempty"`
	Reply       bool              `json:"reply,omitempty"`
	DeleteAfter *flow.Duration    `json:"delete_after,omitempty"`
	Effect      string            `json:"effect,omitempty"`
	Split       bool              `json:"split,omitempty"`
}

// maxAlbumItems is how many files one block sends; Telegram gets them in albums of at most ten.
const maxAlbumItems = 50

func albumType() engine.BlockType {
	return engine.BlockType{
		Name: "message.album", Version: 1, Icon: "library-photo",
		Title: engine.Text{"en": "Album", "ru": "Альбом"},
		Help: engine.Text{
			"en": "Sends several photos and videos as one message, or several files, or several audios. They can come from a list, such as the photos that a user sent. An album has no buttons: send them with the next message.",
			"ru": "Отправляет несколько фото и видео одним сообщением либо несколько файлов или аудио. Они могут прийти из списка, например фото от пользователя. У альбома нет кнопок: отправьте их следующим сообщением.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: emptyExit, Title: engine.Text{"en": "Nothing to send", "ru": "Нечего отправить"}, Optional: true},
			engine.BlockedExit(), engine.ErrorExit(),
		},
		Example: `{"items": [{"url": "https://example.com/1.jpg"}, {"kind": "video", "asset": "tour"}], "text": "Our shop"}`,
		New:     func() engine.Block { return new(album) },
	}
}

// message is the message as everything with one has it.
func (a *album) message() *engine.MessageConfig {
	m := &engine.MessageConfig{
		Text: a.Text, Variations: a.Variations, Slot: a.Slot, Silent: a.Silent, Protect: a.Protect, Reply: a.Reply,
		DeleteAfter: a.DeleteAfter, Effect: a.Effect, Split: a.Split,
	}
	if a.Above {
		m.Preview = "above"
	}
	return m
}

// Fields names the settings for forms and the reference.
func (a *album) Fields() []engine.Field {
	out := []engine.Field{
		{
			Name: "items", Title: engine.Text{"en": "Files", "ru": "Файлы"},
			Help: engine.Text{
				"en": "Photos and videos go together; files and audios go in albums of their own. Ten in an album, then another one.",
				"ru": "Фото и видео идут вместе, файлы и аудио — отдельными альбомами. По десять в альбоме, дальше следующий.",
			},
		},
		{
			Name: "list", Title: engine.Text{"en": "From a list", "ru": "Из списка"},
			Help: engine.Text{
				"en": "Expression that gives more files, such as session.photos: files that users sent, or addresses.",
				"ru": "Формула, которая даёт ещё файлы, например session.photos: файлы от пользователей или адреса.",
			},
		},
		{
			Name: "value", Title: engine.Text{"en": "File of an element", "ru": "Файл элемента"},
			Help: engine.Text{
				"en": "Where the file is in an element of the list, such as item.photo. Empty if the element is the file.",
				"ru": "Где файл в элементе списка, например item.photo. Пусто, если элемент и есть файл.",
			},
		},
		{
			Name: "kind", Title: engine.Text{"en": "Kind in the list", "ru": "Вид в списке"},
			Help: engine.Text{
				"en": "What addresses and file_ids of the list are; photo if empty. Users' files know their kind.",
				"ru": "Чем считать адреса и file_id из списка; пусто — фото. Файлы пользователей знают свой вид.",
			},
		},
		{
			Name: "spoiler", Title: engine.Text{"en": "Hide until tapped", "ru": "Скрыть до нажатия"},
			Help: engine.Text{"en": "All photos and videos are blurred until tapped.", "ru": "Все фото и видео размыты, пока их не нажмут."},
		},
		{
			Name: "above", Title: engine.Text{"en": "Caption on top", "ru": "Подпись сверху"},
			Help: engine.Text{"en": "The caption stands above photos and videos.", "ru": "Подпись стоит над фото и видео."},
		},
	}
	for _, f := range a.message().Fields() {
		switch f.Name {
		case "text":
			f.Title = engine.Text{"en": "Caption", "ru": "Подпись"}
		case "split":
			f.Title = engine.Text{"en": "Long caption below", "ru": "Длинную подпись ниже"}
			f.Help = engine.Text{
				"en": "A caption over 1024 characters follows the album as a message of its own.",
				"ru": "Подпись длиннее 1024 знаков придёт после альбома отдельным сообщением.",
			}
		case "variations", "slot", "silent", "protect", "reply", "delete_after", "effect":
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}

// Exits leaves empty out where there is always something to send.
func (a *album) Exits(fixed []engine.Exit) []engine.Exit {
	if a.mayBeEmpty() {
		return fixed
	}
	out := make([]engine.Exit, 0, len(fixed))
	for _, e := range fixed {
		if e.Name != emptyExit {
			out = append(out, e)
		}
	}
	return out
}

// mayBeEmpty reports whether all files come from values.
func (a *album) mayBeEmpty() bool {
	for i := range a.Items {
		one := &a.Items[i]
		if one.Asset != "" {
			return false
		}
		for _, src := range one.URL.Sources() {
			if !strings.Contains(src, "{{") {
				return false
			}
		}
	}
	return true
}

// Check reports what Telegram would refuse, and files that do not go together.
func (a *album) Check(k *engine.Checking) {
	m := a.message()
	m.Check(k, "")
	if !a.Split {
		m.CheckCaption(k, "")
	}
	if len(a.Items) == 0 && a.List.IsZero() {
		k.Error("media_missing", "", "say what to send: files, or a list of them")
	}
	if a.List.IsZero() && !a.Value.IsZero() {
		k.Warn("list_unused", "/value", "the file of an element is only used with a list")
	}
	if a.List.IsZero() && a.Kind != "" {
		k.Warn("list_unused", "/kind", "this kind is only used with a list: files have kinds of their own")
	}
	if t := a.List.Type(); !a.List.IsZero() && t != expr.TypeAny && t != expr.TypeList && t != expr.TypeObject && t != expr.TypeText {
		k.Error("list_expected", "/list", "a list of files is expected; this gives something else")
	}
	first, mixed := "", false
	for i := range a.Items {
		one, p := &a.Items[i], fmt.Sprintf("/items/%d", i)
		one.checkFile(k, p)
		one.checkFileUses(k, p)
		family := albumFamily(one.Kind)
		switch {
		case one.Kind == "" && !one.File.IsZero(): // known when it runs
		case family == "":
			k.Error("album_kind", p+"/kind", "Telegram takes no %s into an album: send it with a message of its own", one.Kind)
		case first == "":
			first = family
		case first != family && !mixed:
			mixed = true
			k.Warn("album_mixed", p, "photos and videos go together, files and audios do not: these go as several messages")
		}
	}
}

// albumFamily names what goes together in an album; empty for kinds that are in none: Telegram Bot API, sendMediaGroup.
func albumFamily(kind string) string {
	switch kind {
	case "", "photo", "video":
		return "picture"
	case "file", "audio":
		return kind
	default:
		return ""
	}
}

// Enter sends the album.
func (a *album) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	files, err := a.files(t)
	if err != nil {
		return engine.Stay(), err
	}
	switch n := len(files); {
	case n > maxAlbumItems:
		return engine.Stay(), engine.Trouble("album_too_long", "there are %d files to send; at most %d go at once", n, maxAlbumItems)
	case n == 0 && t.Open(emptyExit):
		return engine.Stay(), engine.Trouble("album_empty", "there is no file to send once the values are put in")
	case n == 0:
		return engine.Leave(emptyExit), nil
	}
	m := a.message()
	c, err := m.Content(t)
	if err != nil {
		return engine.Stay(), err
	}
	if err := fitsCaption(&c); err != nil {
		return engine.Stay(), err
	}
	c.Media = files
	m.Deliver(t, c)
	return engine.Leave(nextExit), nil
}
