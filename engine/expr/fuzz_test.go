package expr_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// fuzzSchema allows all that an expression can name.
func fuzzSchema(tb testing.TB) *expr.Schema {
	tb.Helper()
	s, err := expr.NewSchema([]expr.Variable{
		{Scope: "user", Name: "age", Type: expr.TypeNumber},
		{Scope: "user", Name: "birthday", Type: expr.TypeDate},
	}, expr.SchemaOptions{Open: []string{"session", "user"}, Locals: []expr.Variable{{Name: "item", Type: expr.TypeAny}}})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// fuzzEnv holds the text that the fuzzer makes up, and what it is as JSON.
func fuzzEnv(text string) *expr.Env {
	var data any
	if json.Unmarshal([]byte(text), &data) != nil {
		data = []any{text, 1.0, nil, map[string]any{"a": text}}
	}
	return &expr.Env{
		Scopes: map[string]any{
			"session": map[string]any{"text": text, "data": data},
			"user":    map[string]any{"age": 30.0, "birthday": text},
			"item":    data,
		},
		Now: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), Lang: "ru", Seed: 7,
	}
}

// checkError holds an error to what its documentation promises.
func checkError(t *testing.T, src string, err error) {
	t.Helper()
	var e *expr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%q: %T %v", src, err, err)
	}
	switch e.Code {
	case expr.CodeSyntax, expr.CodeUnknownVariable, expr.CodeUnknownFunction, expr.CodeType, expr.CodeBudget, expr.CodeValue:
	default:
		t.Fatalf("%q: code %q", src, e.Code)
	}
	if e.From < 0 || e.From > e.To || e.To > len(src) || e.Line < 1 || e.Column < 1 || e.Message == "" || strings.Contains(e.Message, "{}") && !strings.Contains(src, "{}") {
		t.Fatalf("%q: %+v", src, e)
	}
	if strings.Contains(e.Message, "cannot be worked out") || strings.Contains(e.Message, "cannot be read") {
		t.Fatalf("%q: an error without a reason: %+v", src, e)
	}
}

func FuzzExpression(f *testing.F) {
	for _, src := range attacks {
		f.Add(src, "text")
	}
	for _, fn := range expr.Functions() {
		f.Add(fn.Example, `{"a": [1, "b"]}`)
	}
	schema := fuzzSchema(f)
	f.Fuzz(func(t *testing.T, src, text string) {
		if len(text) > 64<<10 {
			return
		}
		p, err := expr.Compile(src, schema)
		if err != nil {
			checkError(t, src, err)
			return
		}
		env := fuzzEnv(text)
		v, err := p.Eval(env)
		if err != nil {
			checkError(t, src, err)
		}
		if !reflect.DeepEqual(env, fuzzEnv(text)) {
			t.Fatalf("%q changed its inputs", src)
		}
		again, err2 := p.Eval(fuzzEnv(text))
		if !reflect.DeepEqual(v, again) || (err == nil) != (err2 == nil) {
			t.Fatalf("%q gave %v, %v and then %v, %v", src, v, err, again, err2)
		}
		if size := sizeOf(t, v, 0); size > 2*expr.MaxMemory {
			t.Fatalf("%q gave %d bytes", src, size)
		}
		truth, err3 := p.Test(fuzzEnv(text))
		if err == nil && err3 != nil || err == nil && v == nil && truth {
			t.Fatalf("%q is %v and tests as %v, %v", src, v, truth, err3)
		}
	})
}

// sizeOf measures a result and holds it to the types that Eval promises.
func sizeOf(t *testing.T, v any, depth int) int {
	t.Helper()
	if depth > expr.MaxDepth+1 {
		t.Fatal("the result is too deep")
	}
	switch v := v.(type) {
	case nil, bool, float64:
		return 16
	case string:
		return 16 + len(v)
	case []any:
		n := 24
		for _, e := range v {
			n += sizeOf(t, e, depth+1)
		}
		return n
	case map[string]any:
		n := 48
		for k, e := range v {
			n += len(k) + sizeOf(t, e, depth+1)
		}
		return n
	default:
		t.Fatalf("the result has a %T", v)
		return 0
	}
}

func FuzzTemplate(f *testing.F) {
	for _, src := range []string{
		`Hi {{ session.text }}!`, `\{{ {{ "}}" }} }}`, `{{ {"a": {"b": session.data}} }}`, `{"a": "{{ item }}", "b": {{ item }}}`,
		`{{ user.birthday }}{{ user.age }}`, "{{ `raw` }}", `{{`, `{{ 'a\'}}' }}`, `\\{{ 1 }}`,
	} {
		for _, text := range []string{`<b>&"`, `{"a": [1, "<"]}`, "\u2028\\\"", "\xff"} {
			f.Add(src, text, int(expr.EscapeHTML))
			f.Add(src, text, int(expr.EscapeJSON))
			f.Add(src, text, int(expr.EscapeURL))
		}
	}
	schema := fuzzSchema(f)
	f.Fuzz(func(t *testing.T, src, text string, esc int) {
		if len(text) > 64<<10 || esc < int(expr.EscapeNone) || esc > int(expr.EscapeJSON) {
			return
		}
		tpl, err := expr.CompileTemplate(src, schema, expr.Escape(esc))
		if err != nil {
			checkError(t, src, err)
			return
		}
		env := fuzzEnv(text)
		out, err := tpl.Render(env)
		if err != nil {
			checkError(t, src, err)
			return
		}
		if len(out) > expr.MaxText {
			t.Fatalf("%q gave %d bytes", src, len(out))
		}
		if !reflect.DeepEqual(env, fuzzEnv(text)) {
			t.Fatalf("%q changed its inputs", src)
		}
		if again, err := tpl.Render(fuzzEnv(text)); err != nil || again != out {
			t.Fatalf("%q gave %q and then %q, %v", src, out, again, err)
		}
		if static, ok := tpl.Static(); ok && static != out {
			t.Fatalf("%q is static %q and gives %q", src, static, out)
		}
		if expr.Escape(esc) == expr.EscapeHTML && !strings.ContainsAny(src, "<>") && strings.ContainsAny(out, "<>") {
			t.Fatalf("%q let a sign of HTML through: %q", src, out)
		}
	})
}
