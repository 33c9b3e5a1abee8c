package composite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// namer is a block whose flow uses each kind of name that documents make up, and then the block that is inside of it, if any.
func namer(name, inside string) string {
	blocks := []string{
		`"id": "split", "type": "logic.split", "goal": "seen", "config": {"experiment": "price", "branches": [{"id": "a", "label": "A"}]}`,
		`"id": "goal", "type": "track.goal", "config": {"name": "paid", "once": true}`,
		`"id": "once", "type": "logic.once", "config": {"key": "gift"}, "exits": {"blocked": "end"}`,
		`"id": "grant", "type": "ledger.grant", "config": {"unit": "coins", "amount": 5, "key": "gift"}`,
		`"id": "hold", "type": "ledger.reserve", "config": {"unit": "coins", "amount": 1, "name": "work"}, "exits": {"insufficient": "end"}`,
		`"id": "count", "type": "data.counter", "config": {"name": "visits"}`,
	}
	exits := []string{"branch:a", "next", "ok", "next", "ok", "ok"}
	uses := ""
	if inside != "" {
		uses = fmt.Sprintf(`"uses": {%q: "1.0.0"},`, inside)
		blocks, exits = append(blocks, fmt.Sprintf(`"id": "inner", "type": %q, "config": {}`, inside)), append(exits, "next")
	}
	last := len(blocks) - 1
	blocks[last] += fmt.Sprintf(`, "exits": {%q: "end"}`, exits[last])
	var edges []string
	for i, id := range []string{"goal", "once", "grant", "hold", "count", "inner"}[:last] {
		from, _, _ := strings.Cut(strings.TrimPrefix(blocks[i], `"id": "`), `"`)
		edges = append(edges, fmt.Sprintf(`{"from": %q, "exit": %q, "to": %q}`, from, exits[i], id))
	}
	return fmt.Sprintf(`{"manifest": 1, "name": %q, "version": "1.0.0", "kind": "composite", "title": {"en": "Namer"}, "help": {"en": "Uses names."},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}}], "permissions": {"ledger": true},
	"composite": {"flow": "f", "document": {"schema_version": 1, "name": "Namer", "language": "en", %s "flows": [
		{"id": "f", "name": "F", "blocks": [{%s}], "edges": [%s]}]}}}`, name, uses, strings.Join(blocks, "}, {"), strings.Join(edges, ","))
}

// TestBlock_HasNamesOfItsOwn has one block inside of another, both of which use the same names: each counts for itself. What
// units there are is the bot's.
func TestBlock_HasNamesOfItsOwn(t *testing.T) {
	t.Parallel()
	lib := library(t, pack(t, namer("acme/outer", "acme/inner")), pack(t, namer("acme/inner", "")))
	b := around(t, lib, "acme/outer", "1.0.0", `{}`, nil)
	must[*engine.Result](t)(b.Enter(t.Context()))
	if exit, trouble := b.Exit(); exit != "next" {
		t.Fatalf("left by %q with %v", exit, trouble)
	}
	var got []string
	for _, n := range b.Last.Notes {
		if n.Kind == engine.NoteGoal || n.Kind == engine.NoteSplit {
			got = append(got, string(n.Kind)+" "+n.Name)
		}
	}
	for _, w := range b.Last.Writes {
		got = append(got, "variable "+w.Scope+"."+w.Name)
	}
	for _, r := range b.Last.Records {
		got = append(got, r.Kind+" "+r.Key)
		if holds, ok := r.Value["holds"].(map[string]any); ok {
			for name := range holds {
				got = append(got, "hold "+name)
			}
		}
	}
	if !slices.Contains(got, "account 7.coins") {
		t.Errorf("the coins are not the bot's: %q", got)
	}
	for _, path := range []string{"acme/outer:", "acme/outer:acme/inner:"} {
		for _, want := range []string{
			"goal %sseen", "goal %spaid", "split %sprice", "hold %swork", "variable user._.goal.%spaid", "variable user._.split.%sprice",
			"logic.once 7.key %sgift", "ledger.key 7.coins.grant.%sgift",
		} {
			if !slices.Contains(got, fmt.Sprintf(want, path)) {
				t.Errorf("%s is not among %q", fmt.Sprintf(want, path), got)
			}
		}
	}
}
