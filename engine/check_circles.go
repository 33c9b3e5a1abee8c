package engine

import (
	"fmt"
	"slices"
	"strings"
)

// passage is the graph of what can happen inside one turn: which block a session may come to after another without
// anything from outside. Troubles are left out of it: MaxErrorsInARow ends a circle of them.
type passage struct {
	c     *compiling
	links map[*compiledBlock][]*compiledBlock // what a block jumps to or calls
	quick map[*compiledFlow]bool              // flows that end in the turn they are called in
	next  map[*compiledBlock][]*compiledBlock
}

// circles notes blocks that go round without a wait. It is an error where no way leads out. Where one does, such as a
// branch of a condition that counts, it is a warning: the turn may still pass MaxBlocksPerTurn.
func (c *compiling) circles() {
	p := &passage{
		c: c, links: map[*compiledBlock][]*compiledBlock{}, quick: map[*compiledFlow]bool{},
		next: map[*compiledBlock][]*compiledBlock{},
	}
	for _, l := range c.links {
		if to := c.target(l); to != nil && !l.later && !l.mention {
			p.links[l.from] = append(p.links[l.from], to)
			p.next[l.from] = append(p.next[l.from], to)
		}
	}
	var blocks []*compiledBlock
	for _, f := range sortedFlows(c.rev) {
		blocks = append(blocks, f.blocks...)
		for _, e := range f.def.Edges {
			from := c.rev.blocks[e.From]
			if to := c.rev.blocks[e.To]; from != nil && from.next(e.Exit) == to && to != nil && !to.typ.Trigger && p.atOnce(from, e.Exit) {
				p.next[from] = append(p.next[from], from.next(e.Exit))
			}
		}
	}
	for _, ring := range p.rings(blocks) {
		p.note(ring)
	}
}

// atOnce reports whether the block may leave by the exit in the turn that entered it.
func (p *passage) atOnce(b *compiledBlock, exit string) bool {
	e, _ := b.exit(exit)
	if b.block == nil || e.Inherit || exit == "error" {
		return false
	}
	if i, ok := b.block.(Immediate); ok {
		return i.Immediate(exit)
	}
	if !waits(b.block) {
		return true
	}
	called := p.links[b]
	return len(called) > 0 && !slices.ContainsFunc(called, func(to *compiledBlock) bool { return !p.ends(to.flow) })
}

// ends reports whether a called flow comes back in the turn that called it: no block of it waits.
func (p *passage) ends(f *compiledFlow) bool {
	if quick, known := p.quick[f]; known {
		return quick
	}
	p.quick[f] = true // as long as it only calls itself
	for _, b := range f.blocks {
		if b.block == nil || waits(b.block) && (len(p.links[b]) == 0 || slices.ContainsFunc(p.links[b], func(to *compiledBlock) bool { return !p.ends(to.flow) })) {
			p.quick[f] = false
			break
		}
	}
	return p.quick[f]
}

// rings gives the sets of blocks that lead to one another, each in the order of blocks.
func (p *passage) rings(blocks []*compiledBlock) [][]*compiledBlock {
	order := make(map[*compiledBlock]int, len(blocks)) // of the visit, from 1
	low := make(map[*compiledBlock]int, len(blocks))
	open := map[*compiledBlock]bool{}
	var stack []*compiledBlock
	var rings [][]*compiledBlock
	var visit func(b *compiledBlock)
	visit = func(b *compiledBlock) { // Tarjan's strongly connected components
		order[b] = len(order) + 1
		low[b] = order[b]
		stack, open[b] = append(stack, b), true
		for _, to := range p.next[b] {
			if order[to] == 0 {
				visit(to)
				low[b] = min(low[b], low[to])
			} else if open[to] {
				low[b] = min(low[b], order[to])
			}
		}
		if low[b] != order[b] {
			return
		}
		at := slices.Index(stack, b)
		ring := slices.Clone(stack[at:])
		stack = stack[:at]
		for _, x := range ring {
			delete(open, x)
		}
		if len(ring) > 1 || slices.Contains(p.next[b], b) {
			rings = append(rings, ring)
		}
	}
	place := make(map[*compiledBlock]int, len(blocks))
	for i, b := range blocks {
		place[b] = i
		if order[b] == 0 {
			visit(b)
		}
	}
	for _, ring := range rings {
		slices.SortFunc(ring, func(a, b *compiledBlock) int { return place[a] - place[b] })
	}
	return rings
}

func (p *passage) note(ring []*compiledBlock) {
	i := Issue{
		Code: "loop_without_wait", Severity: SeverityError, Path: ring[0].path,
		Message: "these blocks go round in a circle for ever, because none of them waits: " + p.way(ring),
	}
	if p.wayOut(ring) {
		i.Severity = SeverityWarning
		i.Message = fmt.Sprintf("these blocks may go round in a circle without waiting, which stops with an error after %d blocks: %s",
			MaxBlocksPerTurn, p.way(ring))
	}
	p.c.at = ring[0]
	p.c.add(i)
	p.c.at = nil
}

// wayOut reports whether some exit of the ring's blocks leaves it.
func (p *passage) wayOut(ring []*compiledBlock) bool {
	inside := func(b *compiledBlock) bool { return slices.Contains(ring, b) }
	for _, b := range ring {
		if slices.ContainsFunc(p.links[b], inside) {
			continue // a call into the ring does not come back by itself
		}
		for _, e := range b.wayOuts() {
			if !e.Inherit && (!p.atOnce(b, e.Name) || !inside(b.next(e.Name))) {
				return true
			}
		}
	}
	return false
}

// way shows the shortest circle through the ring's first block.
func (p *passage) way(ring []*compiledBlock) string {
	first := ring[0]
	came := map[*compiledBlock]*compiledBlock{}
	todo := []*compiledBlock{first}
	for came[first] == nil && len(todo) > 0 {
		b := todo[0]
		todo = todo[1:]
		for _, to := range p.next[b] {
			if came[to] == nil && slices.Contains(ring, to) {
				came[to] = b
				todo = append(todo, to)
			}
		}
	}
	names := []string{first.label()}
	for b := came[first]; b != nil && b != first; b = came[b] {
		names = append(names, b.label())
	}
	names = append(names, first.label())
	slices.Reverse(names)
	if most := 8; len(names) > most {
		names = append(names[:most-2], "…", first.label())
	}
	return strings.Join(names, " → ")
}
