package custom

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/publish"
)

// flowDifferences says in plain words what is not the same in the flows that a block is made of.
func flowDifferences(old, next *Manifest) (out []string) {
	was, is := documentOf(old), documentOf(next)
	if was == nil || is == nil {
		return nil
	}
	changed, added := publish.Compare(was, is)
	for _, id := range added {
		out = append(out, fmt.Sprintf("inside: %s is new", named(is, id)))
	}
	for _, d := range changed {
		name := named(was, d.Block)
		switch d.Change {
		case publish.Removed:
			out = append(out, fmt.Sprintf("inside: %s is gone", name))
		case publish.Replaced:
			out = append(out, fmt.Sprintf("inside: %s is another block now: %s", name, named(is, d.Block)))
		case publish.Moved:
			out = append(out, fmt.Sprintf("inside: %s is in another flow", name))
		default:
			out = append(out, fmt.Sprintf("inside: %s has changed: %s", name, whatChanged(d.What)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(is.Uses)) {
		if v := was.Uses[name]; v != "" && v != is.Uses[name] {
			out = append(out, fmt.Sprintf("inside: %s %s instead of %s", name, is.Uses[name], v))
		}
	}
	return out
}

func documentOf(m *Manifest) *flow.Document {
	var part struct {
		Document json.RawMessage `json:"document"`
	}
	if json.Unmarshal(m.Composite, &part) != nil {
		return nil
	}
	doc, err := flow.Load(part.Document)
	if err != nil {
		return nil
	}
	return doc
}

// named gives a block as its maker knows it.
func named(doc *flow.Document, id string) string {
	for fi := range doc.Flows {
		for bi := range doc.Flows[fi].Blocks {
			if b := &doc.Flows[fi].Blocks[bi]; b.ID == id {
				return fmt.Sprintf("%q (%s) of the flow %q", cmp.Or(b.Label, b.ID), b.Type, cmp.Or(doc.Flows[fi].Name, doc.Flows[fi].ID))
			}
		}
	}
	return id
}

func whatChanged(what []string) string {
	words := map[string]string{
		"config": "its settings", "envelope": "when it runs", "exits": "where it leads", "version": "the version that is used",
	}
	out := make([]string, len(what))
	for i, w := range what {
		out[i] = cmp.Or(words[w], w)
	}
	return strings.Join(out, ", ")
}
