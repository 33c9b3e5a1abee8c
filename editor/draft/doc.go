// Package draft is the document while it is being edited: elements that people change one by one, also at the same time.
//
// It knows the shape of a document and nothing of what its parts mean: a draft may be as broken as it likes, as long as it
// can be taken apart into elements and put together again. What is wrong with it is for flow.Load and engine.Examine to say.
// Everything here is a pure function.
//
// # Elements
//
// An element is named by a path, and is set, replaced or removed as a whole:
//
//	name                             any field of the document that is none of those below
//	settings, KEY                    a field of the settings
//	uses, VENDOR/NAME                the pinned version of a package
//	variables, SCOPE.NAME            tables, NAME
//	flows, FLOW                      the flow without its blocks, edges and notes; without it there are none of them
//	flows, FLOW, blocks, BLOCK       flows, FLOW, notes, NOTE
//	flows, FLOW, edges, FROM, EXIT   an object with "to"
//	layout, FLOW, BLOCK              the place of a block
//	order, flows | variables | tables           the ids, in their order
//	order, blocks | notes | edges, FLOW         the same inside a flow; of an edge "FROM EXIT"
//
// # Merging
//
// A change says what the element was when its author changed it. If it is that still, it is changed; if it is already what
// the change wants, nothing happens; else the change is a conflict: it is given back with what is there, and nothing of it is
// done. So two people who change different elements never meet, and who comes first does not matter but for the order of
// what both have added. Places and orders are no conflicts: the last one wins, and an order is of what there is, with what
// it does not name at the end.
//
// Removing a flow removes what is in it, and what somebody adds to a flow that is gone is a conflict. The history has both.
package draft
