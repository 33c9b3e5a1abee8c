package expr_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine/expr"
)

// expression draws any expression of the grammar, right or wrong in its types, with all functions in it.
func expression(t *rapid.T, depth int, inLoop bool) string {
	leaves := []string{
		`session.text`, `session.data`, `session.data.a`, `session.data[0]`, `item`, `user.age`, `user.birthday`, `session`, `nil`, `true`,
		`false`, `0`, `1`, `-1`, `2.5`, `1e300`, `9000`, `""`, `"a"`, `"2026-01-31"`, `"UTC"`, `"days"`, `"2h"`, `"USD"`, `"desc"`, `"(x+)*y"`,
		`[]`, `{}`, `[1, "b", nil, [2]]`, `({"a": 1, "b": [true]})`, `now()`, `1..20`,
	}
	if inLoop {
		leaves = append(leaves, `#`, `#index`, `#acc`, `.a`)
	}
	if depth == 0 {
		return rapid.SampledFrom(leaves).Draw(t, "leaf")
	}
	sub := func() string { return expression(t, depth-1, inLoop) }
	switch rapid.IntRange(0, 8).Draw(t, "form") {
	case 0:
		return rapid.SampledFrom(leaves).Draw(t, "leaf")
	case 1:
		sign := rapid.SampledFrom([]string{
			"+", "-", "*", "/", "%", "**", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "??", "in", "not in", "contains", "startsWith",
			"endsWith", "matches", "..",
		}).Draw(t, "sign")
		return "(" + sub() + " " + sign + " " + sub() + ")"
	case 2:
		return rapid.SampledFrom([]string{"not ", "-", "!"}).Draw(t, "unary") + "(" + sub() + ")"
	case 3:
		return "(" + sub() + " ? " + sub() + " : " + sub() + ")"
	case 4:
		return "(" + sub() + ")[" + sub() + "]"
	case 5:
		return "(" + sub() + ")[" + sub() + ":" + sub() + "]"
	case 6:
		return "(let x = " + sub() + "; [x, " + sub() + "])"
	default:
		f := rapid.SampledFrom(expr.Functions()).Draw(t, "function")
		var args []string
		for _, p := range f.Params {
			if p.Optional && rapid.Bool().Draw(t, "left out") {
				break
			}
			if p.Each {
				args = append(args, "("+expression(t, depth-1, true)+")")
			} else {
				args = append(args, sub())
			}
		}
		return f.Name + "(" + strings.Join(args, ", ") + ")"
	}
}

// TestAnyExpression_KeepsItsPromises: an error is an *Error with a reason, a result is JSON-like and of bounded size, the same
// env gives the same bytes, inputs stay as they were, and saving and loading the state in between changes nothing.
func TestAnyExpression_KeepsItsPromises(t *testing.T) {
	t.Parallel()
	schema := fuzzSchema(t)
	rapid.Check(t, func(rt *rapid.T) {
		src := expression(rt, rapid.IntRange(1, 5).Draw(rt, "depth"), false)
		text := rapid.SampledFrom([]string{
			`{"a": [1, "b", {"a": null}], "b": "2026-01-31"}`, `[3, 1, 2, [1], {"a": 1}]`, `2026-02-28T10:00:00Z`, `"x"`, `<b>`, `12`,
		}).Draw(rt, "text")
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
		first := mustJSON(rt, v)
		if size := sizeOf(t, v, 0); size > 2*expr.MaxMemory {
			rt.Fatalf("%s gave %d bytes", src, size)
		}
		if !reflect.DeepEqual(env, fuzzEnv(text)) {
			rt.Fatalf("%s changed its inputs", src)
		}
		saved := fuzzEnv(text)
		var scopes map[string]any
		if err := json.Unmarshal([]byte(mustJSON(rt, saved.Scopes)), &scopes); err != nil {
			rt.Fatal(err)
		}
		saved.Scopes = scopes
		again, err2 := p.Eval(saved)
		if mustJSON(rt, again) != first || fmt.Sprint(err) != fmt.Sprint(err2) {
			rt.Fatalf("%s gave %s, %v and then %v, %v", src, first, err, again, err2)
		}
	})
}

func mustJSON(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestHTML_ValuesNeverBecomeMarkup: whatever a user typed, the only < and > of a message are those of its template.
func TestHTML_ValuesNeverBecomeMarkup(t *testing.T) {
	t.Parallel()
	schema := fuzzSchema(t)
	tpl, err := expr.CompileTemplate(
		`<b>{{ session.text }}</b>{{ session.data }}{{ [session.text] }}{{ {"a": session.text} }}{{ upper(session.text) + "<i>" }}`,
		schema, expr.EscapeHTML,
	)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[<>&"'a{}\\]{0,20}`)).Draw(t, "text")
		out, err := tpl.Render(fuzzEnv(text))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(out, "<") != 2 || strings.Count(out, ">") != 2 || !strings.HasPrefix(out, "<b>") {
			t.Fatalf("%q gave %q", text, out)
		}
		if bare := strings.NewReplacer("&lt;", "", "&gt;", "", "&amp;", "", "&quot;", "").Replace(out); strings.ContainsAny(bare, `&"`) {
			t.Fatalf("%q gave %q", text, out)
		}
	})
}

// TestJSON_AlwaysReadsBack: a template of JSON is JSON with any values, and gives them back.
func TestJSON_AlwaysReadsBack(t *testing.T) {
	t.Parallel()
	schema := fuzzSchema(t)
	tpl, err := expr.CompileTemplate(`{"quoted": "{{ session.text }}", "value": {{ session.data }}}`, schema, expr.EscapeJSON)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		env := fuzzEnv(text)
		out, err := tpl.Render(env)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%q gave %s: %v", text, out, err)
		}
		want := map[string]any{"quoted": text, "value": env.Scopes["session"].(map[string]any)["data"]}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
	})
}

// TestBudget_TheSameWorkEveryTime: whether an expression is stopped depends on its inputs alone.
func TestBudget_TheSameWorkEveryTime(t *testing.T) {
	t.Parallel()
	p, err := expr.Compile(`count(1..n, any(1..100, # > 100))`, fuzzSchema(t).With(expr.Variable{Name: "n", Type: expr.TypeNumber}))
	if err != nil {
		t.Fatal(err)
	}
	stopped := func(n int) bool {
		_, err := p.Eval(&expr.Env{Scopes: map[string]any{"n": float64(n)}})
		return errors.Is(err, expr.ErrBudget)
	}
	n := 1
	for ; !stopped(n); n++ {
		if n > expr.MaxSteps {
			t.Fatal("never stopped")
		}
	}
	for range 20 {
		if !stopped(n) || stopped(n-1) {
			t.Fatalf("%d turns were too many before", n)
		}
	}
}
