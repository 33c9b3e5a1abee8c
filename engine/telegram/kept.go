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

// kept resolves a file that the bot keeps itself: by the file_id under which it was sent before in the same way, otherwise
// as an upload. The name is part of the cache's key, since Telegram gives a file_id the name of its upload.
func (p *performance) kept(ctx context.Context, s *source) error {
	f, err := p.keptFile(ctx, s.media.FileID)
	if err != nil {
		return err
	}
	s.hash = s.media.Kind + ":" + f.Hash + ":" + f.File.Name
	id, err := p.refs.FileID(ctx, s.hash)
	switch {
	case errors.Is(err, engine.ErrNotFound) || err == nil && id == "":
		return p.readKept(s, f)
	case err != nil:
		return fmt.Errorf("look up file_id: %w", err)
	}
	s.value, s.known = id, true
	return nil
}

// reopenKept uploads a file whose file_id was refused; false if it was an upload already.
func (p *performance) reopenKept(ctx context.Context, s *source) (bool, error) {
	if !s.known {
		return false, nil
	}
	f, err := p.keptFile(ctx, s.media.FileID)
	if err != nil {
		return false, err
	}
	s.known = false
	return true, p.readKept(s, f)
}

func (p *performance) keptFile(ctx context.Context, id string) (host.KeptFile, error) {
	f, err := p.refs.KeptFile(ctx, id)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return f, fatal(CodeFile, "the bot does not keep this file any more")
	case err != nil:
		return f, fmt.Errorf("look up kept file: %w", err)
	}
	return f, nil
}

// readKept makes the file an upload that is read from the store while it is sent.
func (p *performance) readKept(s *source, f host.KeptFile) error {
	switch {
	case f.File.Size == 0:
		return fatal(CodeFile, "the file is empty")
	case f.File.Size > p.m.maxFetch:
		return fatal(CodeFile, fmt.Sprintf("the kept file has %d bytes; at most %d can be sent", f.File.Size, p.m.maxFetch))
	}
	id := s.media.FileID
	s.size, s.open = f.File.Size, func(ctx context.Context) (io.ReadCloser, error) {
		in, err := p.refs.OpenKeptFile(ctx, id)
		if errors.Is(err, engine.ErrNotFound) {
			return nil, fatal(CodeFile, "the bot does not keep this file any more")
		}
		return in, err
	}
	s.name = cmp.Or(f.File.Name, s.kind.file)
	return nil
}
