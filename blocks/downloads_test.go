package blocks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// TestCheck_WarnsOfFilesThatCannotBeDownloaded puts a question for files before a block that downloads what it saved.
func TestCheck_WarnsOfFilesThatCannotBeDownloaded(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	const uploads = `{"kind": "multipart", "files": [{"name": "file", "file": "session.sent"}]}`
	for _, c := range []struct {
		name, question, config, body string
		warned                       bool
	}{
		{"any file", "ask.file", `{}`, uploads, true},
		{"a large file", "ask.file", `{"max_mb": 50}`, uploads, true},
		{"a file that fits", "ask.file", `{"max_mb": 20}`, uploads, false},
		{"a file that is only named", "ask.file", `{}`, `{"kind": "json", "json": {"id": "{{ session.sent }}"}}`, false},
		{"photos are always small", "ask.photo", `{}`, uploads, false},
		{"as files they are not", "ask.photo", `{"as_file": true}`, uploads, true},
		{"a voice message", "ask.voice", `{}`, uploads, true},
		{"photos and videos", "ask.album", `{}`, uploads, true},
		{"photos", "ask.album", `{"kinds": ["photo"]}`, uploads, false},
		{"a file that is kept", "ask.file", `{}`, `{"file": "{{ session.sent }}"}`, true},
		{"a file of the web that is kept", "ask.file", `{}`, `{"url": "https://example.com/{{ session.sent.id }}"}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			reader := fmt.Sprintf(`"type": "http.request", "config": {"method": "POST", "url": "https://example.com", "body": %s}`, c.body)
			if !strings.Contains(c.body, "kind") {
				reader = fmt.Sprintf(`"type": "data.file", "config": %s`, c.body)
			}
			config := strings.Replace(c.config, "{", `{"save_to": "session.sent", `, 1)
			config = strings.Replace(config, ", }", "}", 1)
			doc, err := flow.Load(fmt.Appendf(nil, `{"schema_version": 1, "name": "Files", "language": "en",
				"variables": [{"scope": "session", "name": "sent", "type": "any"}],
				"flows": [{"id": "main", "name": "Main", "blocks": [
					{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
					{"id": "q", "type": %q, "config": %s},
					{"id": "up", "label": "Upload", %s, "exits": {"ok": "end"}}
				], "edges": [{"from": "start", "exit": "next", "to": "q"}, {"from": "q", "exit": "answered", "to": "up"}]}]}`, c.question, config, reader))
			if err != nil {
				t.Fatal(err)
			}
			warned := false
			for _, i := range engine.Check(doc, reg) {
				switch {
				case i.Code == "file_over_download":
					warned = true
					if i.Path != "/flows/0/blocks/1/config/max_mb" || !strings.Contains(i.Message, `"Upload"`) {
						t.Errorf("the warning is at %s: %s", i.Path, i.Message)
					}
				case i.Severity == engine.SeverityError:
					t.Errorf("%s: %s", i.Path, i.Message)
				}
			}
			if warned != c.warned {
				t.Errorf("warned: %v, want %v", warned, c.warned)
			}
		})
	}
}
