package telegram

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// send sends a content: one message, an album, or as many as it takes. Text comes last, and so do the buttons.
func (p *performance) send(ctx context.Context, c *engine.Content) error {
	text := c.Text
	switch {
	case len(c.Media) == 1:
		caption, rest := p.caption(c, captioned(c.Media[0].Kind))
		if err := p.sendOne(ctx, c, &c.Media[0], caption, rest == ""); err != nil || rest == "" {
			return err
		}
		text = rest
	case len(c.Media) > 1:
		// An album has no buttons: with buttons, the text goes as a message of its own.
		caption, rest := p.caption(c, !hasMarkup(c))
		if rest == "" && hasMarkup(c) {
			return fatal(CodeKeyboard, "an album has no buttons of its own: it needs a text for them")
		}
		if err := p.sendAlbums(ctx, c, caption); err != nil || rest == "" {
			return err
		}
		text = rest
	case c.Location != nil:
		if err := p.sendLocation(ctx, c, text == ""); err != nil || text == "" {
			return err
		}
	case c.Contact != nil:
		if err := p.sendContact(ctx, c, text == ""); err != nil || text == "" {
			return err
		}
	}
	return p.sendTexts(ctx, c, text)
}

// caption tells what of the text goes under the media and what follows in messages of its own.
func (p *performance) caption(c *engine.Content, can bool) (caption, rest string) {
	if !can || (c.Split && !fits(c.Text, MaxCaptionUnits)) {
		return "", c.Text
	}
	return c.Text, ""
}

func hasMarkup(c *engine.Content) bool { return len(c.Inline) > 0 || c.Keyboard != nil }

// sendTexts sends a text, as several messages where it is too long and may be split.
func (p *performance) sendTexts(ctx context.Context, c *engine.Content, text string) error {
	if !c.Split {
		return p.sendText(ctx, c, text, true)
	}
	parts := split(text, MaxTextUnits)
	for i, part := range parts {
		if err := p.sendText(ctx, c, part, i == len(parts)-1); err != nil {
			return err
		}
	}
	return nil
}

func (p *performance) sendText(ctx context.Context, c *engine.Content, text string, last bool) error {
	result, err := p.doText(ctx, "sendMessage", nil, func(o *object, bare bool) {
		p.address(o, c)
		writeText(o, "text", text, c.Plain, bare)
		writePreview(o, c.Preview)
		p.writeOptions(o, c)
		writeMarkup(o, c, last)
	})
	if err != nil {
		return err
	}
	return p.sent(result)
}

func (p *performance) sendLocation(ctx context.Context, c *engine.Content, last bool) error {
	method := "sendLocation"
	if c.Location.Title != "" {
		method = "sendVenue"
	}
	result, err := p.do(ctx, method, nil, func(o *object) {
		p.address(o, c)
		o.decimal("latitude", c.Location.Latitude)
		o.decimal("longitude", c.Location.Longitude)
		if c.Location.Title != "" {
			o.text("title", c.Location.Title)
			o.text("address", c.Location.Address)
		}
		p.writeOptions(o, c)
		writeMarkup(o, c, last)
	})
	if err != nil {
		return err
	}
	return p.sent(result)
}

func (p *performance) sendContact(ctx context.Context, c *engine.Content, last bool) error {
	result, err := p.do(ctx, "sendContact", nil, func(o *object) {
		p.address(o, c)
		o.text("phone_number", c.Contact.Phone)
		o.text("first_name", c.Contact.FirstName)
		o.some("last_name", c.Contact.LastName)
		p.writeOptions(o, c)
		writeMarkup(o, c, last)
	})
	if err != nil {
		return err
	}
	return p.sent(result)
}

// address writes where a message goes.
func (p *performance) address(o *object, c *engine.Content) {
	o.number("chat_id", p.chat)
	if c.TopicID != 0 {
		o.number("message_thread_id", c.TopicID)
	}
}

// writeText writes a text with its parse mode. A plain one has no markup, only character references; a bare one is
// stripped of the markup that the platform could not read.
func writeText(o *object, name, text string, plain, bare bool) {
	if plain || bare {
		o.text(name, plainText(text))
		return
	}
	o.text(name, text)
	o.text("parse_mode", "HTML")
}

func writePreview(o *object, preview string) {
	switch preview {
	case "off":
		o.raw("link_preview_options", []byte(`{"is_disabled":true}`))
	case "small":
		o.raw("link_preview_options", []byte(`{"prefer_small_media":true}`))
	case "large":
		o.raw("link_preview_options", []byte(`{"prefer_large_media":true}`))
	case "above":
		o.raw("link_preview_options", []byte(`{"show_above_text":true}`))
	}
}

// writeOptions writes what all sends share. Effects exist in private chats only, whose ids are positive; the first of
// several messages answers and makes the effect.
func (p *performance) writeOptions(o *object, c *engine.Content) {
	o.flag("disable_notification", c.Silent)
	o.flag("protect_content", c.Protect)
	if len(p.receipt.MessageIDs) > 0 {
		return
	}
	if p.chat > 0 {
		o.some("message_effect_id", c.Effect)
	}
	if c.ReplyTo != 0 {
		o.open("reply_parameters", '{')
		o.number("message_id", c.ReplyTo)
		o.flag("allow_sending_without_reply", true)
		o.shut('}')
	}
}
