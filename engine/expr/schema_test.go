package expr_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/expr"
)

func TestNewSchema_SaysEveryWrongDeclaration(t *testing.T) {
	t.Parallel()
	_, err := expr.NewSchema([]expr.Variable{
		{Scope: "user", Name: "age", Type: expr.TypeNumber},
		{Scope: "user", Name: "age", Type: expr.TypeText},
		{Scope: "user", Name: "first name", Type: expr.TypeText},
		{Scope: "user", Name: "size", Type: "colour"},
		{Name: "bare", Type: expr.TypeText},
		{Scope: "not", Name: "x", Type: expr.TypeText},
	}, expr.SchemaOptions{
		Open:   []string{"event", "two words"},
		Locals: []expr.Variable{{Scope: "user", Name: "item", Type: expr.TypeAny}, {Name: "let", Type: expr.TypeAny}},
	})
	want := `open scope "two words": not a name
variable "user.age": declared twice
variable "user.first name": not a name
variable "user.size": unknown type "colour"
variable "bare": no scope
variable "not.x": the word "not" is taken
local "user.item": has a scope
variable "let": the word is taken`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func TestSchema_LocalsAndWith(t *testing.T) {
	t.Parallel()
	base, err := expr.NewSchema(
		[]expr.Variable{{Scope: "user", Name: "age", Type: expr.TypeNumber}},
		expr.SchemaOptions{Locals: []expr.Variable{{Name: "index", Type: expr.TypeNumber}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	wide := base.With(
		expr.Variable{Name: "item", Type: expr.TypeObject},
		expr.Variable{Scope: "user", Name: "age", Type: expr.TypeText},
		expr.Variable{Scope: "bot", Name: "name", Type: expr.TypeText},
		expr.Variable{Scope: "bot", Name: "not a name", Type: expr.TypeText},
	)
	env := &expr.Env{Scopes: map[string]any{
		"index": 2.0, "item": map[string]any{"name": "Tea"}, "user": map[string]any{"age": "thirty"}, "bot": map[string]any{"name": "Cafe"},
	}}
	got, err := compileAndEval(`text(index + 1) + ". " + item.name + " " + user.age + " " + bot.name`, wide, env)
	if err != nil || got != "3. Tea thirty Cafe" {
		t.Errorf("got %v, %v", got, err)
	}
	_, err = expr.Compile(`item.name`, base)
	wrong{`item.name`, "unknown_variable", "item", "there is no variable item", ""}.check(t, `item.name`, err)
	if _, err := expr.Compile(`user.age + 1`, base); err != nil {
		t.Errorf("the first schema changed: %v", err)
	}
}

func TestSchema_Secrets(t *testing.T) {
	t.Parallel()
	vars := []expr.Variable{{Scope: "secret", Name: "openai_key", Type: expr.TypeText}}
	env := &expr.Env{Scopes: map[string]any{"secret": map[string]any{"openai_key": "sk-1"}}}
	with, err := expr.NewSchema(vars, expr.SchemaOptions{AllowSecrets: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := compileAndEval(`"Bearer " + secret.openai_key`, with, env); err != nil || got != "Bearer sk-1" {
		t.Errorf("got %v, %v", got, err)
	}
	without, err := expr.NewSchema(vars, expr.SchemaOptions{Open: []string{"secret", "user"}})
	if err != nil {
		t.Fatal(err)
	}
	for src, part := range map[string]string{
		`secret.openai_key`: "secret.openai_key", `secret["openai_key"]`: `secret["openai_key"]`, `to_json(secret)`: "secret",
		`secret?.openai_key`: "secret?.openai_key",
	} {
		_, err = expr.Compile(src, without)
		wrong{src, "unknown_variable", part, "secrets cannot be used here", ""}.check(t, src, err)
	}
	_, err = expr.Compile(`user.x + openai_key`, without)
	wrong{`user.x + openai_key`, "unknown_variable", "openai_key", "there is no variable openai_key", ""}.check(t, `user.x + openai_key`, err)
}
