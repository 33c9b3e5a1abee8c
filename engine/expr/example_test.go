package expr_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

func ExampleProgram_Test() {
	schema, err := expr.NewSchema([]expr.Variable{
		{Scope: "user", Name: "age", Type: expr.TypeNumber},
		{Scope: "session", Name: "size", Type: expr.TypeText},
	}, expr.SchemaOptions{})
	if err != nil {
		panic(err)
	}
	condition, err := expr.Compile(`user.age >= 18 && session.size in ["M", "L"]`, schema)
	if err != nil {
		panic(err)
	}
	env := &expr.Env{Scopes: map[string]any{
		"user":    map[string]any{"age": 30.0},
		"session": map[string]any{"size": "M"},
	}}
	fmt.Println(condition.Test(env))
	// Output: true <nil>
}

func ExampleTemplate_Render() {
	schema, err := expr.NewSchema(nil, expr.SchemaOptions{Open: []string{"user", "session"}})
	if err != nil {
		panic(err)
	}
	text, err := expr.CompileTemplate(
		`<b>{{ user.first_name }}</b>, {{ session.count }} {{ plural(session.count, "кофе готов", "кофе готовы", "кофе готовы") }} к {{ format_date(add(now(), "15m"), "HH:mm") }}`,
		schema, expr.EscapeHTML,
	)
	if err != nil {
		panic(err)
	}
	fmt.Println(text.Render(&expr.Env{
		Scopes: map[string]any{
			"user":    map[string]any{"first_name": "Анна & Ко <3"},
			"session": map[string]any{"count": 2.0},
		},
		Now:  time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC),
		Lang: "ru",
	}))
	// Output: <b>Анна &amp; Ко &lt;3</b>, 2 кофе готовы к 12:15 <nil>
}

func ExampleError() {
	schema, err := expr.NewSchema([]expr.Variable{{Scope: "user", Name: "first_name", Type: expr.TypeText}}, expr.SchemaOptions{})
	if err != nil {
		panic(err)
	}
	_, err = expr.Compile(`upper(first_name)`, schema)
	if e, ok := errors.AsType[*expr.Error](err); ok {
		fmt.Println(e.Code, e.From, e.To, e.Suggestion)
	}
	fmt.Println(err)
	// Output:
	// unknown_variable 6 16 user.first_name
	// there is no variable first_name (line 1, column 7); did you mean user.first_name?
}

func ExampleRule_Source() {
	rule := expr.Rule{All: []expr.Rule{
		{Left: "user.age", Op: expr.OpGte, Right: &expr.Operand{Value: 18.0}},
		{Left: "event.text", Op: expr.OpEq, Right: &expr.Operand{Value: `say "yes"`}},
	}}
	fmt.Println(rule.Source())
	// Output: user.age >= 18 && event.text == "say \"yes\"" <nil>
}
