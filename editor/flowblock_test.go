package editor_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
)

// TestFlowBlocks_AFlowIsPublishedUsedAndChanged makes a block of a flow, uses it in another flow, and publishes it again.
func TestFlowBlocks_AFlowIsPublishedUsedAndChanged(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	bot := w.newBot()
	at := "/bots/" + bot.ID
	put := func(path []string, before, after any) {
		t.Helper()
		w.does(200, "PATCH", at+"/draft", map[string]any{"client": "c", "changes": []any{map[string]any{"path": path, "before": before, "after": after}}})
	}
	ask := func(text string) map[string]any {
		return map[string]any{"id": "ask", "type": "ask.text", "config": map[string]any{"prompt": map[string]any{"text": text}, "save_to": "session.size"}}
	}
	put([]string{"variables", "session.size"}, nil, map[string]any{"name": "size", "scope": "session", "type": "text"})
	put([]string{"flows", "size"}, nil, map[string]any{
		"id": "size", "name": "Size", "params": []any{map[string]any{"name": "item", "type": "text", "required": true}},
	})
	put([]string{"flows", "size", "blocks", "ask"}, nil, ask("Size of {{ local.item }}?"))
	put([]string{"flows", "size", "blocks", "done"}, nil, map[string]any{"id": "done", "type": "logic.return", "config": map[string]any{"result": map[string]any{"size": "{{ session.size }}"}}})
	put([]string{"flows", "size", "edges", "ask", "answered"}, nil, map[string]any{"to": "done"})
	base := at + "/flows/size/block"
	said := map[string]any{"name": "shop/size", "title": map[string]any{"en": "Ask the size"}}
	look := func() editor.InspectedBlock {
		t.Helper()
		return get[editor.InspectedBlock](w, "owner", "POST", base+"/inspect", said)
	}
	with := func(in *editor.InspectedBlock) map[string]any {
		return map[string]any{"name": "shop/size", "title": said["title"], "digest": in.Digest, "permissions": in.Permissions}
	}
	seen := look()
	if len(seen.Problems) > 0 || seen.Same || seen.Installed != nil || !strings.Contains(string(seen.Manifest), `"version":"1.0.0"`) {
		t.Fatalf("looked at %+v\n%s", seen, seen.Manifest)
	}
	w.refused(403, "forbidden", "editor", "POST", base+"/inspect", said)
	w.refused(404, "not_found", "owner", "POST", at+"/flows/none/block/inspect", said)
	w.refused(409, "conflict", "owner", "POST", base, map[string]any{"name": "shop/size", "digest": "x", "permissions": seen.Permissions})
	w.does(201, "POST", base, with(&seen))
	if again := look(); !again.Same {
		t.Errorf("published, it is %+v", again)
	}

	flowID := w.flowOf(at)
	put([]string{"flows", flowID, "blocks", "size"}, nil, map[string]any{"id": "size", "type": "shop/size", "config": map[string]any{"item": "a coat"}, "exits": map[string]any{"next": "end"}})
	put([]string{"uses", "shop/size"}, nil, "1.0.0")
	if got := w.codes(at); strings.Contains(got, "block_not_pinned") || strings.Contains(got, "block_version") || strings.Contains(got, "config") {
		t.Errorf("issues of a draft with the block: %s", got)
	}

	put([]string{"flows", "size", "blocks", "ask"}, ask("Size of {{ local.item }}?"), ask("Which size of {{ local.item }}?"))
	newer := look()
	if newer.Same || newer.Installed == nil || !strings.Contains(string(newer.Manifest), `"version":"1.1.0"`) ||
		!slices.Contains(newer.Changes, `inside: "ask" (ask.text) of the flow "Size" has changed: its settings`) {
		t.Errorf("changed, it is %+v", newer)
	}
	said["version"] = "1.0.0"
	if same := look(); len(same.Problems) == 0 || same.Problems[0].Path != "/version" {
		t.Errorf("the same version with another flow: %+v", same)
	}
	delete(said, "version")
	w.does(201, "POST", base, with(&newer))

	// Where it is used: by the draft, and by a block that has it inside.
	put([]string{"flows", "outer"}, nil, map[string]any{"id": "outer", "name": "Outer"})
	put([]string{"flows", "outer", "blocks", "inner"}, nil, map[string]any{"id": "inner", "type": "shop/size", "config": map[string]any{"item": "a hat"}, "exits": map[string]any{"next": "end"}})
	said["name"] = "shop/outer"
	outer := get[editor.InspectedBlock](w, "owner", "POST", at+"/flows/outer/block/inspect", said)
	body := with(&outer)
	body["name"] = "shop/outer"
	w.does(201, "POST", at+"/flows/outer/block", body)
	var uses []string
	for _, u := range get[listOf[editor.BlockUse]](w, "viewer", "GET", "/workspaces/w/blocks/shop/size/usage", nil).Items {
		uses = append(uses, strings.TrimSpace(u.BotName+u.Inside)+" "+u.Version)
	}
	if len(uses) != 2 || uses[1] != "shop/outer 1.0.0 1.0.0" {
		t.Errorf("it is used by %q", uses)
	}
	w.refused(409, "block_used", "owner", "DELETE", "/workspaces/w/blocks/shop/size/versions/1.0.0", nil)
	w.does(204, "DELETE", "/workspaces/w/blocks/shop/size/versions/1.1.0", nil)
}
