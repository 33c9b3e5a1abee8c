package wasm

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero/api"
)

// instance is one copy of a started module, used by one call at a time.
type instance struct {
	of      *started
	mod     api.Module
	memory  region
	globals []api.MutableGlobal
	alloc   api.Function
	execute api.Function
}

// instance makes one, in the state that the module was left in when it had started.
func (s *started) instance(ctx context.Context) (_ *instance, err error) {
	memory, err := s.image.region()
	if err != nil {
		return nil, err
	}
	mod, err := s.instantiate(ctx, memory)
	if err != nil {
		memory.free()
		return nil, fmt.Errorf("make an instance of a module: %w", err)
	}
	i := &instance{of: s, mod: mod, memory: memory, globals: s.changingOf(mod)}
	if more := uint32(s.size/pageSize) - mod.Memory().Size()/pageSize; more > 0 {
		if _, ok := mod.Memory().Grow(more); !ok {
			i.close(ctx)
			return nil, errors.New("make an instance of a module: its memory does not grow")
		}
	}
	i.alloc, i.execute = mod.ExportedFunction(exportAlloc), mod.ExportedFunction(exportExecute)
	i.restore()
	return i, nil
}

func (i *instance) restore() {
	for n, g := range i.globals {
		g.Set(i.of.globals[n])
	}
}

// reset puts everything back that a call may have changed. It is false where that cannot be done.
func (i *instance) reset() bool {
	size := int(i.mod.Memory().Size())
	if i.of.lasting || size != i.of.size || i.memory.reset(size) != nil {
		return false
	}
	i.restore()
	return true
}

func (i *instance) close(ctx context.Context) {
	_ = i.mod.Close(ctx) // of an anonymous instance, which holds nothing
	i.memory.free()
}

// errAnswerSize says that a module gave back more than it may.
var errAnswerSize = errors.New("the answer is too large")

// run hands the call to the module and gives a copy of what it answers, at most so many bytes.
func (i *instance) run(c *call, in []byte, most int64) ([]byte, error) {
	var stack [2]uint64
	stack[0] = uint64(len(in))
	if err := i.alloc.CallWithStack(c.ctx, stack[:]); err != nil {
		return nil, err
	}
	at := uint32(stack[0])
	if at == 0 || !i.mod.Memory().Write(at, in) {
		return nil, errFault
	}
	stack[0], stack[1] = uint64(at), uint64(len(in))
	if err := i.execute.CallWithStack(c.ctx, stack[:]); err != nil {
		return nil, err
	}
	at, n := uint32(stack[0]>>32), uint32(stack[0])
	if int64(n) > most {
		return nil, errAnswerSize
	}
	out, ok := i.mod.Memory().Read(at, n)
	if !ok {
		return nil, errFault
	}
	return append([]byte(nil), out...), nil
}
