package telegram_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/telegram"
)

// sinkFunc takes every update once the function returns.
type sinkFunc func()

func (f sinkFunc) Receive(context.Context, int64, telegram.Update, []byte) error {
	f()
	return nil
}

func TestWebhook_RefusesWhatThereIsNoRoomFor(t *testing.T) {
	t.Parallel()
	open, entered := make(chan struct{}), make(chan struct{})
	s := sinkFunc(func() {
		entered <- struct{}{}
		<-open
	})
	h := telegram.NewWebhook(telegram.WebhookOptions{
		Bot:  func(int64) (telegram.WebhookBot, bool) { return telegram.WebhookBot{Secret: "s"}, true },
		Sink: s, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	// Of a delivery without a length as much is assumed as it may have: 1 MB.
	deliver := func(bot string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/telegram/"+bot, io.NopCloser(strings.NewReader(callbackUpdate)))
		r.ContentLength = -1
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "s")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	var taken sync.WaitGroup
	take := func(bot string) {
		taken.Go(func() {
			if w := deliver(bot); w.Code != 200 {
				t.Errorf("status %d", w.Code)
			}
		})
		<-entered
	}
	for range 32 {
		take("42")
	}
	if w := deliver("42"); w.Code != 503 || w.Header().Get("Retry-After") != "1" {
		t.Errorf("status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	take("43") // another bot has room
	close(open)
	taken.Wait()
	go func() { <-entered }()
	if w := deliver("42"); w.Code != 200 {
		t.Errorf("status %d when there is room again", w.Code)
	}
}
