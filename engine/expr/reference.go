package expr

import (
	"cmp"
	"slices"
)

// Reference is a variable that an expression or a template uses. Name is "" where the whole scope is used (`keys(user)`,
// `user[x]`); Scope is "" for a bare name. From and To are byte offsets of the first use.
type Reference struct {
	Scope string
	Name  string
	From  int
	To    int
}

// sortReferences sorts by scope and name and keeps the first use of each.
func sortReferences(refs []Reference) []Reference {
	slices.SortStableFunc(refs, func(a, b Reference) int {
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Name, b.Name), cmp.Compare(a.From, b.From))
	})
	return slices.CompactFunc(refs, func(a, b Reference) bool { return a.Scope == b.Scope && a.Name == b.Name })
}
