package botapi

// messageID is the Bot API's MessageId.
type messageID struct {
	ID int64 `json:"message_id"`
}

// source finds the message that a copy or a forward takes.
func (b *bot) source(r *request, id int64, verb string) (*Message, *Error) {
	from, err := r.required("from_chat_id")
	if err != nil {
		return nil, err
	}
	c, err := b.chat(from)
	if err != nil {
		return nil, err
	}
	m := c.message(id)
	switch {
	case m == nil:
		return nil, badRequest("message to %s not found", verb)
	case m.service() || verb == "copy" && m.Invoice != nil:
		return nil, badRequest("message can't be %s", map[string]string{"copy": "copied", "forward": "forwarded"}[verb])
	case m.Protected && verb == "forward":
		return nil, badRequest("message can't be forwarded")
	}
	return m, nil
}

// content is a new message with what the source says.
func (m *Message) content() *Message {
	return &Message{
		Text: m.Text, Entities: m.Entities, LinkPreview: m.LinkPreview,
		Photo: m.Photo, Video: m.Video, Audio: m.Audio, Voice: m.Voice, Document: m.Document,
		Animation: m.Animation, Sticker: m.Sticker, VideoNote: m.VideoNote,
		Caption: m.Caption, CaptionEntities: m.CaptionEntities, CaptionAbove: m.CaptionAbove, Spoiler: m.Spoiler,
		Contact: m.Contact, Dice: m.Dice, Poll: m.Poll, Venue: m.Venue, Location: m.Location,
	}
}

func copyMessage(b *bot, r *request) (any, *Error) {
	sent, err := b.send(r, func(m *Message) *Error {
		from, err := b.source(r, r.integer("message_id"), "copy")
		if err != nil {
			return err
		}
		*m = *from.content()
		if _, given := r.args["caption"]; !given {
			return nil
		}
		return r.caption(m)
	})
	if err != nil {
		return nil, err
	}
	return messageID{ID: sent.(*Message).ID}, nil
}

func forwardMessage(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		from, err := b.source(r, r.integer("message_id"), "forward")
		if err != nil {
			return err
		}
		*m = *forwarded(from)
		return nil
	})
}

func forwarded(from *Message) *Message {
	m := from.content()
	m.Invoice, m.invoice = from.Invoice, from.invoice
	m.ForwardOrigin = from.ForwardOrigin
	switch {
	case m.ForwardOrigin != nil:
	case from.SenderChat != nil:
		m.ForwardOrigin = &Origin{Type: "channel", Date: from.Date, Chat: from.SenderChat, MessageID: from.ID}
	default:
		m.ForwardOrigin = &Origin{Type: "user", Date: from.Date, SenderUser: from.From}
	}
	return m
}

func copyMessages(b *bot, r *request) (any, *Error) {
	return b.transfer(r, "copy", func(from *Message) *Message {
		m := from.content()
		if r.bool("remove_caption") {
			m.Caption, m.CaptionEntities = "", nil
		}
		return m
	})
}

func forwardMessages(b *bot, r *request) (any, *Error) {
	return b.transfer(r, "forward", forwarded)
}

// transfer sends many messages at once; those that are not there are skipped.
func (b *bot) transfer(r *request, verb string, build func(from *Message) *Message) (any, *Error) {
	ids, err := r.messageIDs()
	if err != nil {
		return nil, err
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	var messages []*Message
	for _, id := range ids {
		from, err := b.source(r, id, verb)
		if err != nil {
			continue
		}
		m := build(from)
		if err := b.place(c, r, m, replyTo{}); err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	if len(messages) == 0 {
		return nil, badRequest("there are no messages to %s", verb)
	}
	if err := b.server.limiter.take(b, c, len(messages)); err != nil {
		return nil, err
	}
	out := []messageID{}
	for _, m := range messages {
		out = append(out, messageID{ID: c.postFromBot(b, m, markup{}).ID})
	}
	return out, nil
}
