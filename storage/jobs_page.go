package storage

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"riverqueue.com/riverui"
	"riverqueue.com/riverui/uiendpoints"
)

// endpoints are what River's page asks.
func (c riverClient[TTx]) endpoints() uiendpoints.Bundle {
	return riverui.NewEndpoints(c.Client, nil)
}

// Page gives River's own web page about the jobs, for everything below the prefix, such as "/jobs". It shows what jobs hold,
// texts of users among it, cancels and deletes them, and knows no log-in: it belongs behind one. What it counts in the
// background ends with ctx.
func (q *Queue) Page(ctx context.Context, prefix string, log *slog.Logger) (http.Handler, error) {
	page, err := riverui.NewHandler(&riverui.HandlerOpts{
		Endpoints: q.client.endpoints(), Prefix: prefix, JobListHideArgsByDefault: true,
		Logger: slog.New(atLeast{slog.LevelWarn, log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("make page of jobs: %w", err)
	}
	if err := page.Start(ctx); err != nil {
		return nil, fmt.Errorf("start page of jobs: %w", err)
	}
	return page, nil
}
