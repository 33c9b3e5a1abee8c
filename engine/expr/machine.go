package expr

import (
	"sync"

	"github.com/expr-lang/expr/vm"
)

// machine is what one evaluation needs and the next can use again.
type machine struct {
	vm  vm.VM
	run run
	buf []byte // for templates
}

// machines is the pool that the programs of a schema share.
type machines struct{ pool sync.Pool }

func newMachines() *machines {
	return &machines{pool: sync.Pool{New: func() any {
		return &machine{vm: vm.VM{MemoryBudget: vmBudget}}
	}}}
}

// What a machine may keep between evaluations, in stack places and bytes: one large evaluation must not cost memory for ever.
const (
	stackKept  = 256
	bufferKept = 16 << 10
)

func (ms *machines) get(env *Env) *machine {
	m := ms.pool.Get().(*machine)
	if env == nil {
		env = new(Env)
	}
	m.run.start(env)
	return m
}

// put gives the machine back without the values it worked on.
func (ms *machines) put(m *machine) {
	if cap(m.vm.Stack) > stackKept || cap(m.buf) > bufferKept {
		return
	}
	clear(m.vm.Stack[:cap(m.vm.Stack)])
	clear(m.vm.Variables)
	if m.run.loops > 0 { // its loops hold their lists, where we cannot reach them
		m.vm = vm.VM{Stack: m.vm.Stack, Variables: m.vm.Variables, MemoryBudget: vmBudget}
	}
	m.run.env = nil
	ms.pool.Put(m)
}
