package memstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// keptFile is a file with its content; try numbers the calls that stored it, or began to.
type keptFile struct {
	host.KeptFile
	try   int
	taken int64 // bytes, also of what is being stored
	data  []byte
	whole bool
}

// KeepFile stores a file with its content.
func (s *Store) KeepFile(_ context.Context, f host.KeptFile, room int64, content io.Reader) (host.KeptFile, error) {
	x, try := s.beginKept(f)
	if try == 0 {
		return x.KeptFile, nil
	}
	// What is taken is counted as it comes, as a database does.
	var data bytes.Buffer
	_, err := io.Copy(&counted{s: s, f: x, try: try, room: room, to: &data}, content)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && x.try != try {
		err = engine.ErrConflict
	}
	if err != nil {
		if x.try == try {
			delete(s.kept, textKey{f.BotID, f.File.ID})
		}
		return host.KeptFile{}, fmt.Errorf("keep file of bot %d: %w", f.BotID, err)
	}
	sum := sha256.Sum256(data.Bytes())
	x.KeptFile, x.data, x.whole = f, data.Bytes(), true
	x.File.Size, x.Hash, x.Expires = int64(data.Len()), hex.EncodeToString(sum[:]), micros(f.Expires)
	return x.KeptFile, nil
}

// beginKept begins a try; its number is 0 if the file is there already.
func (s *Store) beginKept(f host.KeptFile) (*keptFile, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := textKey{f.BotID, f.File.ID}
	x := s.kept[at]
	switch {
	case x == nil:
		x = &keptFile{}
		s.kept[at] = x
	case x.whole:
		return x, 0
	}
	x.try++
	x.BotID, x.taken = f.BotID, 0
	return x, x.try
}

// counted writes what is kept, as far as there is room.
type counted struct {
	s    *Store
	f    *keptFile
	try  int
	room int64
	to   *bytes.Buffer
}

// Write takes the bytes if there is room for them.
func (c *counted) Write(p []byte) (int, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.f.try != c.try {
		return 0, engine.ErrConflict
	}
	sum := int64(len(p))
	for at, x := range c.s.kept {
		if at.bot == c.f.BotID {
			sum += x.taken
		}
	}
	if sum > c.room {
		return 0, engine.ErrStorageFull
	}
	c.f.taken += int64(len(p))
	return c.to.Write(p)
}

// KeptFile gives a file; engine.ErrNotFound if there is none.
func (s *Store) KeptFile(_ context.Context, botID int64, id string) (host.KeptFile, error) {
	x, err := s.wholeKept(botID, id)
	if err != nil {
		return host.KeptFile{}, err
	}
	return x.KeptFile, nil
}

// OpenKeptFile opens the content of a file.
func (s *Store) OpenKeptFile(_ context.Context, botID int64, id string) (io.ReadCloser, error) {
	x, err := s.wholeKept(botID, id)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(x.data)), nil
}

// wholeKept finds a file that is there. It does not change any more.
func (s *Store) wholeKept(botID int64, id string) (*keptFile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.kept[textKey{botID, id}]
	if x == nil || !x.whole {
		return nil, fmt.Errorf("kept file of bot %d: %w", botID, engine.ErrNotFound)
	}
	return x, nil
}
