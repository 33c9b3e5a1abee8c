package engine_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func asking(t *testing.T) (*flow.Document, *engine.Registry) {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "Shop", "language": "en", "settings": {"secrets": ["key"]},
		"variables": [{"scope": "user", "name": "size", "type": "number", "note": "Of a cup"},
			{"scope": "user", "name": "imya", "title": "Имя", "type": "text", "note": "As on the order"}],
		"flows": [{"id": "main", "name": "Main", "params": [{"name": "city", "type": "text"}],
			"blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
				{"id": "name", "type": "ask.text", "config": {"text": "?", "save_to": "user.called"}},
				{"id": "hi", "type": "message.text", "config": {"text": "Hi"}},
				{"id": "later", "type": "trigger.fallback", "config": {}}],
			"edges": [{"from": "start", "exit": "next", "to": "name"}, {"from": "name", "exit": "next", "to": "hi"}, {"from": "later", "exit": "next", "to": "name"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc, reg
}

func TestCheckText_FindsWhatIsWrongWhileItIsWritten(t *testing.T) {
	t.Parallel()
	doc, reg := asking(t)
	for _, c := range []struct {
		text    string
		kind    engine.TextKind
		secrets bool
		code    string
	}{
		{"user.size + 1", engine.TextExpression, false, ""},
		{"local.city == 'Oslo'", engine.TextCondition, false, ""},
		{"user.size +", engine.TextExpression, false, "expression_syntax"},
		{"user.sise > 1", engine.TextCondition, false, "variable_unknown"},
		{"secret.key", engine.TextExpression, true, ""},
		{"Hi, {{ user.first_name }}", engine.TextTemplate, false, ""},
		{"Hi, {{ upper(user.first_name }}", engine.TextTemplate, false, "expression_syntax"},
		{"", engine.TextExpression, false, ""},
	} {
		issues := engine.CheckText(doc, reg, engine.TextCheck{Flow: "main", Text: c.text, Kind: c.kind, Secrets: c.secrets})
		got := ""
		if len(issues) > 0 {
			got = issues[0].Code
		}
		if got != c.code || len(issues) > 1 {
			t.Errorf("%q: %+v, want %q", c.text, issues, c.code)
		}
		if got != "" && (issues[0].Path != "" || issues[0].To == 0) {
			t.Errorf("%q: place %+v", c.text, issues[0])
		}
	}
}

func TestNames_AreWhatMayBeUsedAtABlock(t *testing.T) {
	t.Parallel()
	doc, reg := asking(t)
	find := func(block, name string) *engine.KnownName {
		all := engine.Names(doc, reg, "main", block)
		if i := slices.IndexFunc(all, func(n engine.KnownName) bool { return n.Name == name }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	for _, name := range []string{"user.first_name", "user.size", "local.city", "user.called"} {
		if find("hi", name) == nil {
			t.Errorf("%s is not known", name)
		}
	}
	if n := find("hi", "user.size"); n.Type != "number" || n.Title["en"] != "Of a cup" {
		t.Errorf("user.size is %+v", n)
	}
	if n := find("hi", "user.imya"); n.Title["en"] != "Имя" {
		t.Errorf("user.imya is %+v", n)
	}
	if n := find("hi", "user.called"); n.From != "name" {
		t.Errorf("user.called is %+v", n)
	}
	if n := find("hi", "local.args"); n == nil || n.From != "start" || n.Title["ru"] == "" {
		t.Errorf("local.args is %+v", n)
	}
	if n := find("start", "local.args"); n != nil {
		t.Errorf("what comes later is known before: %+v", n)
	}
}
