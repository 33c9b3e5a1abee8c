package http_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/outbound"
)

// object is a JSON object.
type object = map[string]any

// secretMark is what stands for a secret in these tests: the shape of the engine's marks.
func secretMark(name string) string { return "\u27e6secret:" + name + ":0\u27e7" }

// deps gives what a job may use: two secrets, two files, and a client that reaches loopback.
func deps(t *testing.T) engine.JobDeps {
	t.Helper()
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return engine.JobDeps{
		HTTP: client,
		Reveal: func(_ context.Context, text string) (string, error) {
			if strings.Contains(text, secretMark("missing")) {
				return "", &engine.SecretError{Name: "missing", Err: engine.ErrNotFound}
			}
			if strings.Contains(text, secretMark("broken")) {
				return "", errors.New("the vault is closed")
			}
			return strings.NewReplacer(secretMark("key"), "s3cr3t/\"key\"", secretMark("user"), "ann").Replace(text), nil
		},
		File: func(_ context.Context, id string) (io.ReadCloser, engine.File, error) {
			switch id {
			case "f1":
				return io.NopCloser(strings.NewReader("cat")), engine.File{ID: id, Name: "cat.txt", MIME: "text/plain"}, nil
			case "huge":
				return io.NopCloser(bytes.NewReader(make([]byte, 25<<20))), engine.File{ID: id}, nil
			default:
				return nil, engine.File{}, engine.ErrNotFound
			}
		},
		Now: func() time.Time { now = now.Add(5 * time.Millisecond); return now },
	}
}

// payload is a call as the block renders it, changed by more.
func payload(address string, more object) object {
	p := object{
		"try": 0, "method": "GET", "url": address, "timeout": 10 * time.Second, "answer": "auto", "max_bytes": 1 << 20,
	}
	maps.Copy(p, more)
	return p
}

// perform runs the job and gives its answer.
func perform(t *testing.T, d engine.JobDeps, p object) object {
	t.Helper()
	out, err := performing(t.Context(), t, d, p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func performing(ctx context.Context, t *testing.T, d engine.JobDeps, p object) (object, error) {
	t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := http.Jobs()[0].Run(ctx, d, engine.Job{Key: "k", Payload: data})
	if err != nil {
		return nil, err
	}
	var out object
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out, nil
}

// serve starts a server.
func serve(t *testing.T, h nethttp.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// same compares two values as JSON.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := asJSON(t, got), asJSON(t, want)
	if g != w {
		t.Errorf("%s:\ngot  %s\nwant %s", what, g, w)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantTrouble checks the trouble of an answer and that a repeat may help.
func wantTrouble(t *testing.T, a object, code string, retryable bool) {
	t.Helper()
	got, _ := a["trouble"].(object)
	if got["code"] != code || (got["retryable"] == true) != retryable || got["message"] == "" {
		t.Errorf("trouble %v, want %s, retryable %v", a["trouble"], code, retryable)
	}
}

// otherTrigger is the command /other, which takes the session over.
type otherTrigger struct {
	engine.TriggerSettings
	engine.NoWait
}

func (*otherTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightCommand}, ev.Message != nil && ev.Message.Command == "other"
}

func (*otherTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func otherType() engine.BlockType {
	words := engine.Text{"en": "Other", "ru": "Другое"}
	return engine.BlockType{
		Name: "case.other", Version: 1, Trigger: true, Title: words, Help: words, Icon: "flask", Exits: []engine.Exit{engine.NextExit()},
		Example: `{}`, New: func() engine.Block { return new(otherTrigger) },
	}
}

// revision compiles a bot with one block.
func revision(t *testing.T, config string) *engine.Revision {
	t.Helper()
	doc, err := flow.Load(fmt.Appendf(nil, `{"schema_version": 1, "name": "T", "language": "en", "settings": {"secrets": ["key"]}, "flows": [{
		"id": "main", "name": "Main", "edges": [], "blocks": [{"id": "call", "type": "http.request", "config": %s, "exits": {
			"ok": "end", "4xx": "end", "5xx": "end", "timeout": "end", "bad_shape": "end", "error": "end"}}]}]}`, config))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, registry(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}
