package engine

import "github.com/scenarist/scenarist/engine/flow"

// Report is what an editor shows of a document.
type Report struct {
	// Issues are as Check gives them.
	Issues []Issue
	// Exits are those of every block, by its id; those that the settings decide, too, as far as they could be read. A block
	// of an unknown type has none.
	Exits map[string][]Exit
	// Assets are the uses of the bot's media library, flow by flow; see CheckAssets.
	Assets []AssetUse
}

// Examine finds the defects of a document and the exits of its blocks in one pass.
func Examine(doc *flow.Document, reg *Registry) Report {
	c := compileAll(doc, reg)
	r := Report{Issues: c.issues, Exits: make(map[string][]Exit, len(c.rev.blocks)), Assets: c.assets}
	for id, b := range c.rev.blocks {
		r.Exits[id] = b.exits
	}
	return r
}
