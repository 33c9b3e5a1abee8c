package expr_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

func BenchmarkEval(b *testing.B) {
	schema := shopSchema(b)
	env := shopEnv()
	for _, bench := range []struct{ name, src string }{
		{"condition", `user.age >= 18 && session.size == "M"`},
		{"variable", `user.first_name`},
		{"arithmetic", `(session.count * 250 + 100) / 2`},
		{"list", `sum(filter(session.cart, .price > 100), .price)`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			p, err := expr.Compile(bench.src, schema)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Eval(env); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRender(b *testing.B) {
	schema := shopSchema(b)
	env := shopEnv()
	for _, bench := range []struct{ name, src string }{
		{"greeting", "Hi {{ user.first_name }}"},
		{"receipt", "{{ user.first_name }}, {{ session.count }} {{ plural(session.count, \"cup\", \"cups\") }}: {{ money(session.total, \"USD\") }}"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			t, err := expr.CompileTemplate(bench.src, schema, expr.EscapeHTML)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := t.Render(env); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	schema := shopSchema(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.Compile(`user.age >= 18 && session.size == "M"`, schema); err != nil {
			b.Fatal(err)
		}
	}
}

// shopSchema declares what the tests use.
func shopSchema(tb testing.TB) *expr.Schema {
	tb.Helper()
	s, err := expr.NewSchema([]expr.Variable{
		{Scope: "user", Name: "first_name", Type: expr.TypeText},
		{Scope: "user", Name: "age", Type: expr.TypeNumber},
		{Scope: "user", Name: "birthday", Type: expr.TypeDate},
		{Scope: "user", Name: "subscribed", Type: expr.TypeBool},
		{Scope: "user", Name: "tags", Type: expr.TypeList},
		{Scope: "user", Name: "address", Type: expr.TypeObject},
		{Scope: "session", Name: "size", Type: expr.TypeText},
		{Scope: "session", Name: "count", Type: expr.TypeNumber},
		{Scope: "session", Name: "total", Type: expr.TypeNumber},
		{Scope: "session", Name: "cart", Type: expr.TypeList},
		{Scope: "session", Name: "note", Type: expr.TypeAny},
	}, expr.SchemaOptions{Open: []string{"event", "local"}})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// shopEnv fills what shopSchema declares; user.birthday and session.note are not there.
func shopEnv() *expr.Env {
	return &expr.Env{
		Scopes: map[string]any{
			"user": map[string]any{
				"first_name": "Anna", "age": 30.0, "subscribed": true, "tags": []any{"vip", "tea"},
				"address": map[string]any{"city": "Riga"},
			},
			"session": map[string]any{
				"size": "M", "count": 2.0, "total": 125050.0,
				"cart": []any{
					map[string]any{"name": "Espresso", "price": 250.0},
					map[string]any{"name": "Tea", "price": 100.0},
				},
			},
			"event": map[string]any{"text": "yes <b>", "number": "12"},
			"local": map[string]any{},
		},
		Now:  time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC),
		Lang: "en",
		Seed: 1,
	}
}
