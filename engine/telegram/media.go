package telegram

import (
	"context"
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
)

// mediaKind is how a kind of media is sent.
type mediaKind struct {
	method  string
	field   string // parameter of the method, member of the answer, and type in albums
	file    string // name of an upload that has none
	caption bool
	picture bool // can be hidden until tapped, and have its caption above
}

// mediaKindOf knows the kinds of engine.Media.
func mediaKindOf(kind string) (mediaKind, bool) {
	switch kind {
	case "photo":
		return mediaKind{"sendPhoto", "photo", "photo.jpg", true, true}, true
	case "video":
		return mediaKind{"sendVideo", "video", "video.mp4", true, true}, true
	case "animation":
		return mediaKind{"sendAnimation", "animation", "animation.mp4", true, true}, true
	case "audio":
		return mediaKind{"sendAudio", "audio", "audio.mp3", true, false}, true
	case "voice":
		return mediaKind{"sendVoice", "voice", "voice.ogg", true, false}, true
	case "file":
		return mediaKind{"sendDocument", "document", "file", true, false}, true
	case "sticker":
		return mediaKind{"sendSticker", "sticker", "sticker.webp", false, false}, true
	case "video_note":
		return mediaKind{"sendVideoNote", "video_note", "video_note.mp4", false, false}, true
	default:
		return mediaKind{}, false
	}
}

func captioned(kind string) bool {
	k, _ := mediaKindOf(kind)
	return k.caption
}

// sendOne sends one file of a content.
func (p *performance) sendOne(ctx context.Context, c *engine.Content, media *engine.Media, caption string, last bool) error {
	kind, ok := mediaKindOf(media.Kind)
	if !ok {
		return fatal(CodeFile, "files of kind "+media.Kind+" cannot be sent")
	}
	sources := []source{{media: media, kind: kind}}
	result, err := p.withFiles(ctx, sources, func(files []Upload) (json.RawMessage, error) {
		if len(files) > 0 {
			files[0].Field = kind.field
		}
		return p.doText(ctx, kind.method, files, func(o *object, bare bool) {
			p.address(o, c)
			if len(files) == 0 {
				o.text(kind.field, sources[0].value)
			}
			if caption != "" {
				writeText(o, "caption", caption, c.Plain, bare)
			}
			o.flag("show_caption_above_media", caption != "" && kind.picture && c.Preview == "above")
			o.flag("has_spoiler", media.Spoiler && kind.picture)
			p.writeOptions(o, c)
			writeMarkup(o, c, last)
		})
	})
	if err != nil {
		return err
	}
	p.remember(ctx, sources, []json.RawMessage{result})
	return p.sent(result)
}

// writeInputMedia writes one file of an album or of an edited message.
func writeInputMedia(o *object, s *source, c *engine.Content, caption string, bare bool) {
	o.text("type", s.kind.field)
	o.text("media", s.value)
	if caption != "" {
		writeText(o, "caption", caption, c.Plain, bare)
	}
	o.flag("show_caption_above_media", caption != "" && s.kind.picture && c.Preview == "above")
	o.flag("has_spoiler", s.media.Spoiler && s.kind.picture)
}
