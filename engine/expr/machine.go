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

// machines is the pool that all programs share. Those of each schema had one of their own, which were empty whenever it was one
// bot's turn among hundreds.
var machines = sync.Pool{New: func() any {
	return &machine{vm: vm.VM{MemoryBudget: vmBudget}}
}}

// What a machine may keep between evaluations, in stack places and bytes: one large evaluation must not cost memory for ever.
const (
	stackKept  = 256
	bufferKept = 16 << 10
)

// takeMachine gives a machine that works in the env.
func takeMachine(env *Env) *machine {
	m := machines.Get().(*machine)
	if env == nil {
		env = new(Env)
	}
	m.run.start(env)
	return m
}

// back gives the machine back without the values it worked on.
func (m *machine) back() {
	if cap(m.vm.Stack) > stackKept || cap(m.buf) > bufferKept {
		return
	}
	clear(m.vm.Stack[:cap(m.vm.Stack)])
	clear(m.vm.Variables)
	if m.run.loops > 0 { // its loops hold their lists, where we cannot reach them
		m.vm = vm.VM{Stack: m.vm.Stack, Variables: m.vm.Variables, MemoryBudget: vmBudget}
	}
	m.run.env = nil
	machines.Put(m)
}
