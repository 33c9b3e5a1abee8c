package studio

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Media is a file of a bot's media library. Its content never changes: other content has another name.
type Media struct {
	Name          string
	Hash          string // SHA-256 of the content, hexadecimal
	Size          int64  // bytes
	Type          string // MIME type, by the content
	Width, Height int    // pixels; 0 where they are not known
	AddedAt       time.Time
	BinnedAt      time.Time // zero unless it is in the bin; bots that run still find it there
}

// Asset is what checks ask about it.
func (m *Media) Asset() engine.Asset {
	return engine.Asset{Size: m.Size, Type: m.Type, Width: m.Width, Height: m.Height}
}

// ErrQuota says that a quota leaves no room for a file.
var ErrQuota = errors.New("a quota leaves no room for the file")

// MediaStore keeps the files of bots' libraries. Errors are engine.ErrNotFound for what is not there.
type MediaStore interface {
	// AddMedia stores a file, and gives it as it is there: the one that has the content already, out of the bin, or under a
	// name that nobody has yet. Room is how many bytes the files of the bot may take together; engine.ErrStorageFull if
	// they would take more, ErrQuota if a quota of the bot or of its workspace leaves less. engine.ErrConflict says that somebody else is storing the same.
	AddMedia(ctx context.Context, bot string, m *Media, room int64, content io.Reader, e *Entry) (Media, error)
	// Media gives all files of a bot, those in the bin too, by name.
	Media(ctx context.Context, bot string) ([]Media, error)
	// OpenMedia opens a file. The caller closes it.
	OpenMedia(ctx context.Context, bot string, m *Media) (io.ReadSeekCloser, error)
	// BinMedia puts a file into the bin, from which it goes for good after InBin; a zero time takes it out again.
	BinMedia(ctx context.Context, bot, name string, at time.Time, e *Entry) error
}
