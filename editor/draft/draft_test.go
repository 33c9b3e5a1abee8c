package draft_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/editor/draft"
)

const shop = `{"schema_version": 1, "name": "Shop", "language": "en", "settings": {"secrets": ["key"]},
	"variables": [{"scope": "user", "name": "size", "type": "text"}],
	"flows": [{"id": "main", "name": "Main",
		"blocks": [{"id": "start", "type": "trigger.start"}, {"id": "hi", "type": "message.text", "config": {"text": "Hi", "n": 1.50}}],
		"edges": [{"from": "start", "exit": "next", "to": "hi"}]}],
	"layout": {"main": {"hi": [0, 10]}}}`

func parse(t *testing.T, text string) *draft.Document {
	t.Helper()
	d, err := draft.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func text(t *testing.T, d *draft.Document) string {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// changes reads them as they come over the network.
func changes(t *testing.T, text string) []draft.Change {
	t.Helper()
	var out []draft.Change
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestApply_ChangesOneElement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, change, want string }{
		{"field", `{"path": ["name"], "before": "Shop", "after": "Café"}`, `"name":"Café"`},
		{"package", `{"path": ["uses", "acme/poll"], "after": "1.4.0"}`, `"uses":{"acme/poll":"1.4.0"}`},
		{"setting", `{"path": ["settings", "texts"], "after": {"stop": {"en": "x"}}}`, `"settings":{"secrets":["key"],"texts":{"stop":{"en":"x"}}}`},
		{"variable", `{"path": ["variables", "user.age"], "after": {"scope": "user", "name": "age", "type": "number"}}`, `{"name":"age","scope":"user","type":"number"}]`},
		{"variable gets a title", `{"path": ["variables", "user.size"], "before": {"name": "size", "scope": "user", "type": "text"}, "after": {"name": "size", "title": "Чашка", "scope": "user", "type": "text"}}`, `{"name":"size","scope":"user","title":"Чашка","type":"text"}]`},
		{"table", `{"path": ["tables", "goods"], "after": {"name": "goods", "columns": []}}`, `"tables":[{"columns":[],"name":"goods"}]`},
		{"flow", `{"path": ["flows", "help"], "after": {"id": "help", "name": "Help"}}`, `{"blocks":[],"edges":[],"id":"help","name":"Help"}]`},
		{"flow is renamed", `{"path": ["flows", "main"], "before": {"id": "main", "name": "Main"}, "after": {"id": "main", "name": "M"}}`, `"id":"main","name":"M"}`},
		{"block, numbers written otherwise", `{"path": ["flows", "main", "blocks", "hi"], "before": {"id": "hi", "type": "message.text", "config": {"text": "Hi", "n": 1.5}}, "after": null}`, `"blocks":[{"id":"start","type":"trigger.start"}]`},
		{"edge", `{"path": ["flows", "main", "edges", "hi", "next"], "after": {"to": "start"}}`, `{"exit":"next","from":"hi","to":"start"}]`},
		{"edge goes elsewhere", `{"path": ["flows", "main", "edges", "start", "next"], "before": {"to": "hi"}, "after": {"to": "start"}}`, `"edges":[{"exit":"next","from":"start","to":"start"}]`},
		{"note", `{"path": ["flows", "main", "notes", "n"], "after": {"id": "n", "text": "?"}}`, `"notes":[{"id":"n","text":"?"}]`},
		{"place, whatever it was", `{"path": ["layout", "main", "hi"], "before": [9, 9], "after": [1, 2]}`, `"layout":{"main":{"hi":[1,2]}}`},
		{"order", `{"path": ["order", "blocks", "main"], "after": ["hi", "gone", "start"]}`, `"blocks":[{"config":{"n":1.50,"text":"Hi"},"id":"hi","type":"message.text"},{"id":"start","type":"trigger.start"}]`},
		{"what is there already", `{"path": ["name"], "before": "x", "after": "Shop"}`, `"name":"Shop"`},
		{"what is gone already", `{"path": ["description"], "before": "x", "after": null}`, `"name":"Shop"`},
	} {
		d := parse(t, shop)
		_, conflicts, err := d.Apply(changes(t, "["+c.change+"]"))
		if err != nil || len(conflicts) > 0 {
			t.Errorf("%s: %v, conflicts %+v", c.name, err, conflicts)
		}
		if got := text(t, d); !contains(got, c.want) {
			t.Errorf("%s: got %s, want %s in it", c.name, got, c.want)
		}
	}
}

func contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

func TestApply_GivesBackWhatHasChangedMeanwhile(t *testing.T) {
	t.Parallel()
	d := parse(t, shop)
	_, conflicts, err := d.Apply(changes(t, `[
		{"path": ["name"], "before": "Old", "after": "Mine"},
		{"path": ["language"], "before": "en", "after": "ru"},
		{"path": ["flows", "gone", "blocks", "a"], "after": {"id": "a"}},
		{"path": ["flows", "main", "blocks", "hi"], "before": {"id": "hi"}, "after": null}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	want := []draft.Conflict{
		{Path: []string{"name"}, Current: "Shop", Yours: "Mine"},
		{Path: []string{"flows", "gone", "blocks", "a"}, Yours: map[string]any{"id": "a"}},
		{Path: []string{"flows", "main", "blocks", "hi"}, Current: map[string]any{
			"id": "hi", "type": "message.text", "config": map[string]any{"text": "Hi", "n": json.Number("1.50")},
		}},
	}
	if !reflect.DeepEqual(conflicts, want) {
		t.Errorf("got %+v, want %+v", conflicts, want)
	}
	if got := text(t, d); !contains(got, `"language":"ru"`) || !contains(got, `"name":"Shop"`) {
		t.Errorf("the rest was not done, or a conflict was: %s", got)
	}
}

func TestApply_RefusesWhatIsNoElement(t *testing.T) {
	t.Parallel()
	for _, c := range []string{
		`{"path": []}`,
		`{"path": [""], "after": 1}`,
		`{"path": ["flows"], "after": []}`,
		`{"path": ["settings"], "after": {}}`,
		`{"path": ["flows", "main", "edges", "a b", "c"], "after": {"to": "hi"}}`,
		`{"path": ["flows", "main", "edges", "a", "c"], "after": {"from": "x"}}`,
		`{"path": ["flows", "main", "blocks", "a"], "after": {"id": "b"}}`,
		`{"path": ["flows", "main", "blocks", "a"], "after": 5}`,
		`{"path": ["flows", "main"], "after": {"id": "main", "blocks": []}}`,
		`{"path": ["variables", "user.size"], "after": {"scope": "user", "name": "age"}}`,
		`{"path": ["order", "moons"], "after": []}`,
		`{"path": ["order", "flows"], "after": [1]}`,
		`{"path": ["a", "b", "c", "d", "e", "f"]}`,
	} {
		_, _, err := parse(t, shop).Apply(changes(t, "["+c+"]"))
		var wrong *draft.PathError
		if !errors.As(err, &wrong) || wrong.Index != 0 || wrong.Message == "" {
			t.Errorf("%s: got %v", c, err)
		}
	}
}

func TestParse_SaysWhereTheShapeIsLost(t *testing.T) {
	t.Parallel()
	for text, path := range map[string]string{
		`{`: "", `[]`: "", `{} {}`: "",
		`{"flows": {}}`:                                      "/flows",
		`{"flows": [1]}`:                                     "/flows/0",
		`{"flows": [{"id": "a"}, {"id": "a"}]}`:              "/flows/1",
		`{"flows": [{"id": "a", "blocks": [{}]}]}`:           "/flows/0/blocks/0",
		`{"flows": [{"id": "a", "edges": [{"from": "a"}]}]}`: "/flows/0/edges/0",
		`{"layout": {"a/b": 1}}`:                             "/layout/a~1b",
		`{"settings": 1}`:                                    "/settings",
		`{"variables": [{"name": "x"}]}`:                     "/variables/0",
	} {
		_, err := draft.Parse([]byte(text))
		var wrong *draft.ShapeError
		if !errors.As(err, &wrong) || wrong.Path != path {
			t.Errorf("%s: got %v, want a problem at %q", text, err, path)
		}
	}
}

func TestDocument_KeepsEveryExampleAsItIs(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/*/bot.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, parse(t, string(data)))
		if !draft.Same(data, []byte(got)) {
			t.Errorf("%s is not what it was: %s", file, got)
		}
	}
}
