package botapi

import (
	"cmp"
	"maps"
	"slices"
)

// sortedKeys gives the keys in rising order, so that nothing depends on the
// order of a map.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
