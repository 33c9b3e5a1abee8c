package telegram

import (
	"context"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// Messages a call: Telegram Bot API, deleteMessages.message_ids.
const maxDelete = 100

// delete takes messages away, or only their buttons. Those that are gone are as good as deleted; those too old to be deleted
// lose their buttons.
func (p *performance) delete(ctx context.Context) error {
	t := p.e.Target
	if t == nil {
		return fatal(CodeOther, "a deletion needs a target")
	}
	if t.Buttons && t.Last == 0 {
		id, err := p.newest(ctx, t)
		if err != nil {
			return err
		}
		return p.editButtons(ctx, id, nil)
	}
	ids, err := p.targets(ctx, t)
	if err != nil {
		return err
	}
	if t.Buttons {
		for _, id := range ids {
			if err := p.editButtons(ctx, id, nil); err != nil {
				return err
			}
		}
		return nil
	}
	for chunk := range slices.Chunk(ids, maxDelete) {
		if err := p.deleteChunk(ctx, chunk); err != nil {
			return p.repeat(err)
		}
	}
	return nil
}

// targets are the messages to be deleted.
func (p *performance) targets(ctx context.Context, t *engine.Target) ([]int64, error) {
	switch {
	case t.MessageID != 0:
		return []int64{t.MessageID}, nil
	case t.Slot != "":
		return p.refs.Slot(ctx, p.chat, t.Slot)
	case t.Last > 0:
		return p.refs.LastSent(ctx, p.chat, t.Last)
	default:
		return nil, nil
	}
}

// deleteChunk deletes together. The platform refuses all where it refuses one, so after that they go one by one.
func (p *performance) deleteChunk(ctx context.Context, ids []int64) error {
	var err error
	if len(ids) == 1 {
		_, err = p.do(ctx, "deleteMessage", nil, func(o *object) {
			o.number("chat_id", p.chat)
			o.number("message_id", ids[0])
		})
	} else {
		_, err = p.do(ctx, "deleteMessages", nil, func(o *object) {
			o.number("chat_id", p.chat)
			o.open("message_ids", '[')
			for _, id := range ids {
				o.number("", id)
			}
			o.shut(']')
		})
	}
	r := refused(err)
	if r == nil || !notDeletable(r) {
		return err
	}
	if len(ids) == 1 {
		if undeletable(r) {
			return p.editButtons(ctx, ids[0], nil)
		}
		return nil
	}
	for i := range ids {
		if err := p.deleteChunk(ctx, ids[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}
