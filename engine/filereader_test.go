package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// fileQuestion warns of what comes after it.
type fileQuestion struct {
	SaveTo engine.Var `json:"save_to,omitempty"`
}

func (b *fileQuestion) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.WaitFor(engine.Wait{}), nil
}

func (b *fileQuestion) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (b *fileQuestion) Check(k *engine.Checking) {
	if reader := k.ReaderAfter(b.SaveTo); reader != "" {
		k.Warn("read_by", "", "%s", reader)
	}
}

// upload downloads the file that its expression gives.
type upload struct {
	engine.NoWait
	File engine.Expression `json:"file"`
	Off  bool              `json:"off,omitempty"`
}

func (b *upload) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (b *upload) ReadsFiles() bool { return !b.Off }

func TestCheck_FindsTheBlockThatDownloadsAnAnswer(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	next := []engine.Exit{engine.NextExit()}
	for name, blk := range map[string]func() engine.Block{
		"test.file":   func() engine.Block { return new(fileQuestion) },
		"test.upload": func() engine.Block { return new(upload) },
	} {
		err := reg.Add(engine.BlockType{Name: name, Version: 1, Title: text(name), Help: text(name), Icon: "file", Exits: next, Example: `{}`, New: blk})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, question, upload, edge, want string
	}{
		{"the variable", `{"save_to": "session.pic"}`, `{"file": "session.pic.id"}`, edge("q", "next", "up"), "up"},
		{"the event", `{"save_to": "session.pic"}`, `{"file": "event.file"}`, edge("q", "next", "up"), "up"},
		{"nothing kept", `{}`, `{"file": "session.other"}`, edge("q", "next", "up"), "up"},
		{"through a jump", `{"save_to": "session.pic"}`, `{"file": "session.pic"}`, edge("q", "next", "away"), "up"},
		{"another variable", `{"save_to": "session.pic"}`, `{"file": "session.other"}`, edge("q", "next", "up"), ""},
		{"a block that only passes on", `{"save_to": "session.pic"}`, `{"file": "session.pic", "off": true}`, edge("q", "next", "up"), ""},
		{"a block that does not come after", `{"save_to": "session.pic"}`, `{"file": "session.pic"}`, edge("q", "next", "other"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := fmt.Sprintf(`{"schema_version": 1, "name": "Files", "language": "en",
				"variables": [{"scope": "session", "name": "pic", "type": "any"}, {"scope": "session", "name": "other", "type": "any"}],
				"flows": [{"id": "main", "name": "Main", "blocks": [%s], "edges": [%s]}]}`,
				join(
					block("start", "test.trigger", `{"command": "start"}`), block("q", "test.file", c.question),
					block("up", "test.upload", c.upload, ends), block("away", "test.jump", `{"block": "up"}`),
					block("other", "test.say", `{"text": "Hi"}`, ends),
				),
				join(edge("start", "next", "q"), c.edge))
			got := ""
			for _, i := range checked(t, reg, []byte(doc)) {
				switch {
				case i.Code == "read_by":
					got = i.Message
				case i.Severity == engine.SeverityError:
					t.Errorf("%s: %s", i.Path, i.Message)
				}
			}
			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}
