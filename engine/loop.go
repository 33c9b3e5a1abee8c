package engine

import "slices"

// Looper is a block that sends the session round and round: by its loop exit into blocks that lead back to it. Those of them
// that only that exit leads to are the inside of the loop.
type Looper interface {
	// Loop names the loop exit.
	Loop() string
}

// Again reports whether the session came to the running block out of the inside of its loop, so that the block goes on and
// does not begin anew. See Looper.
func (t *Turn) Again() bool { return t.again(t.block) }

func (t *Turn) again(b *compiledBlock) bool {
	return t.came != nil && b.inside[t.came] && (t.came != b || t.cameBy == b.loopExit())
}

// Spent reports whether the turn has used up half of something that it has only so much of. A loop then pauses, so that the
// rest of it is another turn's, and no number of rounds passes a limit.
func (t *Turn) Spent() bool {
	half := func(n, most int) bool { return n >= most/2 }
	r := t.res
	return half(t.passed, MaxBlocksPerTurn) || half(len(r.Effects), MaxEffectsPerTurn) || half(t.reads(), MaxReadsPerTurn) ||
		half(len(r.Records), MaxRecordChanges) || half(t.size, MaxSessionBytes)
}

// loopExit names the block's loop exit; empty if it is no loop.
func (b *compiledBlock) loopExit() string {
	if l, ok := blockAs[Looper](b); ok {
		return l.Loop()
	}
	return ""
}

// loops finds the inside of every loop.
func (c *compiling) loops() {
	var heads []*compiledBlock
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			if exit := b.loopExit(); exit != "" && b.next(exit) != nil {
				heads = append(heads, b)
			}
		}
	}
	if len(heads) == 0 {
		return
	}
	ways := map[*compiledBlock][]*compiledBlock{}
	entered := c.entrances()
	for _, l := range c.links {
		if to := c.target(l); to != nil && !l.mention {
			ways[l.from] = append(ways[l.from], to)
		}
	}
	for _, head := range heads {
		outside := c.walks(entered, ways, head, true)
		head.inside = map[*compiledBlock]bool{head: true}
		for b := range c.walks([]*compiledBlock{head.next(head.loopExit())}, ways, nil, false) {
			if !outside[b] {
				head.inside[b] = true
			}
		}
	}
}

// entrances are the blocks that neither an edge nor a block that names them leads to: triggers, the first blocks of flows
// without any, and handlers of troubles.
func (c *compiling) entrances() []*compiledBlock {
	var out []*compiledBlock
	for _, f := range sortedFlows(c.rev) {
		triggered := false
		for _, b := range f.blocks {
			if b.typ.Trigger {
				out, triggered = append(out, b), true
			}
		}
		if !triggered {
			out = append(out, f.first)
		}
		out = append(out, c.handlerBlock(f.def.OnError))
	}
	if c.doc.Settings != nil {
		out = append(out, c.handlerBlock(c.doc.Settings.OnError))
	}
	return out
}

// walks finds the blocks that edges and links lead to from the given ones, which are among them; not along the loop exit of
// head.
func (c *compiling) walks(from []*compiledBlock, ways map[*compiledBlock][]*compiledBlock, head *compiledBlock, barred bool) map[*compiledBlock]bool {
	seen := map[*compiledBlock]bool{}
	var todo []*compiledBlock
	visit := func(b *compiledBlock) {
		if b != nil && !seen[b] {
			seen[b] = true
			todo = append(todo, b)
		}
	}
	for _, b := range from {
		visit(b)
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, w := range b.ways {
			if !barred || b != head || w.exit != head.loopExit() {
				visit(w.to)
			}
		}
		for _, to := range ways[b] {
			visit(to)
		}
	}
	return seen
}

// Around gives the loops that the block is inside of, in the order of the document.
func (k *Checking) Around() []Block {
	var out []Block
	for _, f := range sortedFlows(k.c.rev) {
		for _, b := range f.blocks {
			if b != k.b && b.inside[k.b] {
				out = append(out, b.block)
			}
		}
	}
	return out
}

// Closed reports whether something inside the block's loop leads back to it.
func (k *Checking) Closed() bool {
	for b := range k.b.inside {
		for _, w := range b.ways {
			if w.to == k.b && (b != k.b || w.exit == k.b.loopExit()) {
				return true
			}
		}
	}
	return slices.ContainsFunc(k.c.links, func(l link) bool { return !l.mention && k.b.inside[l.from] && k.c.target(l) == k.b })
}
