package editor_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// echo is a kind whose blocks leave by their first exit.
type echo struct{}

func (echo) Name() string                           { return custom.Go }
func (echo) Pure(*custom.Package) bool              { return true }
func (echo) Check(*custom.Package) []custom.Problem { return nil }
func (echo) Open(_ context.Context, p *custom.Package) (custom.Executor, error) {
	return echoing{p}, nil
}

type echoing struct{ p *custom.Package }

func (echoing) Pure() bool                  { return true }
func (echoing) Close(context.Context) error { return nil }
func (e echoing) Execute(context.Context, custom.Env, custom.Call) (custom.Answer, error) {
	return custom.Answer{Exit: e.p.Manifest.Exits[0].Name}, nil
}

const pollManifest = `{"manifest": 1, "name": "acme/poll", "version": "1.0.0", "kind": "go", "title": {"en": "Poll"}, "help": {"en": "Asks."},
	"config": {"type": "object", "required": ["text"], "properties": {"text": {"x-widget": "template", "title": "Text"}}},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "permissions": {"hosts": ["api.example.com"]}, "examples": [{"config": {"text": "x"}, "exit": "next"}]}`

func TestBlocks_AreInspectedConfirmedAndPinned(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	const base = "/workspaces/w/blocks"
	source := map[string]any{"manifest": pollManifest}
	seen := get[editor.InspectedBlock](w, "owner", "POST", base+"/inspect", source)
	if len(seen.Digest) != 64 || len(seen.Problems) != 0 || seen.Installed != nil || !slices.Equal(seen.Permissions.Hosts, []string{"api.example.com"}) {
		t.Fatalf("inspected %+v", seen)
	}
	bad := get[editor.InspectedBlock](w, "owner", "POST", base+"/inspect", map[string]any{"manifest": strings.Replace(pollManifest, `"exits"`, `"exitz"`, 1)})
	if bad.Manifest != nil || len(bad.Problems) == 0 || bad.Problems[0].Line != 3 {
		t.Errorf("a bad one: %+v", bad)
	}
	install := map[string]any{"manifest": pollManifest, "digest": seen.Digest, "permissions": seen.Permissions}
	w.refused(403, "forbidden", "editor", "POST", base, install)
	w.refused(422, "invalid", "owner", "POST", base, map[string]any{"manifest": pollManifest, "digest": seen.Digest, "permissions": editor.BlockPermissions{
		Hosts: []string{}, Read: []string{}, Write: []string{}, Secrets: []string{},
	}})
	w.refused(409, "conflict", "owner", "POST", base, map[string]any{"manifest": pollManifest, "digest": "x", "permissions": seen.Permissions})
	w.does(201, "POST", base, install)
	w.does(201, "POST", base, install) // once more: it is there

	bot := w.newBot()
	at := "/bots/" + bot.ID
	palette := w.packageOf(at)
	if palette == nil || palette.Package.Version != "1.0.0" || !strings.Contains(string(palette.Schema), `"#/$defs/template"`) {
		t.Fatalf("the palette has %+v", palette)
	}
	// A block of it is an issue until the draft pins a version, and the fix pins it.
	block := map[string]any{"id": "poll", "type": "acme/poll", "config": map[string]any{"text": "Hi"}, "exits": map[string]any{"next": "end"}}
	flowID := w.flowOf(at)
	w.does(200, "PATCH", at+"/draft", map[string]any{"client": "c", "changes": []any{map[string]any{"path": []string{"flows", flowID, "blocks", "poll"}, "after": block}}})
	if got := w.codes(at); !strings.Contains(got, "block_not_pinned") {
		t.Errorf("issues without a pin: %s", got)
	}
	pin := func(version any) {
		var before any
		if version == nil {
			before = "1.0.0"
		}
		w.does(200, "PATCH", at+"/draft", map[string]any{"client": "c", "changes": []any{map[string]any{"path": []string{"uses", "acme/poll"}, "before": before, "after": version}}})
	}
	pin("1.0.0")
	if got := w.codes(at); strings.Contains(got, "block_not_pinned") || strings.Contains(got, "block_version_missing") || strings.Contains(got, "block_type_unknown") {
		t.Errorf("issues with a pin: %s", got)
	}
	// A newer version changes nothing for the draft.
	next := strings.NewReplacer(`"1.0.0"`, `"1.1.0"`, `"hosts": ["api.example.com"]`, `"hosts": ["api.example.com", "cdn.example.com"]`).Replace(pollManifest)
	newer := get[editor.InspectedBlock](w, "owner", "POST", base+"/inspect", map[string]any{"manifest": next})
	if newer.Installed == nil || newer.Same || !slices.Contains(newer.Changes, "permission to call: cdn.example.com is new") {
		t.Errorf("the newer one: %+v", newer)
	}
	w.does(201, "POST", base, map[string]any{"manifest": next, "digest": newer.Digest, "permissions": newer.Permissions})
	if p := w.packageOf(at); p.Package.Version != "1.0.0" {
		t.Errorf("the palette of a draft with a pin has %s", p.Package.Version)
	}
	uses := get[listOf[editor.BlockUse]](w, "viewer", "GET", base+"/acme/poll/usage", nil)
	if len(uses.Items) != 1 || uses.Items[0].Version != "1.0.0" || uses.Items[0].Bot != bot.ID {
		t.Errorf("uses %+v", uses)
	}
	w.refused(409, "block_used", "owner", "DELETE", base+"/acme/poll/versions/1.0.0", nil)
	w.does(204, "PATCH", base+"/acme/poll", map[string]any{"disabled": true})
	if got := w.codes(at); !strings.Contains(got, "block_disabled") {
		t.Errorf("issues of one that is switched off: %s", got)
	}
	w.does(204, "DELETE", base+"/acme/poll/versions/1.1.0", nil)
	pin(nil)
	w.does(204, "DELETE", base+"/acme/poll/versions/1.0.0", nil)
	list := get[listOf[editor.InstalledBlock]](w, "viewer", "GET", base, nil)
	if len(list.Items) != 0 {
		t.Errorf("left are %+v", list.Items)
	}
	lines, err := w.db.Entries(t.Context(), entriesOf(""))
	w.check(err)
	var what []string
	for _, l := range lines {
		if strings.HasPrefix(l.What, "block.") {
			what = append(what, l.What)
		}
	}
	if got := strings.Join(what, " "); got != "block.remove block.remove block.disable block.install block.install" {
		t.Errorf("the audit log has %s", got)
	}
}

func TestDiff_TellsTheTextsOfPackagesAndUsageWhoIsInside(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	const base = "/workspaces/w/blocks"
	seen := get[editor.InspectedBlock](w, "owner", "POST", base+"/inspect", map[string]any{"manifest": pollManifest})
	w.does(201, "POST", base, map[string]any{"manifest": pollManifest, "digest": seen.Digest, "permissions": seen.Permissions})
	bot := w.newBot()
	at := "/bots/" + bot.ID
	poll := func(text string) map[string]any {
		return map[string]any{"id": "poll", "type": "acme/poll", "config": map[string]any{"text": text}, "exits": map[string]any{"next": "end"}}
	}
	edit := func(changes ...any) editor.DraftEdited {
		return get[editor.DraftEdited](w, "editor", "PATCH", at+"/draft", map[string]any{"client": "c", "changes": changes})
	}
	path := []string{"flows", "main", "blocks", "poll"}
	draft := edit(
		map[string]any{"path": []string{"uses", "acme/poll"}, "after": "1.0.0"},
		map[string]any{"path": path, "after": poll("Hi")},
	)
	w.connect(bot.ID)
	get[struct{}](w, "owner", "POST", at+"/publish", map[string]any{"version": draft.Version})
	edit(map[string]any{"path": path, "before": poll("Hi"), "after": poll("Hello")})
	d := get[editor.Diff](w, "viewer", "POST", at+"/diff", `{"from": 1, "to": "draft"}`)
	if len(d.Logic) != 0 || len(d.Texts) != 1 || d.Texts[0].Path != "/config/text" || d.Texts[0].Title != "Poll" {
		t.Errorf("the diff has texts %+v and logic %+v", d.Texts, d.Logic)
	}
	// Who stands in a block of the package is counted, for whoever wants to remove it.
	w.meet(101, "Ann", "", engine.SessionWaiting, []engine.Frame{{Flow: "main", Block: "poll", Wait: &engine.Wait{Gen: 1}}}, nil)
	w.meet(102, "Bob", "", engine.SessionWaiting, []engine.Frame{{Flow: "main", Block: "hello", Wait: &engine.Wait{Gen: 1}}}, nil)
	uses := get[listOf[editor.BlockUse]](w, "viewer", "GET", base+"/acme/poll/usage", nil).Items
	if len(uses) != 2 || uses[0].People != 0 || uses[1].Revision != 1 || !uses[1].Published || uses[1].People != 1 {
		t.Errorf("uses are %+v", uses)
	}
}

// packageOf is the package acme/poll in a bot's palette.
func (w *workshop) packageOf(at string) *editor.BlockType {
	w.Helper()
	c := get[editor.Catalogue](w, "owner", "GET", at+"/catalogue", nil)
	for i := range c.Types {
		if c.Types[i].Name == "acme/poll" {
			return &c.Types[i]
		}
	}
	return nil
}

// flowOf is the first flow of a draft.
func (w *workshop) flowOf(at string) string {
	w.Helper()
	d := get[draftDocument](w, "owner", "GET", at+"/draft", nil)
	return d.Document.Flows[0].ID
}

// codes are the issues of a draft.
func (w *workshop) codes(at string) string {
	w.Helper()
	d := get[draftDocument](w, "owner", "GET", at+"/draft", nil)
	data, err := json.Marshal(d.Issues)
	w.check(err)
	return string(data)
}

// draftDocument is what these tests read of a draft.
type draftDocument struct {
	Document struct{ Flows []struct{ ID string } }
	Issues   []struct{ Code string }
}

// does has the owner ask for what comes to a status.
func (w *workshop) does(status int, method, path string, body any) {
	w.Helper()
	if a := w.as("owner", method, path, body); a.status != status {
		w.Fatalf("%s %s: %d %s, want %d", method, path, a.status, a.body, status)
	}
}
