package ask

import (
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// media are the settings and the behaviour that questions for files share; configs embed it.
//
// An answer is an object as event.file gives it: id is the file_id, which is kept, so that the bot can send the file again
// for as long as it likes. The content stays at Telegram.
type media struct {
	question

	CaptionTo engine.Var `json:"caption_to,omitempty"`
	MaxMB     float64    `json:"max_mb,omitempty" validate:"min=0,max=4000" jsonschema:"minimum=0,maximum=4000"`
}

// Rules of files, which are also the keys of our words for them.
const (
	oneFileRule     = "one_file"
	fileTooBigRule  = "file_too_large"
	fileTypeRule    = "file_type"
	photoAsFileRule = "photo_as_file"
	fileAsPhotoRule = "file_as_photo"
)

// Kinds of files, as engine.File has them.
const (
	photoKind     = "photo"
	videoKind     = "video"
	audioKind     = "audio"
	voiceKind     = "voice"
	videoNoteKind = "video_note"
	fileKind      = "file"
	animationKind = "animation"
)

// megabyte is what Telegram counts sizes in.
const megabyte = 1 << 20

// downloadMB is the size up to which Telegram hands out files: Telegram Bot API, getFile.
const downloadMB = 20

// fault is a rule that an answer breaks, with what its words may name; without a rule there is none.
type fault struct {
	rule  string
	pairs []string
}

func (f fault) found() bool { return f.rule != "" }

// checkMedia reports defects of the shared settings. Heavy says that what is asked for may be over Telegram's limit on
// downloads.
func (m *media) checkMedia(k *engine.Checking, heavy bool, rules ...string) {
	m.check(k, false, append(rules, fileTooBigRule)...)
	k.Assign("/caption_to", m.CaptionTo, expr.TypeText)
	if m.CaptionTo != "" && m.CaptionTo == m.SaveTo {
		k.Error("caption_over_file", "/caption_to", "the caption would take the place of the file: save it elsewhere")
	}
	if !heavy || m.MaxMB > 0 && m.MaxMB <= downloadMB {
		return
	}
	if reader := k.ReaderAfter(m.SaveTo); reader != "" {
		k.Warn("file_over_download", "/max_mb", "Telegram hands out files of up to %d MB only (getFile), and the block %q needs the content: take files of at most %d MB here, or use a Bot API server of your own, which has no such limit",
			downloadMB, reader, downloadMB)
	}
}

// judgeOne judges a message that has to be one file. Expected is the fault of a message without any.
func judgeOne(m *engine.Message, expected fault, judge func(*engine.File) fault) fault {
	switch len(m.Files) {
	case 0:
		return expected
	case 1:
		return judge(&m.Files[0])
	default:
		return fault{rule: oneFileRule}
	}
}

// deny refuses an answer.
func (m *media) deny(t *engine.Turn, wrong fault) (engine.Outcome, error) {
	p, err := m.load(t, nil)
	if err != nil {
		return engine.Stay(), err
	}
	return m.refuse(t, p, wrong.rule, wrong.pairs...)
}

// take leaves with the file of the message.
func (m *media) take(t *engine.Turn, msg *engine.Message) (engine.Outcome, error) {
	if err := t.Save(m.CaptionTo, strings.TrimSpace(msg.Text)); err != nil {
		return engine.Stay(), err
	}
	return m.accept(t, answeredExit, engine.FileValue(msg.Files[0]), nil)
}

// tooBig judges the size. Telegram tells it of all files that it could be too large for.
func (m *media) tooBig(f *engine.File) fault {
	if m.MaxMB == 0 || float64(f.Size) <= m.MaxMB*megabyte {
		return fault{}
	}
	return fault{rule: fileTooBigRule, pairs: []string{"n", expr.Format(m.MaxMB, "en")}}
}

// kindWords names kinds in the user's language: "a photo or a video".
func kindWords(t *engine.Turn, kinds []string) string {
	out := ""
	for i, k := range kinds {
		name := t.Words("kind_" + k)
		switch {
		case i == 0:
			out = name
		case i == len(kinds)-1:
			out = t.Words("either", "a", out, "b", name)
		default:
			out += ", " + name
		}
	}
	return out
}

// spanWords writes a length of time in the user's language.
func spanWords(t *engine.Turn, d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return t.Words("minutes", "n", expr.Format(d.Minutes(), "en"))
	}
	return t.Words("seconds", "n", expr.Format(d.Seconds(), "en"))
}
