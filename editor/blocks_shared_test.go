package editor_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine/custom"
)

// service is a kind whose work is done elsewhere.
type service struct{ echo }

func (service) Name() string { return custom.Remote }

// PlayExamples finds something wrong with every second example.
func (echo) PlayExamples(_ context.Context, p *custom.Package) ([][]custom.Problem, error) {
	out := make([][]custom.Problem, len(p.Manifest.Examples))
	for i := 1; i < len(out); i += 2 {
		out[i] = []custom.Problem{{Message: "wanted the exit next"}}
	}
	return out, nil
}

const greetingManifest = `{"manifest": 1, "name": "ours/greet", "version": "1.0.0", "kind": "go", "title": {"en": "Greet"}, "help": {"en": "Greets."},
	"outputs": [{"name": "words", "type": "text", "title": {"en": "Words"}}], "permissions": {"hosts": ["api.example.com"]},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}, "exit": "next"}, {"title": {"en": "Odd"}, "config": {}, "exit": "next"}]}`

// greeting is a package that comes with the program.
func greeting(t *testing.T) *custom.Package {
	t.Helper()
	m, err := custom.Load([]byte(greetingManifest))
	if err != nil {
		t.Fatal(err)
	}
	p, err := custom.NewPackage(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const blocksOf = "/workspaces/w/blocks"

// shipped says whether what comes with the program is installed.
func (w *workshop) shipped() bool {
	w.Helper()
	list := get[listOf[editor.ShippedBlock]](w, "viewer", "GET", blocksOf+"/shipped", nil)
	if len(list.Items) != 1 || list.Items[0].Name != "ours/greet" || list.Items[0].Version != "1.0.0" {
		w.Fatalf("there come with it %+v", list.Items)
	}
	return list.Items[0].Installed
}

func TestBlocks_ThatComeWithItAreLookedAtAndInstalledToo(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	at := "/bots/" + w.newBot().ID
	flowID := w.flowOf(at)
	offered := func() bool {
		c := get[editor.Catalogue](w, "owner", "GET", at+"/catalogue", nil)
		return slices.ContainsFunc(c.Types, func(b editor.BlockType) bool { return b.Name == "ours/greet" })
	}
	if w.shipped() || offered() {
		t.Error("it is there before anybody has agreed to what it may do")
	}
	// A draft that has it already works, and is not published.
	block := map[string]any{
		"id": "greet", "type": "ours/greet", "config": map[string]any{"save": map[string]string{"words": "session.words"}}, "exits": map[string]any{"next": "end"},
	}
	w.does(200, "PATCH", at+"/draft", map[string]any{"client": "c", "changes": []any{
		map[string]any{"path": []string{"uses", "ours/greet"}, "after": "1.0.0"},
		map[string]any{"path": []string{"flows", flowID, "blocks", "greet"}, "after": block},
	}})
	if got := w.codes(at); !strings.Contains(got, "block_not_added") || strings.Contains(got, "block_version_missing") || !offered() {
		t.Errorf("issues before: %s", got)
	}
	names := get[struct{ Variables []editor.KnownName }](w, "viewer", "GET", at+"/names?flow="+flowID, nil)
	known := slices.IndexFunc(names.Variables, func(n editor.KnownName) bool { return n.Name == "session.words" })
	if known < 0 || names.Variables[known].Type != "text" || names.Variables[known].From != "greet" {
		t.Errorf("names %+v", names.Variables)
	}
	source := map[string]any{"shipped": "ours/greet"}
	seen := get[editor.InspectedBlock](w, "owner", "POST", blocksOf+"/inspect", source)
	if len(seen.Problems) != 0 || !slices.Equal(seen.Permissions.Hosts, []string{"api.example.com"}) || len(seen.Examples) != 2 || !seen.Examples[0].OK ||
		seen.Examples[1].OK || seen.Examples[1].Error != "wanted the exit next" || seen.Examples[1].Title["en"] != "Odd" {
		t.Errorf("inspected %+v", seen)
	}
	w.refused(422, "invalid", "owner", "POST", blocksOf+"/inspect", map[string]any{"shipped": "ours/none"})
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	packed, err := custom.NewPackage(greeting(t).Manifest, map[string][]byte{"block.wasm": every})
	w.check(err)
	archive, err := packed.Archive()
	w.check(err)
	if got := get[editor.InspectedBlock](w, "owner", "POST", blocksOf+"/inspect", map[string]any{"archive": archive}); got.Digest != packed.Digest {
		t.Errorf("an archive with every byte is %s, not %s", got.Digest, packed.Digest)
	}
	w.refused(403, "forbidden", "editor", "POST", blocksOf+"/inspect", source)
	w.does(201, "POST", blocksOf, map[string]any{"shipped": "ours/greet", "digest": seen.Digest, "permissions": seen.Permissions})
	if got := w.codes(at); strings.Contains(got, "block_not_added") || !w.shipped() || !offered() {
		t.Errorf("issues after: %s", got)
	}
	lines, err := w.db.Entries(t.Context(), entriesOf(""))
	w.check(err)
	if at := slices.IndexFunc(lines, func(e account.Entry) bool { return e.What == "block.install" }); at < 0 || !strings.Contains(string(lines[at].After), `"shipped"`) || !strings.Contains(string(lines[at].After), "api.example.com") {
		t.Errorf("the audit log has %+v", lines)
	}
	// What a version says of itself.
	about := get[editor.BlockManifest](w, "viewer", "GET", blocksOf+"/ours/greet/versions/1.0.0", nil)
	if m, err := custom.Load(about.Manifest); err != nil || m.Name != "ours/greet" {
		t.Errorf("the manifest is %s, %v", about.Manifest, err)
	}
	w.refused(404, "not_found", "viewer", "GET", blocksOf+"/ours/greet/versions/9.0.0", nil)
	w.refused(404, "not_found", "stranger", "GET", blocksOf+"/ours/greet/versions/1.0.0", nil)
}

const weather = `{"manifest": 1, "name": "acme/weather", "version": "1.0.0", "kind": "remote", "title": {"en": "Weather"}, "help": {"en": "Tells."},
	"remote": {"url": "https://blocks.example.com/weather"}, "permissions": {"hosts": ["blocks.example.com"]},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}, "exit": "next"}]}`

func TestBlocks_OfServicesHaveSecretsAndNotices(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	source := map[string]any{"manifest": weather}
	seen := get[editor.InspectedBlock](w, "owner", "POST", blocksOf+"/inspect", source)
	w.does(201, "POST", blocksOf, map[string]any{"manifest": weather, "digest": seen.Digest, "permissions": seen.Permissions})
	installed := func() editor.InstalledBlock {
		list := get[listOf[editor.InstalledBlock]](w, "viewer", "GET", blocksOf, nil)
		if len(list.Items) != 1 {
			t.Fatalf("installed are %+v", list.Items)
		}
		return list.Items[0]
	}
	secret := func(want bool) {
		t.Helper()
		if got := installed().Secret; got == nil || *got != want {
			t.Errorf("the secret is set: %v, want %v", got, want)
		}
	}
	const at = blocksOf + "/acme/weather/secret"
	secret(false)
	w.refused(403, "forbidden", "editor", "PUT", at, map[string]any{"value": "s3cret"})
	w.refused(404, "not_found", "owner", "PUT", blocksOf+"/acme/none/secret", map[string]any{"value": "s3cret"})
	w.does(http.StatusNoContent, "PUT", at, map[string]any{"value": "s3cret"})
	secret(true)
	if v, err := w.db.Studio().BlockSecret(t.Context(), "w", "acme/weather"); err != nil || v != "s3cret" {
		t.Errorf("kept is %q, %v", v, err)
	}
	w.does(http.StatusNoContent, "DELETE", at, nil)
	secret(false)

	m, err := custom.Load([]byte(strings.NewReplacer(`"1.0.0"`, `"1.1.0"`, `["blocks.example.com"]`, `["blocks.example.com", "ads.example.com"]`).Replace(weather)))
	w.check(err)
	w.check(w.db.Studio().NoteBlock(t.Context(), seen.Digest, &custom.Notice{Manifest: m, Digest: "d2", At: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}))
	notice := installed().Versions[0].Notice
	if notice == nil || notice.Version != "1.1.0" || notice.Digest != "d2" || !slices.Equal(notice.Changes, []string{"permission to call: ads.example.com is new"}) {
		t.Fatalf("the notice is %+v", notice)
	}
	const version = blocksOf + "/acme/weather/versions/1.0.0"
	w.refused(403, "forbidden", "editor", "PATCH", version, map[string]any{"keep": "d2"})
	w.does(http.StatusNoContent, "PATCH", version, map[string]any{"keep": "d2"})
	if n := installed().Versions[0].Notice; n != nil {
		t.Errorf("after it was turned down: %+v", n)
	}
	w.check(w.db.Studio().NoteBlock(t.Context(), seen.Digest, &custom.Notice{Manifest: m, Digest: "d3", At: time.Now()}))
	if n := installed().Versions[0].Notice; n == nil || n.Digest != "d3" {
		t.Errorf("the next offer: %+v", n)
	}
	w.check(w.db.Studio().NoteBlock(t.Context(), seen.Digest, nil))
	if n := installed().Versions[0].Notice; n != nil {
		t.Errorf("the service says again what was installed: %+v", n)
	}
}
