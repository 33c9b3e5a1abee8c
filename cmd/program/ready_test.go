package program

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

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
	s.receiving.Store(true)
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

func TestReady_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		db, err := storage.Open(t.Context(), storage.Options{
			Path: filepath.Join(t.TempDir(), "a.db"), Key: make([]byte, 32), Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		s := &server{
			env: &runEnv{Stdout: &out}, s: &settings{drain: time.Minute}, db: db, web: &web{failed: make(chan error, 1)},
			log: slog.New(slog.DiscardHandler),
		}
		ready := func(code int, want string) {
			t.Helper()
			w := httptest.NewRecorder()
			s.ready(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
			if w.Code != code || w.Body.String() != want+"\n" || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, code, want)
			}
		}
		ready(http.StatusServiceUnavailable, `{"ready":false,"problems":["the server is starting: updates are not taken in yet"]}`)
		s.receiving.Store(true)
		ready(http.StatusOK, `{"ready":true,"problems":[]}`)
		begun := time.Now()
		drained := make(chan error)
		go func() { drained <- s.drain() }()
		synctest.Wait()
		ready(http.StatusServiceUnavailable, `{"ready":false,"problems":["the server is stopping: new updates belong elsewhere"]}`)
		if err := <-drained; err != nil || time.Since(begun) != time.Minute {
			t.Errorf("drained after %v: %v", time.Since(begun), err)
		}
		if got := out.String(); got != "Stopping: taking updates for another 1m0s, while /readyz sends them elsewhere.\nStopping: finishing what is under way.\n" {
			t.Errorf("said %s", got)
		}
		s.web.failed <- errors.New("no more files")
		if err := s.drain(); err == nil || err.Error() != "the web server broke down: no more files" {
			t.Errorf("a server that broke down drains on: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		ready(http.StatusServiceUnavailable, `{"ready":false,"problems":["the server is stopping: new updates belong elsewhere",`+
			`"the database does not work: updates are not acknowledged, Telegram keeps them"]}`)
	})
}

// isReady is the answer of /readyz when all is well.
const isReady = `{"ready":true,"problems":[]}` + "\n"

func signedRequest(t *testing.T) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, signedPath+"?telegram_id=7", nil)
	r.Header.Set("X-Signature", signature(""))
	return r
}
