package host

import (
	"context"
	"errors"

	"github.com/scenarist/scenarist/engine"
)

// pin gives the revision that the session's next turn runs on, and the session pinned to it. A session that is at
// nothing takes the published one. One that is in the middle of something moves to it if every block it stands at is
// still there with the same type, and stays on its own otherwise.
func (h *Host) pin(ctx context.Context, b *bot, s *engine.Session) (*engine.Revision, *engine.Session, error) {
	current, err := h.revision(ctx, b)
	if err != nil {
		return nil, nil, err
	}
	if s.Revision == current.Number {
		return current, s, nil
	}
	if h.cfg.Cluster != nil && s.Revision > current.Number {
		// Another process knows of a publish that this one has not heard of yet: revisions only rise.
		if newer, err := h.revisions.get(ctx, b.record.ID, s.Revision); err == nil {
			return newer, s, nil
		}
	}
	moved := *s
	moved.Revision = current.Number
	if len(s.Frames) == 0 {
		return current, &moved, nil
	}
	old, err := h.revisions.get(ctx, b.record.ID, s.Revision)
	var unusable *unusableError
	switch {
	case errors.Is(err, engine.ErrNotFound), errors.As(err, &unusable):
		// Nothing can run on it any more: what still exists goes on, the rest ends with the engine's own words.
		b.log.WarnContext(ctx, "a session's revision cannot run, it moves to the published one", "revision", s.Revision, "error", err)
		return current, &moved, nil
	case err != nil:
		return nil, nil, err
	}
	for _, f := range s.Frames {
		was, _ := old.Has(f.Block)
		if is, ok := current.Has(f.Block); !ok || is != was {
			return old, s, nil
		}
	}
	return current, &moved, nil
}
