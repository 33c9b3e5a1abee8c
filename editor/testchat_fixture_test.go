package editor_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/examples"
)

// desk is an editor with bots that are drafts of examples, and with people who talk to them.
type desk struct {
	t       *testing.T
	handler http.Handler
	chats   *testchat.Chats
	tests   *testchat.Tests

	mu       sync.Mutex
	drafts   map[string]string // documents by bot
	versions map[string]int64
	saved    map[string]testchat.Test // by bot and name
	secrets  map[string]string
}

// callers by the token that they come with.
var callers = map[string]access.Caller{
	"editor":  {UserID: "u1", Name: "Ed", Grants: []access.Grant{{Workspace: "w", Role: access.Editor}}},
	"other":   {UserID: "u2", Name: "Ot", Grants: []access.Grant{{Workspace: "w", Role: access.Editor}}},
	"viewer":  {UserID: "u3", Name: "Vi", Grants: []access.Grant{{Workspace: "w", Role: access.Viewer}}},
	"foreign": {UserID: "u4", Name: "Fo", Grants: []access.Grant{{Workspace: "x", Role: access.Owner}}},
	"script": {
		UserID: "u1", Token: "t1", Grants: []access.Grant{{Workspace: "w", Role: access.Editor}},
		Scopes: []access.Permission{access.BotRead, access.BotEdit},
	},
}

func (d *desk) BySession(context.Context, string) (*access.Caller, error) {
	return nil, engine.ErrNotFound
}

func (d *desk) ByToken(_ context.Context, secret string) (*access.Caller, error) {
	c, ok := callers[secret]
	if !ok {
		return nil, engine.ErrNotFound
	}
	return &c, nil
}

func (d *desk) Place(_ context.Context, bot string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.drafts[bot] == "" {
		return "", engine.ErrNotFound
	}
	return "w", nil
}

func (d *desk) Draft(_ context.Context, bot string) ([]byte, int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.drafts[bot] == "" {
		return nil, 0, engine.ErrNotFound
	}
	return []byte(d.drafts[bot]), d.versions[bot], nil
}

func (d *desk) Secret(_ context.Context, _, name string) (string, error) {
	v, ok := d.secrets[name]
	if !ok {
		return "", engine.ErrNotFound
	}
	return v, nil
}

// change edits a draft.
func (d *desk) change(bot, from, to string) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !strings.Contains(d.drafts[bot], from) {
		d.t.Fatalf("%q is not in the draft of %s", from, bot)
	}
	d.drafts[bot] = strings.Replace(d.drafts[bot], from, to, 1)
	d.versions[bot]++
}

func (d *desk) Tests(_ context.Context, bot string) ([]testchat.Test, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []testchat.Test
	for _, t := range d.saved {
		if t.Bot == bot {
			t.Transcript = nil
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b testchat.Test) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

func (d *desk) Test(_ context.Context, bot, name string) (*testchat.Test, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, ok := d.saved[bot+"/"+name]
	if !ok {
		return nil, engine.ErrNotFound
	}
	return &t, nil
}

func (d *desk) AddTest(_ context.Context, t *testchat.Test) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.saved[t.Bot+"/"+t.Name]; ok {
		return engine.ErrConflict
	}
	d.saved[t.Bot+"/"+t.Name] = *t
	return nil
}

func (d *desk) RenameTest(_ context.Context, bot, name, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, ok := d.saved[bot+"/"+name]
	if !ok {
		return engine.ErrNotFound
	}
	if _, taken := d.saved[bot+"/"+to]; taken {
		return engine.ErrConflict
	}
	delete(d.saved, bot+"/"+name)
	t.Name = to
	d.saved[bot+"/"+to] = t
	return nil
}

func (d *desk) DropTest(_ context.Context, bot, name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.saved[bot+"/"+name]; !ok {
		return engine.ErrNotFound
	}
	delete(d.saved, bot+"/"+name)
	return nil
}

func (d *desk) NoteResult(_ context.Context, bot, name string, r testchat.Result) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t, ok := d.saved[bot+"/"+name]; ok {
		t.Last = &r
		d.saved[bot+"/"+name] = t
	}
	return nil
}

// newDesk makes an editor with the examples as drafts, by their names, and documents of the test's own.
func newDesk(t *testing.T, own map[string]string, options ...func(*testchat.Options)) *desk {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, drafts: map[string]string{}, versions: map[string]int64{}, saved: map[string]testchat.Test{}}
	for _, name := range []string{"coffee", "booking", "shop"} {
		data, err := fs.ReadFile(examples.Files, name+"/bot.json")
		if err != nil {
			t.Fatal(err)
		}
		d.drafts[name], d.versions[name] = string(data), 1
	}
	for bot, document := range own {
		d.drafts[bot], d.versions[bot] = document, 1
	}
	ids := 0
	o := testchat.Options{
		Registry: reg, Drafts: d, Store: d, Secrets: d, Log: slog.New(slog.DiscardHandler),
		Now:   func() time.Time { return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC) },
		NewID: func() string { ids++; return fmt.Sprintf("chat%d", ids) },
		Sample: func(doc *flow.Document) *testchat.Sample {
			if doc.Name != "Clay Corner" {
				return nil
			}
			dir, err := fs.Sub(examples.Files, "shop")
			if err != nil {
				return nil
			}
			s, err := simulator.LoadStandin(dir)
			if err != nil {
				return nil
			}
			return &testchat.Sample{Standin: s, Files: dir}
		},
	}
	for _, change := range options {
		change(&o)
	}
	d.chats, d.tests = testchat.New(o), testchat.NewTests(o)
	t.Cleanup(func() {
		if err := d.chats.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	var err error
	d.handler, err = editor.New(editor.Options{
		Log: slog.New(slog.DiscardHandler), Registry: reg, Callers: d, Places: d, TestChats: d.chats, Tests: d.tests,
		Page: fstest.MapFS{"placeholder.html": {Data: []byte("x")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// ask makes a request as somebody.
func (d *desk) ask(who, method, path, body string) *httptest.ResponseRecorder {
	d.t.Helper()
	req := httptest.NewRequestWithContext(d.t.Context(), method, "/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+who)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	d.handler.ServeHTTP(rec, req)
	return rec
}

// chat makes a request as the editor that is answered with a chat.
func (d *desk) chat(method, path, body string) *testchat.View {
	d.t.Helper()
	rec := d.ask("editor", method, path, body)
	if rec.Code >= 300 {
		d.t.Fatalf("%s %s %s: %d %s", method, path, body, rec.Code, rec.Body)
	}
	v := &testchat.View{}
	if err := json.Unmarshal(rec.Body.Bytes(), v); err != nil {
		d.t.Fatal(err)
	}
	return v
}

func (d *desk) open(bot string) *testchat.View {
	d.t.Helper()
	return d.chat("POST", "/bots/"+bot+"/chats", `{}`)
}

// act lets a person of the chat do something.
func (d *desk) act(v *testchat.View, person, do string) *testchat.View {
	d.t.Helper()
	return d.chat("POST", "/chats/"+v.ID+"/act", fmt.Sprintf(`{"person": %q, "do": %s}`, person, do))
}

// press presses the button with the label of the newest message that has it.
func (d *desk) press(v *testchat.View, person, label string) *testchat.View {
	d.t.Helper()
	for _, p := range v.People {
		for _, m := range slices.Backward(p.Screen.Messages) {
			for row := range m.Buttons {
				for col, b := range m.Buttons[row] {
					if p.Name == person && strings.Contains(b.Label, label) {
						return d.act(v, person, fmt.Sprintf(`{"press": {"message": %d, "row": %d, "col": %d}}`, m.ID, row, col))
					}
				}
			}
		}
	}
	d.t.Fatalf("%s has no button %q", person, label)
	return nil
}

// last is the newest message that You see.
func (d *desk) last(v *testchat.View) string {
	d.t.Helper()
	for _, p := range v.People {
		if n := len(p.Screen.Messages); p.Name == testchat.You && n > 0 {
			return p.Screen.Messages[n-1].HTML
		}
	}
	d.t.Fatal("there is nothing to see")
	return ""
}

// indented is a body as golden files have it. How long a pretended service takes is not of the test.
func indented(t *testing.T, body []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", " "); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	lines := strings.Split(out.String(), "\n")
	for i, line := range lines {
		if before, _, ok := strings.Cut(line, `"ms": `); ok {
			lines[i] = before + `"ms": 0,`
		}
	}
	return strings.Join(lines, "\n") + "\n"
}
