package engine

import (
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/flow"
)

// Survey makes a revision of a document that may have errors: to be looked at, not to be run.
func Survey(doc *flow.Document, reg *Registry, number int) *Revision {
	rev, _ := build(doc, reg)
	rev.Number = number
	return rev
}

// Place is what there is to know of a block for who decides where people may stand.
type Place struct {
	Flow, Type string
	Title      string // its label, else the title of its type in the document's language
	Trigger    bool   // it begins flows, and nobody can come to it from another block
	Waits      bool   // blocks of its type may stop and wait for an event
	TakesLate  bool   // it takes payments for which nobody waits any more
	// Ways are the exits that have to lead somewhere: those by which an answer leaves.
	Ways []string
}

// Place tells of a block; false if there is none of the id.
func (r *Revision) Place(block string) (Place, bool) {
	b := r.blocks[block]
	if b == nil {
		return Place{}, false
	}
	p := Place{Flow: b.flow.def.ID, Type: b.def.Type, Title: b.def.Label, Trigger: b.typ.Trigger, Waits: true}
	if p.Title == "" {
		p.Title = b.typ.Title.In(r.Doc.Language)
	}
	if p.Title == "" {
		p.Title = b.def.Type
	}
	if b.block != nil {
		p.Waits = waits(b.block)
	}
	_, p.TakesLate = blockAs[LatePayer](b)
	for _, e := range b.exits {
		if !e.Inherit && !e.Optional {
			p.Ways = append(p.Ways, e.Name)
		}
	}
	return p, true
}

// Beginning is the trigger with which a flow begins anew when nothing has happened that would start it: its first command,
// else the bot's /start. It is empty if there is neither.
func (r *Revision) Beginning(flowID string) string {
	commands := func(b *compiledBlock) bool {
		return slices.ContainsFunc(b.keys(), func(k string) bool { return strings.HasPrefix(k, "command:") })
	}
	if f := r.flows[flowID]; f != nil {
		for _, b := range f.blocks {
			if b.trigger != nil && slices.Contains(r.triggers, b) && commands(b) {
				return b.def.ID
			}
		}
	}
	for _, b := range r.triggers {
		for _, k := range b.keys() {
			if name, _, _ := strings.Cut(strings.TrimPrefix(k, "command:"), " "); name == "start" || name == "start@private" {
				return b.def.ID
			}
		}
	}
	return ""
}
