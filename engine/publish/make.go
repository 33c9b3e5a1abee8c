package publish

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Making is what a plan is made of: the revision that is published and the one that is to be. Neither needs to be without
// errors to be compared.
type Making struct {
	Old, New *engine.Revision
	Census   *Census
	// Document gives the document of a revision where people are behind.
	Document func(revision int) (*flow.Document, error)
}

// Default makes the plan by which nobody loses anything:
//
//	changed   stay; the question is put anew where none of the ways is left by which an answer would have gone on
//	moved     move
//	replaced  finish
//	removed   finish
//	behind    finish, or stay where the block is again as they know it
func (m *Making) Default() (*Plan, error) {
	p := &Plan{From: m.Old.Number, People: m.Census.people, Blocks: []Entry{}}
	var differences []Difference
	differences, p.Added = Compare(m.Old.Doc, m.New.Doc)
	for _, d := range differences {
		at, _ := m.Old.Place(d.Block)
		if at.Trigger {
			continue // nobody stands there
		}
		e := Entry{Decision: Decision{Block: d.Block}, Change: d.Change, What: d.What, Suggest: d.Like}
		e.describe(at)
		if h := m.Census.here[position{block: d.Block}]; h != nil {
			e.Here = *h
		}
		switch d.Change {
		case Changed:
			e.Do, e.Ask = Stay, m.leadsNowhere(d.Block, at)
		case Moved:
			e.Do, e.Ask = Move, m.leadsNowhere(d.Block, at)
		default:
			e.Do = Finish
		}
		p.Blocks = append(p.Blocks, e)
	}
	blocks, counts, newest := m.Census.behind()
	for _, id := range blocks {
		e, err := m.behind(id, newest[id])
		if err != nil {
			return nil, err
		}
		e.Here = counts[id]
		p.Blocks = append(p.Blocks, e)
	}
	return p, nil
}

func (e *Entry) describe(at engine.Place) { e.Title, e.Flow, e.Type = at.Title, at.Flow, at.Type }

// leadsNowhere reports whether every way is gone by which an answer at the block would have gone on.
func (m *Making) leadsNowhere(block string, was engine.Place) bool {
	is, ok := m.New.Place(block)
	return ok && len(was.Ways) > 0 && !slices.ContainsFunc(was.Ways, func(w string) bool { return slices.Contains(is.Ways, w) })
}

// behind makes the entry for those who stand at the block in an earlier revision.
func (m *Making) behind(block string, revision int) (Entry, error) {
	e := Entry{Decision: Decision{Block: block, Behind: true, Do: Finish}, Change: Behind, Revision: revision}
	doc, err := m.Document(revision)
	if err != nil {
		return e, err
	}
	was := index(doc)[block]
	if was.block == nil {
		return e, nil
	}
	e.Title, e.Flow, e.Type = was.block.Label, was.flow, was.block.Type
	if e.Title == "" {
		e.Title = was.block.Type
	}
	if is := index(m.New.Doc)[block]; is.block != nil {
		if _, differ := differs(was, is); !differ {
			e.Do = Stay
		}
	}
	return e, nil
}
