package wasm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

func TestPlayExamples_SaysWhichDoNotDoAsTheySay(t *testing.T) {
	t.Parallel()
	k, p := patientKind(t), scriptPackage(t)
	m := *p.Manifest
	m.Limits.Timeout = custom.Span(time.Second)
	m.Examples = append(m.Examples, custom.Example{Config: m.Examples[0].Config, Exit: "valid"})
	p, err := custom.NewPackage(&m, p.Files)
	if err != nil {
		t.Fatal(err)
	}
	found, err := k.PlayExamples(t.Context(), p)
	if err != nil || len(found) != 2 || len(found[0]) != 0 {
		t.Fatalf("found %v, %v", found, err)
	}
	if len(found[1]) != 1 || !strings.HasPrefix(found[1][0].Message, "wanted the exit valid, got ") {
		t.Errorf("of the one that says something else: %v", found[1])
	}
}
