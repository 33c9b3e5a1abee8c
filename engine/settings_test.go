package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// givenBlock sends its settings as they are filled in.
type givenBlock struct {
	engine.NoWait
	engine.Settings
}

func (b *givenBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	v, err := b.Render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	data, err := json.Marshal(v)
	if err != nil {
		return engine.Outcome{}, err
	}
	t.Send(engine.Content{Text: string(data), Plain: true}, "")
	return engine.Leave("next"), nil
}

// given is a registry with a type acme/given whose schema is widgets.
func given(tb testing.TB) *engine.Registry {
	tb.Helper()
	s, err := engine.ParseSettings(json.RawMessage(widgets))
	if err != nil {
		tb.Fatal(err)
	}
	s.Reads, s.Secrets = []engine.Var{"user.size"}, []string{"key"}
	reg, err := registry(tb).With(engine.Overlay{Types: []engine.BlockType{{
		Name: "acme/given", Version: 1, Title: text("Given"), Help: text("Shows its settings."), Icon: "square",
		Exits: []engine.Exit{{Name: "next"}, engine.ErrorExit()}, Example: `{}`, Config: s,
		New: func() engine.Block { return &givenBlock{Settings: s.New()} },
	}}, Offers: map[string]engine.Offer{"acme/given": {Version: "1.2.0"}, "acme/other": {Version: "0.3.0", Disabled: true}}})
	if err != nil {
		tb.Fatal(err)
	}
	return reg
}

const widgets = `{"type": "object", "required": ["text"], "properties": {
	"text": {"type": "string", "x-widget": "template", "maxLength": 40, "title": "Text"},
	"line": {"x-widget": "line"},
	"link": {"x-widget": "link"},
	"when": {"x-widget": "condition"},
	"sum": {"x-widget": "expression"},
	"count": {"type": "integer", "minimum": 1, "x-widget": "value", "default": 3},
	"any": {"x-widget": "value"},
	"save": {"x-widget": "variable"},
	"key": {"x-widget": "secret"},
	"token": {"x-widget": "line", "x-secrets": true},
	"pause": {"x-widget": "duration"},
	"rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
	"how": {"oneOf": [
		{"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}, "x": {"x-widget": "line"}}},
		{"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}, "x": {"x-widget": "expression"}}}]},
	"plain": {}
}, "$defs": {"row": {"type": "object", "additionalProperties": false, "properties": {"id": {"type": "string"}, "text": {"x-widget": "line"}, "on": {"type": "boolean", "default": true}}}}}`

// settle is a bot whose only block has the settings.
func settle(config string) string {
	doc := document(join(block("start", "test.trigger", `{"command":"start"}`), block("g", "acme/given", config, ends)), edge("start", "next", "g"))
	return strings.Replace(doc, `"variables":[`, `"uses":{"acme/given":"1.2.0"},"settings":{"secrets":["key"]},"variables":[{"name":"size","scope":"user","type":"number","default":2},`, 1)
}

func TestSettings_AreFilledInByTheirWidgets(t *testing.T) {
	t.Parallel()
	reg := given(t)
	d, err := flow.Load([]byte(settle(`{"text": {"en": "Hi <b>{{ user.first_name }}</b>"}, "line": "{{ user.first_name }}", "link": "https://x/?q={{ user.first_name }}",
		"when": "user.size > 1", "sum": "user.size + 1", "any": {"a": ["{{ user.size }}", "n {{ user.size }}"]}, "save": "session.x", "key": "key",
		"token": "Bearer {{ secret.key }}", "pause": "1m30s", "rows": [{"id": "r", "text": "{{ user.size }}"}], "how": {"kind": "b", "x": "user.size * 2"}, "plain": ["{{ x }}", 1]}`)))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(d, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7, FirstName: "A&B", Language: "en"}}
	var got map[string]any
	if err := json.Unmarshal([]byte(b.say("/start")[0]), &got); err != nil {
		t.Fatal(err)
	}
	token, _ := got["token"].(string)
	if marks := engine.SecretMarks(token); len(marks) != 1 {
		t.Errorf("the token %q has no secret in it", token)
	}
	delete(got, "token")
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"any":{"a":[2,"n 2"]},"count":3,"how":{"kind":"b","x":4},"key":"key","line":"A\u0026B","link":"https://x/?q=A%26B",` +
		`"pause":90,"plain":["{{ x }}",1],"rows":[{"id":"r","on":true,"text":"2"}],"save":"session.x","sum":3,"text":"Hi \u003cb\u003eA\u0026amp;B\u003c/b\u003e","when":true}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}

func TestSettings_AreCheckedLikeAnyOther(t *testing.T) {
	t.Parallel()
	reg := given(t)
	for _, c := range []struct{ config, want string }{
		{`{"text": "ok"}`, ""},
		{`{}`, "config_missing /text"},
		{`{"text": "<b>x"}`, "markup_invalid /text"},
		{`{"text": "x", "tekst": 1}`, "config_unknown_field /tekst"},
		{`{"text": "{{ user.sise }}"}`, "variable_unknown /text"},
		{`{"text": "{{ secret.key }}"}`, "secret_in_text /text"},
		{`{"text": "x", "save": "user.none"}`, "variable_unknown /save"},
		{`{"text": "x", "key": "none"}`, "secret_undeclared /key"},
		{`{"text": "x", "count": 0}`, "config_invalid /count"},
		{`{"text": "x", "count": "many"}`, "config_invalid /count"},
		{`{"text": "x", "pause": "soon"}`, "config_invalid /pause"},
		{`{"text": "x", "rows": [{"text": "{{ nobody }}"}]}`, "variable_unknown /rows/0/text"},
		{`{"text": "x", "how": {"kind": "b", "x": "1 +"}}`, "expression_syntax /how/x"},
	} {
		d, err := flow.Load([]byte(settle(c.config)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range engine.Check(d, reg) {
			if i.Severity == engine.SeverityError && i.Block == "g" {
				_, at, _ := strings.Cut(i.Path, "/config")
				got = append(got, i.Code+" "+at)
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.config, s, c.want)
		}
	}
}

func TestSettings_OfTheWrongKindAreATrouble(t *testing.T) {
	t.Parallel()
	d, err := flow.Load([]byte(settle(`{"text": "x", "count": "{{ user.size / 4 }}"}`)))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(d, given(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7, Language: "en"}}
	b.say("/start")
	want(t, codes(b.last), "setting_type")
}

func TestSettings_SchemasOfOthersAreBounded(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"type":"array","items":`, 30) + `{}` + strings.Repeat(`}`, 30)
	var doubling strings.Builder
	for i := range 10 {
		fmt.Fprintf(&doubling, `"d%[1]d":{"allOf":[{"$ref":"#/$defs/d%[2]d"},{"$ref":"#/$defs/d%[2]d"},{"$ref":"#/$defs/d%[2]d"}]},`, i, i+1)
	}
	for name, c := range map[string]struct{ schema, want string }{
		"no object":    {`{"type": "string"}`, `the settings are an object`},
		"not JSON":     {`{"type": `, `a schema is an object`},
		"remote":       {`{"type": "object", "properties": {"a": {"$ref": "https://example.com/a"}}}`, `"/properties/a/$ref": a reference may only lead to`},
		"file":         {`{"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}`, `a reference may only lead to`},
		"no such":      {`{"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}`, `there is no definition "none"`},
		"circle":       {`{"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}`, `the definition refers to itself`},
		"deep":         {`{"type": "object", "properties": {"a": ` + deep + `}}`, `nested more than 24 deep`},
		"doubling":     {`{"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": {` + doubling.String() + `"d10": {}}}`, `more than 5000 parts`},
		"large":        {`{"type": "object", "description": "` + strings.Repeat("x", engine.MaxSchemaBytes) + `"}`, `at most 131072 are taken`},
		"pattern":      {`{"type": "object", "properties": {"a": {"pattern": "` + strings.Repeat("x", 300) + `"}}}`, `longer than 256 characters`},
		"bad pattern":  {`{"type": "object", "properties": {"a": {"pattern": "(((x{500}){500}){500})"}}}`, `the pattern cannot be used`},
		"unknown word": {`{"type": "object", "propertys": {}}`, `the word "propertys" is not taken in a schema of settings; did you mean "properties"?`},
		"own shared":   {`{"type": "object", "$defs": {"template": {}}}`, `is always there`},
		"widget":       {`{"type": "object", "properties": {"a": {"x-widget": "templat"}}}`, `did you mean "template"?`},
		"wrong type":   {`{"type": "object", "properties": {"a": {"type": "strin"}}}`, `compile`},
		"twice":        {`{"type": "object", "type": "object"}`, `"type" is there twice`},
	} {
		_, err := engine.ParseSettings(json.RawMessage(c.schema))
		var wrong *engine.SchemaError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestSettings_SchemaIsPublishedLikeAnyOther(t *testing.T) {
	t.Parallel()
	reg := given(t)
	doc, err := reg.DocumentSchema()
	if err != nil {
		t.Fatal(err)
	}
	one, err := reg.Schema("acme/given")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"$ref": "#/$defs/template"`, `"x-title"`, `"title": "Given"`, `"x-type": "integer"`} {
		if !strings.Contains(string(one), part) {
			t.Errorf("the schema has no %s:\n%s", part, one)
		}
	}
	if !strings.Contains(string(doc), `"acme/given:row"`) && !strings.Contains(string(doc), `"row"`) {
		t.Error("the schema of the document lacks the definitions of the type")
	}
}

func TestCheck_PackagesArePinned(t *testing.T) {
	t.Parallel()
	reg := given(t)
	for name, c := range map[string]struct{ typ, uses, want string }{
		"not pinned":      {"acme/other", `{}`, `block_not_pinned Use acme/other 0.3.0`},
		"another version": {"acme/other", `{"acme/other": "2.0.0"}`, `block_version_missing Use acme/other 0.3.0`},
		"unheard of":      {"acme/never", `{"acme/never": "2.0.0"}`, `block_version_missing`},
		"a slip":          {"acme/givn", `{}`, `block_type_unknown Change the type to "acme/given"`},
		"not used":        {"test.say", `{"acme/given": "1.2.0"}`, `block_unused Remove it`},
	} {
		doc := document(join(block("start", "test.trigger", `{"command":"start"}`), block("g", c.typ, `{"text":"x"}`, ends)), edge("start", "next", "g"))
		d, err := flow.Load([]byte(strings.Replace(doc, `"variables":[`, `"uses":`+c.uses+`,"variables":[`, 1)))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, i := range engine.Check(d, reg) {
			if strings.HasPrefix(i.Code, "block_") {
				if got = i.Code; i.Fix != nil {
					got += " " + i.Fix.Title
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
