package engine

import "slices"

// FileReader is a block that downloads files which users sent, and does not only pass them on: Telegram's limit on
// downloads holds for them.
type FileReader interface {
	ReadsFiles() bool
}

// ReaderAfter names a block that may come after this one and downloads the file kept in the variable, or in the event; any
// file, if the variable is empty. So a question for a file can warn of what is too large for that. Empty if there is none.
func (k *Checking) ReaderAfter(v Var) string {
	later := k.c.after(k.b)
	for _, f := range sortedFlows(k.c.rev) {
		for _, b := range f.blocks {
			if r, ok := blockAs[FileReader](b); ok && later[b] && r.ReadsFiles() && k.c.readsFile(b, v) {
				return b.label()
			}
		}
	}
	return ""
}

// readsFile reports whether the block's expressions read the variable, or the event's files.
func (c *compiling) readsFile(b *compiledBlock, v Var) bool {
	scope, name := v.Split()
	return v == "" || slices.ContainsFunc(c.uses, func(u use) bool {
		return u.block == b && !u.write &&
			(u.scope == scope && u.name == name || u.scope == ScopeEvent && (u.name == "file" || u.name == "files"))
	})
}

// after finds the blocks that a session may come to from b along edges, and along what their configs name.
func (c *compiling) after(b *compiledBlock) map[*compiledBlock]bool {
	seen := map[*compiledBlock]bool{}
	todo := []*compiledBlock{b}
	visit := func(to *compiledBlock) {
		if to != nil && !seen[to] {
			seen[to] = true
			todo = append(todo, to)
		}
	}
	for len(todo) > 0 {
		from := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, w := range from.ways {
			visit(w.to)
		}
		for _, l := range c.links {
			if l.from == from && !l.mention {
				visit(c.target(l))
			}
		}
	}
	return seen
}
