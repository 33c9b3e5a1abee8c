package editor_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/examples"
	"github.com/scenarist/scenarist/storage"
)

const (
	shopToken  = "7001:shop-token"
	salonToken = "7002:salon-token"
	mediaFile  = 2 << 20 // bytes that a file of a library may have
)

// workshop is the API over a database of its own, beside a Telegram.
type workshop struct {
	*testing.T
	db       *storage.DB
	studio   *studio.Studio
	manager  *fleet.Manager
	telegram *botapi.Server
	server   *httptest.Server
	people   people
	resets   resets
	ahead    atomic.Int64 // of the studio's clock, in nanoseconds
}

// later lets hours go by.
func (w *workshop) later(hours int) { w.ahead.Add(int64(hours) * int64(time.Hour)) }

// entriesOf is the audit log of the workspace, of one bot where that is given.
func entriesOf(bot string) account.EntryFilter {
	return account.EntryFilter{Workspace: "w", Bot: bot, Limit: 100}
}

// people are who may come in, by the secret of their cookie.
type people map[string]*access.Caller

func (p people) BySession(_ context.Context, secret string) (*access.Caller, error) {
	if c := p[secret]; c != nil {
		return c, nil
	}
	return nil, engine.ErrNotFound
}

func (p people) ByToken(context.Context, string) (*access.Caller, error) {
	return nil, engine.ErrNotFound
}

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	w := &workshop{T: t, people: people{}}
	for _, role := range access.Roles() {
		w.people[string(role)] = &access.Caller{UserID: "u-" + string(role), Name: string(role), Grants: []access.Grant{{Workspace: "w", Role: role}}}
	}
	w.people["stranger"] = &access.Caller{UserID: "u-s", Grants: []access.Grant{{Workspace: "elsewhere", Role: access.Owner}}}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	w.db, err = storage.Open(t.Context(), storage.Options{Path: filepath.Join(t.TempDir(), "bots.db"), Key: bytes.Repeat([]byte{7}, 32), Log: log})
	w.check(err)
	registry := engine.NewRegistry()
	w.check(blocks.Register(registry))
	w.telegram = botapi.New(botapi.Options{Strict: true})
	w.telegram.AddBot(shopToken, botapi.Bot{Username: "shop_bot", FirstName: "Shop"})
	w.telegram.AddBot(salonToken, botapi.Bot{Username: "salon_bot", FirstName: "Salon"})
	api := httptest.NewServer(w.telegram)
	client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: api.URL})
	w.check(err)
	library, err := custom.NewLibrary(t.Context(), custom.LibraryOptions{
		Base: registry, Kinds: []custom.Kind{echo{}, service{}, composite.Kind{}}, Store: w.db.Studio(), Shipped: []*custom.Package{greeting(t)}, Now: time.Now,
	})
	w.check(err)
	w.manager = fleet.NewManager(fleet.ManagerOptions{
		Store: w.db, Caller: client, Registry: registry, Blocks: library, Now: time.Now, Random: rand.Reader,
	})
	known, err := studio.NewExamples(examples.Files)
	w.check(err)
	w.studio = studio.New(studio.Options{
		Log: log, Store: w.db.Studio(), Registry: registry, Library: library, Manager: w.manager, Random: rand.Reader, Examples: known, Resetter: &w.resets,
		Now: func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }, Media: studio.MediaLimits{File: mediaFile, Room: 4 * mediaFile},
	})
	h, err := editor.New(editor.Options{
		Log: log, Registry: registry, Callers: w.people, Places: w.studio, Answers: w.db, Studio: w.studio,
		Page: fstest.MapFS{"index.html": {Data: []byte("page")}},
	})
	w.check(err)
	w.server = httptest.NewServer(h)
	t.Cleanup(func() {
		w.studio.Stop()
		w.server.Close()
		w.telegram.Close()
		client.Close()
		api.CloseClientConnections()
		api.Close()
		w.check(w.db.Close())
	})
	return w
}

func (w *workshop) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// as asks the API in somebody's name; body is JSON, or any value for it; nil for none.
func (w *workshop) as(who, method, path string, body any, header ...string) answer {
	w.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		data, err := json.Marshal(b)
		w.check(err)
		r = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(w.Context(), method, w.server.URL+"/api/v1"+path, r)
	w.check(err)
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(&http.Cookie{Name: "scenarist_session", Value: who})
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.server.Client().Do(req)
	w.check(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	w.check(err)
	return answer{res.StatusCode, res.Header, strings.TrimSpace(string(data))}
}

// get is as, for an answer that has to be what was asked for.
func get[T any](w *workshop, who, method, path string, body any, header ...string) T {
	w.Helper()
	a := w.as(who, method, path, body, header...)
	var out T
	if a.status >= 300 {
		w.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	if a.body != "" {
		if err := json.Unmarshal([]byte(a.body), &out); err != nil {
			w.Fatalf("%s %s: %v in %s", method, path, err, a.body)
		}
	}
	return out
}

// refused asks for what is refused with a code.
func (w *workshop) refused(status int, code, who, method, path string, body any, header ...string) editor.Problem {
	w.Helper()
	a := w.as(who, method, path, body, header...)
	var p editor.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != status || p.Code != code || p.Title == "" {
		w.Errorf("%s %s as %s: %d %s, want %d %s", method, path, who, a.status, a.body, status, code)
	}
	return p
}

// newBot makes a bot of the small document.
func (w *workshop) newBot() editor.Bot {
	w.Helper()
	return get[editor.Bot](w, "owner", "POST", "/bots", `{"workspace": "w"}`)
}

type listOf[T any] struct {
	Items []T
	Next  string
}

func TestBots_AreMadeOfThreeThings(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, x := range []struct{ body, name string }{
		{`{"workspace": "w"}`, "My bot"},
		{`{"workspace": "w", "language": "ru"}`, "Мой бот"},
		{`{"workspace": "w", "from": {"example": "coffee"}, "name": "Mine"}`, "Mine"},
		{`{"workspace": "w", "from": {"document": {"schema_version": 1, "name": "Doc", "language": "en", "flows": []}}}`, "Doc"},
	} {
		b := get[editor.Bot](w, "editor", "POST", "/bots", x.body)
		if b.Name != x.name || b.State != "draft" || !b.Changed || b.DraftVersion != 1 || len(b.Can) == 0 {
			t.Errorf("%s: got %+v", x.body, b)
		}
		d := get[editor.Draft](w, "viewer", "GET", "/bots/"+b.ID+"/draft", nil)
		if d.Version != 1 || d.SavedBy == nil || d.SavedBy.Name != "editor" {
			t.Errorf("%s: draft %+v", x.body, d)
		}
		if strings.Contains(x.body, "document") {
			continue // it has no trigger, of which the issues tell
		}
		if len(d.Issues) != 0 || b.Issues != (editor.IssueCount{}) {
			t.Errorf("%s: issues %+v", x.body, d.Issues)
		}
	}
	w.refused(422, "invalid", "owner", "POST", "/bots", `{"workspace": "w", "from": {"example": "tea"}}`)
	w.refused(422, "invalid", "owner", "POST", "/bots", `{"workspace": "w", "from": {"example": "coffee", "document": {"flows": []}}}`)
	w.refused(422, "invalid", "owner", "POST", "/bots", `{"workspace": "w", "colour": "red"}`)
	w.refused(404, "not_found", "owner", "POST", "/bots", `{"workspace": "elsewhere"}`)
	w.refused(403, "forbidden", "viewer", "POST", "/bots", `{"workspace": "w"}`)
	p := w.refused(422, "document_invalid", "owner", "POST", "/bots", `{"workspace": "w", "from": {"document": {"flows": [{"id": "a"}, {"id": "a"}]}}}`)
	if len(p.Issues) != 1 || p.Issues[0].Path != "/flows/1" {
		t.Errorf("issues of a document without shape: %+v", p.Issues)
	}
}

func TestBots_AreListedForThoseWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	ids := map[string]string{}
	for _, name := range []string{"Alpha", "beta", "Gamma"} {
		ids[name] = get[editor.Bot](w, "owner", "POST", "/bots", map[string]any{"workspace": "w", "name": name}).ID
	}
	w.people["guest"] = &access.Caller{UserID: "u-g", Grants: []access.Grant{{Workspace: "w", Bot: ids["beta"], Role: access.Editor}}}
	names := func(who, query string) (out []string) {
		for _, b := range get[listOf[editor.Bot]](w, who, "GET", "/bots"+query, nil).Items {
			out = append(out, b.Name)
		}
		return out
	}
	for _, x := range []struct{ who, query, want string }{
		{"viewer", "", "[Alpha beta Gamma]"},
		{"viewer", "?q=A", "[Alpha beta Gamma]"},
		{"viewer", "?q=ET", "[beta]"},
		{"viewer", "?workspace=elsewhere", "[]"},
		{"stranger", "", "[]"},
		{"guest", "", "[beta]"},
		{"guest", "?workspace=w", "[beta]"},
	} {
		if got := fmt.Sprint(names(x.who, x.query)); got != x.want {
			t.Errorf("%s %s: got %s, want %s", x.who, x.query, got, x.want)
		}
	}
	first := get[listOf[editor.Bot]](w, "owner", "GET", "/bots?limit=2", nil)
	second := get[listOf[editor.Bot]](w, "owner", "GET", "/bots?limit=2&cursor="+first.Next, nil)
	if len(first.Items) != 2 || len(second.Items) != 1 || second.Items[0].Name != "Gamma" || second.Next != "" {
		t.Errorf("pages %+v, %+v", first, second)
	}
	w.refused(422, "invalid", "owner", "GET", "/bots?cursor=x", nil)
	w.refused(404, "not_found", "stranger", "GET", "/bots/"+ids["Alpha"], nil)
	w.refused(404, "not_found", "guest", "GET", "/bots/"+ids["Alpha"], nil)
}

func TestBots_GoIntoTheBinAndComeBack(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	if got := get[editor.Bot](w, "editor", "PATCH", "/bots/"+b.ID, `{"name": " Shop "}`); got.Name != "Shop" {
		t.Errorf("renamed: %+v", got)
	}
	w.refused(403, "forbidden", "operator", "DELETE", "/bots/"+b.ID, nil)
	for range 2 { // twice is once
		if a := w.as("owner", "DELETE", "/bots/"+b.ID, nil); a.status != 204 {
			t.Fatalf("bin: %+v", a)
		}
	}
	if all := get[listOf[editor.Bot]](w, "owner", "GET", "/bots", nil); len(all.Items) > 0 {
		t.Errorf("a bot in the bin is listed: %+v", all)
	}
	if bin := get[listOf[editor.Bot]](w, "owner", "GET", "/bots?bin=true", nil); len(bin.Items) != 1 || bin.Items[0].State != "binned" || bin.Items[0].BinnedAt == nil {
		t.Errorf("the bin has %+v", bin)
	}
	w.refused(409, "conflict", "owner", "PATCH", "/bots/"+b.ID, `{"name": "X"}`)
	if got := get[editor.Bot](w, "owner", "POST", "/bots/"+b.ID+"/restore", nil); got.State != "draft" {
		t.Errorf("restored: %+v", got)
	}
	w.check(w.studio.Empty(t.Context()))
	if got := get[editor.Bot](w, "owner", "GET", "/bots/"+b.ID, nil); got.Name != "Shop" {
		t.Errorf("got %+v", got)
	}
}

func TestDrafts_AreEditedByElements(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID + "/draft"
	got := get[editor.DraftEdited](w, "editor", "PATCH", path, `{"client": "p1", "changes": [
		{"path": ["flows", "main", "blocks", "menu"], "before": null, "after": {"id": "menu", "type": "message.text",
			"config": {"text": "?", "buttons": [[{"id": "yes", "label": "Yes"}]]}}},
		{"path": ["flows", "main", "edges", "hello", "next"], "before": null, "after": {"to": "menu"}},
		{"path": ["name"], "before": "Not this", "after": "Mine"}
	]}`)
	if got.Version != 2 || len(got.Conflicts) != 1 || got.Conflicts[0].Current != "My bot" {
		t.Errorf("got %+v", got)
	}
	has := func(block, exit string) bool {
		for _, e := range got.Exits[block] {
			if e.Name == exit {
				return true
			}
		}
		return false
	}
	if !has("menu", "button:yes") || got.Exits["start"] != nil {
		t.Errorf("exits %+v", got.Exits)
	}
	if len(got.Issues) == 0 {
		t.Error("a button that leads nowhere is no issue")
	}
	a := w.as("editor", "GET", path, nil)
	if a.header.Get("ETag") != `"2"` || !strings.Contains(a.body, `"label":"Yes"`) {
		t.Errorf("draft %+v", a)
	}
	if a := w.as("editor", "GET", path, nil, "If-None-Match", `"2"`); a.status != http.StatusNotModified {
		t.Errorf("a draft that is known: %d", a.status)
	}
	p := w.refused(422, "invalid", "editor", "PATCH", path, `{"client": "p1", "changes": [{"path": ["name"], "after": "x"}, {"path": ["no", "such"]}]}`)
	if len(p.Issues) != 1 || p.Issues[0].Path != "/changes/1" {
		t.Errorf("issues %+v", p.Issues)
	}
	w.refused(403, "forbidden", "operator", "PATCH", path, `{"client": "p1", "changes": [{"path": ["name"], "after": "x"}]}`)
	history := get[listOf[editor.HistoryItem]](w, "viewer", "GET", path+"/history", nil)
	if len(history.Items) != 1 || history.Items[0].Version != 2 || history.Items[0].Who.Name != "editor" {
		t.Errorf("history %+v", history)
	}
	if a := w.as("viewer", "GET", path+"/history/2", nil); a.status != 200 || !strings.Contains(a.body, `"label":"Yes"`) {
		t.Errorf("version 2: %+v", a)
	}
	w.refused(404, "not_found", "viewer", "GET", path+"/history/9", nil)
}

func TestDrafts_AreReplacedWhereNobodyElseChangedThem(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID + "/draft"
	const document = `{"schema_version": 1, "name": "New", "language": "en", "mood": 1, "flows": []}`
	w.refused(428, "if_match_needed", "editor", "PUT", path, document)
	w.refused(412, "stale", "editor", "PUT", path, document, "If-Match", `"7"`)
	w.refused(422, "document_invalid", "editor", "PUT", path, `{"flows": 5}`, "If-Match", `"1"`)
	w.refused(422, "document_invalid", "editor", "PUT", path, `{"name": "a", "name": "b", "flows": []}`, "If-Match", `"1"`)
	w.refused(400, "bad_request", "editor", "PUT", path, `{"name": `, "If-Match", `"1"`)
	d := get[editor.Draft](w, "editor", "PUT", path, document, "If-Match", `"1"`)
	if d.Version != 2 || len(d.Issues) == 0 || d.Issues[0].Code != "unknown_field" {
		t.Errorf("got %+v", d)
	}
	w.refused(412, "stale", "editor", "PUT", path, document, "If-Match", `"1"`)
	if a := w.as("viewer", "GET", "/bots/"+b.ID+"/export", nil); a.header.Get("Content-Disposition") != `attachment; filename="my-bot.json"` || !strings.Contains(a.body, "mood") {
		t.Errorf("export %+v", a)
	}
}

func TestDrafts_ThatAreBrokenStillHaveExits(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	got := get[editor.DraftEdited](w, "editor", "PATCH", "/bots/"+b.ID+"/draft", map[string]any{"client": "c", "changes": []any{map[string]any{
		"path":  []string{"flows", "main", "blocks", "x"},
		"after": map[string]any{"id": "x", "type": "message.text", "label": strings.Repeat("long", 100), "config": map[string]any{"text": "?"}},
	}}})
	if len(got.Issues) != 1 || got.Issues[0].Code != "too_long" || got.Issues[0].Block != "x" || len(got.Exits["x"]) == 0 {
		t.Errorf("got %+v", got)
	}
}

func TestExamples_CanBeReadAndBegunWith(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	all := get[listOf[editor.Example]](w, "viewer", "GET", "/examples", nil)
	if len(all.Items) < 9 {
		t.Fatalf("%d examples", len(all.Items))
	}
	for _, e := range all.Items {
		if e.Title == "" || e.Titles["ru"] == "" || e.Description == "" || e.Descriptions["ru"] == "" || e.Blocks == 0 {
			t.Errorf("example %+v", e)
		}
	}
	if a := w.as("viewer", "GET", "/examples/coffee", nil); a.status != 200 || !json.Valid([]byte(a.body)) {
		t.Errorf("an example: %d", a.status)
	}
	w.refused(404, "not_found", "viewer", "GET", "/examples/tea", nil)
}

func TestDrafts_ManyPeopleAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	const people = 8
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			a := w.as("editor", "PATCH", "/bots/"+b.ID+"/draft", fmt.Sprintf(
				`{"client": "c%[1]d", "changes": [{"path": ["flows", "main", "blocks", "x%[1]d"], "after": {"id": "x%[1]d", "type": "logic.end"}}]}`, i))
			if a.status != http.StatusOK || !strings.Contains(a.body, `"conflicts":[]`) {
				t.Errorf("edit %d: %+v", i, a)
			}
		})
	}
	all.Wait()
	d := get[editor.Draft](w, "viewer", "GET", "/bots/"+b.ID+"/draft", nil)
	if d.Version != 1+people {
		t.Errorf("version %d", d.Version)
	}
	for i := range people {
		if !strings.Contains(string(d.Document), fmt.Sprintf(`"id":"x%d"`, i)) {
			t.Errorf("the block of %d is lost", i)
		}
	}
}
