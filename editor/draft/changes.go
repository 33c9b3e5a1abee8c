package draft

import (
	"maps"
	"slices"
	"strings"
)

// Changes gives what makes one document of another: what goes, what comes and is changed, and then orders that would come out
// otherwise. Applied to the one, none of them is a conflict.
func Changes(from, to *Document) []Change {
	var out []Change
	add := func(before, after any, path ...string) {
		if !same(before, after) {
			out = append(out, Change{Path: path, Before: before, After: after})
		}
	}
	for _, name := range keys(from.fields, to.fields) {
		add(from.fields[name], to.fields[name], name)
	}
	for _, name := range keys(from.settings, to.settings) {
		add(from.settings[name], to.settings[name], "settings", name)
	}
	for _, name := range keys(from.uses, to.uses) {
		add(from.uses[name], to.uses[name], "uses", name)
	}
	for name, l := range map[string][2]*list{"variables": {&from.variables, &to.variables}, "tables": {&from.tables, &to.tables}} {
		for _, id := range keys(l[0].values, l[1].values) {
			add(l[0].get(id), l[1].get(id), name, id)
		}
	}
	for _, id := range keys(from.flows.values, to.flows.values) {
		out = append(out, flowChanges(id, from, to)...)
	}
	for _, id := range keys(from.layout, to.layout) {
		for _, block := range keys(from.layout[id], to.layout[id]) {
			add(from.layout[id][block], to.layout[id][block], "layout", id, block)
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return slices.Compare(a.Path, b.Path) })
	return append(out, orderChanges(from, to)...)
}

// flowChanges are those of a flow and what is in it; the flow first.
func flowChanges(id string, from, to *Document) []Change {
	was, is := from.head(id).get(), to.head(id).get()
	var out []Change
	if !same(was, is) {
		out = append(out, Change{Path: []string{"flows", id}, Before: was, After: is})
	}
	if is == nil {
		return out // with all that is in it
	}
	for part := range partIDs() {
		var a, b map[string]any
		if l := from.flow(id).part(part); l != nil {
			a = l.values
		}
		if l := to.flow(id).part(part); l != nil {
			b = l.values
		}
		for _, name := range keys(a, b) {
			path := []string{"flows", id, part, name}
			if part == fieldEdges {
				from, exit, _ := strings.Cut(name, " ")
				path = []string{"flows", id, part, from, exit}
			}
			e, _ := from.element(path)
			f, _ := to.element(path)
			if was, is := e.get(), f.get(); !same(was, is) {
				out = append(out, Change{Path: path, Before: was, After: is})
			}
		}
	}
	return out
}

// orderChanges are those that are needed once the others are made.
func orderChanges(from, to *Document) []Change {
	var out []Change
	look := func(path ...string) {
		path = append([]string{"order"}, path...)
		was, _ := from.ordered(path)
		is, _ := to.ordered(path)
		if is == nil {
			return
		}
		var order []string
		if was != nil {
			order = slices.DeleteFunc(slices.Clone(was.order), func(id string) bool { return !is.has(id) })
		}
		if kept := len(order); !slices.Equal(order, is.order[:kept]) || !slices.IsSorted(is.order[kept:]) {
			out = append(out, Change{Path: path, Before: anys(order), After: anys(is.order)})
		}
	}
	look("flows")
	look("variables")
	look("tables")
	for _, id := range to.flows.order {
		for _, part := range slices.Sorted(maps.Keys(partIDs())) {
			look(part, id)
		}
	}
	return out
}

// keys gives the names of two maps, each once and sorted.
func keys[V any](a, b map[string]V) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]V{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}
