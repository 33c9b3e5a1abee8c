package host

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// KeptFile is a file that a bot keeps itself, without its content.
type KeptFile struct {
	BotID   int64
	File    engine.File // ID is its id, see engine.IsKept; Size is that of the content
	Hash    string      // SHA-256 of the content, hexadecimal
	Expires time.Time   // from then on nobody gets it, and soon the store deletes it
}

// KeptFileStore keeps files of bots, piece by piece: no call holds more of a file in memory than a small part.
type KeptFileStore interface {
	// KeepFile stores a file with its content, and gives it with size and hash. It is there when KeepFile returns without
	// an error, or not at all; what a try that was cut off has left behind is replaced, and deleted in the end. If the
	// file is there already it is given as it is, and the content is not read. Room is how many bytes the files of the bot
	// may take together, those that are being stored included; engine.ErrStorageFull if they would take more. An error of
	// reading the content is given back wrapped. Of two calls for the same file at once, the later one wins and the other
	// has engine.ErrConflict.
	KeepFile(ctx context.Context, f KeptFile, room int64, content io.Reader) (KeptFile, error)
	// KeptFile gives a file; engine.ErrNotFound if there is none. One that has expired may still be given.
	KeptFile(ctx context.Context, botID int64, id string) (KeptFile, error)
	// OpenKeptFile opens the content of a file that is there. The caller closes it. A file that is deleted meanwhile ends
	// in engine.ErrNotFound while it is read.
	OpenKeptFile(ctx context.Context, botID int64, id string) (io.ReadCloser, error)
}

// keptFile gives a file of the bot that has not expired.
func (h *Host) keptFile(ctx context.Context, botID int64, id string) (KeptFile, error) {
	f, err := h.cfg.Store.KeptFile(ctx, botID, id)
	if err == nil && !h.now().Before(f.Expires) {
		return KeptFile{}, fmt.Errorf("kept file of bot %d: %w: its time is over", botID, engine.ErrNotFound)
	}
	return f, err
}

// openKept opens a file of the bot that has not expired.
func (h *Host) openKept(ctx context.Context, botID int64, id string) (io.ReadCloser, engine.File, error) {
	f, err := h.keptFile(ctx, botID, id)
	if err != nil {
		return nil, engine.File{}, err
	}
	content, err := h.cfg.Store.OpenKeptFile(ctx, botID, id)
	return content, f.File, err
}
