package flow

import (
	"strconv"
	"strings"
)

// Index knows where each value of a JSON text stands. It serves a check that has many paths to place in one source;
// Locate serves a single one. An Index is read-only and may be used by several goroutines.
type Index struct {
	tree      *tree // nil for a text that is no JSON
	positions *positions
}

// NewIndex reads a source. One that is not JSON gives an Index that finds nothing.
func NewIndex(data []byte) *Index {
	var found problems
	t, err := parse(data, &found)
	if err != nil {
		return &Index{}
	}
	return &Index{tree: t, positions: newPositions(t.source)}
}

// Locate finds the value that a JSON pointer names, and gives its line and column as Problem has them. When the path
// names something that is not there, such as a missing field, ok is false and the position is that of the nearest
// value around it. Without JSON, or for a text that is no JSON pointer, all three are zero.
func (x *Index) Locate(path string) (line, column int, ok bool) {
	if x.tree == nil || path != "" && path[0] != '/' {
		return 0, 0, false
	}
	n, ok := x.tree.find(path)
	at := x.positions.at(int(x.tree.nodes[n].start))
	return at.line, at.column, ok
}

// find follows a JSON pointer as far as it leads.
func (t *tree) find(path string) (n int32, ok bool) {
	if path == "" {
		return 0, true
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for step := range strings.SplitSeq(path[1:], "/") {
		next := none
		switch t.nodes[n].kind {
		case kindObject:
			next = t.member(n, unescape.Replace(step))
		case kindList:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 {
				next = t.item(n, i)
			}
		case kindNull, kindBool, kindNumber, kindText:
		}
		if next == none {
			return n, false
		}
		n = next
	}
	return n, true
}
