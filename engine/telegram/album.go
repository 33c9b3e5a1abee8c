package telegram

import (
	"context"
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
)

// Items of an album: Telegram Bot API, sendMediaGroup.media.
const maxAlbum = 10

// sendAlbums sends several files. Telegram's albums hold photos and videos together, files alone or audio alone, two to
// ten of them; what does not go together goes one after another, in the order given. The caption is the first one's.
func (p *performance) sendAlbums(ctx context.Context, c *engine.Content, caption string) error {
	for _, group := range albums(c.Media) {
		var err error
		if len(group) == 1 {
			err = p.sendOne(ctx, c, &group[0], caption, false)
		} else {
			err = p.sendAlbum(ctx, c, group, caption)
		}
		if err != nil {
			return err
		}
		caption = ""
	}
	return nil
}

// albums cuts the files into runs that go together.
func albums(media []engine.Media) [][]engine.Media {
	var out [][]engine.Media
	for len(media) > 0 {
		n := 1
		if family := albumFamily(media[0].Kind); family != "" {
			for n < len(media) && albumFamily(media[n].Kind) == family {
				n++
			}
		}
		run := media[:n]
		media = media[n:]
		for len(run) > maxAlbum {
			size := maxAlbum
			if len(run) == maxAlbum+1 {
				size-- // not a last one alone
			}
			out = append(out, run[:size])
			run = run[size:]
		}
		out = append(out, run)
	}
	return out
}

// albumFamily names what may share an album; empty for what may be in none.
func albumFamily(kind string) string {
	switch kind {
	case "photo", "video":
		return "picture"
	case "file", "audio":
		return kind
	default:
		return ""
	}
}

func (p *performance) sendAlbum(ctx context.Context, c *engine.Content, media []engine.Media, caption string) error {
	sources := make([]source, len(media))
	for i := range media {
		kind, _ := mediaKindOf(media[i].Kind)
		sources[i] = source{media: &media[i], kind: kind}
	}
	result, err := p.withFiles(ctx, sources, func(files []Upload) (json.RawMessage, error) {
		return p.doText(ctx, "sendMediaGroup", files, func(o *object, bare bool) {
			p.address(o, c)
			o.open("media", '[')
			for i := range sources {
				text := ""
				if i == 0 {
					text = caption
				}
				o.open("", '{')
				writeInputMedia(o, &sources[i], c, text, bare)
				o.shut('}')
			}
			o.shut(']')
			p.writeOptions(o, c)
		})
	})
	if err != nil {
		return err
	}
	var messages []json.RawMessage
	if err := json.Unmarshal(result, &messages); err != nil || len(messages) == 0 {
		return unsure(CodeServer, "the answer tells no message ids", 0, false)
	}
	p.remember(ctx, sources, messages)
	for _, m := range messages {
		if err := p.sent(m); err != nil {
			return err
		}
	}
	return nil
}
