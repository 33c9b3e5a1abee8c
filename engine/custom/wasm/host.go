package wasm

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// hostFunction is something that a module may import.
type hostFunction struct {
	signature signature
	granted   bool // only where the manifest names hosts
	run       func(c *call, mod api.Module, stack []uint64)
}

func params(types ...byte) signature { return signature{params: string(types)} }

func (s signature) gives(t byte) signature {
	s.results = string(t)
	return s
}

// hostFunctions are all that there are, by module and name.
var hostFunctions = map[string]map[string]hostFunction{
	"scenarist": {
		"log": {signature: params(i32, i32, i32), run: func(c *call, mod api.Module, s []uint64) {
			c.log(s[0], read(mod, s[1], s[2]))
		}},
		"now": {signature: params().gives(i64), run: func(c *call, _ api.Module, s []uint64) {
			s[0] = uint64(c.env.Now.UnixMilli())
		}},
		"random": {signature: params(i32, i32), run: func(c *call, mod api.Module, s []uint64) {
			c.fill(read(mod, s[0], s[1]))
		}},
		"http": {signature: params(i32, i32).gives(i32), granted: true, run: func(c *call, mod api.Module, s []uint64) {
			s[0] = uint64(c.web.ask(c, read(mod, s[0], s[1])))
		}},
		"take": {signature: params(i32), granted: true, run: func(c *call, mod api.Module, s []uint64) {
			copy(read(mod, s[0], uint64(len(c.web.answer))), c.web.answer)
			c.web.answer = nil
		}},
	},
	"wasi_snapshot_preview1": wasi(),
	// AssemblyScript ends a program by it, with addresses of texts of its own kind.
	"env": {
		"abort": {signature: params(i32, i32, i32, i32), run: func(*call, api.Module, []uint64) {
			panic(&exitError{code: 255})
		}},
	},
}

// provide makes the host's modules in a runtime.
func provide(ctx context.Context, r wazero.Runtime) error {
	for module, functions := range hostFunctions {
		b := r.NewHostModuleBuilder(module)
		for name, f := range functions {
			b.NewFunctionBuilder().WithGoModuleFunction(f.bound(), types(f.signature.params), types(f.signature.results)).Export(name)
		}
		if _, err := b.Instantiate(ctx); err != nil {
			return fmt.Errorf("make the host's module %s: %w", module, err)
		}
	}
	tick := hostFunction{signature: params().gives(i64), run: func(_ *call, _ api.Module, s []uint64) { s[0] = interval }}
	_, err := r.NewHostModuleBuilder(hostModule).NewFunctionBuilder().
		WithGoModuleFunction(tick.bound(), nil, []api.ValueType{api.ValueTypeI64}).Export(tickName).Instantiate(ctx)
	if err != nil {
		return fmt.Errorf("make the host's module %s: %w", hostModule, err)
	}
	return nil
}

// bound is the function as the runtime calls it.
func (f hostFunction) bound() api.GoModuleFunc {
	return func(ctx context.Context, mod api.Module, stack []uint64) {
		c, _ := ctx.Value(callKey{}).(*call)
		c.look()
		f.run(c, mod, stack)
	}
}

func types(s string) []api.ValueType { return []api.ValueType(s) }
