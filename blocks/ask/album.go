package ask

import (
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// album (ask.album) asks for several photos or other files, sent together or one by one.
//
// Config: what all questions share; Kinds, what is taken, photos and videos if empty; Types and Extensions, which files;
// AsFile, to take images sent as files among photos; Min and Max, how many, 1 and 10 if empty; Progress, what the bot says
// while they come, with item.count, item.min and item.max; FinishAfter, to go on by itself; MaxMB, the largest; CaptionTo,
// where the words that came with them go. Waits: for messages, a press of Done, or one of the ways out. Exits: those of all
// questions. Errors: those of the texts, value_type, variable_too_large, session_too_large.
//
// The answer is a list of objects as event.files gives them, in the order in which they came. Done stands under a message
// of its own that counts them, as soon as there are enough; the word for it may be written, too. With Max files the question
// is answered by itself. What is too much, or not of the right kind, is named and left out, and is a wrong answer only if
// nothing of the message could be taken. Parts of an album that Telegram delivers late belong to it as long as the block
// waits. When the time is over and there are enough files, they are the answer.
//
// In groups a bot sees files only if it is an administrator, may read all messages, or they answer its message.
//
// Rules that messages may be given for: album_expected, photo_as_file, file_type, file_too_large, files_at_least,
// files_at_most, invalid.
type album struct {
	media
	fileRules

	AsFile      bool            `json:"as_file,omitempty"`
	Min         int             `json:"min,omitempty" validate:"min=0,max=30" jsonschema:"minimum=0,maximum=30"`
	Max         int             `json:"max,omitempty" validate:"min=0,max=30" jsonschema:"minimum=0,maximum=30"`
	Progress    engine.Template `json:"progress,omitzero" scenarist:"item"`
	FinishAfter *flow.Duration  `json:"finish_after,omitempty"`
}

const (
	albumExpectedRule = "album_expected"
	filesAtLeastRule  = "files_at_least"
	filesAtMostRule   = "files_at_most"

	// usualFiles is how many files are taken where nothing is said: as many as an album of Telegram has.
	usualFiles = engine.MaxAlbumParts
)

func albumType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.album", Version: 1, Icon: "photo-plus",
		Title: engine.Text{"en": "Ask for several files", "ru": "Спросить несколько файлов"},
		Help: engine.Text{
			"en": "Collects photos, videos or files, sent together or one by one, until the user presses Done or there are enough. Keeps them as a list.",
			"ru": "Собирает фото, видео или файлы, присланные вместе или по одному, пока пользователь не нажмёт «Готово» или их не станет достаточно. Запоминает списком.",
		},
		Exits: questionExits(),
		Outputs: []engine.Output{
			{Name: "event.files", Type: "list", Title: engine.Text{"en": "The files of the last message", "ru": "Файлы последнего сообщения"}},
		},
		Example: `{"prompt": {"text": "Please send up to five photos of the car."}, "save_to": "session.photos", "caption_to": "session.remarks", "kinds": ["photo"], "as_file": true, "min": 2, "max": 5}`,
		New:     func() engine.Block { return new(album) },
	}
}

// kinds are those that are taken.
func (a *album) kinds() []string {
	if len(a.Kinds) == 0 {
		return []string{photoKind, videoKind}
	}
	return a.Kinds
}

func (a *album) least() int { return max(a.Min, 1) }

func (a *album) most() int {
	if a.Max == 0 {
		return max(usualFiles, a.Min)
	}
	return a.Max
}

// ButtonIDs are the ids that presses may carry.
func (a *album) ButtonIDs() []string { return append(a.question.ButtonIDs(), doneButton) }

// Check reports numbers that cannot be kept, and settings that do nothing.
func (a *album) Check(k *engine.Checking) {
	heavy := a.AsFile || slices.ContainsFunc(a.kinds(), func(kind string) bool { return kind != photoKind })
	a.checkMedia(k, heavy, albumExpectedRule, photoAsFileRule, fileTypeRule, filesAtLeastRule, filesAtMostRule)
	a.checkRules(k, a.kinds())
	k.Assign("/save_to", a.SaveTo, expr.TypeList)
	if a.Max > 0 && a.Min > a.Max {
		k.Error("files_range", "/min", "at least %d and at most %d cannot both be kept", a.Min, a.Max)
	}
	photos, files := slices.Contains(a.kinds(), photoKind), slices.Contains(a.kinds(), fileKind)
	if a.AsFile && (!photos || files) {
		k.Warn("as_file_unused", "/as_file", "images sent as files are taken among photos, where files are not taken anyway")
	}
	if a.FinishAfter == nil {
		return
	}
	if a.FinishAfter.Std() <= engine.AlbumQuiet {
		k.Error("finish_too_soon", "/finish_after", "leave the user some seconds to send the next file, such as 10s")
	}
	if a.Timeout != nil && *a.FinishAfter >= *a.Timeout {
		k.Warn("finish_after_unused", "/finish_after", "the time of the whole question is over before")
	}
	if a.most() == a.least() {
		k.Warn("finish_after_unused", "/finish_after", "as soon as there are enough files there are as many as can be: the question is answered then")
	}
}

// wrong judges one file.
func (a *album) wrong(t *engine.Turn, f *engine.File) fault {
	kinds := a.kinds()
	image := imageFile(f) && slices.Contains(kinds, photoKind) && !slices.Contains(kinds, fileKind)
	switch {
	case image && !a.AsFile:
		return fault{rule: photoAsFileRule}
	case !image && !slices.Contains(kinds, f.Kind):
		return a.expected(t)
	}
	if wrong := a.wrongType(f); wrong.found() && !image {
		return wrong
	}
	return a.tooBig(f)
}

// expected is the fault of what is no file at all.
func (a *album) expected(t *engine.Turn) fault {
	return fault{rule: albumExpectedRule, pairs: []string{"list", kindWords(t, a.kinds())}}
}

// until is when the question is answered by itself; zero for never.
func (a *album) until(t *engine.Turn) time.Time {
	if a.FinishAfter == nil {
		return time.Time{}
	}
	return t.Now().Add(a.FinishAfter.Std())
}
