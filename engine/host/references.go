package host

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// references resolves what the effects of one chat name. Marks that are not stored yet count.
type references struct {
	host *Host
	chat chatRef
	now  int64 // where messages to the chat go now
}

// ref gives the chat under which things are remembered: that of the session, also where the group has moved.
func (r *references) ref(chatID int64) chatRef {
	if chatID == r.now {
		return r.chat
	}
	return chatRef{r.chat.bot, chatID}
}

// Slot gives the message ids behind a slot name, newest last; empty if there are none.
func (r *references) Slot(ctx context.Context, chatID int64, slot string) ([]int64, error) {
	chat := r.ref(chatID)
	if ids, ok := r.host.journal.slot(chat, slot); ok {
		return ids, nil
	}
	return r.host.cfg.Store.Slot(ctx, chat.bot, chat.chat, slot)
}

// LastSent gives the ids of the last n messages of the bot in the chat, newest first.
func (r *references) LastSent(ctx context.Context, chatID int64, n int) ([]int64, error) {
	chat := r.ref(chatID)
	ids := r.host.journal.sent(chat)
	if len(ids) < n {
		stored, err := r.host.cfg.Store.LastSent(ctx, chat.bot, chat.chat, n)
		if err != nil {
			return nil, err
		}
		for _, id := range stored { // what was stored between the two looks is in both
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids[:min(n, len(ids))], nil
}

// Secret reads a secret of the bot; engine.ErrNotFound if there is none.
func (r *references) Secret(ctx context.Context, name string) (string, error) {
	return r.host.cfg.Store.Secret(ctx, r.chat.bot, name)
}

// FileID gives the file_id under which this bot uploaded the content before; engine.ErrNotFound if it did not.
func (r *references) FileID(ctx context.Context, hash string) (string, error) {
	return r.host.cfg.Store.FileID(ctx, r.chat.bot, hash)
}

// SaveFileID remembers it.
func (r *references) SaveFileID(ctx context.Context, hash, fileID string) error {
	return r.host.cfg.Store.SaveFileID(ctx, r.chat.bot, hash, fileID)
}

// Asset gives a file of the bot's media library; engine.ErrNotFound if there is none.
func (r *references) Asset(ctx context.Context, name string) (Asset, error) {
	if r.host.cfg.Asset == nil {
		return Asset{}, fmt.Errorf("open asset %q: %w", name, engine.ErrNotFound)
	}
	return r.host.cfg.Asset(ctx, r.chat.bot, name)
}

// KeptFile gives a file that the bot keeps itself; engine.ErrNotFound if it is not there any more.
func (r *references) KeptFile(ctx context.Context, id string) (KeptFile, error) {
	return r.host.keptFile(ctx, r.chat.bot, id)
}

// OpenKeptFile opens its content.
func (r *references) OpenKeptFile(ctx context.Context, id string) (io.ReadCloser, error) {
	return r.host.cfg.Store.OpenKeptFile(ctx, r.chat.bot, id)
}
