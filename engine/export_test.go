package engine

import "github.com/scenarist/scenarist/engine/flow"

// CompileLoosely makes a revision out of a document with errors, as far as that goes: blocks that could not be compiled
// are left out by whoever reaches them.
func CompileLoosely(doc *flow.Document, reg *Registry) *Revision {
	rev, _ := build(doc, reg)
	rev.Number = 1
	return rev
}
