package program

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCheck_KnowsTheBlocksThatComeWithIt checks a document that pins one of them.
func TestCheck_KnowsTheBlocksThatComeWithIt(t *testing.T) {
	t.Parallel()
	document := `{
  "schema_version": 1, "name": "Rates", "language": "en", "settings": {"secrets": ["rate_key"]},
  "uses": {"exchangerate/rate": "1.0.0"},
  "variables": [{"name": "rate", "scope": "user", "type": "number"}],
  "flows": [{"id": "main", "name": "Main", "blocks": [
    {"id": "start", "type": "trigger.command", "config": {"command": "start"}},
    {"id": "rate", "type": "exchangerate/rate", "config": {"key": "rate_key", "from": "USD", "to": "EUR", "save": {"rate": "user.rate"}}, "exits": {"unknown": "end"}},
    {"id": "say", "type": "message.text", "config": {"text": "{{ user.rate }}"}, "exits": {"next": "end"}}
  ], "edges": [{"from": "start", "exit": "next", "to": "rate"}, {"from": "rate", "exit": "next", "to": "say"}]}]
}`
	name := filepath.Join(t.TempDir(), "bot.json")
	if err := os.WriteFile(name, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, blocks := range []string{"", "../../examples/blocks"} { // a folder with copies of the same is no harm
		if code, out, errs := called(t, "check", "--blocks", blocks, name); code != exitOK {
			t.Errorf("with the folder %q it ended with %d: %s%s", blocks, code, out, errs)
		}
	}
}
