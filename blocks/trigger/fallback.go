package trigger

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// fallback (trigger.fallback) starts its flow for messages that nothing else in the bot wanted.
//
// Config: Every, to answer at most once in that time; Kinds of messages; Collect, to note unknown phrases for the owner.
// Exits: next. Errors: none. Outputs: local.phrase. In the middle of a question it runs on top of it, and the question is
// shown again, unless "when busy" says otherwise.
type fallback struct {
	engine.TriggerSettings
	next

	Every   *flow.Duration       `json:"every,omitempty"`
	Kinds   []engine.MessageKind `json:"kinds,omitempty" validate:"max=20,dive,oneof=text photo video audio voice video_note file animation sticker location contact poll dice album other" jsonschema:"enum=text,enum=photo,enum=video,enum=audio,enum=voice,enum=video_note,enum=file,enum=animation,enum=sticker,enum=location,enum=contact,enum=poll,enum=dice,enum=album,enum=other"`
	Collect bool                 `json:"collect,omitempty"`
}

// maxPhrase is how much of an unknown phrase is noted, in characters.
const maxPhrase = 200

// unknownPhrase is the name of the note.
const unknownPhrase = "unknown_phrase"

func fallbackType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.fallback", Version: 1, Icon: "help-circle", Trigger: true,
		Title: engine.Text{"en": "Not understood", "ru": "Непонятное сообщение"},
		Help: engine.Text{
			"en": "Starts the flow when nothing else in the bot knew what to do with a message. Can collect such phrases, so that you see what users ask for.",
			"ru": "Запускает сценарий, когда больше ничто в боте не знало, что делать с сообщением. Может собирать такие фразы, чтобы вы видели, о чём спрашивают.",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.phrase", Type: "text", Title: engine.Text{"en": "What the user wrote", "ru": "Что написал пользователь"}},
		},
		Example: `{"every": "1m", "collect": true}`,
		New:     func() engine.Block { return new(fallback) },
	}
}

// Fields names the settings for forms and the reference.
func (f *fallback) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "every", Title: engine.Text{"en": "Answer at most every", "ru": "Отвечать не чаще чем раз в"}, Help: engine.Text{
			"en": "Unknown messages within this time after an answer get none.", "ru": "Непонятные сообщения в течение этого времени после ответа останутся без ответа.",
		}},
		{Name: "kinds", Title: engine.Text{"en": "Kinds of messages", "ru": "Виды сообщений"}, Help: engine.Text{
			"en": "Empty means all.", "ru": "Пусто — все.",
		}},
		{Name: "collect", Title: engine.Text{"en": "Collect phrases", "ru": "Собирать фразы"}, Help: engine.Text{
			"en": "Notes each unknown phrase for the owner.", "ru": "Записывать каждую непонятную фразу для владельца.",
		}},
	}, f.TriggerSettings.Fields()...)
}

// Defaults makes it come back to an open question, and stay out of groups.
func (f *fallback) Defaults() {
	if f.WhenBusy == "" {
		f.WhenBusy = engine.BusyNest
	}
	if len(f.ChatTypes) == 0 {
		f.ChatTypes = []string{"private"}
	}
}

// Fallback says that it takes only what nobody else wanted.
func (*fallback) Fallback() bool { return true }

// Keys names it; two fallbacks for the same messages fit the same events.
func (f *fallback) Keys() []string {
	if len(f.Kinds) == 0 {
		return []string{"fallback:"}
	}
	out := make([]string, len(f.Kinds))
	for i, k := range f.Kinds {
		out[i] = "fallback:" + string(k)
	}
	return out
}

// Match takes messages of its kinds; quietly, if it answered a short while ago.
func (f *fallback) Match(m *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	msg := ev.Message
	if ev.Kind != engine.MessageReceived || msg == nil || msg.Late || msg.Kind == engine.ServiceMessage {
		return engine.Match{}, false
	}
	if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, msg.Kind) {
		return engine.Match{}, false
	}
	match := engine.Match{Weight: engine.WeightFallback, Outputs: engine.Values{"phrase": msg.Text}}
	if f.Collect && msg.Text != "" {
		match.Notes = []engine.Note{{Kind: engine.NoteInfo, Name: unknownPhrase, Text: engine.Shorten(msg.Text, maxPhrase)}}
	}
	if last := m.Replied(); f.Every != nil && !last.IsZero() {
		match.Quiet = m.Now().Sub(last) < f.Every.Std()
	}
	return match, true
}
