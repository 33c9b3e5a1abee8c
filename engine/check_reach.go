package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/flow"
)

// targets checks that what configs and handlers lead to is there.
func (c *compiling) targets() {
	for _, l := range c.links {
		c.at = l.from
		f := c.rev.flows[l.flow]
		switch {
		case l.flow != "" && f == nil:
			c.missing(l.path, "flow_missing", "flow", l.flow, c.flowIDs())
		case l.flow != "" && f.first == nil && !l.mention:
			c.add(Issue{
				Code: "flow_not_startable", Severity: SeverityError, Path: l.path,
				Message: fmt.Sprintf("the flow %q has no block to begin with", flowLabel(f)),
			})
		case l.block != "" && c.rev.blocks[l.block] == nil:
			c.missing(l.path, "block_missing", "block", l.block, c.blockIDs())
		}
	}
	c.at = nil
	for _, f := range sortedFlows(c.rev) {
		c.handlerTarget(f.def.OnError, fmt.Sprintf("/flows/%d/on_error", f.index))
	}
	if c.doc.Settings != nil {
		c.handlerTarget(c.doc.Settings.OnError, "/settings/on_error")
	}
}

// missing notes a name that nothing in the document has.
func (c *compiling) missing(path, code, what, name string, known []string) {
	i := Issue{Code: code, Severity: SeverityError, Path: path, Message: fmt.Sprintf("the bot has no %s %q", what, name)}
	if n := nearest(name, known); n != "" {
		i.Message += fmt.Sprintf("; did you mean %q?", n)
		i.Fix = fixReplace(fmt.Sprintf("Use %q", n), path, n)
	}
	c.add(i)
}

// handlerTarget checks a handler that names a flow without a block; flow.Load has checked the rest.
func (c *compiling) handlerTarget(h *flow.Handler, path string) {
	if h == nil || h.Block != "" {
		return
	}
	if f := c.rev.flows[h.Flow]; f != nil && f.first == nil {
		c.add(Issue{
			Code: "flow_not_startable", Severity: SeverityError, Path: path + "/flow",
			Message: fmt.Sprintf("the flow %q has only triggers: there is no block that could take the trouble", flowLabel(f)),
		})
	}
}

func flowLabel(f *compiledFlow) string {
	if n := strings.TrimSpace(f.def.Name); n != "" {
		return n
	}
	return f.def.ID
}

func (c *compiling) flowIDs() []string {
	var ids []string
	for _, f := range sortedFlows(c.rev) {
		ids = append(ids, f.def.ID)
	}
	return ids
}

func (c *compiling) blockIDs() []string {
	var ids []string
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			ids = append(ids, b.def.ID)
		}
	}
	return ids
}

// target is the block that a link enters; nil if it leads nowhere.
func (c *compiling) target(l link) *compiledBlock {
	if l.block != "" {
		return c.rev.blocks[l.block]
	}
	if f := c.rev.flows[l.flow]; f != nil {
		return f.first
	}
	return nil
}

// handlerBlock is the block that a handler goes to; nil if there is none.
func (c *compiling) handlerBlock(h *flow.Handler) *compiledBlock {
	switch {
	case h == nil:
		return nil
	case h.Block != "":
		return c.rev.blocks[h.Block]
	default:
		return c.target(link{flow: h.Flow})
	}
}

// reached finds every block that something leads to: from triggers and the bot's handler along edges, links and
// handlers.
func (c *compiling) reached() map[*compiledBlock]bool {
	links := map[*compiledBlock][]*compiledBlock{}
	for _, l := range c.links {
		if !l.mention {
			links[l.from] = append(links[l.from], c.target(l))
		}
	}
	seen := map[*compiledBlock]bool{}
	var todo []*compiledBlock
	visit := func(b *compiledBlock) {
		if b != nil && !seen[b] {
			seen[b] = true
			todo = append(todo, b)
		}
	}
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			if b.typ.Trigger {
				visit(b)
			}
		}
	}
	if c.doc.Settings != nil {
		visit(c.handlerBlock(c.doc.Settings.OnError))
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, w := range b.ways {
			visit(w.to)
		}
		for _, to := range links[b] {
			visit(to)
		}
		visit(c.handlerBlock(b.flow.def.OnError))
	}
	return seen
}

// reach notes flows and blocks that nothing leads to.
func (c *compiling) reach() {
	seen := c.reached()
	for _, f := range sortedFlows(c.rev) {
		path := fmt.Sprintf("/flows/%d", f.index)
		switch {
		case len(f.blocks) == 0:
			c.add(Issue{
				Code: "flow_empty", Severity: SeverityWarning, Path: path, Flow: f.def.ID,
				Message: fmt.Sprintf("the flow %q has no blocks", flowLabel(f)),
			})
			continue
		case c.blind:
			continue // a block that could not be read may lead here
		case !slices.ContainsFunc(f.blocks, func(b *compiledBlock) bool { return seen[b] }):
			c.add(Issue{
				Code: "flow_unused", Severity: SeverityWarning, Path: path, Flow: f.def.ID,
				Message: fmt.Sprintf("nothing starts the flow %q: it has no trigger, and no block goes to it", flowLabel(f)),
			})
			continue
		}
		for _, b := range f.blocks {
			if seen[b] {
				continue
			}
			c.at = b
			c.add(Issue{
				Code: "block_unreachable", Severity: SeverityWarning, Path: b.path,
				Message: fmt.Sprintf("nothing leads to the block %q", b.label()), Fix: c.fixDrop(b),
			})
		}
		c.at = nil
	}
}

// fixDrop removes a block with its edges and its place on the canvas.
func (c *compiling) fixDrop(b *compiledBlock) *Fix {
	fix := &Fix{Title: "Remove the block"}
	for i, e := range slices.Backward(b.flow.def.Edges) {
		if e.From == b.def.ID || e.To == b.def.ID {
			fix.Changes = append(fix.Changes, Patch{Op: "remove", Path: fmt.Sprintf("/flows/%d/edges/%d", b.flow.index, i)})
		}
	}
	if _, placed := c.doc.Layout[b.flow.def.ID][b.def.ID]; placed {
		fix.Changes = append(fix.Changes, Patch{Op: "remove", Path: "/layout/" + b.flow.def.ID + "/" + b.def.ID})
	}
	fix.Changes = append(fix.Changes, Patch{Op: "remove", Path: b.path})
	return fix
}
