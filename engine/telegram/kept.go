package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// stored resolves a file that lies here: by the file_id under which it was sent before in the same way, otherwise as an
// upload. The name is part of the cache's key, since Telegram gives a file_id the name of its upload.
func (p *performance) stored(ctx context.Context, s *source) error {
	f, err := p.storedFile(ctx, s.media)
	if err != nil {
		return err
	}
	s.hash = s.media.Kind + ":" + f.Hash + ":" + f.Name
	id, err := p.refs.FileID(ctx, s.hash)
	switch {
	case errors.Is(err, engine.ErrNotFound) || err == nil && id == "":
		return p.readStored(s, &f)
	case err != nil:
		return fmt.Errorf("look up file_id: %w", err)
	}
	s.value, s.known = id, true
	return nil
}

// reopenStored uploads a file whose file_id was refused; false if it was an upload already.
func (p *performance) reopenStored(ctx context.Context, s *source) (bool, error) {
	if !s.known {
		return false, nil
	}
	f, err := p.storedFile(ctx, s.media)
	if err != nil {
		return false, err
	}
	s.known = false
	return true, p.readStored(s, &f)
}

// isStored reports whether the file lies here: one that the bot keeps itself, or one of its media library.
func isStored(m *engine.Media) bool { return m.Asset != "" || engine.IsKept(m.FileID) }

// storedFile finds the file.
func (p *performance) storedFile(ctx context.Context, m *engine.Media) (f host.Asset, err error) {
	if m.Asset != "" {
		f, err = p.refs.Asset(ctx, m.Asset)
		f.Name = cmp.Or(m.Name, f.Name)
	} else {
		var kept host.KeptFile
		kept, err = p.refs.KeptFile(ctx, m.FileID)
		f = host.Asset{Name: kept.File.Name, Hash: kept.Hash, Size: kept.File.Size}
		f.Open = func(ctx context.Context) (io.ReadCloser, error) { return p.refs.OpenKeptFile(ctx, m.FileID) }
	}
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return f, gone(m)
	case err != nil:
		return f, fmt.Errorf("look up stored file: %w", err)
	}
	open := f.Open
	f.Open = func(ctx context.Context) (io.ReadCloser, error) {
		in, err := open(ctx)
		if errors.Is(err, engine.ErrNotFound) {
			return nil, gone(m)
		}
		return in, err
	}
	return f, nil
}

// gone says that a file is not there.
func gone(m *engine.Media) error {
	if m.Asset != "" {
		return fatal(CodeFile, fmt.Sprintf("there is no file %q in the media library", m.Asset))
	}
	return fatal(CodeFile, "the bot does not keep this file any more")
}

// readStored makes the file an upload that is read from the store while it is sent.
func (p *performance) readStored(s *source, f *host.Asset) error {
	switch {
	case f.Size == 0:
		return fatal(CodeFile, "the file is empty")
	case f.Size > p.m.maxFetch:
		return fatal(CodeFile, fmt.Sprintf("the file has %d bytes; at most %d can be sent", f.Size, p.m.maxFetch))
	}
	s.size, s.open = f.Size, f.Open
	s.name = cmp.Or(f.Name, s.kind.file)
	return nil
}
