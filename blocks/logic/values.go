package logic

import (
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// values renders named values, in the order of their names, so that the first error is always the same.
func values(t *engine.Turn, from map[string]engine.Value) (engine.Values, error) {
	out := make(engine.Values, len(from))
	for _, name := range slices.Sorted(maps.Keys(from)) {
		v := from[name]
		x, err := t.Value(&v)
		if err != nil {
			return nil, err
		}
		out[name] = x
	}
	return out, nil
}
