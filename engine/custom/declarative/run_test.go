package declarative_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// answers gives one answer after the other: status, or status with a header Retry-After.
func answers(list ...string) func(*http.Request, string) (int, map[string]string, string) {
	i := 0
	return func(*http.Request, string) (int, map[string]string, string) {
		var status int
		var after string
		_, _ = fmt.Sscanf(list[min(i, len(list)-1)], "%d %s", &status, &after)
		i++
		if after != "" {
			return status, map[string]string{"Retry-After": after}, `{"error": "no"}`
		}
		return status, nil, `{"error": "no"}`
	}
}

func TestRun_RepeatsWhatARepeatCannotDouble(t *testing.T) {
	t.Parallel()
	s := time.Second
	for _, c := range []struct {
		name, requests string
		answers        []string
		pauses         []time.Duration
		code           string // of the trouble
		retryable      bool
	}{
		{"a GET", `[{}]`, []string{"503", "0", "502", "200"}, []time.Duration{s, s, 2 * s}, "", false},
		{"as long as the service asks", `[{}]`, []string{"429 7", "200"}, []time.Duration{7 * s}, "", false},
		{"not for ever", `[{}]`, []string{"503"}, []time.Duration{s, s, 2 * s, 4 * s, 8 * s}, "http_status", true},
		{"not as long as a service likes", `[{}]`, []string{"429 3600", "200"}, nil, "http_status", true},
		{"no POST", `[{method: POST}]`, []string{"503", "200"}, nil, "http_status", true},
		{"no POST of which nothing is known", `[{method: POST}]`, []string{"0", "200"}, nil, "http_unreachable", true},
		{"a POST that was refused", `[{method: POST}]`, []string{"429 2", "200"}, []time.Duration{2 * s}, "", false},
		{"a POST that may be repeated", `[{method: POST, repeatable: true}]`, []string{"503", "200"}, []time.Duration{s}, "", false},
		{"a POST with a key", `[{method: POST, idempotency_header: X-Once}]`, []string{"503", "200"}, []time.Duration{s}, "", false},
		{"nothing behind a POST", `[{name: a, method: POST}, {name: b}]`, []string{"200", "503", "200"}, nil, "http_status", true},
		{"nothing that is simply wrong", `[{}]`, []string{"400", "200"}, nil, "http_status", false},
		{"what a rule says", `[{errors: [{status: 400, code: busy, retry: true}]}]`, []string{"400", "200"}, []time.Duration{s}, "", false},
		{"not what a rule says", `[{errors: [{status: 5xx, code: broken}]}]`, []string{"503", "200"}, nil, "broken", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, manifest(t, `{base_url: "https://api.example.com", requests: `+c.requests+`}`), answers(c.answers...))
			a, err := w.call(custom.Call{})
			if !reflect.DeepEqual(w.pauses, c.pauses) {
				t.Errorf("paused %v, want %v", w.pauses, c.pauses)
			}
			if c.code == "" {
				if err != nil || a.Exit != "next" {
					t.Errorf("ended with %q, %v", a.Exit, err)
				}
				return
			}
			if retryable := wantTrouble(t, err, c.code); retryable != c.retryable {
				t.Errorf("retryable is %v", retryable)
			}
		})
	}
}

func TestRun_SendsTheSameKeyWithEachRepeat(t *testing.T) {
	t.Parallel()
	var keys []string
	next := answers("503", "200")
	w := open(t, manifest(t, `{base_url: "https://api.example.com", requests: [{name: a, method: POST, idempotency_header: Idempotency-Key}, {name: b, method: POST, idempotency_header: Idempotency-Key}]}`),
		func(req *http.Request, body string) (int, map[string]string, string) {
			keys = append(keys, req.Header.Get("Idempotency-Key"))
			return next(req, body)
		})
	w.run(nil)
	if want := []string{"run1-a", "run1-a", "run1-b"}; !reflect.DeepEqual(keys, want) {
		t.Errorf("sent %q, want %q", keys, want)
	}
}

func TestRun_AnswersMeanWhatRulesSay(t *testing.T) {
	t.Parallel()
	part := `
base_url: https://api.example.com
requests:
  - read: json
    errors: [{status: 404, exit: other}]
errors:
  - status: [401, 403]
    code: wrong_key
    message: {en: 'No key: {{ body.why }} {{ config.key }}', ru: 'Нет ключа'}
  - {status: 200, when: 'body.ok == false', code: refused}
  - {when: 'body.list + 1 == 2', code: never}
`
	for _, c := range []struct {
		status             int
		answer, lang       string
		exit, code, inText string
	}{
		{200, `{"ok": true, "list": 0}`, "en", "next", "", ""},
		{404, `{"ok": true}`, "en", "other", "", ""},
		{401, `{"why": "topsecret is unknown"}`, "en", "", "wrong_key", "No key: ••• is unknown •••"},
		{403, `{}`, "ru-RU", "", "wrong_key", "Нет ключа"},
		{200, `{"ok": false}`, "en", "", "refused", "api.example.com answered 200"},
		{200, `{"list": "x"}`, "en", "", "expression", "body.list"},
		{200, `<html>`, "en", "", "expression", "body.list"},
		{500, `{"list": 0}`, "en", "", "http_status", "api.example.com answered 500: the service itself is in trouble: try later"},
	} {
		w := open(t, manifest(t, part), always(c.status, c.answer))
		a, err := w.call(custom.Call{Config: map[string]any{"key": "k"}, Language: c.lang})
		if c.code != "" {
			wantTrouble(t, err, c.code, c.inText)
		} else if err != nil || a.Exit != c.exit {
			t.Errorf("%d %s: left by %q (%v), want %q", c.status, c.answer, a.Exit, err, c.exit)
		}
	}
}

func TestRun_RefusesWhatIsTooLargeAndWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	w := open(t, manifest(t, `{base_url: "https://api.example.com", requests: [{read: json, max_bytes: 10}]}`), always(200, `"`+strings.Repeat("x", 9)+`"`))
	_, err := w.call(custom.Call{})
	wantTrouble(t, err, "http_too_large", "10 bytes")
	w.serve = always(200, `<html>`)
	_, err = w.call(custom.Call{})
	wantTrouble(t, err, "http_bad_shape", "not JSON")
	w = open(t, manifest(t, `{base_url: "https://api.example.com", requests: [{}]}`), always(200, "{}"))
	_, err = w.call(custom.Call{Config: map[string]any{"key": "gone"}})
	wantTrouble(t, err, "secret_missing", "gone")
}

func TestRun_BlotsSecretsOutOfAllThatItLeavesBehind(t *testing.T) {
	t.Parallel()
	part := `
base_url: https://api.example.com
auth: {kind: basic, user: me, password: '{{ config.key }}'}
requests:
  - {name: submit, method: POST}
  - {name: ask, url: 'https://api.example.com/ask?id={{ answer.submit.id }}', poll: {until: body.done}}
outputs: {echo: answer.submit, own: config.key}
messages: [{text: 'You are {{ answer.submit.id }} {{ config.key }}'}]
`
	w := open(t, manifest(t, part, outputs("echo", "own"), accepts("timeout")), func(req *http.Request, _ string) (int, map[string]string, string) {
		return 200, nil, fmt.Sprintf(`{"id": "topsecret", "topsecret": ["a topsecret", %q], "done": true}`, req.Header.Get("Authorization"))
	})
	waits := w.run(map[string]any{"key": "k"})
	a, err := w.resume(waits, &custom.Event{Kind: "timeout"})
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal([]any{waits, a})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"topsecret", "bWU6dG9wc2VjcmV0"} {
		if strings.Contains(string(all), secret) {
			t.Errorf("%s is in %s", secret, all)
		}
	}
	if want := "You are ••• •••"; a.Messages[0].Text != want {
		t.Errorf("the message is %q, want %q", a.Messages[0].Text, want)
	}
}

func TestRun_AsksUntilTheWorkIsDone(t *testing.T) {
	t.Parallel()
	part := `
base_url: https://api.example.com
requests:
  - {name: unused, path: /big}
  - {name: submit, method: POST, path: /work}
  - {name: ask, path: '/jobs/{{ answer.submit.id }}', poll: {until: 'body.status == "done"', every: 4s, slowest: 9s, for: 1m}}
  - {name: fetch, path: '/result/{{ answer.submit.id }}'}
outputs: {url: body.url, status: answer.ask.status}
`
	status := []string{"busy", "502", "429", "busy", "done"}
	serve := func(req *http.Request, _ string) (int, map[string]string, string) {
		switch {
		case req.URL.Path == "/big":
			return 200, nil, `"` + strings.Repeat("x", 100_000) + `"`
		case strings.HasPrefix(req.URL.Path, "/result/"):
			return 200, nil, `{"url": "https://example.com/v.mp4"}`
		case req.Method == http.MethodPost:
			return 200, nil, `{"id": "a/b"}`
		}
		now := status[0]
		if len(status) > 1 {
			status = status[1:]
		}
		switch now {
		case "502":
			return 502, nil, "bad gateway"
		case "429":
			return 429, map[string]string{"Retry-After": "20"}, `{}`
		default:
			return 200, nil, `{"status": "` + now + `"}`
		}
	}
	m := manifest(t, part, outputs("url", "status"), accepts("timeout"))
	w := open(t, m, serve)
	a := w.run(nil)
	var times []string
	for a.Wait != nil {
		if !reflect.DeepEqual(a.Wait.Accept, []string{"timeout"}) || len(a.State) > 200 || !strings.Contains(string(a.State), `"a/b"`) {
			t.Fatalf("waits for %v with %s", a.Wait.Accept, a.State)
		}
		times = append(times, a.Wait.Timeout)
		pause, err := time.ParseDuration(a.Wait.Timeout)
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(pause)
		if a, err = w.resume(a, &custom.Event{Kind: "timeout"}); err != nil {
			t.Fatal(err)
		}
	}
	if want := map[string]any{"url": "https://example.com/v.mp4", "status": "done"}; !reflect.DeepEqual(a.Outputs, want) {
		t.Errorf("got %v, want %v", a.Outputs, want)
	}
	if want := []string{"4s", "6s", "9s", "20s", "9s"}; !reflect.DeepEqual(times, want) {
		t.Errorf("paused %v, want %v", times, want)
	}

	status = []string{"busy"}
	w = open(t, m, serve)
	rounds := 0
	for a = w.run(nil); a.Wait != nil; rounds++ {
		pause, err := time.ParseDuration(a.Wait.Timeout)
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(pause)
		if a, err = w.resume(a, &custom.Event{Kind: "timeout"}); err != nil {
			t.Fatal(err)
		}
	}
	if a.Exit != "timeout" || rounds != 7 {
		t.Errorf("left by %q after %d rounds", a.Exit, rounds)
	}
}

func TestRun_WaitsForACallback(t *testing.T) {
	t.Parallel()
	part := `
base_url: https://api.example.com
requests:
  - name: submit
    json: {tell: '{{ call.callback_url }}'}
    callback: {for: 5m}
    errors: [{when: 'answer.submit.id == nil', code: lost}, {when: 'body.state == "failed"', exit: other}]
  - {name: fetch, path: '/{{ answer.callback.file }}'}
outputs: {id: answer.submit.id, file: answer.callback.file}
`
	w := open(t, manifest(t, part, outputs("id", "file")), always(200, `{"id": "7"}`))
	a, err := w.call(custom.Call{CallbackURL: "https://bots.example/c/1"})
	if err != nil || a.Pending == nil || a.Pending.Timeout != "5m" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if w.sent[0] != `POST https://api.example.com {"tell":"https://bots.example/c/1"}` {
		t.Errorf("sent %q", w.sent)
	}
	end, err := w.resume(a, &custom.Event{Kind: "callback", Data: json.RawMessage(`{"file": "x/y"}`)})
	if err != nil || end.Exit != "next" || !reflect.DeepEqual(end.Outputs, map[string]any{"id": "7", "file": "x/y"}) {
		t.Errorf("got %+v, %v", end, err)
	}
	if w.sent[1] != "GET https://api.example.com/x%2Fy" {
		t.Errorf("sent %q", w.sent)
	}
	if end, err = w.resume(a, &custom.Event{Kind: "callback", Data: json.RawMessage(`{"state": "failed"}`)}); err != nil || end.Exit != "other" {
		t.Errorf("got %+v, %v", end, err)
	}
	if end, err = w.resume(a, &custom.Event{Kind: "timeout"}); err != nil || end.Exit != "timeout" {
		t.Errorf("got %+v, %v", end, err)
	}
}

func TestRun_CallsNoMoreOftenThanItMay(t *testing.T) {
	t.Parallel()
	w := open(t, manifest(t, `{base_url: "https://api.example.com", auth: {kind: bearer, token: "{{ config.key }}"}, rate: {calls: 30, per: minute}, requests: [{name: a, method: POST}, {name: b}]}`), always(200, "{}"))
	w.secrets["other"] = "another secret"
	begin := w.now
	var got []time.Duration
	for i, key := range []string{"k", "k", "other", "k"} {
		w.now = begin
		if _, err := w.call(custom.Call{Key: fmt.Sprint(i), Config: map[string]any{"key": key}}); err != nil {
			t.Fatal(err)
		}
		got = append(got, w.now.Sub(begin))
	}
	if want := []time.Duration{0, 4 * time.Second, 0, 8 * time.Second}; !reflect.DeepEqual(got, want) {
		t.Errorf("began after %v, want %v", got, want)
	}
	if len(w.sent) != 8 {
		t.Errorf("sent %q", w.sent)
	}
	var err error
	for i := range 40 {
		_, err = w.exec.Execute(t.Context(), w.env(), custom.Call{Key: fmt.Sprint("more", i), Now: w.now, Config: map[string]any{"key": "k"}})
		if _, own := errors.AsType[*engine.RunError](err); own {
			break
		}
	}
	wantTrouble(t, err, "rate_limited")
}
