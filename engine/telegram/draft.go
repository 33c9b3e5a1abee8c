package telegram

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// draft shows a draft. Where the platform does not take one, a message stands for it, and once there is such a message it
// is the one that changes.
func (p *performance) draft(ctx context.Context) error {
	t, c, d := p.e.Target, p.e.Content, p.e.Draft
	if t == nil || c == nil || d == nil || d.ID == 0 {
		return fatal(CodeOther, "a draft needs a number, a content and a target")
	}
	id, err := p.newest(ctx, t)
	switch {
	case err != nil:
		return err
	case id != 0 && d.Again:
		return nil
	case id != 0:
		return p.editContent(ctx, id, c)
	case p.chat < 0: // ids of groups and channels are negative: Bot API, Chat.id
		return p.gone(ctx, c, "there are no drafts in groups")
	}
	err = p.sendDraft(ctx, d.ID, c)
	if r := refused(err); r != nil && draftless(r) {
		return p.gone(ctx, c, trimKind(r.Description))
	}
	if err != nil {
		return p.repeat(err)
	}
	return nil
}

func (p *performance) sendDraft(ctx context.Context, id int64, c *engine.Content) error {
	_, err := p.doText(ctx, "sendMessageDraft", nil, func(o *object, bare bool) {
		p.address(o, c)
		o.number("draft_id", id)
		writeText(o, "text", c.Text, c.Plain, bare)
	})
	return err
}

// draftless is a refusal of drafts as such: a message with the same text may go through. A server of the Bot API that is
// too old does not know the method.
func draftless(r *RefusalError) bool {
	if r.Code == 404 {
		return r.says("method")
	}
	if r.Code != 400 || r.MigrateTo != 0 {
		return false
	}
	switch badRequestCode(r) {
	case CodeOther, CodeRights, CodeGone:
		return true
	default:
		return false
	}
}
