package goapi

import (
	"slices"
	"strings"
)

// Changes are what differs between what is promised and what there is.
type Changes struct {
	Gone []string // breaks programs
	New  []string
}

// Compare finds the changes between two lists, which are sorted.
func Compare(promised, is []string) Changes {
	without := func(a, b []string) []string {
		return slices.DeleteFunc(slices.Clone(a), func(line string) bool {
			_, there := slices.BinarySearch(b, line)
			return there
		})
	}
	return Changes{Gone: without(promised, is), New: without(is, promised)}
}

// Words says what changed and what to do about it; empty if nothing did.
func (c Changes) Words() string {
	var b strings.Builder
	list := func(sign string, lines []string) {
		for _, line := range lines {
			b.WriteString("  " + sign + " " + line + "\n")
		}
	}
	switch {
	case len(c.Gone) > 0:
		b.WriteString("programs of integrators would not build any more, or do something else: this of the promised API is gone or changed\n")
		list("-", c.Gone)
		if len(c.New) > 0 {
			b.WriteString("and this is new\n")
			list("+", c.New)
		}
		b.WriteString("Keep the old beside the new, marked as deprecated, if that can be. If it cannot, run `make api`, commit what it changes,\n" +
			"and say in the commit's body what integrators have to change.\n")
	case len(c.New) > 0:
		b.WriteString("this is exported, and not promised yet\n")
		list("+", c.New)
		b.WriteString("What is in the list is kept for good. If that is meant, run `make api` and commit what it changes; else do not export it.\n")
	}
	return b.String()
}
