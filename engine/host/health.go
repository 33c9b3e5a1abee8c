package host

import (
	"context"
	"log/slog"
	"sync/atomic"
)

// health is whether the store works. It is logged when that changes, not at every failure.
type health struct {
	log    *slog.Logger
	broken atomic.Bool
}

func (h *health) down(ctx context.Context, err error) {
	if ctx.Err() == nil && h.broken.CompareAndSwap(false, true) {
		h.log.ErrorContext(ctx, "the store does not work: not acknowledging updates", "error", err)
	}
}

// up reports whether the store did not work before.
func (h *health) up(ctx context.Context) bool {
	if !h.broken.Load() || !h.broken.CompareAndSwap(true, false) {
		return false
	}
	h.log.InfoContext(ctx, "the store works again: acknowledging updates")
	return true
}
