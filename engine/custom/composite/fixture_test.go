package composite_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
	"github.com/scenarist/scenarist/engine/custom/trial"
	"github.com/scenarist/scenarist/engine/flow"
)

func must[T any](tb testing.TB) func(T, error) T {
	tb.Helper()
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// standard are our own block types; they are only read.
func standard(tb testing.TB) *engine.Registry {
	tb.Helper()
	return must[*engine.Registry](tb)(registered())
}

var registered = sync.OnceValues(func() (*engine.Registry, error) {
	reg := engine.NewRegistry()
	return reg, blocks.Register(reg)
})

func pack(tb testing.TB, manifest string) *custom.Package {
	tb.Helper()
	return must[*custom.Package](tb)(custom.NewPackage(must[*custom.Manifest](tb)(custom.Load([]byte(manifest))), nil))
}

// library is one of a folder of packages.
func library(tb testing.TB, packages ...*custom.Package) *custom.Library {
	tb.Helper()
	return must[*custom.Library](tb)(custom.NewLibrary(tb.Context(), custom.LibraryOptions{
		Base: standard(tb), Kinds: []custom.Kind{composite.Kind{}}, Folder: packages, Now: time.Now,
	}))
}

// street asks for a street. Its session.answer is its own, user.points is the bot's.
func street(version, prompt string) string {
	return fmt.Sprintf(`{"manifest": 1, "name": "acme/street", "version": %q, "kind": "composite", "title": {"en": "Street"}, "help": {"en": "Asks."},
	"config": {"type": "object", "additionalProperties": false, "required": ["city"], "properties": {"city": {"x-widget": "line", "title": "City"}}},
	"exits": [{"name": "next", "title": {"en": "Known"}}, {"name": "far", "title": {"en": "Too far"}}],
	"outputs": [{"name": "address", "type": "text", "title": {"en": "Address"}}],
	"permissions": {"read": ["user.points"], "write": ["user.points"]},
	"examples": [{"config": {"city": "Riga"}}],
	"composite": {"flow": "ask", "document": {"schema_version": 1, "name": "Street", "language": "en",
		"variables": [{"name": "answer", "scope": "session", "type": "text"}, {"name": "points", "scope": "user", "type": "number"}],
		"flows": [{"id": "ask", "name": "Ask", "params": [{"name": "city", "type": "text", "required": true}], "blocks": [
			{"id": "street", "type": "ask.text", "label": "Ask the street", "config": {"prompt": {"text": %q}, "save_to": "session.answer", "cancel": {}}},
			{"id": "check", "type": "logic.condition", "config": {"branches": [
				{"id": "far", "label": "Far", "if": "session.answer == \"Far\""}, {"id": "bad", "label": "Bad", "if": "session.answer == \"Bad\""}]}},
			{"id": "points", "type": "data.variable", "config": {"assignments": [{"var": "user.points", "op": "add", "value": 1}]}},
			{"id": "fails", "type": "data.variable", "label": "Fails", "config": {"assignments": [{"var": "user.points", "op": "add", "value": "{{ event.text }}"}]}},
			{"id": "far", "type": "logic.return", "config": {"exit": "far"}},
			{"id": "done", "type": "logic.return", "config": {"result": {"address": "{{ local.city }}, {{ session.answer }}"}}}
		], "edges": [
			{"from": "street", "exit": "answered", "to": "check"}, {"from": "check", "exit": "branch:far", "to": "far"},
			{"from": "check", "exit": "branch:bad", "to": "fails"}, {"from": "fails", "exit": "next", "to": "done"},
			{"from": "check", "exit": "else", "to": "points"}, {"from": "points", "exit": "next", "to": "done"}
		]}]}}}`, version, prompt)
}

// order has acme/street inside, and asks for the amount before.
func order(version, uses string) string {
	return fmt.Sprintf(`{"manifest": 1, "name": "acme/order", "version": %q, "kind": "composite", "title": {"en": "Order"}, "help": {"en": "Asks."},
	"config": {"type": "object", "additionalProperties": false},
	"exits": [{"name": "next", "title": {"en": "Done"}}],
	"outputs": [{"name": "order", "type": "text", "title": {"en": "Order"}}],
	"permissions": {"read": ["user.points"], "write": ["user.points"]},
	"examples": [{"config": {}}],
	"composite": {"flow": "main", "document": {"schema_version": 1, "name": "Order", "language": "en", "uses": {"acme/street": %q},
		"variables": [{"name": "answer", "scope": "session", "type": "text"}, {"name": "where", "scope": "session", "type": "text"}, {"name": "points", "scope": "user", "type": "number"}],
		"flows": [
			{"id": "main", "name": "Main", "blocks": [
				{"id": "amount", "type": "ask.text", "config": {"prompt": {"text": "How many?"}, "save_to": "answer"}},
				{"id": "where", "type": "logic.call", "config": {"flow": "where"}},
				{"id": "done", "type": "logic.return", "config": {"result": {"order": "{{ session.answer }} to {{ session.where }}"}}}
			], "edges": [{"from": "amount", "exit": "answered", "to": "where"}, {"from": "where", "exit": "returned", "to": "done"}]},
			{"id": "where", "name": "Where", "blocks": [
				{"id": "street", "type": "acme/street", "config": {"city": "Riga", "save": {"address": "session.where"}}, "exits": {"next": "end", "far": "end"}}
			], "edges": []}
		]}}}`, version, uses)
}

// around makes a bot whose only block is of the type.
func around(tb testing.TB, lib *custom.Library, name, version, config string, values map[string]any) *trial.Bot {
	tb.Helper()
	reg := must[*engine.Registry](tb)(lib.Registry(tb.Context(), "", &flow.Document{Uses: map[string]string{name: version}}))
	typ, ok := reg.Type(name)
	if !ok {
		tb.Fatalf("there is no block type %s", name)
	}
	return must[*trial.Bot](tb)(trial.New(trial.Options{Registry: reg, Type: typ, Version: version, Config: json.RawMessage(config), Values: values}))
}

// said is what the last turn sent.
func said(b *trial.Bot) string {
	var out []string
	for _, e := range b.Last.Effects {
		if e.Content != nil {
			out = append(out, e.Content.Text)
		}
	}
	return strings.Join(out, "\n")
}

func loaded(tb testing.TB, doc string) *flow.Document {
	tb.Helper()
	return must[*flow.Document](tb)(flow.Load([]byte(doc)))
}

func kinds() []custom.Kind { return []custom.Kind{composite.Kind{}} }
