package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Inside is what blocks of a type run that is made of flows: a document of its own, out of which each block calls one flow.
//
// A document that has such blocks is compiled with those flows grafted to it (Whole), under names that no author can write:
// what is called ask inside of the type acme/address is acme/address:ask, and acme/order:acme/address:ask where that type is
// itself inside of another. The version is not part of the name, so that a publish that pins another one finds again what is
// still there: for a plan these flows are flows as all others.
//
// The variables that the inner document declares are its own under such names, too, except those that it shares with the bot.
type Inside struct {
	Document *flow.Document
	Flow     string    // that the blocks call; values go to it as arguments
	Version  string    // of the package, for words
	Registry *Registry // what the document is compiled with
	Shared   []Var     // declared variables that are the bot's
}

// Limits of what is inside of one document.
const (
	MaxNesting      = 5              // types made of flows in one another
	MaxInsideBlocks = flow.MaxBlocks // of all of them together
)

const (
	insideMark  = ":"        // stands behind the type's name; neither ids nor names may have it
	insideWords = " \u203a " // between the title of a type and the name of a flow of its
)

// CallInside calls the flow that the block's type is made of; its end comes back as CallReturned.
func CallInside(args Values) Outcome { return Outcome{kind: outcomeCall, inside: true, values: args} }

// SplitInside takes a name of a Whole document apart: the types that it is inside of, and what it is called there. The path is empty for
// a name of the document itself.
func SplitInside(name string) (path, own string) {
	i := strings.LastIndex(name, insideMark)
	if i < 0 {
		return "", name
	}
	return name[:i], name[i+len(insideMark):]
}

// Whole gives a document with the flows that its block types are made of, and the same document if there are none. That is what
// a revision runs, what publishes compare and what people stand in.
func Whole(doc *flow.Document, reg *Registry) *flow.Document {
	all, _ := whole(doc, reg)
	return all
}

// graft is what one type adds to a document.
type graft struct {
	path string // of type names
	in   *Inside
	typ  BlockType
	own  map[Var]bool // variables that are not the bot's
}

// name is how the whole document calls what is called so inside.
func (g *graft) name(own string) string { return g.path + insideMark + own }

// maxKeptPath bounds what is put in front of a name that is kept, since the keys of records are bounded (MaxRecordKeyBytes).
const maxKeptPath = 64 // bytes

// kept is how a name that somebody inside made up is kept.
func (g *graft) kept(own string) string {
	if len(g.path) <= maxKeptPath {
		return g.name(own)
	}
	sum := sha256.Sum256([]byte(g.path))
	return hex.EncodeToString(sum[:16]) + insideMark + own
}

// top is the type that the document itself has.
func (g *graft) top() string {
	name, _, _ := strings.Cut(g.path, insideMark)
	return name
}

func (g *graft) stored(v Var) Var {
	scope, name := v.Split()
	if !g.own[Var(scope+"."+name)] {
		return v
	}
	return Var(scope + "." + g.name(name))
}

// grafts are what types add to a document: by flow, nil for the document's own.
type grafts struct {
	flows   []*graft
	all     []*graft
	tooDeep *graft // the first that was left out
	blocks  int
}

func whole(doc *flow.Document, reg *Registry) (*flow.Document, *grafts) {
	all := &grafts{}
	all.gather(doc, reg, "", 1)
	if len(all.all) == 0 {
		return doc, all
	}
	out := *doc
	out.Flows, out.Variables = slices.Clone(doc.Flows), slices.Clone(doc.Variables)
	all.flows = make([]*graft, len(doc.Flows))
	for _, g := range all.all {
		for _, v := range g.in.Document.Variables {
			if g.own[Var(v.Scope+"."+v.Name)] {
				v.Name = g.name(v.Name)
				out.Variables = append(out.Variables, v)
			}
		}
		for i := range g.in.Document.Flows {
			out.Flows = append(out.Flows, g.flow(&g.in.Document.Flows[i], doc.Language))
			all.flows = append(all.flows, g)
		}
	}
	return &out, all
}

// gather finds the types of a document that are made of flows, and those inside of them.
func (all *grafts) gather(doc *flow.Document, reg *Registry, path string, depth int) {
	seen := map[string]bool{}
	for fi := range doc.Flows {
		for bi := range doc.Flows[fi].Blocks {
			name := doc.Flows[fi].Blocks[bi].Type
			t, ok := reg.Type(name)
			if !ok || t.Inside == nil || seen[name] {
				continue
			}
			seen[name] = true
			g := &graft{path: path + name, in: t.Inside, typ: t, own: map[Var]bool{}}
			for i := range t.Inside.Document.Flows {
				all.blocks += len(t.Inside.Document.Flows[i].Blocks)
			}
			if depth > MaxNesting || all.blocks > MaxInsideBlocks {
				if all.tooDeep == nil {
					all.tooDeep = g
				}
				continue
			}
			for _, v := range t.Inside.Document.Variables {
				full := Var(v.Scope + "." + v.Name)
				g.own[full] = !slices.Contains(t.Inside.Shared, full)
			}
			all.all = append(all.all, g)
			all.gather(t.Inside.Document, t.Inside.Registry, g.path+insideMark, depth+1)
		}
	}
}

// flow gives a flow under its name in the whole document.
func (g *graft) flow(f *flow.Flow, lang string) flow.Flow {
	handler := func(h *flow.Handler) *flow.Handler {
		if h == nil {
			return nil
		}
		to := flow.Handler{Flow: g.name(h.Flow)}
		if h.Block != "" {
			to.Block = g.name(h.Block)
		}
		return &to
	}
	out := *f
	out.ID, out.OnError, out.Notes = g.name(f.ID), handler(f.OnError), nil
	out.Name = g.typ.Title.In(lang)
	if name := strings.TrimSpace(f.Name); name != "" && name != out.Name {
		out.Name += insideWords + name
	}
	out.Blocks, out.Edges = slices.Clone(f.Blocks), slices.Clone(f.Edges)
	for i := range out.Blocks {
		out.Blocks[i].ID = g.name(out.Blocks[i].ID)
	}
	for i := range out.Edges {
		e := &out.Edges[i]
		e.From, e.To = g.name(e.From), g.name(e.To)
	}
	return out
}

// registry is what a block's type is looked up in.
func (c *compiling) registry(b *compiledBlock) *Registry {
	if g := b.flow.graft; g != nil {
		return g.in.Registry
	}
	return c.reg
}

// grafted is what the block being compiled belongs to; nil for the document's own.
func (c *compiling) grafted() *graft {
	if c.at == nil {
		return nil
	}
	return c.at.flow.graft
}

// inner notes what a block of a type calls that is made of flows.
func (c *compiling) inner(b *compiledBlock) {
	if b.typ.Inside == nil {
		return
	}
	path := b.def.Type
	if g := b.flow.graft; g != nil {
		path = g.name(path)
	}
	name := (&graft{path: path}).name(b.typ.Inside.Flow)
	if c.rev.flows[name] == nil {
		return // it is too deep, which is an issue of its own
	}
	b.calls = name
	c.links = append(c.links, link{from: b, flow: name, path: b.path})
}

// sharedOrOwn reports whether a variable is known to a block that is inside of a type: one of the type's own, or one of the bot's,
// which the block of that type asks for.
func (c *compiling) sharedOrOwn(b *compiledBlock, full string) bool {
	if b == nil || b.flow.graft == nil {
		return false
	}
	g := b.flow.graft
	if slices.Contains(g.in.Shared, Var(full)) {
		return true
	}
	scope, stored := Var(full).Split()
	path, name := SplitInside(stored)
	return path == g.path && g.own[Var(scope+"."+name)]
}

// declaredInside gives the variables that expressions inside of a type may read.
func (c *compiling) declaredInside(g *graft) []expr.Variable {
	var out []expr.Variable
	fields := func(all map[string]map[string]expr.Type) {
		for scope, named := range all {
			for name, t := range named {
				out = append(out, expr.Variable{Scope: scope, Name: name, Type: t})
			}
		}
	}
	fields(WritableFields())
	for _, v := range g.in.Document.Variables {
		x := expr.Variable{Scope: v.Scope, Name: v.Name, Type: expr.Type(v.Type)}
		if g.own[Var(v.Scope+"."+v.Name)] {
			x.Stored = g.name(v.Name)
		}
		out = append(out, x)
	}
	fields(BuiltInFields())
	return out
}

func secretsOf(doc *flow.Document) []string {
	if doc.Settings == nil {
		return nil
	}
	return doc.Settings.Secrets
}
