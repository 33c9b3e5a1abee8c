package flow

import (
	"cmp"
	"slices"
)

// Sort brings the lists whose order means nothing into a fixed one, so that two people's work merges well: variables by
// scope and name, secrets and roles by name, edges by the ids and exits they join, notes by id. Flows and blocks stay as they are: a
// handler goes to the first block of a flow, and forms and lists show both in the author's order.
func (d *Document) Sort() {
	slices.SortStableFunc(d.Variables, func(a, b Variable) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Scopes(), a.Scope), slices.Index(Scopes(), b.Scope)),
			cmp.Compare(a.Name, b.Name))
	})
	if d.Settings != nil {
		slices.Sort(d.Settings.Secrets)
	}
	for i := range d.Flows {
		slices.SortStableFunc(d.Flows[i].Edges, func(a, b Edge) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Exit, b.Exit), cmp.Compare(a.To, b.To))
		})
		slices.SortStableFunc(d.Flows[i].Notes, func(a, b Note) int { return cmp.Compare(a.ID, b.ID) })
		for j := range d.Flows[i].Blocks {
			slices.Sort(d.Flows[i].Blocks[j].Roles)
		}
	}
}
