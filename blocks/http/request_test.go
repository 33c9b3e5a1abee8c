package http_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	nethttp "net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
)

var botKey = []byte("0123456789abcdef0123456789abcdef")

// talk is a session that stands at a call.
type talk struct {
	rev     *engine.Revision
	session *engine.Session
}

// start compiles a bot with one block and enters it.
func start(t *testing.T, config string) (*talk, engine.Job) {
	t.Helper()
	w := &talk{rev: revision(t, config), session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7})}
	res, err := w.turn(t.Context(), engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Jobs) != 1 {
		t.Fatalf("%d jobs, notes %+v", len(res.Jobs), res.Notes)
	}
	w.session = res.Session
	return w, res.Jobs[0]
}

func (w *talk) turn(ctx context.Context, ev engine.Event) (*engine.Result, error) {
	return w.rev.Turn(ctx, engine.State{Session: w.session}, ev, engine.Deps{
		Now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), NewID: func() string { return "id" }, Key: botKey,
		Log: slog.New(slog.DiscardHandler), Trace: true,
	})
}

// answer brings the job's result to the block and gives the exit.
func (w *talk) answer(ctx context.Context, j engine.Job, result json.RawMessage) (*engine.Result, error) {
	return w.turn(ctx, engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: j.Gen, Kind: j.Kind, Key: j.Key, Result: result}})
}

func TestRequest_SecretsAreKnownToTheServerOnly(t *testing.T) {
	t.Parallel()
	const value = "a/b?c=1&ü \"x\""
	var got []string
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		data, _ := io.ReadAll(r.Body)
		got = []string{r.URL.Path, r.URL.Query().Get("k"), r.Header.Get("X-User"), string(data)}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(data)
	})
	w, j := start(t, fmt.Sprintf(`{"method": "POST", "url": "%s/v1/{{ secret.key }}/end", "query": [{"name": "k", "value": "{{ secret.key }}"}],
		"headers": [{"name": "X-User", "value": "{{ user.id }}"}], "save": [{"to": "local.echo"}],
		"body": {"kind": "json", "json": {"key": "{{ secret.key }}", "user": "{{ user.id }}"}}}`, address))
	if strings.Contains(string(j.Payload), "a/b") {
		t.Errorf("the payload holds the secret: %s", j.Payload)
	}
	d := deps(t)
	d.Reveal = func(ctx context.Context, text string) (string, error) {
		return engine.Reveal(ctx, botKey, text, func(context.Context, string) (string, error) { return value, nil })
	}
	raw, err := registryJob(t).Run(t.Context(), d, j)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "request", got, []string{"/v1/" + value + "/end", value, "7", `{"key":"a/b?c=1&ü \"x\"","user":7}`})
	if strings.Contains(string(raw), "a/b") {
		t.Errorf("the result holds the secret: %s", raw)
	}
	res, err := w.answer(t.Context(), j, raw)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "exit", res.Film[0].Exit, "ok")
}

func registryJob(t *testing.T) engine.JobType {
	t.Helper()
	j, ok := registry(t).Job("http.request")
	if !ok {
		t.Fatal("the job type is not registered")
	}
	return j
}

// Whatever a server sends, the block leaves by one of its exits and never fails the turn.
func TestRequest_AnyAnswerLeaves(t *testing.T) {
	t.Parallel()
	w, j := start(t, `{"url": "https://api.example.com", "expect": [{"path": "a.b[0]", "type": "number", "optional": true}, {"path": "c[*].d", "type": "list", "optional": true}],
		"save": [{"from": "a.b[-1]", "to": "local.x", "type": "date", "when": "any"}, {"from": "c[*].d[*]", "to": "local.y"}, {"to": "local.z", "type": "text"}, {"part": "headers", "to": "local.h"}]}`)
	rapid.Check(t, func(rt *rapid.T) {
		form := rapid.SampledFrom([]string{"", "json", "text", "binary"}).Draw(rt, "form")
		a := object{
			"status": rapid.SampledFrom([]int{0, 200, 204, 299, 301, 400, 404, 429, 500, 599, 999}).Draw(rt, "status"), "form": form,
			"body": anyJSON(3).Draw(rt, "body"), "headers": rapid.MapOfN(rapid.SampledFrom([]string{"content-type", "x"}), rapid.SampledFrom([]string{"text/html", "application/json", "\x00;"}), 0, 2).Draw(rt, "headers"),
		}
		if rapid.Bool().Draw(rt, "in trouble") {
			a["trouble"] = object{"code": rapid.SampledFrom([]string{"http_timeout", "http_too_large", "http_refused", "?"}).Draw(rt, "code")}
		}
		raw, err := json.Marshal(a)
		if err != nil {
			rt.Fatal(err)
		}
		res, err := w.answer(t.Context(), j, raw)
		if err != nil {
			rt.Fatalf("%s: %v", raw, err)
		}
		if n := len(res.Session.Frames); n != 0 {
			rt.Fatalf("%s: the session is still in %d flows", raw, n)
		}
	})
	// Whatever was drawn, these go each way.
	for exit, raw := range map[string]string{
		"ok": `{"status": 200, "form": "json", "body": null}`, "4xx": `{"status": 404}`, "5xx": `{"status": 500}`,
		"timeout": `{"trouble": {"code": "http_timeout"}}`, "bad_shape": `{"status": 200, "form": "json", "body": {"a": {"b": ["x"]}}}`,
	} {
		res, err := w.answer(t.Context(), j, []byte(raw))
		if err != nil || res.Film[0].Exit != exit {
			t.Errorf("%s: left by %q, %v; want %q", raw, res.Film[0].Exit, err, exit)
		}
	}
}

// anyJSON draws JSON values whose names are those that the test's config looks at.
func anyJSON(depth int) *rapid.Generator[any] {
	plain := rapid.Custom(func(t *rapid.T) any {
		return rapid.SampledFrom([]any{nil, true, 0.0, -1.5, 1e300, "", "1", "x", "2026-01-01"}).Draw(t, "plain")
	})
	if depth == 0 {
		return plain
	}
	return rapid.OneOf(
		plain,
		rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(anyJSON(depth-1), 0, 3).Draw(t, "list") }),
		rapid.Custom(func(t *rapid.T) any {
			return rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), anyJSON(depth-1), 0, 4).Draw(t, "object")
		}),
	)
}
