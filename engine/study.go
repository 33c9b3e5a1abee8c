package engine

import "github.com/scenarist/scenarist/engine/flow"

// Study is what blocks of a document use and lead to, besides what Examine tells.
type Study struct {
	Issues    []Issue
	Variables []VariableUse // secrets too; built-in fields too
	Leads     []Lead
	Assets    []AssetUse
}

// VariableUse is one place where a block reads or writes a variable.
type VariableUse struct {
	Scope, Name string // the name is empty where all of the scope is used
	Write       bool
	Path        string // JSON pointer into the document
	Flow, Block string
}

// Lead is one place where the settings of a block name a flow or a block.
type Lead struct {
	From     string // the block
	Flow     string // what they name: one of them is set
	Block    string
	Path     string
	Mentions bool // only as a filter does
}

// StudyOf finds what blocks of a document use. What is inside of its types is not looked at.
func StudyOf(doc *flow.Document, reg *Registry) Study {
	c := compileAll(doc, reg)
	s := Study{Issues: c.issues, Assets: c.assets}
	for _, u := range c.uses {
		if u.block == nil || u.block.flow.graft != nil {
			continue
		}
		s.Variables = append(s.Variables, VariableUse{
			Scope: u.scope, Name: u.name, Write: u.write, Path: u.path, Flow: u.block.flow.def.ID, Block: u.block.def.ID,
		})
	}
	for _, l := range c.links {
		if l.from.flow.graft == nil && l.path != l.from.path { // the latter calls what is inside of its type
			s.Leads = append(s.Leads, Lead{From: l.from.def.ID, Flow: l.flow, Block: l.block, Path: l.path, Mentions: l.mention})
		}
	}
	return s
}
