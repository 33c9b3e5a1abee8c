package composite_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/flow"
)

// BenchmarkCall is a turn through one block: one of ours, the same as a program of somebody's own registers it, and one that is made
// of a flow with that block in it.
func BenchmarkCall(b *testing.B) {
	reg := engine.NewRegistry()
	own, _ := standard(b).Type("data.variable")
	own.Name = "acme.variable"
	if err := errors.Join(blocks.Register(reg), reg.Add(own)); err != nil {
		b.Fatal(err)
	}
	lib := must[*custom.Library](b)(custom.NewLibrary(b.Context(), custom.LibraryOptions{
		Base: reg, Kinds: kinds(), Folder: []*custom.Package{pack(b, setter("acme/setter"))}, Now: time.Now,
	}))
	const adds = `{"assignments": [{"var": "user.points", "op": "add", "value": 1}]}`
	for _, x := range []struct{ name, typ, config string }{
		{"1 built-in", "data.variable", adds}, {"2 in Go", "acme.variable", adds}, {"3 of a flow", "acme/setter", `{}`},
	} {
		doc := loaded(b, fmt.Sprintf(`{"schema_version": 1, "name": "Bot", "language": "en", "uses": {"acme/setter": "1.0.0"},
			"variables": [{"name": "points", "scope": "user", "type": "number"}],
			"flows": [{"id": "main", "name": "Main", "edges": [{"from": "start", "exit": "next", "to": "it"}], "blocks": [
				{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
				{"id": "it", "type": %q, "config": %s, "exits": {"next": "end"}}]}]}`, x.typ, x.config))
		rev := must[*engine.Revision](b)(engine.Compile(doc, must[*engine.Registry](b)(lib.Registry(b.Context(), "", doc)), 1))
		state := engine.State{Session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}), User: engine.Values{"points": 1.0}}
		ev := engine.Event{
			Kind: engine.MessageReceived, Chat: engine.Chat{ID: 7, Type: "private"}, User: engine.User{ID: 7}, Time: time.Unix(1, 0),
			Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "/start", Command: "start"},
		}
		deps := engine.Deps{Now: time.Unix(1, 0), Key: []byte("0123456789abcdef"), NewID: func() string { return "id" }}
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if res, err := rev.Turn(b.Context(), state, ev, deps); err != nil || len(res.Writes) != 1 {
					b.Fatal(res, err)
				}
			}
		})
	}
}

// setter is a block that counts the bot's points.
func setter(name string) string {
	return fmt.Sprintf(`{"manifest": 1, "name": %q, "version": "1.0.0", "kind": "composite", "title": {"en": "Setter"}, "help": {"en": "Counts."},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}}], "permissions": {"read": ["user.points"], "write": ["user.points"]},
	"composite": {"flow": "f", "document": {"schema_version": 1, "name": "Setter", "language": "en",
		"variables": [{"name": "points", "scope": "user", "type": "number"}], "flows": [{"id": "f", "name": "F", "edges": [], "blocks": [
			{"id": "add", "type": "data.variable", "config": {"assignments": [{"var": "user.points", "op": "add", "value": 1}]}, "exits": {"next": "end"}}]}]}}}`, name)
}

// caller is a block that asks a service.
const caller = `{"manifest": 1, "name": %q, "version": "1.0.0", "kind": "http", "title": {"en": "Caller"}, "help": {"en": "Asks."},
	"config": {"type": "object", "additionalProperties": false, "properties": {"city": {"x-widget": "line", "title": "City"}}},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "permissions": {"hosts": ["api.example.com"]}, "examples": [{"config": {"city": "Riga"}, "stand_in": [{"method": "GET", "url": "https://api.example.com/now?city=Riga", "status": 200}], "exit": "next"}],
	"http": {"base_url": "https://api.example.com", "requests": [{"path": "/now", "query": {"city": "{{ config.city }}"}}]}}`

// BenchmarkPalette is what the server does for the palette of a workspace with 1,000 packages, every fourth made of a flow: anew, as
// after an installation, and once more.
func BenchmarkPalette(b *testing.B) {
	packages := make([]*custom.Package, 1000)
	for i := range packages {
		name := fmt.Sprintf("vendor%d/block%d", i%40, i)
		packages[i] = pack(b, fmt.Sprintf(caller, name))
		if i%4 == 0 {
			packages[i] = pack(b, setter(name))
		}
	}
	lib := must[*custom.Library](b)(custom.NewLibrary(b.Context(), custom.LibraryOptions{
		Base: standard(b), Kinds: []custom.Kind{composite.Kind{}, declarative.Kind{}}, Folder: packages, Now: time.Now,
	}))
	doc := &flow.Document{}
	b.Run("anew", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			n++
			if _, list, err := lib.Palette(b.Context(), fmt.Sprint(n), doc); err != nil || len(list) != 1000 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("again", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := lib.Palette(b.Context(), "", doc); err != nil {
				b.Fatal(err)
			}
		}
	})
}
