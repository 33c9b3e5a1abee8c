package memstore

import (
	"cmp"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine/host"
)

// sorted gives jobs by time, then by session and id, so that a start arms them in the same order every time.
func sorted(jobs map[*job]struct{}) []*job {
	return slices.SortedFunc(maps.Keys(jobs), func(a, b *job) int {
		if c := a.due.Compare(b.due); c != 0 {
			return c
		}
		if c := host.CompareKeys(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Compare(a.id(), b.id())
	})
}

func (j *job) id() string {
	if j.item == nil {
		return ""
	}
	return j.item.ID
}
