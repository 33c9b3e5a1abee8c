package expr_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/expr"
)

func TestSkeleton_BlanksExpressionsAndKeepsPlaces(t *testing.T) {
	t.Parallel()
	s, err := expr.NewSchema(nil, expr.SchemaOptions{Open: []string{"user"}})
	if err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		"":                              "",
		"plain <b>":                     "plain <b>",
		"Hi, {{ user.name }}!":          "Hi, ...............!",
		`{{ "}}" }}<b>{{user.x}}</b>`:   `..........<b>..........</b>`,
		`\{{ not one }} {{ user.y }} é`: `\{{ not one }} ............ é`,
	} {
		tmpl, err := expr.CompileTemplate(src, s, expr.EscapeHTML)
		if err != nil {
			t.Fatal(err)
		}
		if got := tmpl.Skeleton('.'); got != want {
			t.Errorf("skeleton of %q is %q, want %q", src, got, want)
		}
	}
}
