package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

const token = "42:AA-secret"

// performCase is one effect and what the Bot API answers to the calls it becomes.
type performCase struct {
	Effect  engine.Effect     `json:"effect"`
	Refs    *references       `json:"refs"`
	Fetch   map[string]string `json:"fetch"` // addresses that can be downloaded
	Answers []cannedAnswer    `json:"answers"`
}

// cannedAnswer is a result, a refusal, or a status with something else than JSON.
type cannedAnswer struct {
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
	Status int             `json:"status"`
}

// performed is the whole outcome: the requests as they came over HTTP, and what the host is told.
type performed struct {
	Calls   []sentCall        `json:"calls"`
	Fetched []string          `json:"fetched,omitempty"`
	Receipt host.Receipt      `json:"receipt"`
	Error   *host.SendError   `json:"error,omitempty"`
	Saved   map[string]string `json:"saved,omitempty"`
}

type sentCall struct {
	Method string          `json:"method"`
	JSON   json.RawMessage `json:"json,omitempty"` // body as sent, in its order
	Form   []sentField     `json:"form,omitempty"` // parts as sent, in their order
}

type sentField struct {
	Name string `json:"name"`
	File string `json:"file,omitempty"`
	Text string `json:"text"`
}

func TestPerform_MakesTheCallsOfEachEffect(t *testing.T) {
	t.Parallel()
	for _, path := range cases(t, "perform/*.json") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var c performCase
			if err := json.Unmarshal(raw, &c); err != nil {
				t.Fatal(err)
			}
			golden(t, path, perform(t, &c))
		})
	}
}

// perform runs the effect against a server with the canned answers, all of which must be used.
func perform(t *testing.T, c *performCase) performed {
	t.Helper()
	api := &cannedAPI{t: t, answers: c.Answers}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	refs := c.Refs
	if refs == nil {
		refs = &references{}
	}
	web := &cannedWeb{pages: c.Fetch}
	m := telegram.NewMessenger(client, telegram.MessengerOptions{Fetch: &http.Client{Transport: web}, MaxFetchBytes: 100})

	var got performed
	got.Receipt, err = m.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token}, &c.Effect, refs)
	if err != nil && !errors.As(err, &got.Error) {
		t.Fatalf("error is no *host.SendError: %v", err)
	}
	got.Calls, got.Fetched, got.Saved = api.seen(), web.fetched, refs.savedIDs()
	return got
}

// cannedAPI records calls and answers them one after another.
type cannedAPI struct {
	t       *testing.T
	mu      sync.Mutex
	answers []cannedAnswer
	calls   []sentCall
}

func (a *cannedAPI) seen() []sentCall {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.answers) > 0 {
		a.t.Errorf("%d canned answers were not used", len(a.answers))
	}
	return a.calls
}

func (a *cannedAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	method, ok := strings.CutPrefix(r.URL.Path, "/bot"+token+"/")
	if !ok || r.Method != http.MethodPost {
		a.t.Errorf("unexpected request %s %s", r.Method, r.URL.Path)
	}
	call, err := readCall(method, r)
	if err != nil {
		a.t.Errorf("read call: %v", err)
	}
	a.calls = append(a.calls, call)
	if len(a.answers) == 0 {
		a.t.Errorf("no answer for call %d: %s", len(a.calls), method)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	answer := a.answers[0]
	a.answers = a.answers[1:]
	answer.write(w)
}

func (c cannedAnswer) write(w http.ResponseWriter) {
	switch {
	case c.Result != nil:
		fmt.Fprintf(w, `{"ok":true,"result":%s}`, c.Result)
	case c.Error != nil:
		var e struct {
			Code int `json:"error_code"`
		}
		_ = json.Unmarshal(c.Error, &e)
		w.WriteHeader(e.Code)
		fmt.Fprintf(w, `{"ok":false,%s`, bytes.TrimPrefix(bytes.TrimSpace(c.Error), []byte("{")))
	default:
		w.WriteHeader(c.Status)
		fmt.Fprint(w, "<html>gateway</html>")
	}
}

func readCall(method string, r *http.Request) (sentCall, error) {
	call := sentCall{Method: method}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return call, err
	}
	if kind == "application/json" {
		call.JSON, err = io.ReadAll(r.Body)
		return call, err
	}
	form := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return call, nil
		}
		if err != nil {
			return call, err
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return call, err
		}
		call.Form = append(call.Form, sentField{Name: part.FormName(), File: part.FileName(), Text: string(text)})
	}
}

// cannedWeb is the rest of the internet.
type cannedWeb struct {
	pages   map[string]string
	fetched []string
}

func (w *cannedWeb) RoundTrip(r *http.Request) (*http.Response, error) {
	address := r.URL.String()
	w.fetched = append(w.fetched, address)
	page, ok := w.pages[address]
	if page == "broken" {
		return nil, errors.New("connection refused")
	}
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
	}
	return &http.Response{
		StatusCode: status, Request: r, Body: io.NopCloser(strings.NewReader(page)), ContentLength: int64(len(page)),
	}, nil
}

var _ host.References = (*references)(nil)

// callerFunc is a Bot API in one function.
type callerFunc func(ctx context.Context, method string, params []byte) (json.RawMessage, error)

func (f callerFunc) Call(ctx context.Context, _, method string, params []byte, _ []telegram.Upload) (json.RawMessage, error) {
	return f(ctx, method, params)
}
