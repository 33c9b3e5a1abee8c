package simulator

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
)

// errorLog keeps what the host logs as errors, where a person would have to act.
type errorLog struct {
	attrs []slog.Attr
	store *errorLines
}

// errorLines are shared by a log and those made from it.
type errorLines struct {
	mu    sync.Mutex
	lines []string
}

func newErrorLog() *errorLog { return &errorLog{store: &errorLines{}} }

// Enabled lets errors in.
func (l *errorLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

// Handle keeps a line.
func (l *errorLog) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Message)
	write := func(a slog.Attr) bool {
		fmt.Fprintf(&b, " %s=%v", a.Key, a.Value)
		return true
	}
	for _, a := range l.attrs {
		write(a)
	}
	r.Attrs(write)
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	l.store.lines = append(l.store.lines, b.String())
	return nil
}

// WithAttrs adds facts to the lines.
func (l *errorLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &errorLog{attrs: append(slices.Clip(l.attrs), attrs...), store: l.store}
}

// WithGroup does not matter to who reads one line.
func (l *errorLog) WithGroup(string) slog.Handler { return l }

func (l *errorLog) lines() []string {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	return slices.Clone(l.store.lines)
}
