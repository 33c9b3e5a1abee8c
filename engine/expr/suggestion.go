package expr

import (
	"maps"
	"slices"
	"strings"
)

// nearest gives the candidate that a name was most likely meant to be, or "" if none is near. Candidates are sorted, so that
// of two equally near the first wins.
func nearest(name string, candidates []string) string {
	best, bestDistance := "", max(1, len([]rune(name))/3)+1
	for _, c := range candidates {
		if strings.EqualFold(strings.ReplaceAll(c, "_", ""), strings.ReplaceAll(name, "_", "")) {
			return c
		}
		if d := distance(name, c, bestDistance); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// nearestVariable looks for the same name in another scope first (first_name → user.first_name), then for a near name in
// the same scope, then for any near name.
func nearestVariable(name string, known []string) string {
	scope, field, dotted := strings.Cut(name, ".")
	if !dotted {
		scope, field = "", name
	}
	var fields []string
	for _, k := range known {
		s, f, _ := strings.Cut(k, ".")
		if f == field {
			return k
		}
		if s == scope && f != "" {
			fields = append(fields, f)
		}
	}
	if !dotted {
		return nearest(name, known)
	}
	if near := nearest(field, fields); near != "" {
		return scope + "." + near
	}
	return ""
}

func (l *library) nearest(name string) string {
	return nearest(name, slices.Sorted(maps.Keys(l.byName)))
}

// distance counts the letters to change, add, drop or swap with the next to come from a to b, up to a limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 || max(len(x), len(y))-min(len(x), len(y)) >= limit {
		return limit
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
