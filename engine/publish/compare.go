package publish

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Change is what a publish does to a block.
type Change string

// The changes. A block whose id has changed cannot be told from one that was removed and another that was added.
const (
	Changed   Change = "changed"   // its settings, or where its exits lead
	Moved     Change = "moved"     // to another flow, whatever else
	Replaced  Change = "replaced"  // by a block of another type
	Removed   Change = "removed"   //
	Unchanged Change = "unchanged" // in a plan only where somebody decided something for it all the same
	Behind    Change = "behind"    // it is about people in an earlier revision
)

// Difference is one block that is not what it was.
type Difference struct {
	Block  string
	Change Change
	What   []string // of a changed or moved one: config, envelope, exits, version, in this order
	Like   string   // of a removed one: the only new block that is as it was; empty if there is none, or several
}

// Compare finds the blocks that differ, in the order of the old document, and those that are new, in the order of the new one.
// Labels, notes and places on the canvas do not count, nor does the order of blocks.
func Compare(old, next *flow.Document) (differences []Difference, added []string) {
	was, is := index(old), index(next)
	for _, b := range next.Flows {
		for i := range b.Blocks {
			if _, known := was[b.Blocks[i].ID]; !known {
				added = append(added, b.Blocks[i].ID)
			}
		}
	}
	for fi := range old.Flows {
		for bi := range old.Flows[fi].Blocks {
			id := old.Flows[fi].Blocks[bi].ID
			d, ok := differs(was[id], is[id])
			inside, _ := engine.SplitInside(id) // whose versions are of another document
			if typ := was[id].block.Type; inside == "" && d.Change != Removed && d.Change != Replaced && old.Uses[typ] != next.Uses[typ] {
				d.What, ok = append(d.What, "version"), true
			}
			if ok {
				d.Block = id
				differences = append(differences, d)
			}
		}
	}
	suggest(differences, added, was, is)
	return differences, added
}

// place is a block where it stands.
type place struct {
	flow  string
	block *flow.Block
	edges map[string]string // exit → block
}

func index(d *flow.Document) map[string]place {
	all := map[string]place{}
	for fi := range d.Flows {
		f := &d.Flows[fi]
		for bi := range f.Blocks {
			all[f.Blocks[bi].ID] = place{flow: f.ID, block: &f.Blocks[bi], edges: map[string]string{}}
		}
		for _, e := range f.Edges {
			if p, ok := all[e.From]; ok && p.flow == f.ID {
				p.edges[e.Exit] = e.To
			}
		}
	}
	return all
}

func differs(was, is place) (Difference, bool) {
	switch {
	case is.block == nil:
		return Difference{Change: Removed}, true
	case is.block.Type != was.block.Type:
		return Difference{Change: Replaced}, true
	}
	d := Difference{Change: Changed}
	if was.flow != is.flow {
		d.Change = Moved
	}
	if was.block.Version != is.block.Version || !sameJSON(was.block.Config, is.block.Config) {
		d.What = append(d.What, "config")
	}
	if !reflect.DeepEqual(envelope(was.block), envelope(is.block)) {
		d.What = append(d.What, "envelope")
	}
	if !maps.Equal(was.block.Exits, is.block.Exits) || !maps.Equal(was.edges, is.edges) {
		d.What = append(d.What, "exits")
	}
	return d, d.Change == Moved || len(d.What) > 0
}

// envelope is a block without what it is called, where it leads and how it is set.
func envelope(b *flow.Block) flow.Block {
	e := *b
	e.ID, e.Version, e.Label, e.Note, e.Config, e.Exits = "", 0, "", "", nil, nil
	e.Roles = slices.Clip(append([]string{}, e.Roles...))
	return e
}

// sameJSON compares settings whatever the order and the spaces they were written in.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	value := func(raw json.RawMessage) (v any) {
		if len(raw) == 0 {
			return map[string]any{}
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if d.Decode(&v) != nil {
			return nil
		}
		return v
	}
	return reflect.DeepEqual(value(a), value(b))
}

// suggest looks for removed blocks that are there again under another id. Only pairs that leave no doubt count.
func suggest(differences []Difference, added []string, was, is map[string]place) {
	alike := func(a, b *flow.Block) bool {
		return a.Type == b.Type && a.Version == b.Version && sameJSON(a.Config, b.Config) && reflect.DeepEqual(envelope(a), envelope(b))
	}
	claims := map[string]int{}
	for i := range differences {
		d := &differences[i]
		if d.Change != Removed {
			continue
		}
		for _, id := range added {
			if !alike(was[d.Block].block, is[id].block) {
				continue
			}
			if claims[id]++; d.Like != "" {
				d.Like = ambiguous
				continue
			}
			d.Like = id
		}
	}
	for i := range differences {
		if d := &differences[i]; d.Like == ambiguous || claims[d.Like] > 1 {
			d.Like = ""
		}
	}
}

// ambiguous is no block's id.
const ambiguous = "\x00"
