package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rates is a document that pins one of the packages that come with the program.
const rates = `{
  "schema_version": 1, "name": "Rates", "language": "en", "settings": {"secrets": ["rate_key"]},
  "uses": {"exchangerate/rate": "1.0.0"},
  "variables": [{"name": "rate", "scope": "user", "type": "number"}],
  "flows": [{"id": "main", "name": "Main", "blocks": [
    {"id": "start", "type": "trigger.command", "config": {"command": "start"}},
    {"id": "rate", "type": "exchangerate/rate", "config": {"key": "rate_key", "from": "USD", "to": "EUR", "save": {"rate": "user.rate"}}, "exits": {"unknown": "end"}},
    {"id": "say", "type": "message.text", "config": {"text": "{{ user.rate }}"}, "exits": {"next": "end"}}
  ], "edges": [{"from": "start", "exit": "next", "to": "rate"}, {"from": "rate", "exit": "next", "to": "say"}]}]
}`

// TestCheck_KnowsTheBlocksThatComeWithIt checks a document that pins one of them.
func TestCheck_KnowsTheBlocksThatComeWithIt(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "bot.json")
	if err := os.WriteFile(name, []byte(rates), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, blocks := range []string{"", "../../examples/blocks"} { // a folder with copies of the same is no harm
		if code, out, errs := called(t, "check", "--blocks", blocks, name); code != exitOK {
			t.Errorf("with the folder %q it ended with %d: %s%s", blocks, code, out, errs)
		}
	}
}

// TestBots_PublishOnlyWhatSomebodyHasAgreedTo holds the command line to the editor's rule: a block that comes with Scenarist is added
// by somebody before a bot uses it.
func TestBots_PublishOnlyWhatSomebodyHasAgreedTo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first, _ := o.round(1)
	o.does("add", "--token", testToken, "--document", first)
	with := filepath.Join(t.TempDir(), "bot.json")
	if err := os.WriteFile(with, []byte(rates), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = "nobody has agreed yet to what exchangerate/rate 1.0.0 may do"
	o.refuses(want, exitProblem, "publish", "@talk_bot", with)
	o.refuses(want, exitProblem, "publish", "@talk_bot", with, "--dry-run")
	o.refuses("scenarist block install --workspace main exchangerate/rate", exitProblem, "add", "--token", "2:other-token", "--document", with)
	if code, out, errs := called(t, "block", "install", "--data", o.dir, "--key", testKey, "--workspace", "main", "--yes", "exchangerate/rate"); code != exitOK {
		t.Fatalf("installing ended with %d: %s%s", code, out, errs)
	}
	if code, out, errs := o.bots("", "publish", "@talk_bot", with); code != exitOK || !strings.Contains(out, "Published revision 2 of @talk_bot.") {
		t.Errorf("publishing ended with %d: %s%s", code, out, errs)
	}
}
