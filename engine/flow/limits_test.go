package flow_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestLoad_RefusesMoreBytesThanTheLimit(t *testing.T) {
	t.Parallel()
	text := `{"schema_version": 1, "name": "n", "language": "en", "flows": []}`
	fits := []byte(text + strings.Repeat(" ", flow.MaxDocumentBytes-len(text)))
	mustLoad(t, fits)

	_, err := flow.Load(append(fits, ' '))
	want := &flow.LoadError{Problems: []flow.Problem{{
		Code: flow.CodeDocumentTooLarge, Line: 1, Column: 1, Message: "the document has 4194305 bytes, more than 4194304",
	}}}
	if !reflect.DeepEqual(err, error(want)) {
		t.Errorf("got %v, want %v", err, want)
	}
}

// TestLoad_HoldsEachLimit loads, for every limit, a document that is just at it and one that is just beyond.
func TestLoad_HoldsEachLimit(t *testing.T) {
	t.Parallel()
	block := func(fields string) string {
		return document(``, `{"id": "main", "name": "Main", "blocks": [{"id": "a", "type": "x.y"`+fields+`}], "edges": []}`)
	}
	// Two flows share the bot's blocks; the first has ten of them.
	blocks := func(n int) string {
		return document(``, `{"id": "one", "name": "One", "edges": [], "blocks": [`+
			repeat(10, `{"id": "a%d", "type": "x.y"}`)+`]}, {"id": "two", "name": "Two", "edges": [], "blocks": [`+
			repeat(n-10, `{"id": "b%d", "type": "x.y"}`)+`]}`)
	}
	edges := func(n int) string {
		return document(``, `{"id": "one", "name": "One", "blocks": [{"id": "a", "type": "x.y"}], "edges": [`+
			repeat(10, `{"from": "a", "exit": "e%d", "to": "a"}`)+`]},
			{"id": "two", "name": "Two", "blocks": [{"id": "b", "type": "x.y"}], "edges": [`+
			repeat(n-10, `{"from": "b", "exit": "e%d", "to": "b"}`)+`]}`)
	}
	for _, c := range []struct {
		name   string
		limit  int
		make   func(n int) string
		path   string
		beyond string
	}{
		{"MaxDepth", flow.MaxDepth, func(n int) string { // the config is the sixth level
			return block(`, "config": {"x": ` + strings.Repeat("[", n-6) + strings.Repeat("]", n-6) + `}`)
		}, "/flows/0/blocks/0/config/x" + strings.Repeat("/0", 58), "too_deep"},
		{"MaxFlows", flow.MaxFlows, func(n int) string {
			return document(``, repeat(n, `{"id": "f%d", "name": "F", "blocks": [], "edges": []}`))
		}, "/flows/500", "too_many"},
		{"MaxBlocks", flow.MaxBlocks, blocks, "/flows/1/blocks/9990", "too_many"},
		{"MaxEdges", flow.MaxEdges, edges, "/flows/1/edges/39990", "too_many"},
		{"MaxNotes", flow.MaxNotes, func(n int) string {
			return document(``, `{"id": "main", "name": "Main", "blocks": [], "edges": [], "notes": [`+
				repeat(n, `{"id": "n%d", "text": "", "x": 0, "y": 0, "w": 1, "h": 1}`)+`]}`)
		}, "/flows/0/notes/1000", "too_many"},
		{"MaxVariables", flow.MaxVariables, func(n int) string {
			return document(`"variables": [`+repeat(n, `{"name": "v%d", "scope": "user", "type": "any"}`)+`],`, ``)
		}, "/variables/1000", "too_many"},
		{"MaxParams", flow.MaxParams, func(n int) string {
			return document(``, `{"id": "main", "name": "Main", "params": [`+repeat(n, `{"name": "p%d", "type": "any"}`)+
				`], "blocks": [], "edges": []}`)
		}, "/flows/0/params/50", "too_many"},
		{"MaxLanguages", flow.MaxLanguages, func(n int) string {
			return document(`"languages": [`+repeat(n, `"en-x%04d"`)+`],`, ``)
		}, "/languages/100", "too_many"},
		{"MaxSecrets", flow.MaxSecrets, func(n int) string {
			return document(`"settings": {"secrets": [`+repeat(n, `"s%d"`)+`]},`, ``)
		}, "/settings/secrets/200", "too_many"},
		{"MaxUses", flow.MaxUses, func(n int) string {
			return document(`"uses": {`+repeat(n, `"acme/p%d": "1.0.0"`)+`},`, ``)
		}, "/uses/acme~1p200", "too_many"},
		{"MaxVersionLength", flow.MaxVersionLength, func(n int) string {
			return document(`"uses": {"acme/poll": "1.0.0-`+strings.Repeat("b", n-6)+`"},`, ``)
		}, "/uses/acme~1poll", "too_long"},
		{"MaxRoles", flow.MaxRoles, func(n int) string {
			return block(`, "roles": [` + repeat(n, `"r%d"`) + `]`)
		}, "/flows/0/blocks/0/roles/50", "too_many"},
		{"MaxIDLength", flow.MaxIDLength, func(n int) string {
			return document(``, `{"id": "`+strings.Repeat("a", n)+`", "name": "Main", "blocks": [], "edges": []}`)
		}, "/flows/0/id", "too_long"},
		{"MaxTypeLength", flow.MaxTypeLength, func(n int) string {
			return document(``, `{"id": "main", "name": "Main", "edges": [],
				"blocks": [{"id": "a", "type": "x.`+strings.Repeat("y", n-2)+`"}]}`)
		}, "/flows/0/blocks/0/type", "too_long"},
		{"MaxExitLength", flow.MaxExitLength, func(n int) string {
			return block(`, "skip_exit": "` + strings.Repeat("e", n) + `"`)
		}, "/flows/0/blocks/0/skip_exit", "too_long"},
		{"MaxNameLength", flow.MaxNameLength, func(n int) string {
			return block(`, "label": "` + strings.Repeat("☕", n) + `"`)
		}, "/flows/0/blocks/0/label", "too_long"},
		{"MaxNameLength of a title", flow.MaxNameLength, func(n int) string {
			return document(`"variables": [{"name": "x", "title": "`+strings.Repeat("☕", n)+`", "scope": "user", "type": "any"}],`, ``)
		}, "/variables/0/title", "too_long"},
		{"MaxNoteLength", flow.MaxNoteLength, func(n int) string {
			return block(`, "note": "` + strings.Repeat("☕", n) + `"`)
		}, "/flows/0/blocks/0/note", "too_long"},
		{"MaxTextLength", flow.MaxTextLength, func(n int) string {
			return document(`"settings": {"texts": {"stop": {"en": "`+strings.Repeat("☕", n)+`"}}},`, ``)
		}, "/settings/texts/stop/en", "too_long"},
		{"MaxExpressionLength", flow.MaxExpressionLength, func(n int) string {
			return block(`, "skip_if": "` + strings.Repeat("1", n) + `"`)
		}, "/flows/0/blocks/0/skip_if", "too_long"},
		{"MaxDefaultBytes", flow.MaxDefaultBytes, func(n int) string {
			return document(`"variables": [{"name": "x", "scope": "user", "type": "text", "default": "`+
				strings.Repeat("d", n-2)+`"}],`, ``)
		}, "/variables/0/default", "too_long"},
		{"MaxConfigVersion", flow.MaxConfigVersion, func(n int) string {
			return block(fmt.Sprintf(`, "v": %d`, n))
		}, "/flows/0/blocks/0/v", "number_range"},
		{"MaxRetries", flow.MaxRetries, func(n int) string {
			return block(fmt.Sprintf(`, "on_error": {"retries": %d}`, n))
		}, "/flows/0/blocks/0/on_error/retries", "number_range"},
		{"MaxCost", flow.MaxCost, func(n int) string {
			return block(fmt.Sprintf(`, "cost": %d`, n))
		}, "/flows/0/blocks/0/cost", "number_range"},
		{"MaxCoordinate", flow.MaxCoordinate, func(n int) string {
			return document(fmt.Sprintf(`"layout": {"main": {"a": [%d, %d]}},`, -flow.MaxCoordinate, n), ``)
		}, "/layout/main/a/1", "number_range"},
		{"MaxInteger", flow.MaxInteger, func(n int) string {
			return block(fmt.Sprintf(`, "config": {"id": %d}`, n))
		}, "/flows/0/blocks/0/config/id", "number_range"},
		{"MaxDuration", int(flow.MaxDuration.Std().Seconds()), func(n int) string {
			return block(fmt.Sprintf(`, "timeout": %d`, n))
		}, "/flows/0/blocks/0/timeout", "bad_duration"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := flow.Load([]byte(c.make(c.limit))); err != nil {
				t.Fatalf("at the limit: %v", err)
			}
			_, err := flow.Load([]byte(c.make(c.limit + 1)))
			var broken *flow.LoadError
			if !errors.As(err, &broken) || len(broken.Problems) != 1 {
				t.Fatalf("beyond the limit: %v, one problem expected", err)
			}
			if p := broken.Problems[0]; p.Path != c.path || p.Code != c.beyond {
				t.Errorf("beyond the limit: %s, %s at %s expected", p, c.beyond, c.path)
			}
		})
	}
}

func TestLoad_ListsSoManyProblemsAndNoMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ broken, listed int }{{99, 99}, {100, 100}, {101, 100}, {50_000, 100}} {
		_, err := flow.Load([]byte(document(``, repeat(c.broken, `%d`))))
		var broken *flow.LoadError
		if !errors.As(err, &broken) || len(broken.Problems) != c.listed {
			t.Errorf("%d broken flows: %v, %d problems expected", c.broken, err, c.listed)
		}
	}
}

// document writes a document with more fields of its own and the given flows.
func document(fields, flows string) string {
	return `{"schema_version": 1, "name": "n", "language": "en", ` + fields + ` "flows": [` + flows + `]}`
}

// repeat writes a list of n items, each with its number.
func repeat(n int, format string) string {
	items := make([]string, 0, n)
	for i := range n {
		items = append(items, fmt.Sprintf(format, i))
	}
	return strings.Join(items, ", ")
}
