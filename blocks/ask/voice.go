package ask

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// voice (ask.voice) asks for a voice message.
//
// Config: what all questions share; Kinds, what else is taken; MinDuration and MaxDuration; OrText, to take words instead,
// and TextTo, where they go; MaxMB, the largest; CaptionTo, where words that came with the voice go. Waits: for a message
// or one of the ways out. Exits: answered; written, for words; those of all questions. Errors: those of the texts,
// value_type.
//
// The answer is an object as event.file gives it. Whichever of the voice and the words did not come is emptied, so that
// what was answered earlier does not stand in for it. In groups a bot hears voice messages only if it is an administrator,
// may read all messages, or they answer its message.
//
// Rules that messages may be given for: voice_expected, voice_too_short, voice_too_long, file_too_large, one_file, invalid.
type voice struct {
	media

	Kinds       []string       `json:"kinds,omitempty" validate:"max=3,unique,dive,oneof=voice audio video_note" jsonschema:"enum=voice,enum=audio,enum=video_note"`
	MinDuration *flow.Duration `json:"min_duration,omitempty"`
	MaxDuration *flow.Duration `json:"max_duration,omitempty"`
	OrText      bool           `json:"or_text,omitempty"`
	TextTo      engine.Var     `json:"text_to,omitempty"`
}

const (
	voiceExpectedRule = "voice_expected"
	voiceTooShortRule = "voice_too_short"
	voiceTooLongRule  = "voice_too_long"

	writtenExit = "written"
)

func voiceType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.voice", Version: 1, Icon: "microphone",
		Title: engine.Text{"en": "Ask for a voice message", "ru": "Спросить голосовое"},
		Help: engine.Text{
			"en": "Waits for a voice message and keeps it in a variable, for later blocks to send on or transcribe. If you like, written words will do, too.",
			"ru": "Ждёт голосовое сообщение и запоминает его в переменной, чтобы следующие блоки переслали или расшифровали его. Можно принять и текст.",
		},
		Exits: slices.Insert(questionExits(), 1, engine.Exit{Name: writtenExit, Title: engine.Text{"en": "Written instead", "ru": "Написал текстом"}}),
		Outputs: []engine.Output{
			{Name: "event.file", Type: "object", Title: engine.Text{"en": "The voice message: id, kind, name, mime, size", "ru": "Голосовое: id, kind, name, mime, size"}},
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "Written words", "ru": "Написанный текст"}},
		},
		Example: `{"prompt": {"text": "Tell us about your order, or write it."}, "save_to": "session.voice", "max_duration": "2m", "or_text": true, "text_to": "session.words"}`,
		New:     func() engine.Block { return new(voice) },
	}
}

// Exits gives the exits of the question, and written where words will do.
func (a *voice) Exits(fixed []engine.Exit) []engine.Exit {
	return slices.DeleteFunc(a.question.Exits(fixed), func(e engine.Exit) bool { return e.Name == writtenExit && !a.OrText })
}

// kinds are those that are taken.
func (a *voice) kinds() []string {
	if len(a.Kinds) == 0 {
		return []string{voiceKind}
	}
	return a.Kinds
}

// Check reports lengths that nothing has, and words that go nowhere.
func (a *voice) Check(k *engine.Checking) {
	a.checkMedia(k, true, voiceExpectedRule, voiceTooShortRule, voiceTooLongRule, oneFileRule)
	k.Assign("/save_to", a.SaveTo, expr.TypeObject)
	k.Assign("/text_to", a.TextTo, expr.TypeText)
	if a.MinDuration != nil && a.MaxDuration != nil && *a.MinDuration > *a.MaxDuration {
		k.Error("duration_range", "/min_duration", "the shortest length is over the longest: no message fits")
	}
	if most := time.Minute; !slices.ContainsFunc(a.kinds(), func(kind string) bool { return kind != videoNoteKind }) &&
		a.MinDuration != nil && a.MinDuration.Std() > most {
		k.Error("duration_range", "/min_duration", "video messages last at most a minute in Telegram: none fits")
	}
	switch {
	case a.TextTo == "":
	case !a.OrText:
		k.Warn("text_to_unused", "/text_to", "words are not taken here, so that nothing is saved: let words do, too")
	case a.TextTo == a.SaveTo:
		k.Error("text_over_file", "/text_to", "the words would take the place of the voice message: save them elsewhere")
	}
}

// Enter asks.
func (a *voice) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.ask(t, nil, nil)
}

// Reshow asks again.
func (a *voice) Reshow(_ context.Context, t *engine.Turn) error { return a.show(t, nil) }

// Resume judges the answer.
func (a *voice) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	common := a.commonTyped
	if a.OrText { // any text is an answer
		common = a.common
	}
	if out, done, err := common(t, ev); done || err != nil {
		return out, err
	}
	m := ev.Message
	if m == nil {
		return engine.Stay(), nil
	}
	if words := strings.TrimSpace(m.Text); a.OrText && m.Kind == engine.TextMessage && words != "" {
		return a.written(t, words)
	}
	kinds := a.kinds()
	if a.OrText {
		kinds = append(slices.Clip(kinds), "text")
	}
	expected := fault{rule: voiceExpectedRule, pairs: []string{"list", kindWords(t, kinds)}}
	wrong := judgeOne(m, expected, func(f *engine.File) fault {
		if !slices.Contains(a.kinds(), f.Kind) {
			return expected
		}
		return a.wrongLength(t, f)
	})
	if wrong.found() {
		return a.deny(t, wrong)
	}
	if err := t.Save(a.TextTo, nil); err != nil {
		return engine.Stay(), err
	}
	return a.take(t, m)
}

// written leaves with words instead of a voice.
func (a *voice) written(t *engine.Turn, words string) (engine.Outcome, error) {
	if err := t.Save(a.TextTo, words); err != nil {
		return engine.Stay(), err
	}
	if err := t.Save(a.CaptionTo, nil); err != nil {
		return engine.Stay(), err
	}
	return a.accept(t, writtenExit, nil, nil)
}

// wrongLength judges how long a message lasts, and how large it is.
func (a *voice) wrongLength(t *engine.Turn, f *engine.File) fault {
	lasts := time.Duration(f.Duration) * time.Second
	switch {
	case a.MinDuration != nil && lasts < a.MinDuration.Std():
		return fault{rule: voiceTooShortRule, pairs: []string{"n", spanWords(t, a.MinDuration.Std())}}
	case a.MaxDuration != nil && lasts > a.MaxDuration.Std():
		return fault{rule: voiceTooLongRule, pairs: []string{"n", spanWords(t, a.MaxDuration.Std())}}
	}
	return a.tooBig(f)
}
