package expr_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// hostileEnv holds 64 KB of session data, the most a session has.
func hostileEnv() *expr.Env {
	numbers := make([]any, 8000)
	for i := range numbers {
		numbers[i] = float64(i)
	}
	return &expr.Env{Scopes: map[string]any{"session": map[string]any{
		"text": strings.Repeat("x", 48<<10), "cart": numbers, "json": strings.Repeat("[", 48<<10),
		"spaces": strings.Repeat("a ", 24<<10),
	}}}
}

// attacks are expressions that ask for too much. Those of expr-lang itself: a doubling reduce took 8 GB, nested loops a minute.
var attacks = map[string]string{
	"doubling text":         `reduce(1..40, #acc + #acc, session.text)`,
	"doubling text by let":  doubling(40),
	"nested loops":          `all(session.cart, all(session.cart, all(session.cart, # >= 0)))`,
	"nested any":            `any(session.cart, any(session.cart, any(session.cart, # < 0)))`,
	"nested map":            `map(session.cart, map(session.cart, map(session.cart, #)))`,
	"nested count":          `count(session.cart, count(session.cart, count(session.cart, true) > 0) > 0)`,
	"nested sum":            `sum(session.cart, sum(session.cart, sum(session.cart, #)))`,
	"nested sort_by":        `map(session.cart, sort_by(session.cart, #))`,
	"nested group_by":       `map(session.cart, group_by(session.cart, #))`,
	"nested find_last":      `map(session.cart, find_last(session.cart, # < 0))`,
	"nested find_index":     `map(session.cart, find_index(session.cart, # < 0))`,
	"nested one":            `filter(session.cart, one(session.cart, # == 1))`,
	"doubling list":         `reduce(1..40, concat(#acc, #acc), session.cart)`,
	"doubling shared list":  `reduce(1..40, [#acc, #acc], 1)`,
	"doubling shown list":   `text(reduce(1..40, [#acc, #acc], 1))`,
	"doubling equal lists":  `let a = reduce(1..40, [#acc, #acc], 1); let b = reduce(1..40, [#acc, #acc], 1); a == b`,
	"doubling to_json":      `to_json(reduce(1..40, ({"a": #acc, "b": #acc}), 1))`,
	"deep list":             `reduce(1..5000, [#acc], 1)`,
	"deep equal":            `let a = reduce(1..5000, [#acc], 1); let b = reduce(1..5000, [#acc], 1); a == b`,
	"wide json of one text": `to_json(map(1..9000, session.text))`,
	"replace in replace":    `replace(replace(session.text, "x", session.text), "x", session.text)`,
	"repeat":                `repeat(session.text, 1000000)`,
	"repeat in a loop":      `map(1..9000, repeat("x", 200000))`,
	"join":                  `join(map(1..9000, session.text), session.text)`,
	"split":                 `split(session.text, "")`,
	"split in a loop":       `map(1..9000, split(session.spaces, " "))`,
	"words":                 `words(session.spaces)`,
	"pad":                   `pad_left("x", 1e15)`,
	"pad in a loop":         `map(1..9000, pad_left("x", 60000))`,
	"range":                 `1..1000000000`,
	"range in a loop":       `map(1..9000, 1..9000)`,
	"huge range":            `(-9e15)..9e15`,
	"upper in a loop":       `map(1..9000, upper(session.text))`,
	"hash in a loop":        `map(1..9000, sha256(session.text))`,
	"escape in a loop":      `map(1..9000, html_escape(session.text))`,
	"reverse in a loop":     `map(1..9000, reverse(session.text))`,
	"substring in a loop":   `map(1..9000, session.text[1:])`,
	"len in a loop":         `map(1..9000, len(session.text))`,
	"in in a loop":          `map(session.cart, -1 in session.cart)`,
	"contains in a loop":    `map(session.cart, session.text contains "y")`,
	"unique of lists":       `unique(map(session.cart, [#]))`,
	"flatten in a loop":     `map(1..9000, flatten([session.cart]))`,
	"chunk in a loop":       `map(1..9000, chunk(session.cart, 1))`,
	"shuffle in a loop":     `map(1..9000, shuffle(session.cart))`,
	"sort in a loop":        `map(1..9000, sort(session.cart))`,
	"sort of texts":         `sort(map(1..9000, session.text + text(#)))`,
	"min in a loop":         `map(1..9000, min(session.cart))`,
	"keys in a loop":        `let o = group_by(session.cart, #); map(1..9000, keys(o))`,
	"entries in a loop":     `let o = group_by(session.cart, #); map(1..9000, entries(o))`,
	"merge in a loop":       `let o = group_by(session.cart, #); map(1..9000, merge(o, o))`,
	"set in a loop":         `reduce(1..9000, set(#acc, text(#), 1), {})`,
	"without in a loop":     `let o = group_by(session.cart, #); map(1..9000, without(o, "1"))`,
	"objects in a loop":     `map(session.cart, map(session.cart, ({"a": 1, "b": 2})))`,
	"empty lists in a loop": `map(session.cart, map(session.cart, []))`,
	"deep json":             `from_json(session.json)`,
	"json in a loop":        `map(1..9000, from_json("[" + join(1..1000) + "]"))`,
	"slow pattern":          `session.text matches "(x?){50}(x{1,50})*$"`,
	"large pattern":         `"x" matches "((x{30}){30})y"`,
	"long pattern":          `"x" matches repeat("x?", 400)`,
	"pattern in a loop":     `map(1..9000, "x" matches "(x?){" + text(# % 50 + 1) + "}")`,
	"extract in a loop":     `map(1..9000, extract(session.text, "y$"))`,
	"zones in a loop":       `map(1..9000, in_zone(now(), "+0" + text(# % 10) + ":" + text(# % 50 + 10)))`,
	"long date pattern":     `format_date(now(), repeat("yyyy", 60000))`,
	"date patterns":         `map(1..9000, map(1..9000, format_date(now(), "EEEE MMMM yyyy")))`,
	"path in a loop":        `map(1..9000, get(session, repeat("a.", 20000)))`,
}

// doubling is a text that is added to itself n times, without a loop.
func doubling(n int) string {
	src := `let a0 = session.text; `
	for i := range n {
		src += fmt.Sprintf("let a%d = a%d + a%d; ", i+1, i, i)
	}
	return src + fmt.Sprintf("len(a%d)", n)
}

// TestAttacks_StopWithTheBudget measures what every attack allocates in all before it is stopped; it runs alone, since the
// count is that of the whole process.
func TestAttacks_StopWithTheBudget(t *testing.T) { //nolint:paralleltest // counts the allocations of the process
	schema, err := expr.NewSchema(nil, expr.SchemaOptions{Open: []string{"session"}})
	if err != nil {
		t.Fatal(err)
	}
	env := hostileEnv()
	for name, src := range attacks {
		t.Run(name, func(t *testing.T) {
			p, err := expr.Compile(src, schema)
			if err != nil {
				if !errors.Is(err, expr.ErrBudget) {
					t.Fatalf("compile: %v", err)
				}
				return
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err = p.Eval(env)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, expr.ErrBudget) {
				t.Errorf("not stopped: %v", err)
			}
			if made := after.TotalAlloc - before.TotalAlloc; made > 16<<20 {
				t.Errorf("allocated %d KB", made>>10)
			}
			t.Logf("%v, %d KB", took, (after.TotalAlloc-before.TotalAlloc)>>10)
		})
	}
}

// open is a schema where session has any member.
func open(t *testing.T) *expr.Schema {
	t.Helper()
	s, err := expr.NewSchema(nil, expr.SchemaOptions{Open: []string{"session"}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLimits holds every limit to its number: what is just within passes, one more is stopped.
func TestLimits(t *testing.T) {
	t.Parallel()
	text := func(n int) *expr.Env {
		return &expr.Env{Scopes: map[string]any{"session": map[string]any{"text": strings.Repeat("x", n)}}}
	}
	nested := func(n int) *expr.Env {
		var v any = 1.0
		for range n {
			v = []any{v}
		}
		return &expr.Env{Scopes: map[string]any{"session": map[string]any{"deep": v}}}
	}
	tests := []struct {
		name   string
		within string
		env    *expr.Env
		over   string
		overIn *expr.Env
	}{
		{name: "MaxSource", within: `1` + strings.Repeat(" ", expr.MaxSource-1), over: `1` + strings.Repeat(" ", expr.MaxSource)},
		{name: "MaxNodes", within: `[` + strings.Repeat("1,", expr.MaxNodes-2) + `1]`, over: `[` + strings.Repeat("1,", expr.MaxNodes-1) + `1]`},
		{
			name:   "MaxTokens",
			within: strings.Repeat("(", expr.MaxTokens/2-1) + "1" + strings.Repeat(")", expr.MaxTokens/2-1),
			over:   strings.Repeat("(", expr.MaxTokens/2) + "1" + strings.Repeat(")", expr.MaxTokens/2),
		},
		{
			name: "MaxText", within: `len(session.text + "x")`, env: text(expr.MaxText - 1),
			over: `len(session.text + "x")`, overIn: text(expr.MaxText),
		},
		{name: "MaxList", within: `len(1..10000)`, over: `len(1..10001)`},
		{name: "MaxDepth", within: `session.deep`, env: nested(expr.MaxDepth), over: `session.deep`, overIn: nested(expr.MaxDepth + 1)},
		{name: "MaxSteps", within: `count(1..200, count(1..150, true) > 0)`, over: `count(1..500, count(1..150, true) > 0)`},
		{name: "MaxMemory", within: `count(1..25, repeat("x", 250000) == "")`, over: `count(1..35, repeat("x", 250000) == "")`},
		{
			name: "MaxPattern", within: `"x" matches "` + strings.Repeat("x", expr.MaxPattern) + `"`,
			over: `"x" matches "` + strings.Repeat("x", expr.MaxPattern+1) + `"`,
		},
		{name: "MaxPatternSize", within: `"x" matches "(xx){300}"`, over: `"x" matches "((xx){30}y){30}"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := compileAndEval(tt.within, open(t), tt.env); err != nil {
				t.Errorf("within: %v", err)
			}
			_, err := compileAndEval(tt.over, open(t), tt.overIn)
			var e *expr.Error
			if !errors.Is(err, expr.ErrBudget) || !errors.As(err, &e) || e.Code != expr.CodeBudget {
				t.Errorf("over: %v", err)
			}
		})
	}
}

func compileAndEval(src string, s *expr.Schema, env *expr.Env) (any, error) {
	p, err := expr.Compile(src, s)
	if err != nil {
		return nil, err
	}
	return p.Eval(env)
}

func TestLimits_TemplateLength(t *testing.T) {
	t.Parallel()
	if _, err := expr.CompileTemplate(strings.Repeat("x", expr.MaxTemplate), open(t), expr.EscapeNone); err != nil {
		t.Error(err)
	}
	if _, err := expr.CompileTemplate(strings.Repeat("x", expr.MaxTemplate+1), open(t), expr.EscapeNone); !errors.Is(err, expr.ErrBudget) {
		t.Error(err)
	}
}

func TestLimits_TemplateSharesOneBudget(t *testing.T) {
	t.Parallel()
	one := `{{ count(1..1000, # > 0) }}`
	for n, stopped := range map[int]bool{10: false, 100: true} {
		tpl, err := expr.CompileTemplate(strings.Repeat(one, n), open(t), expr.EscapeNone)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tpl.Render(nil); errors.Is(err, expr.ErrBudget) != stopped {
			t.Errorf("%d expressions: %v", n, err)
		}
	}
}

func TestLimits_TemplateOutput(t *testing.T) {
	t.Parallel()
	env := &expr.Env{Scopes: map[string]any{"session": map[string]any{"text": strings.Repeat("<", 60<<10)}}}
	tpl, err := expr.CompileTemplate(`{{ session.text }}`, open(t), expr.EscapeHTML)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := tpl.Render(env); err != nil || len(out) != 240<<10 {
		t.Errorf("%d bytes, %v", len(out), err)
	}
	tpl, err = expr.CompileTemplate(`{{ session.text }}{{ session.text }}`, open(t), expr.EscapeHTML)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tpl.Render(env); !errors.Is(err, expr.ErrBudget) {
		t.Error(err)
	}
}

// The grammar repeats parts (`a ?: b` and `a < b < c`), so a short source can stand for a program without end.
func TestLimits_RepeatedPartsCount(t *testing.T) {
	t.Parallel()
	twice, middle := `1`, `1`
	for range 40 {
		twice = `(` + twice + ` ?: 1)`
		middle = `((0 < ` + middle + ` < 2) ? 1 : 0)`
	}
	for _, src := range []string{twice, middle} {
		if _, err := expr.Compile(src, open(t)); !errors.Is(err, expr.ErrBudget) {
			t.Errorf("%s: %v", src, err)
		}
	}
}
