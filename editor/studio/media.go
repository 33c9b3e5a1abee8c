package studio

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// Limits of libraries.
const (
	maxMediaName  = 100 // characters
	maxMediaFiles = 2000
	maxMediaTries = 20
)

// MediaLimits bound the media libraries of bots; 0 for the usual.
type MediaLimits struct {
	File   int64 // bytes of one file; 20 MB
	Room   int64 // of all files of a bot; 1 GB
	Upload int64 // what Telegram takes; see engine.CheckAssets
}

// Fill puts the usual in the place of what is 0.
func (l *MediaLimits) Fill() {
	l.File, l.Room = cmp.Or(l.File, 20<<20), cmp.Or(l.Room, 1<<30)
}

// Used is a file of the library with how often it is needed.
type Used struct {
	Media

	Draft     int // places in the draft
	Published int // places in what is published
}

// Library gives the files of a bot that are not in the bin, by name; or those that are.
func (s *Studio) Library(ctx context.Context, id string, binned bool) ([]Used, error) {
	files, err := s.o.Store.Media(ctx, id)
	if err != nil {
		return nil, err
	}
	d, err := s.o.Store.Draft(ctx, id)
	if err != nil {
		return nil, err
	}
	published, err := s.publishedAssets(ctx, id)
	if err != nil {
		return nil, err
	}
	draft, err := s.examine(ctx, "", id, d.Document)
	if err != nil {
		return nil, err
	}
	inDraft, inPublished := count(draft.Assets), count(published)
	out := []Used{}
	for i := range files {
		if f := &files[i]; f.BinnedAt.IsZero() != binned {
			out = append(out, Used{Media: *f, Draft: inDraft[f.Name], Published: inPublished[f.Name]})
		}
	}
	return out, nil
}

func count(uses []engine.AssetUse) map[string]int {
	n := map[string]int{}
	for i := range uses {
		n[uses[i].Name]++
	}
	return n
}

// publishedAssets gives the places of the published revision where files of the library are sent.
func (s *Studio) publishedAssets(ctx context.Context, id string) ([]engine.AssetUse, error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil || b.Live == nil || b.Live.Revision == 0 {
		return nil, err
	}
	document, err := s.o.Manager.Earlier(ctx, b.Telegram, b.Live.Revision)
	if err != nil {
		return nil, fmt.Errorf("read what is published of bot %s: %w", id, err)
	}
	found, err := s.examine(ctx, b.Workspace, id, document)
	if err != nil {
		return nil, err
	}
	return found.Assets, nil
}

// File gives a file of the library, be it in the bin.
func (s *Studio) File(ctx context.Context, id, name string) (Media, error) {
	files, err := s.o.Store.Media(ctx, id)
	if err != nil {
		return Media{}, err
	}
	i := slices.IndexFunc(files, func(m Media) bool { return m.Name == name })
	if i < 0 {
		return Media{}, fmt.Errorf("file %q of bot %s: %w", name, id, engine.ErrNotFound)
	}
	return files[i], nil
}

// OpenFile opens the content of a file. The caller closes it.
func (s *Studio) OpenFile(ctx context.Context, id string, m *Media) (io.ReadSeekCloser, error) {
	return s.o.Store.OpenMedia(ctx, id, m)
}

var (
	errNoContent = &Refusal{Code: CodeInvalid, Field: "/file", Title: "The file is empty."}
	errNoRoom    = &Refusal{Code: CodeTooLarge, Field: "/file", Title: "The bot's library is full. Throw away what it does not need, or ask whoever runs the server for more room."}
	errQuota     = &Refusal{Code: CodeTooLarge, Field: "/file", Title: "The bot, or its workspace, stores as much as its quota allows; files in the bin count, too. Ask whoever runs the server for more."}
	errTooMany   = &Refusal{Code: CodeTooLarge, Field: "/file", Title: "The bot's library has 2000 files already, which is all that it may have."}
)

// AddFile puts what is read into the library, under the name or one that is like it. The content of a file that is there
// already gives that file. Errors are *Refusal, and those of reading.
func (s *Studio) AddFile(ctx context.Context, who Actor, id, name string, content io.Reader) (Used, error) {
	b, err := s.present(ctx, id)
	if err != nil {
		return Used{}, err
	}
	// The content is needed twice, since it is kept under its hash: it lies on the disk in between, however large it is.
	spool, err := os.CreateTemp("", "scenarist-upload-*")
	if err != nil {
		return Used{}, fmt.Errorf("take in a file: %w", err)
	}
	defer func() {
		_ = spool.Close()
		_ = os.Remove(spool.Name())
	}()
	m, err := s.takeIn(spool, name, content)
	if err != nil {
		return Used{}, err
	}
	files, err := s.o.Store.Media(ctx, id)
	if err != nil {
		return Used{}, err
	}
	if len(files) >= maxMediaFiles && !slices.ContainsFunc(files, func(f Media) bool { return f.Hash == m.Hash }) {
		return Used{}, errTooMany
	}
	added, err := s.storeFile(ctx, &b, m, spool, who.Entry(b.Workspace, id, "media.add", m.Name, nil, map[string]any{"size": m.Size, "type": m.Type}))
	if err != nil {
		return Used{}, err
	}
	if err := s.remark(ctx, id); err != nil {
		return Used{}, err
	}
	all, err := s.Library(ctx, id, false)
	if err != nil {
		return Used{}, err
	}
	i := slices.IndexFunc(all, func(u Used) bool { return u.Name == added.Name })
	if i < 0 {
		return Used{}, engine.ErrConflict // somebody has thrown it away in this moment
	}
	return all[i], nil
}

// storeFile stores a file that has been taken in. One at a time: two of the same content would hinder each other.
func (s *Studio) storeFile(ctx context.Context, b *Bot, m *Media, spool io.ReadSeeker, e *Entry) (Media, error) {
	s.storing.Lock()
	defer s.storing.Unlock()
	for try := 1; ; try++ {
		if _, err := spool.Seek(0, io.SeekStart); err != nil {
			return Media{}, fmt.Errorf("read a file again: %w", err)
		}
		added, err := s.o.Store.AddMedia(ctx, b.ID, m, s.o.Media.Room, spool, e)
		switch {
		case errors.Is(err, engine.ErrStorageFull):
			return Media{}, errNoRoom
		case errors.Is(err, ErrQuota):
			return Media{}, errQuota
		case errors.Is(err, engine.ErrConflict) && try < maxMediaTries && ctx.Err() == nil:
			continue
		}
		return added, err
	}
}

// takeIn copies a file to the disk, and says what it is.
func (s *Studio) takeIn(spool *os.File, name string, content io.Reader) (*Media, error) {
	size, err := io.Copy(spool, io.LimitReader(content, s.o.Media.File+1))
	switch {
	case err != nil:
		return nil, err
	case size > s.o.Media.File:
		return nil, &Refusal{Code: CodeTooLarge, Field: "/file", Title: fmt.Sprintf("The file is too large: it may have %s.", megabytes(s.o.Media.File))}
	case size == 0:
		return nil, errNoContent
	}
	m, err := Describe("", spool)
	if err != nil {
		return nil, fmt.Errorf("read a file again: %w", err)
	}
	m.Name, m.AddedAt = mediaName(name, m.Type), s.now()
	return m, nil
}

// Describe says what a file is by its content. It is read from its start, whatever was read of it.
func Describe(name string, in io.ReadSeeker) (*Media, error) {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, sniffBytes)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	hash := sha256.New()
	hash.Write(head[:n])
	rest, err := io.Copy(hash, in)
	if err != nil {
		return nil, err
	}
	m := &Media{Name: name, Hash: hex.EncodeToString(hash.Sum(nil)), Size: int64(n) + rest, Type: contentType(head[:n])}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	m.Width, m.Height = measure(m.Type, in)
	_, err = in.Seek(0, io.SeekStart)
	return m, err
}

func megabytes(bytes int64) string {
	if bytes >= 1<<20 && bytes%(1<<20) == 0 {
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// mediaName makes a name of what a file was called where it comes from: one that can stand in an address and in a text.
func mediaName(name, kind string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Cf), strings.ContainsRune(`/\:*?"<>|{}%#`, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if name == "" {
		family, _, _ := strings.Cut(kind, "/")
		name = map[string]string{"image": "picture", "video": "video", "audio": "audio"}[family]
		if name == "" {
			name = "file"
		}
	}
	for utf8.RuneCountInString(name) > maxMediaName {
		ext := path.Ext(name)
		if utf8.RuneCountInString(ext) > maxMediaName/2 {
			ext = ""
		}
		name = engine.Clip(strings.TrimSuffix(name, ext), maxMediaName-utf8.RuneCountInString(ext)-4) + ext // room for a number
	}
	return name
}

// InUseError is returned for a file that is published.
type InUseError struct {
	Revision int
	Uses     []engine.AssetUse
}

// Error says how often it is used.
func (e *InUseError) Error() string {
	return fmt.Sprintf("revision %d uses the file in %d places", e.Revision, len(e.Uses))
}

// BinFile puts a file into the bin, where it lies for InBin: people who are in earlier revisions get it still. One that the
// published revision needs is refused with an *InUseError. Doing it twice is no error.
func (s *Studio) BinFile(ctx context.Context, who Actor, id, name string) error {
	b, m, err := s.file(ctx, id, name)
	if err != nil || !m.BinnedAt.IsZero() {
		return err
	}
	uses, err := s.publishedAssets(ctx, id)
	if err != nil {
		return err
	}
	if uses = slices.DeleteFunc(slices.Clone(uses), func(u engine.AssetUse) bool { return u.Name != name }); len(uses) > 0 {
		return &InUseError{Revision: b.Live.Revision, Uses: uses}
	}
	if err := s.o.Store.BinMedia(ctx, id, name, s.now(), who.Entry(b.Workspace, id, "media.bin", name, nil, nil)); err != nil {
		return err
	}
	return s.remark(ctx, id)
}

// RestoreFile takes a file out of the bin. Doing it twice is no error.
func (s *Studio) RestoreFile(ctx context.Context, who Actor, id, name string) error {
	b, m, err := s.file(ctx, id, name)
	if err != nil || m.BinnedAt.IsZero() {
		return err
	}
	if err := s.o.Store.BinMedia(ctx, id, name, time.Time{}, who.Entry(b.Workspace, id, "media.restore", name, nil, nil)); err != nil {
		return err
	}
	return s.remark(ctx, id)
}

func (s *Studio) file(ctx context.Context, id, name string) (Bot, Media, error) {
	b, err := s.present(ctx, id)
	if err != nil {
		return b, Media{}, err
	}
	m, err := s.File(ctx, id, name)
	return b, m, err
}
