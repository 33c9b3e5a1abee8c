package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/outbound"
)

const jobBot = `{"schema_version": 1, "name": "Jobs", "language": "en", "flows": [{"id": "main", "name": "Main",
	"blocks": [
		{"id": "go", "type": "trigger.command", "config": {"command": "go"}},
		{"id": "job", "type": "job.run", "exits": {"failed": "end"}, "config": {
			"submit": {"method": "POST", "url": "SERVICE/jobs", "body": {"kind": "json", "json": {"hook": "{{ local.job.callback }}"}}}, "id": "id",
			"poll": {"url": "SERVICE/jobs/{{ local.job.id }}", "every": "1s", "slowest": "1s"}, "callback": true, "status": "status",
			"save": [{"from": "text", "to": "local.text"}], "deadline": "5m"}},
		{"id": "told", "type": "message.text", "config": {"text": "{{ local.text }}"}, "exits": {"next": "end"}},
		{"id": "any", "type": "trigger.fallback"},
		{"id": "eh", "type": "message.text", "config": {"text": "Eh?"}, "exits": {"next": "end"}}],
	"edges": [{"from": "go", "exit": "next", "to": "job"}, {"from": "job", "exit": "done", "to": "told"}, {"from": "any", "exit": "next", "to": "eh"}]}]}`

// longService takes jobs in and has them done when the test says so.
type longService struct {
	url string

	mu    sync.Mutex
	hook  string
	done  bool
	asked chan struct{} // one for each question
	taken chan struct{}
}

func newLongService(t *testing.T) *longService {
	t.Helper()
	s := &longService{asked: make(chan struct{}, 100), taken: make(chan struct{}, 1)}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *longService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodPost {
		var body struct{ Hook string }
		if json.NewDecoder(r.Body).Decode(&body) == nil {
			s.hook = body.Hook
		}
		fmt.Fprint(w, `{"id": "j1"}`)
		s.taken <- struct{}{}
		return
	}
	if s.done {
		fmt.Fprint(w, `{"status": "done", "text": "asked"}`)
	} else {
		fmt.Fprint(w, `{"status": "working"}`)
	}
	s.asked <- struct{}{}
}

// jobHost is a host over a store that outlives it.
type jobHost struct {
	*host.Host
	sent chan string
}

func startJobHost(t *testing.T, store *memstore.Store, publicURL, service string) *jobHost {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(strings.ReplaceAll(jobBot, "SERVICE", service)))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	h := &jobHost{sent: make(chan string, 100)}
	h.Host, err = host.New(host.Config{
		Store: store, Queue: store, Messenger: &silent{h.sent}, Registry: reg, NewID: func() string { return "id" }, HTTP: client, PublicURL: publicURL,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Serve(t.Context(), host.BotRecord{ID: hookBot, Key: []byte("0123456789abcdef0123456789abcdef")}, rev); err != nil {
		t.Fatal(err)
	}
	if err := h.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

// crash stops the host as hard as it can be stopped.
func (h *jobHost) crash(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Stop(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("stop: %v", err)
	}
}

func (h *jobHost) stop(t *testing.T) {
	t.Helper()
	if err := h.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func (h *jobHost) begin(t *testing.T) {
	t.Helper()
	err := h.Receive(t.Context(), host.Incoming{
		Key: engine.SessionKey{BotID: hookBot, ChatID: 7, UserID: 7}, UpdateID: 1,
		Event: engine.Event{ID: "u1", Kind: engine.MessageReceived, Chat: engine.Chat{ID: 7, Type: "private"}, Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "/go", Command: "go"}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func await[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case x := <-c:
		return x
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func TestCallbacks_EndAJobThatAnotherProcessBegan(t *testing.T) {
	t.Parallel()
	s := newLongService(t)
	store := memstore.New(host.SystemClock{})
	h := startJobHost(t, store, "https://bots.example.com", s.url)
	h.begin(t)
	await(t, s.taken)
	if err := h.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.crash(t)

	h = startJobHost(t, store, "https://bots.example.com", s.url)
	defer h.stop(t)
	handler := &callbacks{host: h.Host, room: host.NewRoom(roomForCalls), log: slog.New(slog.DiscardHandler)}
	path, ok := strings.CutPrefix(s.hook, "https://bots.example.com")
	if !ok {
		t.Fatalf("the service was given %q", s.hook)
	}
	call := func(path, contentType, body string, status int, answer string) {
		t.Helper()
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		handler.ServeHTTP(w, r)
		if w.Code != status || w.Body.String() != answer {
			t.Errorf("%s %s: got %d %q, want %d %q", path, body, w.Code, w.Body, status, answer)
		}
	}
	const typ, taken = "application/json", `{"ok":true}`
	call(path+"x", typ, `{}`, 404, nothing)
	call("/callbacks/4243/"+strings.TrimPrefix(path, "/callbacks/4242/"), typ, `{}`, 404, nothing)
	call("/callbacks/bot/x", typ, `{}`, 404, nothing)
	call(path, typ, `{`, 400, `{"code":"body_invalid","message":"The body cannot be read: it is no JSON: unexpected end of JSON input."}`+"\n")
	call(path, typ, strings.Repeat(" ", maxHookBody+1), 413, `{"code":"too_large","message":"The body is over 1048576 bytes."}`+"\n")
	call(path, typ, `{"status": "working"}`, 200, taken)
	call(path, typ, `{"status": "done", "text": "called back"}`, 200, taken)
	call(path, typ, `{"status": "done", "text": "called back"}`, 200, taken)
	call(path, typ, `{"status": "failed"}`, 200, taken) // nobody waits any more
	if got := await(t, h.sent); got != "called back" {
		t.Errorf("sent %q", got)
	}
	if err := h.Idle(t.Context()); err != nil || len(h.sent) > 0 {
		t.Errorf("%d more were sent, %v", len(h.sent), err)
	}
}

// Where the internet does not reach the server, the service is asked, also after a crash.
func TestCallbacks_WithoutAnAddressTheServiceIsAsked(t *testing.T) {
	t.Parallel()
	s := newLongService(t)
	store := memstore.New(host.SystemClock{})
	h := startJobHost(t, store, "", s.url)
	h.begin(t)
	await(t, s.taken)
	await(t, s.asked)
	h.crash(t)
	s.mu.Lock()
	s.done = true
	hook := s.hook
	s.mu.Unlock()

	h = startJobHost(t, store, "", s.url)
	defer h.stop(t)
	if got := await(t, h.sent); got != "asked" || hook != "" {
		t.Errorf("sent %q; the service was given %q", got, hook)
	}
}

func TestServe_SaysThatCallbacksCannotCome(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	said := func(document, publicURL string) string {
		doc, err := flow.Load([]byte(strings.ReplaceAll(document, "SERVICE", "https://api.example.com")))
		if err != nil {
			t.Fatal(err)
		}
		rev, err := engine.Compile(doc, reg, 1)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		s := &server{env: &runEnv{Stdout: io.Writer(&out)}, s: &settings{config: config{PublicURL: publicURL}}, rev: rev}
		s.sayCallbacks()
		return out.String()
	}
	alone := strings.Replace(strings.Replace(jobBot, `"poll": {`, `"fetch": {`, 1), `, "every": "1s", "slowest": "1s"}`, `}`, 1)
	for _, c := range []struct{ document, publicURL, want string }{
		{jobBot, "https://bots.example.com", ""},
		{priceBot, "", ""},
		{jobBot, "", "Callbacks impossible without SCENARIST_PUBLIC_URL; these blocks ask the service by themselves instead: job\n"},
		{alone, "", "Callbacks impossible without SCENARIST_PUBLIC_URL; of these blocks, those that do not ask the service by themselves will fail: job\n"},
	} {
		if got := said(c.document, c.publicURL); got != c.want {
			t.Errorf("said %q, want %q", got, c.want)
		}
	}
}
