package declarative_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
)

// manifest makes a manifest of the kind http: the part http in YAML, and whatever else.
func manifest(tb testing.TB, part string, change ...func(*custom.Manifest)) *custom.Manifest {
	tb.Helper()
	data, err := yaml.YAMLToJSON([]byte(part))
	if err != nil {
		tb.Fatal(err)
	}
	m := &custom.Manifest{
		Manifest: 1, Name: "acme/test", Version: "1.0.0", Kind: "http", HTTP: data,
		Config: json.RawMessage(`{"type": "object", "properties": {
			"key": {"type": "string", "x-widget": "secret"}, "text": {"type": "string"}, "number": {"type": "number"},
			"list": {"type": "array"}, "host": {"type": "string"}, "any": {"x-widget": "value"}}}`),
		Exits:       []custom.Exit{{Name: "next"}, {Name: "other"}},
		Permissions: custom.Permissions{Hosts: []string{"api.example.com", "*.shop.example"}},
	}
	for _, c := range change {
		c(m)
	}
	return m
}

// outputs declares the manifest's outputs.
func outputs(names ...string) func(*custom.Manifest) {
	return func(m *custom.Manifest) {
		for _, n := range names {
			m.Outputs = append(m.Outputs, custom.Output{Name: n, Type: "any"})
		}
	}
}

func accepts(kinds ...string) func(*custom.Manifest) {
	return func(m *custom.Manifest) { m.Accepts = kinds }
}

// world is a pretended internet with a clock.
type world struct {
	t       *testing.T
	exec    custom.Executor
	serve   func(req *http.Request, body string) (status int, header map[string]string, answer string)
	secrets map[string]string
	now     time.Time
	pauses  []time.Duration
	sent    []string // method, address and body of each request
}

func open(t *testing.T, m *custom.Manifest, serve func(req *http.Request, body string) (int, map[string]string, string)) *world {
	t.Helper()
	p := &custom.Package{Manifest: m}
	for _, problem := range (declarative.Kind{}).Check(p) {
		t.Errorf("%s: %s", problem.Path, problem.Message)
	}
	x, err := declarative.Kind{}.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return &world{t: t, exec: x, serve: serve, secrets: map[string]string{"k": "topsecret"}, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// RoundTrip answers a request.
func (w *world) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		data, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
	}
	w.sent = append(w.sent, strings.TrimSpace(fmt.Sprintf("%s %s %s", req.Method, req.URL, body)))
	status, header, answer := w.serve(req, body)
	if status == 0 {
		return nil, errors.New("connection reset by https://api.example.com/?key=topsecret")
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for k, v := range header {
		h.Set(k, v)
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(answer)), Request: req}, nil
}

func (w *world) env() custom.Env {
	return custom.Env{
		HTTP: &http.Client{Transport: w},
		Secret: func(_ context.Context, name string) (string, error) {
			v, ok := w.secrets[name]
			if !ok {
				return "", engine.ErrNotFound
			}
			return v, nil
		},
		Reveal: func(ctx context.Context, text string) (string, error) {
			return engine.Reveal(ctx, []byte("0123456789abcdef"), text, func(context.Context, string) (string, error) { return w.secrets["k"], nil })
		},
		Now: w.now, Rand: rand.New(rand.NewPCG(1, 2)), Log: slog.New(slog.DiscardHandler),
	}
}

// call makes a call, with all its repeats.
func (w *world) call(c custom.Call) (custom.Answer, error) {
	w.t.Helper()
	if c.Key == "" {
		c.Key = "run1"
	}
	if c.Now.IsZero() {
		c.Now = w.now
	}
	for range 100 {
		a, err := w.exec.Execute(w.t.Context(), w.env(), c)
		var again *engine.AgainError
		if !errors.As(err, &again) {
			return a, err
		}
		w.pauses = append(w.pauses, again.After)
		w.now = w.now.Add(again.After)
	}
	w.t.Fatal("the call is repeated without end")
	return custom.Answer{}, nil
}

// run makes the call and wants it to end well.
func (w *world) run(config map[string]any) custom.Answer {
	w.t.Helper()
	a, err := w.call(custom.Call{Config: config})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// resume goes on after a wait.
func (w *world) resume(a custom.Answer, ev *custom.Event) (custom.Answer, error) {
	w.t.Helper()
	return w.call(custom.Call{State: a.State, Event: ev, Now: w.now, Config: map[string]any{"key": "k"}})
}

// wantTrouble compares a trouble, and tells whether it may pass.
func wantTrouble(t *testing.T, err error, code string, words ...string) (retryable bool) {
	t.Helper()
	var trouble *engine.RunError
	if !errors.As(err, &trouble) {
		t.Fatalf("got %v, want the trouble %s", err, code)
	}
	if trouble.Code != code {
		t.Fatalf("got the trouble %s (%s), want %s", trouble.Code, trouble.Message, code)
	}
	for _, w := range words {
		if !strings.Contains(trouble.Message, w) {
			t.Errorf("the words %q have no %q", trouble.Message, w)
		}
	}
	if strings.Contains(trouble.Message, "topsecret") {
		t.Errorf("the words %q tell a secret", trouble.Message)
	}
	return trouble.Retryable
}

// always answers the same.
func always(status int, answer string) func(*http.Request, string) (int, map[string]string, string) {
	return func(*http.Request, string) (int, map[string]string, string) { return status, nil, answer }
}
