package simulator_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestPerson_SetWritesAsABlockWould(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	for scope, value := range map[string]any{"session": "a", "user": 1.0, "bot": []any{"x"}} {
		if err := s.you.Set(t.Context(), scope, "noted", value); err != nil {
			t.Fatal(err)
		}
	}
	same(t, s.after(t, s.you.Set(t.Context(), "session", "noted", nil)))
	err := s.you.Set(t.Context(), "user", "id", 5)
	if re, ok := err.(*engine.RunError); !ok || re.Code != "variable_read_only" { //nolint:errorlint // nothing wraps it
		t.Errorf("what Telegram fills: %v", err)
	}
	vars, err := s.you.Variables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, there := vars["session"]["noted"]; there || vars["user"]["noted"] != 1.0 || len(vars["bot"]["noted"].([]any)) != 1 {
		t.Errorf("variables are %v", vars)
	}
}

func TestPerson_BeginsAtABlockWithoutHavingComeBefore(t *testing.T) {
	t.Parallel()
	s := shop(t)
	doc := s.Revision().Doc
	for _, b := range doc.Flows[0].Blocks {
		if b.Type == "message.text" {
			seen := s.after(t, s.you.Begin(t.Context(), engine.Start{Flow: doc.Flows[0].ID, Block: b.ID}))
			if len(seen) == 0 || seen[0].Text == "" {
				t.Errorf("block %s shows %+v", b.ID, seen)
			}
			return
		}
	}
	t.Fatal("the bot has no text")
}
