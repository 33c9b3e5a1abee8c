package telegram_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/telegram"
)

const callbackUpdate = `{"update_id":9,"callback_query":{"id":"c","from":{"id":7,"is_bot":false,"first_name":"A"},"message":{"message_id":3,"chat":{"id":7,"type":"private"},"date":0},"data":"b.x"}}`

func deliver(t *testing.T, s *sink, method, path, secret, body string) *http.Response {
	t.Helper()
	h := telegram.NewWebhook(telegram.WebhookOptions{
		Bot: func(id int64) (telegram.WebhookBot, bool) {
			switch id {
			case 42:
				return telegram.WebhookBot{Username: "shop_bot", Secret: "s3cret"}, true
			case 43:
				return telegram.WebhookBot{}, true
			default:
				return telegram.WebhookBot{Secret: "s3cret"}, false
			}
		},
		Sink: s, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
	})
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestWebhook_AnswersByWhatBecameOfTheUpdate(t *testing.T) {
	t.Parallel()
	full := func(context.Context, telegram.Update) error { return errors.New("full") }
	for _, c := range []struct {
		name                       string
		method, path, secret, body string
		before                     func(context.Context, telegram.Update) error
		status                     int
		taken                      []int64
	}{
		{"taken in", "POST", "/telegram/42", "s3cret", callbackUpdate, nil, 200, []int64{9}},
		{"host is full", "POST", "/telegram/42", "s3cret", callbackUpdate, full, 503, nil},
		{"wrong secret", "POST", "/telegram/42", "s3cre", callbackUpdate, nil, 401, nil},
		{"no secret given", "POST", "/telegram/42", "", callbackUpdate, nil, 401, nil},
		{"no secret set", "POST", "/telegram/43", "", callbackUpdate, nil, 401, nil},
		{"unknown bot", "POST", "/telegram/44", "s3cret", callbackUpdate, nil, 401, nil},
		{"no bot", "POST", "/telegram/", "s3cret", callbackUpdate, nil, 404, nil},
		{"no number", "POST", "/telegram/42/x", "s3cret", callbackUpdate, nil, 404, nil},
		{"another path", "POST", "/42", "s3cret", callbackUpdate, nil, 404, nil},
		{"another method", "GET", "/telegram/42", "s3cret", "", nil, 405, nil},
		{"too large", "POST", "/telegram/42", "s3cret", `{"update_id":9,"x":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, nil},
		{"not JSON", "POST", "/telegram/42", "s3cret", "<html>", nil, 200, nil},
		{"kind of the future", "POST", "/telegram/42", "s3cret", `{"update_id":10,"telepathy":{}}`, nil, 200, []int64{10}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &sink{before: c.before}
			resp := deliver(t, s, c.method, c.path, c.secret, c.body)
			defer resp.Body.Close()
			if resp.StatusCode != c.status || !slices.Equal(s.taken(), c.taken) {
				t.Errorf("status %d, taken %v; want %d, %v", resp.StatusCode, s.taken(), c.status, c.taken)
			}
			if again := resp.Header.Get("Retry-After"); (again == "1") != (c.status == 503) {
				t.Errorf("Retry-After %q", again)
			}
		})
	}
}

func TestWebhook_CompletesTheUpdate(t *testing.T) {
	t.Parallel()
	var got telegram.Update
	s := &sink{before: func(_ context.Context, u telegram.Update) error {
		got = u
		return nil
	}}
	resp := deliver(t, s, "POST", "/telegram/42", "s3cret", callbackUpdate)
	body, err := io.ReadAll(resp.Body)
	if err != nil || len(body) != 0 {
		t.Errorf("answer %q, %v", body, err)
	}
	resp.Body.Close()
	if want := (engine.SessionKey{BotID: 42, ChatID: 7, UserID: 7}); got.Key != want {
		t.Errorf("key %+v", got.Key)
	}
	if want := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC); !got.Event.Time.Equal(want) {
		t.Errorf("time %v", got.Event.Time)
	}
}

func TestWebhook_BrokenDeliveryIsNotTaken(t *testing.T) {
	t.Parallel()
	s := &sink{}
	h := telegram.NewWebhook(telegram.WebhookOptions{
		Bot:  func(int64) (telegram.WebhookBot, bool) { return telegram.WebhookBot{Secret: "s"}, true },
		Sink: s, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/telegram/42", io.MultiReader(
		strings.NewReader(callbackUpdate[:40]), brokenReader{}))
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "s")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 400 || s.taken() != nil {
		t.Errorf("status %d, taken %v", w.Code, s.taken())
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
