package expr_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

func TestRender(t *testing.T) {
	t.Parallel()
	env := shopEnv()
	env.Scopes["event"].(map[string]any)["evil"] = `<b>"A" & 'B'</b>` + "\n\x01\u2028\\"
	tests := []struct {
		name, src string
		esc       expr.Escape
		want      string
	}{
		{"plain", `Hi!`, expr.EscapeHTML, `Hi!`},
		{"empty", ``, expr.EscapeHTML, ``},
		{"variable", `Hi {{ user.first_name }}!`, expr.EscapeHTML, `Hi Anna!`},
		{"no spaces", `{{user.first_name}}{{user.age}}`, expr.EscapeHTML, `Anna30`},
		{"nothing is empty", `[{{ session.note }}]`, expr.EscapeHTML, `[]`},
		{"number", `{{ user.age / 4 }}`, expr.EscapeHTML, `7.5`},
		{"yes and no", `{{ user.subscribed }}, {{ user.age < 1 }}`, expr.EscapeHTML, `yes, no`},
		{"list", `{{ user.tags }}`, expr.EscapeHTML, `vip, tea`},
		{"object", `{{ user.address }}`, expr.EscapeNone, `{"city":"Riga"}`},
		{"date", `{{ now() }}; {{ today() }}`, expr.EscapeHTML, `31 January 2026, 12:00; 31 January 2026`},
		{"a literal opening", `Write \{{ name }} here, {{ user.first_name }}`, expr.EscapeHTML, `Write {{ name }} here, Anna`},
		{"literal openings alone", `\{{ a }} \{{\{{`, expr.EscapeHTML, `{{ a }} {{{{`},
		{"an opening behind a literal one", `\{{{{ user.age }}\{{`, expr.EscapeHTML, `{{30{{`},
		{"json with a literal opening", `{"\{{": {{ user.first_name }}}`, expr.EscapeJSON, `{"{{": "Anna"}`},
		{"closing alone", `a }} b`, expr.EscapeHTML, `a }} b`},
		{"braces inside", `{{ {"a": {"b": 1}}.a.b }}!`, expr.EscapeHTML, `1!`},
		{"quotes with braces", `{{ "}}" + '}}' + "\"}}" }}`, expr.EscapeNone, `}}}}"}}`},
		{"raw text with braces", "{{ `}}\\` }}", expr.EscapeNone, `}}\`},
		{"lines", "{{\n  user.first_name\n}}", expr.EscapeHTML, `Anna`},
		{"html", `<b>{{ event.evil }}</b>`, expr.EscapeHTML, "<b>&lt;b&gt;&quot;A&quot; &amp; 'B'&lt;/b&gt;\n\x01\u2028\\</b>"},
		{"html in a list", `{{ [event.text] }}`, expr.EscapeHTML, `yes &lt;b&gt;`},
		{"html in an object", `{{ {"a": "<"} }}`, expr.EscapeHTML, `{&quot;a&quot;:&quot;&lt;&quot;}`},
		{"none", `{{ event.text }}`, expr.EscapeNone, `yes <b>`},
		{
			"url", `https://example.com/?q={{ event.text }}&n={{ -1.5 }}&c={{ "кофе+" }}`, expr.EscapeURL,
			`https://example.com/?q=yes%20%3Cb%3E&n=-1.5&c=%D0%BA%D0%BE%D1%84%D0%B5%2B`,
		},
		{"json text", `{"a": "x {{ event.evil }}"}`, expr.EscapeJSON, `{"a": "x <b>\"A\" & 'B'</b>\n\u0001\u2028\\"}`},
		{
			"json values", `{"a": {{ event.text }}, "b": {{ user.age }}, "c": {{ session.note }}, "d": {{ user.tags }}, "e": "{{ user.age }}"}`,
			expr.EscapeJSON, `{"a": "yes <b>", "b": 30, "c": null, "d": ["vip","tea"], "e": "30"}`,
		},
		{"json after an escaped quote", `{"a \" b": {{ user.first_name }}}`, expr.EscapeJSON, `{"a \" b": "Anna"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tpl, err := expr.CompileTemplate(tt.src, shopSchema(t), tt.esc)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tpl.Render(env)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if tpl.Source() != tt.src {
				t.Errorf("source %q", tpl.Source())
			}
			if tt.esc == expr.EscapeJSON && !json.Valid([]byte(got)) {
				t.Errorf("not JSON: %s", got)
			}
		})
	}
}

func TestCompileTemplate_Errors(t *testing.T) {
	t.Parallel()
	tests := []wrong{
		{`Hi {{ user.nam }}`, "unknown_variable", "user.nam", "there is no variable user.nam", ""},
		{`Привет {{ user.agee }} {{ 1 + }}`, "unknown_variable", "user.agee", "there is no variable user.agee", "user.age"},
		{`Hi {{ user.first_name`, "syntax", "{{ user.first_name", "{{ has no closing }}", ""},
		{`Hi {{ "a }}`, "syntax", `{{ "a }}`, "{{ has no closing }}", ""},
		{`a {{ }} b`, "syntax", " ", "the expression is empty", ""},
		{`{{ user.age + "x" }}`, "type", `user.age + "x"`, `user.age is a number and "x" is a text, which cannot be added`, "text(user.age)"},
	}
	for _, tt := range tests {
		_, err := expr.CompileTemplate(tt.src, shopSchema(t), expr.EscapeHTML)
		tt.check(t, tt.src, err)
	}
}

func TestRender_ErrorsHaveTheirPlaceInTheTemplate(t *testing.T) {
	t.Parallel()
	src := "Привет!\nИтого: {{ session.note * 2 }}"
	tpl, err := expr.CompileTemplate(src, shopSchema(t), expr.EscapeHTML)
	if err != nil {
		t.Fatal(err)
	}
	_, err = tpl.Render(shopEnv())
	var e *expr.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := expr.Error{
		Code: expr.CodeValue, From: 29, To: 41, Line: 2, Column: 11,
		Message: `session.note is empty, but "*" needs a number; default(session.note, 0) gives 0 instead`,
	}
	if *e != want {
		t.Errorf("got  %+v\nwant %+v", *e, want)
	}
}

func TestTemplate_StaticAndReferences(t *testing.T) {
	t.Parallel()
	schema := shopSchema(t)
	for src, want := range map[string]string{``: ``, `Hi`: `Hi`, `a \{{ b`: `a {{ b`} {
		tpl, err := expr.CompileTemplate(src, schema, expr.EscapeHTML)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := tpl.Static(); !ok || got != want {
			t.Errorf("%q is %q, %v", src, got, ok)
		}
	}
	tpl, err := expr.CompileTemplate(`{{ user.first_name }} {{ user.age }} {{ user.first_name }}`, schema, expr.EscapeHTML)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := tpl.Static(); ok {
		t.Errorf("static %q", got)
	}
	want := []expr.Reference{
		{Scope: "user", Name: "age", From: 25, To: 33},
		{Scope: "user", Name: "first_name", From: 3, To: 18},
	}
	if got := tpl.References(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		v    any
		lang string
		want string
	}{
		{nil, "en", ""},
		{"text <b>", "en", "text <b>"},
		{5.0, "en", "5"},
		{2.50, "ru", "2.5"},
		{-0.1, "en", "-0.1"},
		{1234567.0, "ru", "1234567"},
		{9007199254740993.0, "en", "9007199254740992"},
		{1e21, "en", "1e+21"},
		{42, "en", "42"},
		{true, "en", "yes"},
		{false, "en", "no"},
		{true, "ru", "да"},
		{false, "ru-RU", "нет"},
		{true, "DE", "ja"},
		{true, "tlh", "yes"},
		{true, "", "yes"},
		{[]any{"a", 1.0, nil, []any{true, "b"}}, "en", "a, 1, , yes, b"},
		{map[string]any{"b": 1.0, "a": "<"}, "en", `{"a":"<","b":1}`},
		{time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC), "en", "1 March 2026, 09:05"},
		{time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "ru", "1 марта 2026"},
	}
	for _, tt := range tests {
		if got := expr.Format(tt.v, tt.lang); got != tt.want {
			t.Errorf("Format(%v, %q) = %q, want %q", tt.v, tt.lang, got, tt.want)
		}
	}
}

func TestFormat_CutsWhatIsTooLong(t *testing.T) {
	t.Parallel()
	long := make([]any, 100)
	for i := range long {
		long[i] = string(make([]byte, 10<<10))
	}
	if got := len(expr.Format(long, "en")); got > expr.MaxText {
		t.Errorf("%d bytes", got)
	}
	if got := len(expr.Format(string(make([]byte, 1<<20)), "en")); got != expr.MaxText {
		t.Errorf("%d bytes", got)
	}
}
