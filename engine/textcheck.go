package engine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// TextKind says how a text of a block is read.
type TextKind string

// The kinds of texts.
const (
	TextExpression TextKind = "expression"
	TextCondition  TextKind = "condition"
	TextTemplate   TextKind = "template"
)

// TextCheck is a text that somebody is writing in a block.
type TextCheck struct {
	Flow string // by whose params it may be filled; a flow that there is not has none
	Text string
	Kind TextKind
	// Secrets lets it read secrets, and Item gives it the element of a list.
	Secrets, Item bool
}

// CheckText finds what is wrong with a text while it is being written. Paths of issues are empty: it is nowhere yet. The
// document may be as broken as it likes.
func CheckText(doc *flow.Document, reg *Registry, t TextCheck) []Issue {
	c := newCompiling(doc, reg)
	c.issues = []Issue{} // the document's own are not of the text
	c.at = &compiledBlock{def: &flow.Block{}, flow: &compiledFlow{def: flowIn(doc, t.Flow)}, typ: unknownType}
	f := fieldRules{secrets: t.Secrets, item: t.Item, one: true}
	if t.Kind == TextTemplate {
		quoted := bytes.Buffer{}
		e := json.NewEncoder(&quoted)
		if err := e.Encode(t.Text); err != nil {
			return c.issues // a text can be encoded
		}
		var template Template
		if err := json.Unmarshal(quoted.Bytes(), &template); err != nil {
			return []Issue{{Code: "text_invalid", Severity: SeverityError, Message: err.Error()}}
		}
		template.compileField(c, "", f)
	} else {
		c.program(origin{text: t.Text}, t.Text, f)
	}
	sortIssues(c.issues)
	for i := range c.issues {
		c.issues[i].Flow = ""
	}
	return c.issues
}

// flowIn gives the flow, or an empty one.
func flowIn(doc *flow.Document, id string) *flow.Flow {
	for i := range doc.Flows {
		if doc.Flows[i].ID == id {
			return &doc.Flows[i]
		}
	}
	return &flow.Flow{ID: id}
}

// KnownName is a name that expressions may use.
type KnownName struct {
	Name  string // such as user.first_name
	Type  string // text, number, bool, list, object, date, any
	Title Text   // nil if there is nothing to say of it
	From  string // the block that leaves the value behind; empty for what is always there
}

// Names gives what expressions of a block may use, by name: what is declared, what is always there, the params of the flow, what
// blocks write, and what those leave behind that may come before the block. Without a block it is what the whole flow may use.
func Names(doc *flow.Document, reg *Registry, flowID, block string) []KnownName {
	c := compileAll(doc, reg)
	known := map[string]KnownName{}
	add := func(n KnownName) {
		if _, there := known[n.Name]; !there {
			known[n.Name] = n
		}
	}
	titles := map[string]Text{}
	for _, v := range doc.Variables {
		if title := cmp.Or(v.Title, v.Note); title != "" {
			titles[v.Scope+"."+v.Name] = Text{doc.Language: title}
		}
	}
	before := c.before(flowID, block)
	for _, b := range before { // first, since they know the most
		outputs := b.typ.Outputs
		if l, ok := b.block.(OutputLister); ok {
			outputs = l.Outputs(outputs)
		} else if b.block == nil && b.typ.Config != nil {
			continue // a package's block that is not finished: nobody knows yet where it keeps them
		}
		for _, o := range outputs {
			add(KnownName{Name: o.Name, Type: o.Type, Title: o.Title, From: b.def.ID})
		}
	}
	for _, v := range c.declared() {
		if inside, _ := SplitInside(v.Name); inside != "" {
			continue // nobody else can name it
		}
		add(KnownName{Name: v.Scope + "." + v.Name, Type: string(v.Type), Title: titles[v.Scope+"."+v.Name]})
	}
	for _, p := range flowIn(doc, flowID).Params {
		add(KnownName{Name: ScopeLocal + "." + p.Name, Type: p.Type})
	}
	for _, f := range EventFields() {
		add(KnownName{Name: ScopeEvent + "." + f.Name, Type: f.Type, Title: f.Title})
	}
	for _, u := range c.uses {
		if u.write && u.block != nil && u.block.flow.graft == nil && (u.scope != ScopeLocal || slices.Contains(before, u.block)) {
			add(KnownName{Name: u.scope + "." + u.name, Type: string(expr.TypeAny), From: u.block.def.ID})
		}
	}
	out := make([]KnownName, 0, len(known))
	for _, n := range known {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b KnownName) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// before gives the blocks of the flow from which one may come to the block, in the order of the document; all without one.
func (c *compiling) before(flowID, block string) []*compiledBlock {
	f := c.rev.flows[flowID]
	if f == nil {
		return nil
	}
	to := c.rev.blocks[block]
	if to == nil {
		return f.blocks
	}
	comes := map[*compiledBlock]bool{}
	for todo := []*compiledBlock{to}; len(todo) > 0; {
		next := todo[0]
		todo = todo[1:]
		for _, b := range f.blocks {
			for _, w := range b.ways {
				if w.to == next && !comes[b] {
					comes[b] = true
					todo = append(todo, b)
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(f.blocks), func(b *compiledBlock) bool { return !comes[b] })
}
