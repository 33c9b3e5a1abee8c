package engine

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Revision is one published version of a bot, compiled: every config decoded, every expression ready. It is immutable
// and safe for concurrent use.
type Revision struct {
	Number int
	Doc    *flow.Document // with what its types are made of, see Whole

	reg      *Registry
	flows    map[string]*compiledFlow
	blocks   map[string]*compiledBlock
	triggers []*compiledBlock // by priority, then in document order
	hearers  []*compiledBlock // in document order
	timed    []*compiledBlock // those that start by themselves, in the same order
	zone     *time.Location
	byRef    map[string]*compiledBlock // by tokenRef
	secrets  bool                      // some expression reads scope secret
	defaults declaredDefaults
}

type compiledFlow struct {
	def    *flow.Flow
	graft  *graft // what it belongs to; nil for the document's own
	index  int
	first  *compiledBlock // where logic.call and starts begin: the first block that is no trigger
	blocks []*compiledBlock
}

type compiledBlock struct {
	def     *flow.Block
	flow    *compiledFlow
	path    string     // JSON pointer of the block
	ref     string     // the block in button tokens
	typ     *BlockType // the registry's, which is never changed; unknownType if it has none
	block   Block
	trigger Trigger
	timed   Timed  // the trigger, if it is one
	basis   string // what its times depend on, in short
	exits   []Exit
	ways    []way                   // its edges
	inside  map[*compiledBlock]bool // of a loop; see Looper
	skipIf  *expr.Program
	calls   string // the flow that its type is made of
	known   bool   // exits are all that the block has; false if its config could not be read
	replies bool   // leads to a block that may answer the caller of a webhook
}

// way is an edge, as the block knows it that it comes from.
type way struct {
	exit string
	to   *compiledBlock
}

// unknownType is what a block has whose type is not registered.
var unknownType = &BlockType{}

// failedExit is by which a block leaves whose called flow failed.
func (b *compiledBlock) failedExit() string {
	if b.calls != "" {
		return "error"
	}
	return string(CallFailed)
}

// exit gives the declared exit.
func (b *compiledBlock) exit(name string) (Exit, bool) {
	for _, e := range b.exits {
		if e.Name == name {
			return e, true
		}
	}
	return Exit{}, false
}

// next gives the block that the exit leads to; nil if it leads to none.
func (b *compiledBlock) next(exit string) *compiledBlock {
	for i := range b.ways {
		if b.ways[i].exit == exit {
			return b.ways[i].to
		}
	}
	return nil
}

// connected reports whether the exit leads to a block.
func (b *compiledBlock) connected(exit string) bool { return b.next(exit) != nil }

// ends says what the author wrote of an exit without an edge: end, inherit or nothing.
func (b *compiledBlock) ends(exit string) string { return b.def.Exits[exit] }

// Compile checks the document and makes it ready to run. A document with errors gives a *CheckError with all issues.
func Compile(doc *flow.Document, reg *Registry, number int) (*Revision, error) {
	rev, issues := build(doc, reg)
	if HasErrors(issues) {
		return nil, &CheckError{Issues: issues}
	}
	rev.Number = number
	rev.slim()
	return rev, nil
}

// slim lets go of what only a check needs: the titles of exits that blocks made for their configs.
func (r *Revision) slim() {
	for _, b := range r.blocks {
		if fixed := b.typ.Exits; len(b.exits) == 0 || len(fixed) > 0 && &fixed[0] == &b.exits[0] {
			continue
		}
		own := make([]Exit, len(b.exits))
		for i, e := range b.exits {
			own[i] = Exit{Name: e.Name, Inherit: e.Inherit, Optional: e.Optional}
		}
		b.exits = own
	}
}

// Check finds every defect of the document that can be known without running it, in document order. It is empty, not
// nil, for a document without any.
func Check(doc *flow.Document, reg *Registry) []Issue {
	_, issues := build(doc, reg)
	return issues
}

func build(doc *flow.Document, reg *Registry) (*Revision, []Issue) {
	c := compileAll(doc, reg)
	return c.rev, c.issues
}

func compileAll(doc *flow.Document, reg *Registry) *compiling {
	c := newCompiling(doc, reg)
	r := c.rev
	doc = c.doc
	for fi := range doc.Flows {
		f := &doc.Flows[fi]
		cf := &compiledFlow{def: f, index: fi}
		if fi < len(c.grafts.flows) {
			cf.graft = c.grafts.flows[fi]
		}
		r.flows[f.ID] = cf
		compiled := make([]compiledBlock, len(f.Blocks))
		cf.blocks = make([]*compiledBlock, len(f.Blocks))
		for bi := range f.Blocks {
			b, cb := &f.Blocks[bi], &compiled[bi]
			*cb = compiledBlock{
				def: b, flow: cf, path: fmt.Sprintf("/flows/%d/blocks/%d", fi, bi), ref: tokenRef(b.ID), typ: unknownType,
			}
			cf.blocks[bi] = cb
			r.blocks[b.ID] = cb
			r.byRef[cb.ref] = cb
		}
	}
	for _, f := range sortedFlows(r) {
		for _, b := range f.blocks {
			c.block(b)
		}
		r.join(f)
		for _, b := range f.blocks {
			if !b.typ.Trigger && f.first == nil {
				f.first = b
			}
			if _, ok := blockAs[Hearer](b); ok {
				r.hearers = append(r.hearers, b)
			}
			if b.trigger != nil && !b.trigger.Rules().Disabled {
				r.triggers = append(r.triggers, b)
			}
		}
	}
	sort.SliceStable(r.triggers, func(i, j int) bool {
		return r.triggers[i].trigger.Rules().Priority > r.triggers[j].trigger.Rules().Priority
	})
	c.loops()
	for _, b := range r.triggers {
		if b.timed != nil {
			r.timed = append(r.timed, b)
		}
	}
	c.finish()
	c.authored()
	sortIssues(c.issues)
	return c
}

// join gives the blocks of a flow its edges. Of two edges of an exit, which is an error, the last one counts.
func (r *Revision) join(f *compiledFlow) {
	inside := func(id string) *compiledBlock {
		if b := r.blocks[id]; b != nil && b.flow == f {
			return b
		}
		return nil
	}
	count := make(map[*compiledBlock]int, len(f.blocks))
	for _, e := range f.def.Edges {
		count[inside(e.From)]++
	}
	room := make([]way, len(f.def.Edges)) // of all blocks together
	for _, e := range f.def.Edges {
		from, to := inside(e.From), inside(e.To)
		if from == nil || to == nil {
			continue
		}
		if from.ways == nil {
			n := count[from]
			from.ways, room = room[:0:n], room[n:]
		}
		if i := slices.IndexFunc(from.ways, func(w way) bool { return w.exit == e.Exit }); i >= 0 {
			from.ways[i].to = to
			continue
		}
		from.ways = append(from.ways, way{e.Exit, to})
	}
}

func sortedFlows(r *Revision) []*compiledFlow {
	out := make([]*compiledFlow, 0, len(r.flows))
	for _, f := range r.flows {
		out = append(out, f)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].index < out[j].index })
	return out
}

// Commands gives the command menu: what the triggers put into it.
func (r *Revision) Commands() []Command {
	var out []Command
	for _, b := range r.triggers {
		if c, ok := b.trigger.(Commander); ok {
			out = append(out, c.Commands()...)
		}
	}
	return out
}

// Triggers gives the bot's enabled triggers, by priority, then in document order.
func (r *Revision) Triggers() []TriggerInfo {
	out := make([]TriggerInfo, len(r.triggers))
	for i, b := range r.triggers {
		out[i] = TriggerInfo{
			Flow: b.flow.def.ID, Block: b.def.ID, Type: b.def.Type,
			Config: b.def.Config, Behaviour: b.trigger,
		}
	}
	return out
}

// Has reports whether the block exists, and with which type.
func (r *Revision) Has(blockID string) (blockType string, ok bool) {
	b, ok := r.blocks[blockID]
	if !ok {
		return "", false
	}
	return b.def.Type, true
}

// Zone is the bot's time zone, UTC if it has none.
func (r *Revision) Zone() *time.Location { return r.zone }

// Numbered is the same revision under another number: bots that share a document need it compiled once.
func (r *Revision) Numbered(number int) *Revision {
	other := *r
	other.Number = number
	return &other
}

// Registry is what the revision was compiled with.
func (r *Revision) Registry() *Registry { return r.reg }
