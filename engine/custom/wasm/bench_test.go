package wasm_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/custom"
)

// BenchmarkCall is a whole call: encoding it, an instance in its first state, the module's own work, reading the answer, and
// putting the instance back. plain is a module that does nothing, so that the rest is what a call costs.
func BenchmarkCall(b *testing.B) {
	k := patientKind(b)
	text := callOf(b, `{"question": "Your card, please?", "digits": 16}`)
	text.Event = &custom.Event{Kind: "text", Text: "4539 1488 0343 6467"}
	for _, x := range []struct {
		name string
		p    *custom.Package
		call custom.Call
	}{
		{"plain", packageOf(parts{answer: good}.build()), text},
		{"assemblyscript", scriptPackage(b), text},
		{"go", goPackage(b), callOf(b, `{"prizes": [{"name": "A cup of coffee"}, {"name": "Cake", "weight": 2}], "chance": 50}`)},
	} {
		e := open(b, k, x.p)
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			v := env(1)
			for b.Loop() {
				if _, err := e.Execute(b.Context(), v, x.call); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
