package message_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Every block that sends files of the library says which, and as what.
func TestBlocks_NameTheFilesOfTheLibrary(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": [
		{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
		{"id": "one", "type": "message.media", "config": {"asset": "cup.jpg"}},
		{"id": "many", "type": "message.album", "config": {"items": [{"url": "https://example.com/1.jpg"}, {"kind": "video", "asset": "tour"}]}},
		{"id": "staff", "type": "message.to_chat", "config": {"chat": "@orders", "kind": "file", "asset": "menu.pdf"}}
	], "edges": [{"from": "start", "exit": "next", "to": "one"}, {"from": "one", "exit": "next", "to": "many"}, {"from": "many", "exit": "next", "to": "staff"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	want := []engine.AssetUse{
		{Name: "cup.jpg", Kind: "photo", Path: "/flows/0/blocks/1/config/asset", Flow: "main", Block: "one"},
		{Name: "tour", Kind: "video", Path: "/flows/0/blocks/2/config/items/1/asset", Flow: "main", Block: "many"},
		{Name: "menu.pdf", Kind: "file", Path: "/flows/0/blocks/3/config/asset", Flow: "main", Block: "staff"},
	}
	if got := engine.Examine(doc, reg).Assets; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
