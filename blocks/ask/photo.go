package ask

import (
	"context"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// photo (ask.photo) asks for a photo.
//
// Config: what all questions share; AsFile, to take an image that was sent as a file, too; MinSide, how many pixels its
// shorter side has to have; MaxMB, the largest; CaptionTo, where the words that came with it go. Waits: for a message or
// one of the ways out. Exits: those of all questions. Errors: those of the texts, value_type.
//
// The answer is an object as event.file gives it, of the best size that there is. Telegram makes photos small; an image
// sent as a file is as it was, and of any size: its pixels are not known, and MinSide does not count for it. Of an album
// none is taken: one is asked for. In groups a bot sees photos only if it is an administrator, may read all messages, or
// they answer its message.
//
// Rules that messages may be given for: photo_expected, photo_as_file, photo_too_small, file_too_large, one_file, invalid.
type photo struct {
	media

	AsFile  bool `json:"as_file,omitempty"`
	MinSide int  `json:"min_side,omitempty" validate:"min=0,max=2560" jsonschema:"minimum=0,maximum=2560"`
}

const (
	photoExpectedRule = "photo_expected"
	photoTooSmallRule = "photo_too_small"
)

func photoType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.photo", Version: 1, Icon: "camera",
		Title: engine.Text{"en": "Ask for a photo", "ru": "Спросить фото"},
		Help: engine.Text{
			"en": "Waits for a photo and keeps it in a variable, for later blocks to send on or upload.",
			"ru": "Ждёт фото и запоминает его в переменной, чтобы следующие блоки переслали или выгрузили его.",
		},
		Exits: questionExits(),
		Outputs: []engine.Output{
			{Name: "event.file", Type: "object", Title: engine.Text{"en": "The photo: id, kind, name, mime, size", "ru": "Фото: id, kind, name, mime, size"}},
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "Words sent with the photo", "ru": "Подпись к фото"}},
		},
		Example: `{"prompt": {"text": "Please send a photo of the room."}, "save_to": "session.photo", "caption_to": "session.wish", "as_file": true, "min_side": 600}`,
		New:     func() engine.Block { return new(photo) },
	}
}

// Check reports photos that later blocks cannot read.
func (a *photo) Check(k *engine.Checking) {
	a.checkMedia(k, a.AsFile, photoExpectedRule, photoAsFileRule, photoTooSmallRule, oneFileRule)
	k.Assign("/save_to", a.SaveTo, expr.TypeObject)
}

// Enter asks.
func (a *photo) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.ask(t, nil, nil)
}

// Reshow asks again.
func (a *photo) Reshow(_ context.Context, t *engine.Turn) error { return a.show(t, nil) }

// Resume judges the answer.
func (a *photo) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if out, done, err := a.commonTyped(t, ev); done || err != nil {
		return out, err
	}
	if ev.Message == nil {
		return engine.Stay(), nil
	}
	expected := fault{rule: photoExpectedRule}
	wrong := judgeOne(ev.Message, expected, func(f *engine.File) fault {
		image := imageFile(f)
		switch {
		case image && !a.AsFile:
			return fault{rule: photoAsFileRule}
		case f.Kind != photoKind && !image:
			return expected
		case f.Width > 0 && min(f.Width, f.Height) < a.MinSide:
			return fault{rule: photoTooSmallRule, pairs: []string{"n", strconv.Itoa(a.MinSide)}}
		}
		return a.tooBig(f)
	})
	if wrong.found() {
		return a.deny(t, wrong)
	}
	return a.take(t, ev.Message)
}

// imageFile reports whether the file is a picture that was sent as a file.
func imageFile(f *engine.File) bool {
	return f.Kind == fileKind && strings.HasPrefix(strings.ToLower(f.MIME), "image/")
}
