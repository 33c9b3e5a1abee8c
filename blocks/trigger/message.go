package trigger

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// message (trigger.message) starts its flow for messages of certain kinds that nothing more exact takes: a photo, a voice
// message, a place on the map, something forwarded.
//
// Config: Kinds. Exits: next. Errors: none. Outputs: local.kind, local.text, local.file, local.files, local.contact,
// local.location, local.dice, local.web_app, local.shared, as far as the message has them.
//
// Commands are left to their own triggers. It works in private chats unless its chat types say otherwise: in a group every
// message would be meant.
type message struct {
	engine.TriggerSettings
	next

	Kinds []string `json:"kinds" validate:"required,max=20,dive,oneof=text photo album video voice video_note file audio animation sticker location contact poll dice web_app shared forwarded other" jsonschema:"minItems=1,maxItems=20,enum=text,enum=photo,enum=album,enum=video,enum=voice,enum=video_note,enum=file,enum=audio,enum=animation,enum=sticker,enum=location,enum=contact,enum=poll,enum=dice,enum=web_app,enum=shared,enum=forwarded,enum=other"`
}

// forwarded is a kind that goes with every other.
const forwarded = "forwarded"

func messageType() engine.BlockType {
	title := func(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }
	return engine.BlockType{
		Name: "trigger.message", Version: 1, Icon: "message", Trigger: true,
		Title: title("Message of a kind", "Сообщение вида"),
		Help: title(
			"Starts the flow when a user sends a photo, a voice message, a file, a place and so on, and no question waits for it.",
			"Запускает сценарий, когда пользователь присылает фото, голосовое, файл, место на карте и так далее, и его не ждёт ни один вопрос.",
		),
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.kind", Type: "text", Title: title("Kind of the message", "Вид сообщения")},
			{Name: "local.text", Type: "text", Title: title("Text or caption", "Текст или подпись")},
			{Name: "local.file", Type: "object", Title: title("The file, the first of an album", "Файл, первый из альбома")},
			{Name: "local.files", Type: "list", Title: title("All files", "Все файлы")},
			{Name: "local.contact", Type: "object", Title: title("The contact: phone, first_name, last_name, user_id, own", "Контакт: phone, first_name, last_name, user_id, own")},
			{Name: "local.location", Type: "object", Title: title("The place: latitude, longitude, title, address", "Место: latitude, longitude, title, address")},
			{Name: "local.dice", Type: "number", Title: title("What the dice shows", "Что выпало на кубике")},
			{Name: "local.web_app", Type: "text", Title: title("Data of the Mini App", "Данные из Mini App")},
			{Name: "local.shared", Type: "list", Title: title("Ids of the people or the chat that were picked", "Id выбранных людей или чата")},
			{Name: "local.forwarded", Type: "bool", Title: title("It was forwarded", "Переслано")},
		},
		Example: `{"kinds": ["photo", "album", "file"]}`,
		New:     func() engine.Block { return new(message) },
	}
}

// Fields names the settings for forms and the reference.
func (x *message) Fields() []engine.Field {
	own := []engine.Field{{Name: "kinds", Title: engine.Text{"en": "Kinds", "ru": "Виды"}, Help: engine.Text{
		"en": "Any of these. album is several photos or files sent together; shared, people or a chat picked by a button; forwarded, a forwarded message of whatever kind.",
		"ru": "Любой из этих. album — несколько фото или файлов вместе, shared — выбранные по кнопке люди или чат, forwarded — пересланное сообщение любого вида.",
	}}}
	for _, f := range x.TriggerSettings.Fields() {
		if f.Name == "chat_types" {
			f.Help = engine.Text{"en": "Only in these kinds of chat. Empty means private.", "ru": "Только в этих видах чатов. Пусто — в личных."}
		}
		own = append(own, f)
	}
	return own
}

// Defaults keeps it out of groups.
func (x *message) Defaults() {
	if len(x.ChatTypes) == 0 {
		x.ChatTypes = []string{"private"}
	}
}

// Check reports kinds that stand there twice.
func (x *message) Check(k *engine.Checking) { repeated(k, "/kinds", x.Kinds) }

// Keys names the kinds.
func (x *message) Keys() []string {
	keys := make([]string, len(x.Kinds))
	for i, kind := range x.Kinds {
		keys[i] = "message:" + kind
	}
	return keys
}

// Match takes messages of its kinds. A forwarded one fits best by that.
func (x *message) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	m := ev.Message
	if ev.Kind != engine.MessageReceived || m == nil || m.Late || m.Command != "" || m.Kind == engine.ServiceMessage {
		return engine.Match{}, false
	}
	weight := engine.WeightKind
	switch {
	case m.Forwarded && slices.Contains(x.Kinds, forwarded):
		weight++
	case !slices.Contains(x.Kinds, string(m.Kind)):
		return engine.Match{}, false
	}
	return engine.Match{Weight: weight, Outputs: messageOutputs(m)}, true
}

// messageOutputs is what the message has, as variables hold it.
func messageOutputs(m *engine.Message) engine.Values {
	out := engine.Values{"kind": string(m.Kind), "text": m.Text, forwarded: m.Forwarded}
	if len(m.Files) > 0 {
		files := make([]any, len(m.Files))
		for i, f := range m.Files {
			files[i] = engine.FileValue(f)
		}
		out["file"], out["files"] = files[0], files
	}
	if c := m.Contact; c != nil {
		out["contact"] = map[string]any{
			"phone": c.Phone, "first_name": c.FirstName, "last_name": c.LastName, "user_id": float64(c.UserID), "own": c.Own,
		}
	}
	if l := m.Location; l != nil {
		out["location"] = map[string]any{
			"latitude": l.Latitude, "longitude": l.Longitude, "title": l.Title, "address": l.Address,
		}
	}
	if m.Kind == engine.DiceMessage {
		out["dice"] = float64(m.Dice)
	}
	if m.WebApp != "" {
		out["web_app"] = m.WebApp
	}
	if len(m.Shared) > 0 {
		ids := make([]any, len(m.Shared))
		for i, id := range m.Shared {
			ids[i] = float64(id)
		}
		out["shared"] = ids
	}
	return out
}
