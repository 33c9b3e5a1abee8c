package wasm_test

import (
	"os"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/scenarist/scenarist/engine/custom/wasm"
)

// FuzzRewrite wants no panic, and a valid module of each valid module that is not refused.
func FuzzRewrite(f *testing.F) {
	script, err := os.ReadFile("../../../examples/wasmblock-assemblyscript/block.wasm")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(script)
	for _, p := range remembering() {
		f.Add(p.build())
	}
	f.Add(parts{answer: good, imports: []imports{random, say}, more: code(call(3)), start: []byte{}, execute: code(
		num(0), num(1), num(2), []byte{0xfc, 11, 0}, // memory.fill
		[]byte{0x02, 0x40, 0x03, 0x40, 0x0b}, num(1), []byte{0x0e, 1, 0, 0, 0x0b}, // block, loop, br_table
		gives(16, len(good)))}.build())
	r := wazero.NewRuntimeWithConfig(f.Context(), wazero.NewRuntimeConfigInterpreter().WithCoreFeatures(wasm.Features))
	f.Fuzz(func(t *testing.T, file []byte) {
		out, err := wasm.Rewrite(file)
		if err != nil {
			return
		}
		if c, err := r.CompileModule(t.Context(), file); err == nil {
			_ = c.Close(t.Context())
			c, err = r.CompileModule(t.Context(), out)
			if err != nil {
				t.Fatalf("a valid module was made into one that is not: %v", err)
			}
			_ = c.Close(t.Context())
		}
	})
}
