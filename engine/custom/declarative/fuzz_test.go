package declarative_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
)

// execute runs whatever a manifest says, against a service that answers the same to all, and gives the requests.
func execute(t *testing.T, m *custom.Manifest, config map[string]any, answer string) []*http.Request {
	t.Helper()
	x, err := declarative.Kind{}.Open(t.Context(), &custom.Package{Manifest: m})
	if err != nil {
		return nil
	}
	var sent []*http.Request
	env := custom.Env{
		HTTP: &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req)
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)), Request: req}, nil
		})},
		Secret: func(context.Context, string) (string, error) { return "", engine.ErrNotFound },
		Reveal: func(_ context.Context, text string) (string, error) { return text, nil },
		Now:    time.Unix(0, 0), Rand: rand.New(rand.NewPCG(1, 2)), Log: slog.New(slog.DiscardHandler),
	}
	c := custom.Call{Key: "k", Now: env.Now, Config: config}
	for range 3 {
		a, err := x.Execute(t.Context(), env, c)
		if err != nil || a.Wait == nil {
			break
		}
		c.State, c.Event = a.State, &custom.Event{Kind: "timeout"}
	}
	return sent
}

// FuzzPart feeds the part http of a manifest: it must be refused or carried out, and no request may leave for another host.
func FuzzPart(f *testing.F) {
	files, err := filepath.Glob("../../../examples/blocks/*/manifest.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal("there are no packages", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if data, err = yaml.YAMLToJSON(data); err != nil {
			f.Fatal(err)
		}
		m := new(custom.Manifest)
		if err := json.Unmarshal(data, m); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(m.HTTP), string(m.Config), `{"id": 1, "items": [1], "next": "https://evil.example/"}`)
	}
	f.Add([]byte(`{"requests": [{"url": "{{ config.host }}", "paging": {"items": "body.items", "next": "body.next"}, "query": {"a": "{{ config.text }}"}}]}`), "", `{"items": [1], "next": "//evil.example"}`)
	f.Fuzz(func(t *testing.T, part []byte, text, answer string) {
		if !json.Valid(part) {
			return
		}
		m := manifest(t, "{}", outputs("a"), accepts("timeout"))
		m.HTTP = part
		config := map[string]any{"text": text, "host": answer, "number": 1.0, "list": []any{text}, "any": map[string]any{"a": text}}
		for _, req := range execute(t, m, config, answer) {
			if host := req.URL.Host; host != "api.example.com" && !strings.HasSuffix(host, ".shop.example") {
				t.Errorf("a request left for %s", req.URL)
			}
		}
	})
}

// FuzzValue feeds a value into all places of a request: it must arrive as it is, and change nothing around it.
func FuzzValue(f *testing.F) {
	for _, v := range []string{"", "a", nasty, "../..", "%2e%2e", "\u27e6secret:k:00\u27e7", "{{ x }}", `"}`, "\x00\xff", "&a=1#b", strings.Repeat("ж", 1000)} {
		f.Add(v)
	}
	part := `
base_url: https://api.example.com/x
requests:
  - name: a
    path: '/s{{ config.text }}/{{ config.text }}e'
    query: {q: 'q{{ config.text }}', p: '{{ config.text }}'}
    json: {'in': 'b{{ config.text }}', own: '{{ config.text }}'}
  - name: b
    form: {f: '{{ config.text }}', g: 'g{{ config.text }}'}
`
	f.Fuzz(func(t *testing.T, text string) {
		sent := execute(t, manifest(t, part), map[string]any{"text": text}, `{}`)
		if len(text) > 10_000 {
			return // limits of expressions
		}
		if len(sent) != 2 {
			t.Fatalf("%d requests were sent", len(sent))
		}
		u := sent[0].URL
		if want := "/x/s" + text + "/" + text + "e"; u.Host != "api.example.com" || u.Path != want || strings.Count(u.EscapedPath(), "/") != 3 || u.Fragment != "" {
			t.Errorf("the address is %s, want the path %q", u, want)
		}
		if q := u.Query(); len(q) != 2 || q.Get("q") != "q"+text || q.Get("p") != text {
			t.Errorf("the parameters are %q", q)
		}
		var body map[string]string
		data, err := io.ReadAll(sent[0].Body)
		if err == nil {
			err = json.Unmarshal(data, &body)
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := (map[string]string{"in": "b" + text, "own": text}); utf8.ValidString(text) && (len(body) != 2 || body["in"] != want["in"] || body["own"] != want["own"]) {
			t.Errorf("the body is %q", body)
		}
		if data, err = io.ReadAll(sent[1].Body); err != nil {
			t.Fatal(err)
		}
		if form, err := url.ParseQuery(string(data)); err != nil || len(form) != 2 || form.Get("f") != text || form.Get("g") != "g"+text {
			t.Errorf("the form is %q (%v)", form, err)
		}
	})
}
