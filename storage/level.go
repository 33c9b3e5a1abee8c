package storage

import (
	"context"
	"errors"
	"log/slog"
	"strings"
)

// atLeast drops what a library logs below a level, and its errors about being stopped.
type atLeast struct {
	level slog.Level
	slog.Handler
}

// Enabled reports whether the level is wanted.
func (h atLeast) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}

// Handle passes a record on unless it only says that the program was stopped in the middle of something.
func (h atLeast) Handle(ctx context.Context, r slog.Record) error {
	interrupted := false
	r.Attrs(func(a slog.Attr) bool {
		switch v := a.Value.Any().(type) {
		case error:
			interrupted = errors.Is(v, context.Canceled)
		case string:
			interrupted = strings.HasSuffix(v, context.Canceled.Error())
		}
		return !interrupted
	})
	if interrupted {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the level.
func (h atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{h.level, h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the level.
func (h atLeast) WithGroup(name string) slog.Handler {
	return atLeast{h.level, h.Handler.WithGroup(name)}
}
