package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
)

// tryPage is the API of the page.
type tryPage struct {
	base string
	id   string
}

func (p *tryPage) post(t *testing.T, action, body string) editor.Screen {
	t.Helper()
	target := p.base + "/api/try/conversations"
	if p.id != "" {
		target += "/" + p.id
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target+action, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	code, answer := do(t, req)
	var out struct {
		ID     string
		Screen editor.Screen
	}
	if err := json.Unmarshal([]byte(answer), &out); err != nil || code/100 != 2 {
		t.Fatalf("%s: got %d %s, %v", action, code, answer, err)
	}
	p.id = out.ID
	return out.Screen
}

func TestServe_WithoutTokenTheExamplesCanBeTried(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dataDir(t))
	base := "http://" + p.address(t)
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ok\n"} {
		if code, body := get(t, base+path); code != http.StatusOK || body != want {
			t.Errorf("%s: got %d %q", path, code, body)
		}
	}
	if code, body := get(t, base+"/"); code != http.StatusOK || !strings.Contains(body, "<title>") {
		t.Errorf("got %d %s", code, body)
	}
	var list struct{ Bots []editor.Example }
	code, body := get(t, base+"/api/try/bots")
	if err := json.Unmarshal([]byte(body), &list); err != nil || code != http.StatusOK || len(list.Bots) < 2 {
		t.Fatalf("got %d %s, %v", code, body, err)
	}
	for _, bot := range list.Bots {
		page := tryPage{base: base}
		data, err := json.Marshal(map[string]string{"bot": bot.Name, "language": "en"})
		if err != nil {
			t.Fatal(err)
		}
		before := page.post(t, "", string(data))
		after := page.post(t, "/say", `{"text": "/start"}`)
		answered := slices.ContainsFunc(after.Messages, func(m editor.Message) bool { return !m.Own && m.HTML != "" })
		if len(after.Messages) <= len(before.Messages) || !answered {
			t.Errorf("%s does not answer: %+v", bot.Name, after)
		}
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	if out := p.out.String(); !strings.Contains(out, "Open   "+base) || !strings.HasSuffix(out, "Stopping.\n") {
		t.Errorf("said\n%s", out)
	}
}
