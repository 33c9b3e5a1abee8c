package wasm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/scenarist/scenarist/engine/custom"
)

// features are those of WebAssembly 2.0 without vectors, whose results differ between processors.
const features = api.CoreFeaturesV2 &^ api.CoreFeatureSIMD

// started is a module that is compiled and has run its start, once: every call begins from here.
type started struct {
	*rewritten
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	image    *image
	size     int      // bytes of memory in use
	globals  []uint64 // values of those that change
	nano     uint64   // of the monotonic clock
}

// start compiles the module and has it begin.
func (k *Kind) start(ctx context.Context, w *rewritten) (_ *started, err error) {
	s := &started{rewritten: w}
	s.runtime = wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().
		WithCompilationCache(k.cache).WithCoreFeatures(features).WithDebugInfoEnabled(false))
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close(ctx))
		}
	}()
	if err := provide(ctx, s.runtime); err != nil {
		return nil, err
	}
	if s.compiled, err = s.runtime.CompileModule(ctx, w.file); err != nil {
		return nil, fmt.Errorf("the module is not valid: %w", err)
	}
	w.file = nil // what it was compiled of is not needed any more
	return s, s.begin(ctx, k.starting)
}

// begin fills a first memory, runs what runs once, and keeps what came of it.
func (s *started) begin(ctx context.Context, limit time.Duration) error {
	empty, err := newImage(nil, int(s.high)*pageSize)
	if err != nil {
		return err
	}
	defer empty.free()
	memory, err := empty.region()
	if err != nil {
		return err
	}
	defer memory.free()
	mod, err := s.instantiate(ctx, memory)
	if err != nil {
		return fmt.Errorf("the module does not start: %w", err)
	}
	defer func() { _ = mod.Close(ctx) }() // an anonymous instance, which holds nothing
	for _, d := range s.data {
		at, ok := d.place()
		if !ok || !mod.Memory().Write(at, d.content) {
			return errors.New("the module does not start: its data do not fit into its memory")
		}
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	// The same chance and time for every start, so that every instance anywhere begins alike.
	c := &call{env: custom.Env{Now: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}, random: rand.New(rand.NewPCG(1, 1)), nano: uint64(time.Second)}
	ctx = context.WithValue(ctx, callKey{}, c)
	c.ctx = ctx
	for _, name := range []string{startName, exportInitialize} {
		if f := mod.ExportedFunction(name); f != nil {
			if _, err := f.Call(ctx); err != nil {
				return fmt.Errorf("the module does not start: %s", reason(err, limit))
			}
		}
	}
	version, err := mod.ExportedFunction(exportABI).Call(ctx)
	if err != nil {
		return fmt.Errorf("the module does not say its version: %s", reason(err, limit))
	}
	if uint32(version[0]) != ABI {
		return fmt.Errorf("the module is made for version %d of the interface, and this server has %d", uint32(version[0]), ABI)
	}
	return s.keep(mod, c)
}

// keep remembers the state of the module.
func (s *started) keep(mod api.Module, c *call) (err error) {
	s.nano = c.nano
	s.size = int(mod.Memory().Size())
	content, _ := mod.Memory().Read(0, uint32(s.size))
	if s.image, err = newImage(content, int(s.high)*pageSize); err != nil {
		return err
	}
	for _, g := range s.changingOf(mod) {
		s.globals = append(s.globals, g.Get())
	}
	return nil
}

// changingOf gives the global variables of an instance that change.
func (s *started) changingOf(mod api.Module) []api.MutableGlobal {
	out := make([]api.MutableGlobal, 0, len(s.changing))
	for _, i := range s.changing {
		g, _ := mod.ExportedGlobal(globalNames + strconv.Itoa(i)).(api.MutableGlobal)
		out = append(out, g)
	}
	return out
}

// instantiate makes an instance in the region.
func (s *started) instantiate(ctx context.Context, memory region) (api.Module, error) {
	ctx = experimental.WithMemoryAllocator(ctx, &lent{memory})
	return s.runtime.InstantiateModule(ctx, s.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
}

func (s *started) close(ctx context.Context) error {
	err := s.runtime.Close(ctx)
	if s.image != nil {
		s.image.free()
	}
	return err
}
