package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func TestReady_ComesBackWithoutAnyUpdate(t *testing.T) {
	t.Parallel()
	f := newHooks(t, host.Limits{})
	db, err := storage.Open(t.Context(), storage.Options{
		Path: filepath.Join(t.TempDir(), "a.db"), Key: make([]byte, 32), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	bot := host.BotRecord{ID: hookBot, Key: make([]byte, 32)}
	if err := db.SaveBot(t.Context(), bot); err != nil {
		t.Fatal(err)
	}
	s := &server{host: f.host, db: db, bot: bot}
	ready := func(want int) {
		t.Helper()
		w := httptest.NewRecorder()
		s.ready(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
		if w.Code != want {
			t.Errorf("got %d %s, want %d", w.Code, w.Body, want)
		}
	}
	ready(http.StatusOK)
	f.store.broken = true
	f.hooks.ServeHTTP(httptest.NewRecorder(), signedRequest(t))
	ready(http.StatusOK) // the database behind s works again
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	ready(http.StatusServiceUnavailable)
}

func signedRequest(t *testing.T) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, signedPath+"?telegram_id=7", nil)
	r.Header.Set("X-Signature", signature(""))
	return r
}
