package composite

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// Options are what is said of a flow that becomes a block. Name and Version are needed.
type Options struct {
	Name    string // vendor/name
	Version string
	Title   engine.Text // the name of the flow, if it is nil
	Help    engine.Text // the note of the flow, if it is nil
	Icon    string
	Exits   map[string]engine.Text // words of exits; those that are left out are called as the blocks that leave by them
	Private []string               // variables, such as user.street, that are the block's own though their scope is wider than a session
	// Manifests gives the packages that the document pins, by name.
	Manifests map[string]*custom.Manifest
}

// FlowError says that a document has no such flow.
type FlowError struct{ Flow string }

// Error names it.
func (e *FlowError) Error() string { return fmt.Sprintf("there is no flow %q", e.Flow) }

// Make gives the manifest of a flow of a bot that becomes a block. Whether it is in order is for Library.CheckIn to say. The only
// error is a *FlowError, or that something cannot be written as JSON.
func Make(doc *flow.Document, reg *engine.Registry, flowID string, o Options) (*custom.Manifest, error) {
	k := &maker{doc: doc, reg: reg, o: o, study: engine.StudyOf(doc, reg), triggers: map[string]bool{}, flows: map[string]bool{}}
	if k.entry = k.flow(flowID); k.entry == nil {
		return nil, &FlowError{flowID}
	}
	k.gather()
	inner, needed := k.document()
	text, err := flow.Marshal(inner)
	if err != nil {
		return nil, err
	}
	m := &custom.Manifest{
		Manifest: custom.Version, Name: o.Name, Version: o.Version, Kind: custom.Composite, Title: o.Title, Help: o.Help, Icon: cmp.Or(o.Icon, "puzzle"),
		Permissions: needed, Exits: k.exits(), Outputs: k.outputs(inner),
	}
	name := cmp.Or(strings.TrimSpace(k.entry.Name), flowID)
	if m.Title.In("en") == "" {
		m.Title = k.words(name)
	}
	if m.Help.In("en") == "" {
		m.Help = k.words(cmp.Or(k.entry.Note, name))
	}
	if m.Composite, err = json.Marshal(Part{Flow: flowID, Document: text}); err != nil {
		return nil, fmt.Errorf("write the flow %q: %w", flowID, err)
	}
	if m.Config, m.Examples, err = k.settings(); err != nil {
		return nil, fmt.Errorf("write the settings of the flow %q: %w", flowID, err)
	}
	return m, nil
}

// maker makes a manifest of a flow.
type maker struct {
	doc      *flow.Document
	reg      *engine.Registry
	o        Options
	study    engine.Study
	entry    *flow.Flow
	flows    map[string]bool // that go along
	triggers map[string]bool // blocks that stay behind
}

func (k *maker) flow(id string) *flow.Flow {
	at := slices.IndexFunc(k.doc.Flows, func(f flow.Flow) bool { return f.ID == id })
	if at < 0 {
		return nil
	}
	return &k.doc.Flows[at]
}

// words are a text in English and in the author's language.
func (k *maker) words(s string) engine.Text { return engine.Text{"en": s, k.doc.Language: s} }

// gather finds the flows that go along.
func (k *maker) gather() {
	where := map[string]string{}
	for fi := range k.doc.Flows {
		for bi := range k.doc.Flows[fi].Blocks {
			b := &k.doc.Flows[fi].Blocks[bi]
			where[b.ID] = k.doc.Flows[fi].ID
			if t, ok := k.reg.Type(b.Type); ok && t.Trigger {
				k.triggers[b.ID] = true
			}
		}
	}
	todo := []string{k.entry.ID}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		f := k.flow(id)
		if f == nil || k.flows[id] {
			continue
		}
		k.flows[id] = true
		if f.OnError != nil {
			todo = append(todo, f.OnError.Flow)
		}
		for _, l := range k.study.Leads {
			if where[l.From] == id && !k.triggers[l.From] {
				todo = append(todo, cmp.Or(l.Flow, where[l.Block]))
			}
		}
	}
}

// document makes the document inside, and finds what it needs.
func (k *maker) document() (*flow.Document, custom.Permissions) {
	out := &flow.Document{
		SchemaVersion: flow.SchemaVersion, Name: cmp.Or(strings.TrimSpace(k.entry.Name), k.entry.ID), Language: k.doc.Language, Languages: k.doc.Languages,
		Flows: []flow.Flow{},
	}
	for i := range k.doc.Flows {
		if f := k.doc.Flows[i]; k.flows[f.ID] {
			isTrigger := func(id string) bool { return k.triggers[id] }
			f.Blocks = slices.DeleteFunc(slices.Clone(f.Blocks), func(b flow.Block) bool { return isTrigger(b.ID) })
			f.Edges = slices.DeleteFunc(slices.Clone(f.Edges), func(e flow.Edge) bool { return isTrigger(e.From) || isTrigger(e.To) })
			out.Flows = append(out.Flows, f)
			for j := range f.Blocks {
				if v := k.doc.Uses[f.Blocks[j].Type]; v != "" {
					if out.Uses == nil {
						out.Uses = map[string]string{}
					}
					out.Uses[f.Blocks[j].Type] = v
				}
			}
		}
	}
	var uses []engine.VariableUse
	for _, u := range k.study.Variables {
		if k.flows[u.Flow] && !k.triggers[u.Block] {
			uses = append(uses, u)
		}
	}
	m := &custom.Manifest{} // which shares what is not its own
	for _, v := range k.doc.Variables {
		used := slices.ContainsFunc(uses, func(u engine.VariableUse) bool { return u.Scope == v.Scope && u.Name == v.Name })
		if !used {
			continue
		}
		out.Variables = append(out.Variables, v)
		if full := v.Scope + "." + v.Name; v.Scope != flow.ScopeSession && !slices.Contains(k.o.Private, full) {
			m.Permissions.Read = append(m.Permissions.Read, full)
		}
	}
	needed := needsOf(m, out, uses, custom.Nested{Registry: k.reg, Manifests: k.o.Manifests}).permissions()
	if len(needed.Secrets) > 0 {
		out.Settings = &flow.Settings{Secrets: needed.Secrets}
	}
	return out, needed
}

// exits are those that the flow's returns name, after the one by which it ends without.
func (k *maker) exits() (out []custom.Exit) {
	add := func(name string, title engine.Text) {
		if slices.ContainsFunc(out, func(e custom.Exit) bool { return e.Name == name }) {
			return
		}
		if own := k.o.Exits[name]; own.In("en") != "" {
			title = own
		}
		out = append(out, custom.Exit{Name: name, Title: title})
	}
	next := engine.NextExit()
	var named []*flow.Block
	plain := len(k.entry.Edges) == 0 && len(k.entry.Blocks) == 0
	for i := range k.entry.Blocks {
		b := &k.entry.Blocks[i]
		if k.triggers[b.ID] {
			continue
		}
		if r, ok := returns(b); ok {
			if r.Exit != "" {
				named = append(named, b)
			}
			plain = plain || r.Exit == "" && (r.Status == "" || r.Status == string(engine.CallOK))
			continue
		}
		plain = plain || k.mayEnd(b)
	}
	if plain || len(named) == 0 {
		add(next.Name, next.Title)
	}
	for _, b := range named {
		r, _ := returns(b)
		add(r.Exit, k.words(cmp.Or(b.Label, spoken(r.Exit))))
	}
	return out
}

// mayEnd reports whether the flow may end at a block without a return.
func (k *maker) mayEnd(b *flow.Block) bool {
	t, ok := k.reg.Type(b.Type)
	if !ok || b.Type == "logic.jump" {
		return true
	}
	exits := t.Exits
	blk := t.New()
	if l, ok := blk.(engine.ExitLister); ok && json.Unmarshal(orObject(b.Config), blk) == nil {
		exits = l.Exits(t.Exits)
	}
	return slices.ContainsFunc(exits, func(e engine.Exit) bool {
		led := slices.ContainsFunc(k.entry.Edges, func(x flow.Edge) bool { return x.From == b.ID && x.Exit == e.Name })
		return !led && (b.Exits[e.Name] == flow.ExitEnd || !e.Inherit)
	})
}

// outputs are the values that the flow's returns give.
func (k *maker) outputs(inner *flow.Document) (out []custom.Output) {
	for i := range k.entry.Blocks {
		r, ok := returns(&k.entry.Blocks[i])
		if !ok {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(r.Result)) {
			typ := k.typeOf(inner, r.Result[name])
			at := slices.IndexFunc(out, func(o custom.Output) bool { return o.Name == name })
			if at < 0 {
				out = append(out, custom.Output{Name: name, Type: typ, Title: k.words(spoken(name))})
			} else if out[at].Type != typ {
				out[at].Type = flow.TypeAny
			}
		}
	}
	return out
}

// typeOf is the type of a value that is nothing but a variable or a parameter; any for all others.
func (k *maker) typeOf(inner *flow.Document, value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return flow.TypeAny
	}
	before, rest, ok := strings.Cut(strings.TrimSpace(text), "{{")
	name, after, closed := strings.Cut(rest, "}}")
	if !ok {
		return flow.TypeText
	}
	if !closed || before != "" || after != "" {
		return flow.TypeAny
	}
	scope, own := engine.Var(strings.TrimSpace(name)).Split()
	for _, v := range inner.Variables {
		if v.Scope == scope && v.Name == own {
			return v.Type
		}
	}
	for _, p := range k.entry.Params {
		if scope == engine.ScopeLocal && p.Name == own {
			return p.Type
		}
	}
	return flow.TypeAny
}
