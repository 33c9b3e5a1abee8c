package telegram

import (
	"context"
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
)

// edit changes an earlier message. What Telegram cannot edit is sent anew if the effect says so.
func (p *performance) edit(ctx context.Context) error {
	t := p.e.Target
	if t == nil {
		return fatal(CodeOther, "an edit needs a target")
	}
	id, err := p.newest(ctx, t)
	if err != nil {
		return err
	}
	c := p.e.Content
	if t.Buttons {
		return p.editButtons(ctx, id, c)
	}
	if c == nil {
		return fatal(CodeOther, "an edit needs a content")
	}
	if inv := p.e.Invoice; inv != nil { // a card that keeps its pay button
		token, err := p.provider(ctx, inv)
		if err != nil {
			return err
		}
		if c, err = p.payable(ctx, inv, c, token); err != nil {
			return err
		}
	}
	if id == 0 || !editable(c) {
		return p.gone(ctx, c, "the message is not there or cannot be edited")
	}
	return p.editContent(ctx, id, c)
}

// newest is the message that the target names: of several under one slot the last, which has the buttons. 0 for none.
func (p *performance) newest(ctx context.Context, t *engine.Target) (int64, error) {
	if t.MessageID != 0 || t.Slot == "" {
		return t.MessageID, nil
	}
	ids, err := p.refs.Slot(ctx, p.chat, t.Slot)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[len(ids)-1], nil
}

// editable reports whether a message can be turned into the content: albums, stickers, voice, places and contacts, and
// everything with a reply keyboard, can only be sent.
func editable(c *engine.Content) bool {
	if len(c.Media) > 1 || c.Location != nil || c.Contact != nil || c.Keyboard != nil {
		return false
	}
	if len(c.Media) == 1 {
		switch c.Media[0].Kind {
		case "photo", "video", "animation", "audio", "file":
		default:
			return false
		}
	}
	return true
}

// gone sends the content anew, or says that there is nothing to edit.
func (p *performance) gone(ctx context.Context, c *engine.Content, why string) error {
	if !p.e.Target.OrSend {
		return fatal(CodeGone, why)
	}
	if err := p.send(ctx, c); err != nil {
		return sendError(err, false)
	}
	return nil
}

// editContent edits what there is to edit: media, text or caption, or the buttons alone.
func (p *performance) editContent(ctx context.Context, id int64, c *engine.Content) error {
	var err error
	text, more := c.Text, []string(nil)
	switch {
	case len(c.Media) == 1:
		err = p.editMedia(ctx, id, c)
	case c.Text == "":
		err = p.editMarkup(ctx, id, c.Inline)
	default:
		if c.Split {
			parts := split(c.Text, MaxTextUnits)
			text, more = parts[0], parts[1:]
		}
		err = p.editText(ctx, id, c, text, len(more) == 0)
	}
	r := refused(err)
	switch {
	case r != nil && notEditable(r):
		return p.gone(ctx, c, trimKind(r.Description))
	case err != nil && (r == nil || !notModified(r)):
		return p.repeat(err)
	}
	p.receipt.MessageIDs = append(p.receipt.MessageIDs, id)
	for i, part := range more {
		if err := p.sendText(ctx, c, part, i == len(more)-1); err != nil {
			return err
		}
	}
	return nil
}

// repeat is the error of a call that may be made again.
func (p *performance) repeat(err error) error { return sendError(err, true) }

// editText edits a text; where the message turns out to have a file, its caption.
func (p *performance) editText(ctx context.Context, id int64, c *engine.Content, text string, last bool) error {
	method, name := "editMessageText", "text"
	params := func(o *object, bare bool) {
		p.editAddress(o, id)
		writeText(o, name, text, c.Plain, bare)
		if name == "text" {
			writePreview(o, c.Preview)
		}
		writeMarkup(o, c, last)
	}
	_, err := p.doText(ctx, method, nil, params)
	if r := refused(err); r != nil && r.says("no text in the message") {
		method, name = "editMessageCaption", "caption"
		_, err = p.doText(ctx, method, nil, params)
	}
	return err
}

func (p *performance) editMedia(ctx context.Context, id int64, c *engine.Content) error {
	kind, _ := mediaKindOf(c.Media[0].Kind)
	sources := []source{{media: &c.Media[0], kind: kind}}
	result, err := p.withFiles(ctx, sources, func(files []Upload) (json.RawMessage, error) {
		return p.doText(ctx, "editMessageMedia", files, func(o *object, bare bool) {
			p.editAddress(o, id)
			o.open("media", '{')
			writeInputMedia(o, &sources[0], c, c.Text, bare)
			o.shut('}')
			writeMarkup(o, c, true)
		})
	})
	if err == nil {
		p.remember(ctx, sources, []json.RawMessage{result})
	}
	return err
}

// editMarkup replaces the buttons; without any it takes them away.
func (p *performance) editMarkup(ctx context.Context, id int64, rows [][]engine.Button) error {
	_, err := p.do(ctx, "editMessageReplyMarkup", nil, func(o *object) {
		p.editAddress(o, id)
		writeInline(o, rows)
	})
	return err
}

// editButtons changes the buttons only, or takes them away. A message that is gone has no buttons any more.
func (p *performance) editButtons(ctx context.Context, id int64, c *engine.Content) error {
	if id == 0 {
		return nil
	}
	var rows [][]engine.Button
	if c != nil {
		rows = c.Inline
	}
	err := p.editMarkup(ctx, id, rows)
	if r := refused(err); err != nil && (r == nil || (!notModified(r) && !notEditable(r))) {
		return p.repeat(err)
	}
	p.receipt.MessageIDs = append(p.receipt.MessageIDs, id)
	return nil
}

func (p *performance) editAddress(o *object, id int64) {
	o.number("chat_id", p.chat)
	o.number("message_id", id)
}
