package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBlockFromFlow_MakesAPackageThatCanBeUsed makes a block of a flow, and checks a bot that uses it.
func TestBlockFromFlow_MakesAPackageThatCanBeUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	const ask = `{"id": "ask", "type": "ask.text", "config": {"prompt": {"text": "Size?"}, "save_to": "session.size"}}`
	shop := write("shop.json", `{"schema_version": 1, "name": "Shop", "language": "en", "variables": [{"name": "size", "scope": "session", "type": "text"}],
		"flows": [{"id": "size", "name": "Size", "blocks": [`+ask+`, {"id": "done", "type": "logic.return", "config": {"result": {"size": "{{ session.size }}"}}}],
		"edges": [{"from": "ask", "exit": "answered", "to": "done"}]}]}`)
	blocks := filepath.Join(dir, "blocks")
	if code, out, errs := called(t, "block", "from-flow", shop, "size", "--name", "shop/size", "--out", filepath.Join(blocks, "size")); code != exitOK || !strings.Contains(out, "as shop/size 1.0.0") {
		t.Fatalf("it ended with %d: %s%s", code, out, errs)
	}
	bot := write("bot.json", `{"schema_version": 1, "name": "Bot", "language": "en", "uses": {"shop/size": "1.0.0"}, "variables": [{"name": "size", "scope": "user", "type": "text"}],
		"flows": [{"id": "main", "name": "Main", "blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "size", "type": "shop/size", "config": {"save": {"size": "user.size"}}, "exits": {"next": "end"}}], "edges": [{"from": "start", "exit": "next", "to": "size"}]}]}`)
	if code, out, errs := called(t, "check", "--blocks", blocks, bot); code != exitOK {
		t.Errorf("a bot with the block: %d: %s%s", code, out, errs)
	}
	for _, args := range [][]string{{"none", "--name", "shop/size"}, {"size", "--name", "size"}, {"size", "--name", "shop/size", "--version", "1"}} {
		if code, _, errs := called(t, append([]string{"block", "from-flow", shop}, args...)...); code == exitOK || errs == "" {
			t.Errorf("%q ended with %d: %s", args, code, errs)
		}
	}
}
