package composite_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
)

// shop is a bot with a flow that is worth a block: it has a trigger, calls another flow, and uses variables of the session and of
// the user.
const shop = `{"schema_version": 1, "name": "Shop", "language": "ru", "languages": ["ru", "en"],
	"variables": [{"name": "size", "scope": "session", "type": "text"}, {"name": "count", "scope": "session", "type": "number"}, {"name": "points", "scope": "user", "type": "number"},
		{"name": "note", "scope": "user", "type": "text"}, {"name": "other", "scope": "bot", "type": "text"}],
	"flows": [
		{"id": "size", "name": "Размер", "note": "Спрашивает размер.", "params": [{"name": "item", "type": "text", "required": true}, {"name": "most", "type": "number"}], "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "size"}},
			{"id": "ask", "type": "ask.text", "config": {"prompt": {"text": {"ru": "Размер {{ local.item }}?", "en": "Size of {{ local.item }}?"}}, "save_to": "session.size"}},
			{"id": "more", "type": "logic.call", "config": {"flow": "more"}},
			{"id": "none", "type": "logic.return", "label": "Нет размера", "config": {"exit": "none"}},
			{"id": "done", "type": "logic.return", "config": {"result": {"size": "{{ session.size }}", "text": "{{ session.size }} x {{ local.most }}", "count": "{{ session.count }}"}}}
		], "edges": [{"from": "start", "exit": "next", "to": "ask"}, {"from": "ask", "exit": "answered", "to": "more"}, {"from": "more", "exit": "returned", "to": "done"}, {"from": "more", "exit": "error", "to": "none"}]},
		{"id": "more", "name": "More", "blocks": [
			{"id": "points", "type": "data.variable", "config": {"assignments": [{"var": "user.points", "op": "add", "value": 1}, {"var": "user.note", "value": "{{ user.first_name }}"}, {"var": "session.count", "value": 2}]}, "exits": {"next": "end"}}
		], "edges": []},
		{"id": "alone", "name": "Alone", "blocks": [{"id": "a", "type": "message.text", "config": {"text": "{{ bot.other }}"}, "exits": {"next": "end"}}], "edges": []}
	]}`

func made(t *testing.T, o composite.Options) *custom.Manifest {
	t.Helper()
	return must[*custom.Manifest](t)(composite.Make(loaded(t, shop), standard(t), "size", o))
}

func TestMake_AFlowBecomesABlock(t *testing.T) {
	t.Parallel()
	m := made(t, composite.Options{Name: "shop/size", Version: "1.0.0", Private: []string{"user.note"}})
	text := must[[]byte](t)(json.Marshal(m))
	p := pack(t, string(text)) // it is a manifest as any other
	if problems := must[[]custom.Problem](t)(library(t).CheckIn(t.Context(), "", p)); len(problems) > 0 {
		t.Fatalf("problems %v", problems)
	}
	if m.Title["en"] != "Размер" || m.Title["ru"] != "Размер" || m.Help["ru"] != "Спрашивает размер." {
		t.Errorf("it is called %v, %v", m.Title, m.Help)
	}
	want := custom.Permissions{Read: nil, Write: []string{"user.points"}, Contacts: true}
	if !m.Permissions.Equal(want) {
		t.Errorf("permissions %+v", m.Permissions)
	}
	var exits, outputs []string
	for _, e := range m.Exits {
		exits = append(exits, e.Name+"="+e.Title.In("ru"))
	}
	for _, o := range m.Outputs {
		outputs = append(outputs, o.Name+":"+o.Type)
	}
	if got := strings.Join(exits, " "); got != "next=Дальше none=Нет размера" {
		t.Errorf("exits %s", got)
	}
	if got := strings.Join(outputs, " "); got != "count:number size:text text:any" {
		t.Errorf("outputs %s", got)
	}
	doc, _, _ := composite.Read(m)
	var flows, blocks, variables []string
	for _, f := range doc.Flows {
		flows = append(flows, f.ID)
		for _, b := range f.Blocks {
			blocks = append(blocks, b.ID)
		}
	}
	for _, v := range doc.Variables {
		variables = append(variables, v.Scope+"."+v.Name)
	}
	if !slices.Equal(flows, []string{"size", "more"}) || slices.Contains(blocks, "start") || strings.Contains(string(m.Composite), `"start"`) {
		t.Errorf("flows %v with blocks %v", flows, blocks)
	}
	if !slices.Equal(variables, []string{"session.size", "session.count", "user.points", "user.note"}) {
		t.Errorf("variables %v", variables)
	}
	b := around(t, library(t, p), "shop/size", "1.0.0", `{"item": "a coat", "most": 3, "save": {"text": "session.text"}}`, map[string]any{"user.points": 1.0, "user.note": "mine"})
	must[*engine.Result](t)(b.Enter(t.Context()))
	if got := said(b); got != "Size of a coat?" { // as the user speaks
		t.Errorf("it asks %q", got)
	}
	must[*engine.Result](t)(b.Say(t.Context(), "XL"))
	if exit, trouble := b.Exit(); exit != "next" || b.Value("session.text") != "XL x 3" || b.Value("user.points") != 2.0 || b.Value("user.note") != "mine" {
		t.Errorf("left by %q (%v) with %v, %v, %v", exit, trouble, b.Value("session.text"), b.Value("user.points"), b.Value("user.note"))
	}
}

func TestMake_OfAFlowThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := composite.Make(loaded(t, shop), standard(t), "none", composite.Options{Name: "a/b", Version: "1.0.0"})
	if wrong, ok := errors.AsType[*composite.FlowError](err); !ok || wrong.Flow != "none" {
		t.Errorf("the error is %v", err)
	}
}

func TestNextVersion_RisesByWhatBotsHaveToDo(t *testing.T) {
	t.Parallel()
	old := made(t, composite.Options{Name: "shop/size", Version: "1.4.2"})
	for name, c := range map[string]struct {
		change func(m *custom.Manifest)
		want   string
	}{
		"nothing":        {func(*custom.Manifest) {}, "1.5.0"},
		"an exit more":   {func(m *custom.Manifest) { m.Exits = append(m.Exits, custom.Exit{Name: "x"}) }, "1.5.0"},
		"an exit less":   {func(m *custom.Manifest) { m.Exits = m.Exits[:1] }, "2.0.0"},
		"an output less": {func(m *custom.Manifest) { m.Outputs = m.Outputs[1:] }, "2.0.0"},
		"a setting less": {func(m *custom.Manifest) {
			m.Config = json.RawMessage(`{"required": ["item"], "properties": {"item": {}}}`)
		}, "2.0.0"},
		"a setting that is": {func(m *custom.Manifest) {
			m.Config = json.RawMessage(`{"required": ["item", "most"], "properties": {"item": {}, "most": {}}}`)
		}, "2.0.0"},
	} {
		next := made(t, composite.Options{Name: "shop/size", Version: "1.4.2"})
		c.change(next)
		if got := composite.NextVersion(old, next); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestDifferences_SayWhatChangedInside(t *testing.T) {
	t.Parallel()
	old := pack(t, order("1.0.0", "1.0.0")).Manifest
	next := pack(t, strings.NewReplacer(
		"How many?", "How many pieces?", `{"id": "done", "type": "logic.return"`, `{"id": "thanks", "type": "message.typing", "config": {}}, {"id": "done", "type": "logic.return"`,
		`"id": "street"`, `"id": "road"`, `{"from": "street"`, `{"from": "road"`,
	).Replace(order("1.1.0", "1.1.0"))).Manifest
	want := []string{
		`inside: "thanks" (message.typing) of the flow "Main" is new`,
		`inside: "road" (acme/street) of the flow "Where" is new`,
		`inside: "amount" (ask.text) of the flow "Main" has changed: its settings`,
		`inside: "street" (acme/street) of the flow "Where" is gone`,
		`inside: acme/street 1.1.0 instead of 1.0.0`,
	}
	if got := custom.Differences(old, next); !slices.Equal(got, want) {
		t.Errorf("differences\n%s", strings.Join(got, "\n"))
	}
	if got := custom.Differences(old, old); got != nil {
		t.Errorf("of the same: %q", got)
	}
}
