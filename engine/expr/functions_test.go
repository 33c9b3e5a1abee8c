package expr_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// catalogue is the env that the examples of the functions are worked out with.
func catalogueEnv() *expr.Env {
	return &expr.Env{Now: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), Lang: "en", Seed: 1}
}

func TestFunctions_ExamplesGiveTheirOutput(t *testing.T) {
	t.Parallel()
	schema, err := expr.NewSchema(nil, expr.SchemaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range expr.Functions() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			p, err := expr.Compile(f.Example, schema)
			if err != nil {
				t.Fatalf("compile %s: %v", f.Example, err)
			}
			v, err := p.Eval(catalogueEnv())
			if err != nil {
				t.Fatalf("eval %s: %v", f.Example, err)
			}
			got, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			var want any
			if err := json.Unmarshal([]byte(f.Output), &want); err != nil {
				t.Fatalf("output %s: %v", f.Output, err)
			}
			wantJSON, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(wantJSON) {
				t.Errorf("%s = %s, want %s", f.Example, got, wantJSON)
			}
		})
	}
}

// A text that is cut for people has no half of what they see as one letter.
func TestTruncate_LeavesWholeLetters(t *testing.T) {
	t.Parallel()
	schema, err := expr.NewSchema(nil, expr.SchemaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		`truncate("Hi 👨‍👩‍👧‍👦 all", 8)`:     "Hi…",
		`truncate("Hi 👨‍👩‍👧‍👦 all", 11)`:    "Hi 👨‍👩‍👧‍👦…",
		`truncate("Vive la 🇫🇷🇩🇪!", 11, "")`: "Vive la 🇫🇷",
		`truncate("Café au lait", 4, "")`:  "Caf",
		`truncate("abc", 1, "🇫🇷!")`:         "\U0001F1EB", // the sign itself is one letter that does not fit
	} {
		p, err := expr.Compile(source, schema)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Eval(catalogueEnv()); err != nil || got != want {
			t.Errorf("%s is %+q, %v, want %+q", source, got, err, want)
		}
	}
}
