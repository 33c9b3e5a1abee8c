package host

import (
	"context"
	"errors"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/publish"
)

// pin finds what the session's next turn runs on.
func (h *Host) pin(ctx context.Context, b *bot, s *engine.Session) (publish.Footing, error) {
	current, err := h.revision(ctx, b)
	if err != nil {
		return publish.Footing{}, err
	}
	return b.published.road.Bring(s, current, func(number int) (*engine.Revision, error) { return h.earlier(ctx, b, number) })
}

// earlier gives a revision that is not the published one; nil if it cannot run any more.
func (h *Host) earlier(ctx context.Context, b *bot, number int) (*engine.Revision, error) {
	rev, err := h.revisions.get(ctx, b.record, number)
	var unusable *unusableError
	if errors.Is(err, engine.ErrNotFound) || errors.As(err, &unusable) {
		b.log.WarnContext(ctx, "an earlier revision, in which somebody stands, cannot run any more", "revision", number, "error", err)
		return nil, nil
	}
	return rev, err
}
