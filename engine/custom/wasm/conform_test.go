package wasm_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
	"github.com/scenarist/scenarist/engine/custom"
)

// TestExamples_KeepTheRules holds the examples in both languages to the rules, as `scenarist block test` does.
func TestExamples_KeepTheRules(t *testing.T) {
	t.Parallel()
	k := patientKind(t)
	for _, p := range []*custom.Package{goPackage(t), scriptPackage(t)} {
		findings := conform.CheckPackage(t.Context(), p, conform.PackageOptions{Base: engine.NewRegistry(), Kind: k})
		kept := map[conform.Rule]bool{}
		for _, f := range findings {
			kept[f.Rule] = true
		}
		for _, rule := range []conform.Rule{conform.Plays, conform.AnyEvent, conform.Same, conform.Reloaded, conform.Permitted} {
			if !kept[rule] {
				t.Errorf("%s: nobody asked whether %s", p.ID(), rule.Asks())
			}
		}
		for _, f := range conform.Problems(findings) {
			t.Errorf("%s: %s: %s: %s", p.ID(), f.Rule.Asks(), f.Where, f.Problem)
		}
	}
}
