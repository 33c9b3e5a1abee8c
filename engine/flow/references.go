package flow

import "fmt"

// references checks what one part of the document says of another.
func (r *reader) references(d *Document) {
	connected := make(map[exitPlace]bool, len(r.edgeRefs))
	for _, e := range r.edgeRefs {
		if r.problems.full() {
			return
		}
		r.edge(d, e, connected)
	}
	for _, e := range r.exitRefs {
		if connected[exitPlace{e.flow, e.block, e.exit}] {
			r.problems.add(CodeExitDecidedTwice, e.n,
				fmt.Sprintf("the exit %q has an edge, and is said to be %q here: keep one of them", e.exit, e.fate))
		}
	}
	for _, h := range r.handlers {
		r.handlerTarget(d, h)
	}
}

// exitPlace names an exit of a block in one flow.
type exitPlace struct {
	flow        int
	block, exit string
}

// edge checks one edge. Ends that are missing or no texts have been reported and are empty.
func (r *reader) edge(d *Document, e edgeRef, connected map[exitPlace]bool) {
	if e.From != "" {
		r.edgeEnd(d, e, "from", e.From, CodeEdgeSourceMissing)
	}
	if e.To != "" {
		r.edgeEnd(d, e, "to", e.To, CodeEdgeTargetMissing)
	}
	if e.From == "" || e.Exit == "" {
		return
	}
	from := exitPlace{e.flow, e.From, e.Exit}
	if connected[from] {
		r.problems.add(CodeDuplicateEdge, e.n,
			fmt.Sprintf("another edge leaves the exit %q of the block %q: an exit leads to one block", e.Exit, e.From))
	}
	connected[from] = true
}

// edgeEnd checks that the block at one end of an edge is in the edge's flow.
func (r *reader) edgeEnd(d *Document, e edgeRef, field, id, code string) {
	if r.blockIn[blockPlace{e.flow, id}] {
		return
	}
	message := fmt.Sprintf("this flow has no block %q", id)
	if other, elsewhere := r.blockFlow[id]; elsewhere {
		message += fmt.Sprintf("; it is in the flow %q, and edges stay inside one flow", d.Flows[other].ID)
	} else {
		message += didYouMean(id, blockIDs(d.Flows[e.flow].Blocks))
	}
	r.problems.add(code, r.tree.member(e.n, field), message)
}

// handlerTarget checks that a handler names a block that is there.
func (r *reader) handlerTarget(d *Document, h handlerRef) {
	if h.Flow == "" || r.problems.full() {
		return
	}
	index, ok := r.flowAt[h.Flow]
	if !ok {
		ids := make([]string, 0, len(d.Flows))
		for _, f := range d.Flows {
			ids = append(ids, f.ID)
		}
		r.problems.add(CodeHandlerMissing, r.tree.member(h.n, "flow"),
			fmt.Sprintf("the bot has no flow %q", h.Flow)+didYouMean(h.Flow, ids))
		return
	}
	blocks := d.Flows[index].Blocks
	switch {
	case h.Block == "" && len(blocks) == 0:
		r.problems.add(CodeHandlerMissing, r.tree.member(h.n, "flow"), fmt.Sprintf("the flow %q has no block to go to", h.Flow))
	case h.Block != "" && !r.blockIn[blockPlace{index, h.Block}]:
		r.problems.add(CodeHandlerMissing, r.tree.member(h.n, "block"),
			fmt.Sprintf("the flow %q has no block %q", h.Flow, h.Block)+didYouMean(h.Block, blockIDs(blocks)))
	}
}

// blockIDs lists the ids of blocks.
func blockIDs(blocks []Block) []string {
	ids := make([]string, 0, len(blocks))
	for _, b := range blocks {
		ids = append(ids, b.ID)
	}
	return ids
}
