package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// anyKind (ask.any) takes whatever the user sends, by kind.
//
// Config: what all questions share; Kinds that are taken; CaptionTo, where the words under a file go. Waits: for a message.
// Exits: one for each kind that is taken; and those of all questions but answered. Errors: those of the texts, value_type.
//
// The answer is the text; the file as an object (id, kind, name, mime, size); for an album the list of its files; the place
// or the contact as ask.location and ask.contact save them; the number of a die; the question of a poll. An album where only
// single files are taken counts as its first file.
//
// Rules that messages may be given for: kind_unexpected, invalid.
type anyKind struct {
	question

	Kinds     []engine.MessageKind `json:"kinds" validate:"min=1,max=14,unique,dive,oneof=text photo video audio voice video_note file animation sticker location contact album poll dice" jsonschema:"minItems=1,uniqueItems=true,enum=text,enum=photo,enum=video,enum=audio,enum=voice,enum=video_note,enum=file,enum=animation,enum=sticker,enum=location,enum=contact,enum=album,enum=poll,enum=dice"`
	CaptionTo engine.Var           `json:"caption_to,omitempty"`
}

const kindUnexpectedRule = "kind_unexpected"

// takenKinds are the kinds in the order of their exits.
var takenKinds = []struct {
	kind engine.MessageKind
	text engine.Text
}{
	{engine.TextMessage, engine.Text{"en": "Text", "ru": "Текст"}},
	{engine.PhotoMessage, engine.Text{"en": "Photo", "ru": "Фото"}},
	{engine.VideoMessage, engine.Text{"en": "Video", "ru": "Видео"}},
	{engine.AudioMessage, engine.Text{"en": "Audio file", "ru": "Аудиофайл"}},
	{engine.VoiceMessage, engine.Text{"en": "Voice message", "ru": "Голосовое сообщение"}},
	{engine.VideoNoteMessage, engine.Text{"en": "Video message", "ru": "Видеосообщение"}},
	{engine.FileMessage, engine.Text{"en": "File", "ru": "Файл"}},
	{engine.AnimationMessage, engine.Text{"en": "GIF", "ru": "GIF"}},
	{engine.StickerMessage, engine.Text{"en": "Sticker", "ru": "Стикер"}},
	{engine.LocationMessage, engine.Text{"en": "Place", "ru": "Место"}},
	{engine.ContactMessage, engine.Text{"en": "Contact", "ru": "Контакт"}},
	{engine.AlbumMessage, engine.Text{"en": "Album", "ru": "Альбом"}},
	{engine.PollMessage, engine.Text{"en": "Poll", "ru": "Опрос"}},
	{engine.DiceMessage, engine.Text{"en": "Die", "ru": "Кубик"}},
}

func anyType() engine.BlockType {
	var kinds []engine.Exit
	for _, k := range takenKinds {
		kinds = append(kinds, engine.Exit{Name: string(k.kind), Title: k.text})
	}
	return engine.BlockType{
		Name: "ask.any", Version: 1, Icon: "message-question",
		Title: engine.Text{"en": "Ask for anything", "ru": "Спросить что угодно"},
		Help: engine.Text{
			"en": "Takes a text, a photo, a voice message or whatever else you allow. Each kind has an exit of its own.",
			"ru": "Принимает текст, фото, голосовое сообщение — всё, что вы разрешите. У каждого вида свой выход.",
		},
		Exits: append(kinds, without(questionExits(), answeredExit)...),
		Outputs: []engine.Output{
			{Name: "event.message_kind", Type: "text", Title: engine.Text{"en": "Kind of the message", "ru": "Вид сообщения"}},
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "Text, or the words under the file", "ru": "Текст или подпись под файлом"}},
			{Name: "event.file", Type: "object", Title: engine.Text{"en": "The file", "ru": "Файл"}},
			{Name: "event.files", Type: "list", Title: engine.Text{"en": "The files of an album", "ru": "Файлы альбома"}},
		},
		Example: `{"prompt": {"text": "Send a photo, or describe the video in words."}, "save_to": "session.idea", "kinds": ["text", "photo", "voice"], "caption_to": "session.words", "cancel": {}}`,
		New:     func() engine.Block { return new(anyKind) },
	}
}

// Exits leaves out the exits of kinds that are not taken.
func (a *anyKind) Exits(fixed []engine.Exit) []engine.Exit {
	var out []engine.Exit
	for _, e := range fixed {
		kind := engine.MessageKind(e.Name)
		if kindText(kind) == nil || a.takes(kind) {
			out = append(out, e)
		}
	}
	return a.question.Exits(out)
}

// kindText is the name of a kind that can be taken; nil for others.
func kindText(kind engine.MessageKind) engine.Text {
	for _, k := range takenKinds {
		if k.kind == kind {
			return k.text
		}
	}
	return nil
}

func (a *anyKind) takes(kind engine.MessageKind) bool { return slices.Contains(a.Kinds, kind) }

// Fields names the settings of a question for anything.
func (a *anyKind) Fields() []engine.Field {
	return append(a.question.Fields(),
		fieldOf("kinds", "Kinds", "Виды", "What is taken; each kind gets an exit.", "Что принимать; у каждого вида будет выход."),
		fieldOf("caption_to", "Save the caption to", "Сохранить подпись в",
			"The variable that gets the words under a photo or another file.", "Переменная, в которую попадут слова под фото или другим файлом."),
	)
}

// Check reports settings that do nothing.
func (a *anyKind) Check(k *engine.Checking) {
	a.check(k, false, kindUnexpectedRule)
	if a.CaptionTo != "" && k.TypeOf(a.CaptionTo) != expr.TypeText {
		k.Assign("/caption_to", a.CaptionTo, expr.TypeText)
	}
	captioned := []engine.MessageKind{
		engine.PhotoMessage, engine.VideoMessage, engine.AudioMessage, engine.VoiceMessage, engine.FileMessage,
		engine.AnimationMessage, engine.AlbumMessage,
	}
	if a.CaptionTo != "" && !slices.ContainsFunc(captioned, a.takes) {
		k.Warn("setting_unused", "/caption_to", "nothing that is taken has words under it")
	}
	for i, kind := range a.Kinds {
		if a.SaveTo != "" && k.TypeOf(a.SaveTo) != expr.TypeText {
			k.Assign(fmt.Sprintf("/kinds/%d", i), a.SaveTo, typeOfKind(kind))
		}
	}
}

// typeOfKind is what a kind is saved as.
func typeOfKind(kind engine.MessageKind) expr.Type {
	switch kind {
	case engine.TextMessage, engine.PollMessage:
		return expr.TypeText
	case engine.DiceMessage:
		return expr.TypeNumber
	case engine.AlbumMessage:
		return expr.TypeList
	default:
		return expr.TypeObject
	}
}

// Enter asks.
func (a *anyKind) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.ask(t, nil, nil)
}

// Reshow asks again.
func (a *anyKind) Reshow(_ context.Context, t *engine.Turn) error { return a.show(t, nil) }

// Resume takes the message if its kind is wanted.
func (a *anyKind) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	common := a.commonTyped
	if a.takes(engine.TextMessage) { // any text is an answer
		common = a.common
	}
	if out, done, err := common(t, ev); done || err != nil {
		return out, err
	}
	m := ev.Message
	if m == nil {
		return engine.Stay(), nil
	}
	p, err := a.load(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	kind := a.kindOf(m)
	value := kindValue(kind, m)
	if value == nil {
		return a.refuse(t, p, kindUnexpectedRule, "list", a.named(t))
	}
	if len(m.Files) > 0 {
		if err := t.Save(a.CaptionTo, m.Text); err != nil {
			return engine.Stay(), err
		}
	}
	return a.accept(t, string(kind), value, nil)
}

// kindOf is the kind that the message counts as; empty if it is not taken.
func (a *anyKind) kindOf(m *engine.Message) engine.MessageKind {
	if m.Kind == engine.AlbumMessage && !a.takes(m.Kind) && len(m.Files) > 0 {
		m = &engine.Message{Kind: engine.MessageKind(m.Files[0].Kind)}
	}
	if !a.takes(m.Kind) {
		return ""
	}
	return m.Kind
}

// kindValue is what a message of the kind is saved as; nil if it holds nothing of it.
func kindValue(kind engine.MessageKind, m *engine.Message) any {
	switch kind {
	case "":
		return nil
	case engine.TextMessage:
		if text := textOf(m); text != "" {
			return text
		}
		return nil
	case engine.PollMessage:
		return m.Text
	case engine.DiceMessage:
		return float64(m.Dice)
	case engine.LocationMessage:
		if m.Location == nil {
			return nil
		}
		return locationValue(m.Location)
	case engine.ContactMessage:
		if m.Contact == nil {
			return nil
		}
		return contactValue(m.Contact)
	case engine.AlbumMessage:
		files := make([]any, len(m.Files))
		for i, f := range m.Files {
			files[i] = engine.FileValue(f)
		}
		return files
	default:
		if len(m.Files) == 0 {
			return nil
		}
		return engine.FileValue(m.Files[0])
	}
}

// named lists the kinds for our words: a text, a photo or a voice message.
func (a *anyKind) named(t *engine.Turn) string {
	var names []string
	for _, k := range takenKinds {
		if a.takes(k.kind) {
			names = append(names, t.Words("kind_"+string(k.kind)))
		}
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + t.Words("or") + " " + names[last]
}
