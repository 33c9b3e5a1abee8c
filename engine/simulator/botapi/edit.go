package botapi

import (
	"encoding/json"
	"reflect"
)

// ownedBy tells whether the bot sent the message.
func (m *Message) ownedBy(b *bot) bool {
	return m.From != nil && m.From.ID == b.user.ID
}

// editable checks that the bot may edit the message at all.
func (m *Message) editable(b *bot) *Error {
	own := m.ownedBy(b) || m.Chat.Type == "channel"
	if !own || m.Keyboard != nil || m.ForceReply || m.service() || m.ForwardOrigin != nil {
		return badRequest("message can't be edited")
	}
	return nil
}

// edit applies one edit. change works on a copy and says what is wrong; a copy
// equal to what was there is refused as Telegram does.
func (b *bot) edit(r *request, change func(m *Message) *Error) (any, *Error) {
	mk, err := r.markup()
	if err != nil {
		return nil, err
	}
	if mk.reply != nil || mk.remove || mk.forceReply {
		return nil, badRequest("inline keyboard expected")
	}
	if r.str("chat_id") == "" && r.str("message_id") == "" {
		if r.str("inline_message_id") == "" {
			return nil, badRequest("message identifier is not specified")
		}
		return nil, badRequest("MESSAGE_ID_INVALID")
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	m, err := c.change(r.integer("message_id"), badRequest("message to edit not found"), func(m *Message) *Error {
		if err := m.editable(b); err != nil {
			return err
		}
		before := *m
		if err := change(m); err != nil {
			return err
		}
		if err := mk.allowedIn(c.private(), c.channel(), m.Invoice != nil); err != nil {
			return err
		}
		m.ReplyMarkup = mk.inline
		if sameContent(&before, m) {
			return badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
		}
		m.EditDate = b.server.now().Unix()
		m.Edits++
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// sameContent compares what a reader sees.
func sameContent(a, b *Message) bool {
	_, fa := a.media()
	_, fb := b.media()
	sameFile := fa == nil && fb == nil || fa != nil && fb != nil && fa.FileID == fb.FileID
	return a.Text == b.Text && a.Caption == b.Caption && sameFile && a.CaptionAbove == b.CaptionAbove &&
		string(a.LinkPreview) == string(b.LinkPreview) &&
		sameEntities(a.Entities, b.Entities) && sameEntities(a.CaptionEntities, b.CaptionEntities) &&
		reflect.DeepEqual(a.ReplyMarkup, b.ReplyMarkup)
}

func sameEntities(a, b []Entity) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}

func editMessageText(b *bot, r *request) (any, *Error) {
	var next Message
	if err := r.linkPreview(&next); err != nil {
		return nil, err
	}
	if err := r.messageText(&next); err != nil {
		return nil, err
	}
	return b.edit(r, func(m *Message) *Error {
		if m.Text == "" {
			return badRequest("there is no text in the message to edit")
		}
		m.Text, m.Entities, m.LinkPreview = next.Text, next.Entities, next.LinkPreview
		return nil
	})
}

func editMessageCaption(b *bot, r *request) (any, *Error) {
	var next Message
	if err := r.caption(&next); err != nil {
		return nil, err
	}
	return b.edit(r, func(m *Message) *Error {
		if kind, _ := m.media(); kind == "" {
			return badRequest("there is no caption in the message to edit")
		}
		m.Caption, m.CaptionEntities, m.CaptionAbove = next.Caption, next.CaptionEntities, next.CaptionAbove
		return nil
	})
}

func editMessageMedia(b *bot, r *request) (any, *Error) {
	if _, err := r.required("media"); err != nil {
		return nil, err
	}
	var in inputMedia
	if json.Unmarshal([]byte(r.str("media")), &in) != nil {
		return nil, badRequest("can't parse input media JSON object")
	}
	var next Message
	if err := b.putMedia(r, in, false, &next); err != nil {
		return nil, err
	}
	return b.edit(r, func(m *Message) *Error {
		if kind, _ := m.media(); kind == "" && m.Text == "" {
			return badRequest("there is no media in the message to edit")
		}
		m.Text, m.Entities, m.LinkPreview = "", nil, nil
		m.Photo, m.Video, m.Audio, m.Document, m.Animation, m.Voice =
			next.Photo, next.Video, next.Audio, next.Document, next.Animation, nil
		m.Caption, m.CaptionEntities, m.CaptionAbove = next.Caption, next.CaptionEntities, next.CaptionAbove
		m.Spoiler = next.Spoiler
		return nil
	})
}

func editMessageReplyMarkup(b *bot, r *request) (any, *Error) {
	return b.edit(r, func(*Message) *Error { return nil })
}
