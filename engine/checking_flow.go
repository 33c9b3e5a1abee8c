package engine

import "github.com/scenarist/scenarist/engine/flow"

// Flow gives the document's flow, nil if there is none. It must not be changed.
func (k *Checking) Flow(id string) *flow.Flow {
	if f := k.c.rev.flows[id]; f != nil {
		return f.def
	}
	return nil
}

// FlowOf gives the flow that holds the block, nil if there is no such block. It must not be changed.
func (k *Checking) FlowOf(block string) *flow.Flow {
	if b := k.c.rev.blocks[block]; b != nil {
		return b.flow.def
	}
	return nil
}
