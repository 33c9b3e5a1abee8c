package engine_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// TestAudit_FindsChangesInPlace changes what was written, and what may be changed.
func TestAudit_FindsChangesInPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, found string
		run         func(*engine.Turn) error
	}{
		{"an object of a variable", "session.x", func(t *engine.Turn) error {
			v := map[string]any{"n": 1.0}
			err := t.Set("session.x", v)
			v["n"] = 2.0
			return err
		}},
		{"deep in a list of a shared variable", "bot.x", func(t *engine.Turn) error {
			v := []any{map[string]any{"n": 1.0}}
			err := t.Set("bot.x", v)
			v[0].(map[string]any)["n"] = 2.0
			return err
		}},
		{"what was read back", "local.x", func(t *engine.Turn) error {
			if err := t.Set("local.x", []any{"a"}); err != nil {
				return err
			}
			t.Get("local.x").([]any)[0] = "b"
			return nil
		}},
		{"a record", "test.k", func(t *engine.Turn) error {
			v := engine.Values{"n": 1.0}
			err := t.SetRecord(engine.Record{Kind: "test", Key: "k", Value: v})
			v["n"] = 2.0
			return err
		}},
		{"before it is written", "", func(t *engine.Turn) error {
			v := map[string]any{}
			v["n"] = 1.0
			return t.Set("session.x", v)
		}},
		{"a copy of types that JSON does not have", "", func(t *engine.Turn) error {
			v := []string{"a"}
			err := t.Set("session.x", v)
			v[0] = "b"
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rev := scripted(t, c.run)
			state := engine.State{
				Session: &engine.Session{Key: engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}},
				Records: map[string]engine.RecordAnswer{engine.RecordRead{Kind: "test", Key: "k"}.ID(): {}},
			}
			deps := engine.Deps{Now: recordsNow, NewID: func() string { return "id" }, Key: []byte("0123456789abcdef"), Audit: true}
			ev := engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{Kind: "text", Text: "/go", Command: "go"}}
			_, err := rev.Turn(t.Context(), state, ev, deps)
			switch {
			case c.found == "" && err != nil:
				t.Fatal(err)
			case c.found == "":
			case err == nil || !strings.Contains(err.Error(), "changed in place what was written to "+c.found) ||
				!strings.Contains(err.Error(), "test.script"):
				t.Fatalf("the error is %v", err)
			}
			deps.Audit = false
			if _, err := rev.Turn(t.Context(), state, ev, deps); err != nil {
				t.Errorf("without an audit: %v", err)
			}
		})
	}
}
