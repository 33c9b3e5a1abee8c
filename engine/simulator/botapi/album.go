package botapi

import (
	"encoding/json"
	"strings"
)

// inputMedia is the Bot API's InputMedia.
type inputMedia struct {
	Type            string          `json:"type"`
	Media           string          `json:"media"`
	Caption         string          `json:"caption"`
	ParseMode       string          `json:"parse_mode"`
	CaptionEntities json.RawMessage `json:"caption_entities"`
	CaptionAbove    bool            `json:"show_caption_above_media"`
	HasSpoiler      bool            `json:"has_spoiler"`
	Width           int             `json:"width"`
	Height          int             `json:"height"`
	Duration        int             `json:"duration"`
	Performer       string          `json:"performer"`
	Title           string          `json:"title"`
}

// Albums have 2-10 items: Bot API, sendMediaGroup.
const (
	minAlbum = 2
	maxAlbum = 10
)

// putMedia reads one item into the message.
func (b *bot) putMedia(r *request, in inputMedia, album bool, m *Message) *Error {
	f, err := parseText(in.Caption, in.ParseMode, string(in.CaptionEntities))
	if err != nil {
		return badRequest("can't parse InputMedia: %s", innerReason(err))
	}
	switch in.Type {
	case "photo", "video", "audio", "document":
	case "animation":
		if album {
			return badRequest(`can't parse InputMedia: type "animation" can't be used in sendMediaGroup`)
		}
	case "":
		return badRequest(`can't parse InputMedia: Can't find field "type"`)
	default:
		return badRequest("can't parse InputMedia: type %q is unsupported", in.Type)
	}
	if in.Media == "" {
		return badRequest("can't parse InputMedia: media not found")
	}
	file, err := b.inputFile(r, in.Media, "", in.Type, "media")
	if err != nil {
		if err.Description == "Bad Request: there is no media in the request" {
			return badRequest("can't parse InputMedia: media not found")
		}
		return err
	}
	if err := f.caption(); err != nil {
		return err
	}
	override(&file.Width, in.Width)
	override(&file.Height, in.Height)
	override(&file.Duration, in.Duration)
	override(&file.Performer, in.Performer)
	override(&file.Title, in.Title)
	m.Caption, m.CaptionEntities = f.text, f.entities
	m.CaptionAbove, m.Spoiler = in.CaptionAbove, in.HasSpoiler
	m.attach(in.Type, file)
	return nil
}

// innerReason is the text of a refusal as it reads inside another: only the
// outermost text begins in lower case.
func innerReason(e *Error) string {
	text := strings.TrimPrefix(e.Description, "Bad Request: ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func sendMediaGroup(b *bot, r *request) (any, *Error) {
	if _, err := r.required("media"); err != nil {
		return nil, err
	}
	var items []json.RawMessage
	if _, err := r.decode("media", "media", &items); err != nil {
		return nil, badRequest("expected an Array of InputMedia")
	}
	messages := make([]*Message, 0, len(items))
	types := map[string]bool{}
	for _, item := range items {
		var in inputMedia
		if json.Unmarshal(item, &in) != nil {
			return nil, badRequest("can't parse InputMedia: expected an Object")
		}
		m := &Message{}
		if err := b.putMedia(r, in, true, m); err != nil {
			return nil, err
		}
		if in.Type == "photo" || in.Type == "video" {
			in.Type = "photo or video" // these two mix
		}
		types[in.Type] = true
		messages = append(messages, m)
	}
	switch {
	case len(items) < minAlbum:
		// One item makes no album; the documentation asks for 2-10.
		return nil, badRequest("there are not enough messages in the album: %d-%d items are required", minAlbum, maxAlbum)
	case len(items) > maxAlbum:
		return nil, badRequest("too many messages to send as an album")
	case len(types) > 1 && types["document"]:
		return nil, badRequest("document can't be mixed with other media types")
	case len(types) > 1:
		return nil, badRequest("audio can't be mixed with other media types")
	}
	return b.sendAlbum(r, messages)
}

func (b *bot) sendAlbum(r *request, messages []*Message) (any, *Error) {
	reply, err := r.replyParameters()
	if err != nil {
		return nil, err
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if err := b.place(c, r, m, reply); err != nil {
			return nil, err
		}
	}
	// An album counts as its items (measured by others, not documented).
	if err := b.server.limiter.take(b, c, len(messages)); err != nil {
		return nil, err
	}
	group := b.server.newID()
	for _, m := range messages {
		m.MediaGroupID = group
		c.postFromBot(b, m, markup{})
	}
	return messages, nil
}
