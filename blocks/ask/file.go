package ask

import (
	"context"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// file (ask.file) asks for a file.
//
// Config: what all questions share; Kinds, what is taken; Types and Extensions, which files; MaxMB, the largest; CaptionTo,
// where the words that came with it go. Waits: for a message or one of the ways out. Exits: those of all questions. Errors:
// those of the texts, value_type.
//
// Without Kinds everything is taken that people send as a file: Telegram itself makes audio, video and animations of some.
// The answer is an object as event.file gives it. Telegram hands out the content of files of up to 20 MB; Check warns
// where larger ones are taken and a block that comes after needs the content. In groups a bot sees files only if it is an
// administrator, may read all messages, or they answer its message.
//
// Rules that messages may be given for: file_expected, file_as_photo, file_type, file_too_large, one_file, invalid.
type file struct {
	media
	fileRules
}

const fileExpectedRule = "file_expected"

func fileType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.file", Version: 1, Icon: "file-upload",
		Title: engine.Text{"en": "Ask for a file", "ru": "Спросить файл"},
		Help: engine.Text{
			"en": "Waits for a file of the right type and size and keeps it in a variable, for later blocks to send on or upload.",
			"ru": "Ждёт файл нужного типа и размера и запоминает его в переменной, чтобы следующие блоки переслали или выгрузили его.",
		},
		Exits: questionExits(),
		Outputs: []engine.Output{
			{Name: "event.file", Type: "object", Title: engine.Text{"en": "The file: id, kind, name, mime, size", "ru": "Файл: id, kind, name, mime, size"}},
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "Words sent with the file", "ru": "Подпись к файлу"}},
		},
		Example: `{"prompt": {"text": "Please send your CV as a PDF."}, "save_to": "session.cv", "extensions": ["pdf"], "types": ["application/pdf"], "max_mb": 10}`,
		New:     func() engine.Block { return new(file) },
	}
}

// kinds are those that are taken.
func (a *file) kinds() []string {
	if len(a.Kinds) == 0 {
		return namedKinds
	}
	return a.Kinds
}

// Check reports types that are none, and files that later blocks cannot read.
func (a *file) Check(k *engine.Checking) {
	heavy := slices.ContainsFunc(a.kinds(), func(kind string) bool { return kind != photoKind })
	a.checkMedia(k, heavy, fileExpectedRule, fileAsPhotoRule, fileTypeRule, oneFileRule)
	a.checkRules(k, a.kinds())
	k.Assign("/save_to", a.SaveTo, expr.TypeObject)
}

// Enter asks.
func (a *file) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.ask(t, nil, nil)
}

// Reshow asks again.
func (a *file) Reshow(_ context.Context, t *engine.Turn) error { return a.show(t, nil) }

// Resume judges the answer.
func (a *file) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := a.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	if ev.Message == nil {
		return engine.Stay(), nil
	}
	expected := a.expected(t)
	wrong := judgeOne(ev.Message, expected, func(f *engine.File) fault {
		switch {
		case f.Kind == photoKind && !slices.Contains(a.kinds(), photoKind) && slices.Contains(a.kinds(), fileKind):
			return fault{rule: fileAsPhotoRule}
		case !slices.Contains(a.kinds(), f.Kind):
			return expected
		}
		if wrong := a.wrongType(f); wrong.found() {
			return wrong
		}
		return a.tooBig(f)
	})
	if wrong.found() {
		return a.deny(t, wrong)
	}
	return a.take(t, ev.Message)
}

// expected is the fault of what is no file at all.
func (a *file) expected(t *engine.Turn) fault {
	kinds := a.Kinds
	if len(kinds) == 0 {
		kinds = []string{fileKind}
	}
	return fault{rule: fileExpectedRule, pairs: []string{"list", kindWords(t, kinds)}}
}
