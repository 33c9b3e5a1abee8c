package botapi

import (
	"encoding/json"
	"strings"
)

// send does what all sending methods share: the content is checked first, then
// the markup, then the chat, which is the server's order.
func (b *bot) send(r *request, build func(m *Message) *Error) (any, *Error) {
	m := &Message{}
	if err := build(m); err != nil {
		return nil, err
	}
	mk, err := r.markup()
	if err != nil {
		return nil, err
	}
	reply, err := r.replyParameters()
	if err != nil {
		return nil, err
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	if err := mk.allowedIn(c.private(), c.channel(), m.Invoice != nil); err != nil {
		return nil, err
	}
	if err := b.place(c, r, m, reply); err != nil {
		return nil, err
	}
	if err := b.server.limiter.take(b, c, 1); err != nil {
		return nil, err
	}
	return c.postFromBot(b, m, mk), nil
}

// place sets what a message has from its place in the chat: topic, reply,
// protection, effect.
func (b *bot) place(c *chat, r *request, m *Message, reply replyTo) *Error {
	m.Protected = r.bool("protect_content")
	if effect := r.str("message_effect_id"); effect != "" {
		if !c.private() {
			return badRequest("message effects can be used only in private chats")
		}
		m.EffectID = effect
	}
	if thread := r.integer("message_thread_id"); thread != 0 {
		if c.private() || !c.group.hasTopic(thread) {
			return badRequest("message thread not found")
		}
		m.ThreadID, m.IsTopicMessage = thread, true
	}
	if reply.id == 0 {
		return nil
	}
	from := c
	if reply.chat != "" {
		other, err := b.chat(reply.chat)
		if err != nil {
			return err
		}
		from = other
	}
	target := from.message(reply.id)
	switch {
	case target == nil && reply.optional:
		return nil
	case target == nil:
		return badRequest("message to be replied not found")
	case from == c:
		shown := *target
		shown.ReplyTo = nil // the server nests replies once
		m.ReplyTo = &shown
	}
	return nil
}

// replyTo is a parsed reply_parameters; id 0 means no reply.
type replyTo struct {
	id       int64
	chat     string
	optional bool
}

func (r *request) replyParameters() (replyTo, *Error) {
	if id := r.integer("reply_to_message_id"); id != 0 {
		return replyTo{id: id, optional: r.bool("allow_sending_without_reply")}, nil
	}
	var in struct {
		MessageID json.RawMessage `json:"message_id"`
		ChatID    json.RawMessage `json:"chat_id"`
		Optional  bool            `json:"allow_sending_without_reply"`
	}
	if _, err := r.decode("reply_parameters", "reply parameters", &in); err != nil {
		return replyTo{}, err
	}
	return replyTo{id: parseInteger(bareText(in.MessageID)), chat: bareText(in.ChatID), optional: in.Optional}, nil
}

func sendMessage(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		if err := r.linkPreview(m); err != nil {
			return err
		}
		return r.messageText(m)
	})
}

// messageText reads the text of a message or of an edit.
func (r *request) messageText(m *Message) *Error {
	if r.str("text") == "" {
		return badRequest("message text is empty")
	}
	f, err := r.formatted("text", "entities")
	if err != nil {
		return err
	}
	if err := f.sent(); err != nil {
		return err
	}
	m.Text, m.Entities = f.text, f.entities
	return nil
}

func (r *request) linkPreview(m *Message) *Error {
	var options struct {
		IsDisabled       bool   `json:"is_disabled"`
		URL              string `json:"url"`
		PreferSmallMedia bool   `json:"prefer_small_media"`
		PreferLargeMedia bool   `json:"prefer_large_media"`
		ShowAboveText    bool   `json:"show_above_text"`
	}
	given, err := r.decode("link_preview_options", "link preview options", &options)
	if err != nil || !given {
		return err
	}
	m.LinkPreview = json.RawMessage(r.str("link_preview_options"))
	return nil
}

// caption reads the caption of a media message.
func (r *request) caption(m *Message) *Error {
	f, err := r.formatted("caption", "caption_entities")
	if err != nil {
		return err
	}
	if err := f.caption(); err != nil {
		return err
	}
	m.Caption, m.CaptionEntities = f.text, f.entities
	m.CaptionAbove = r.bool("show_caption_above_media")
	return nil
}

// sendMedia sends one photo, video, audio, voice, document, animation, sticker
// or video note: the parameter is named like the kind.
func sendMedia(b *bot, r *request) (any, *Error) {
	kind := mediaKind(r.method.name)
	return b.send(r, func(m *Message) *Error {
		file, err := b.inputFile(r, r.str(kind), kind, kind, strings.ReplaceAll(kind, "_", " "))
		if err != nil {
			return err
		}
		if kind != "sticker" && kind != "video_note" {
			if err := r.caption(m); err != nil {
				return err
			}
		}
		override(&file.Duration, int(r.integer("duration")))
		override(&file.Width, int(r.integer("width")))
		override(&file.Height, int(r.integer("height")))
		override(&file.Length, int(r.integer("length")))
		override(&file.Performer, r.str("performer"))
		override(&file.Title, r.str("title"))
		override(&file.Emoji, r.str("emoji"))
		m.Spoiler = r.bool("has_spoiler")
		m.attach(kind, file)
		return nil
	})
}

// override sets the field when the bot gave a value for it.
func override[T comparable](field *T, value T) {
	var zero T
	if value != zero {
		*field = value
	}
}

// mediaKind makes "video_note" of "sendVideoNote".
func mediaKind(methodName string) string {
	name := strings.TrimPrefix(methodName, "send")
	if name == "VideoNote" {
		return "video_note"
	}
	return strings.ToLower(name)
}

// chatAction tells whether it is one of the actions of sendChatAction; record_audio and the like are
// the older names that the server still takes.
func chatAction(action string) bool {
	switch action {
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
		"record_audio", "upload_audio", "upload_document", "choose_sticker", "find_location", "pick_up_location",
		"record_video_note", "upload_video_note", "cancel":
		return true
	default:
		return false
	}
}

func sendChatAction(b *bot, r *request) (any, *Error) {
	action := strings.ToLower(r.str("action"))
	if !chatAction(action) {
		return nil, badRequest("wrong parameter action in request")
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.action, c.actionAt = action, b.server.now()
	if action == "cancel" {
		c.action = ""
	}
	return true, nil
}
