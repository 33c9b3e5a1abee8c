package flow

import (
	"cmp"
	"slices"
)

// problems collects what is wrong with one source. It keeps MaxProblems at most and costs nothing once it is full, so
// that a broken document of millions of values is refused as quickly as a short one.
type problems struct {
	tree *tree
	list []placedProblem
}

// placedProblem is a problem with its offset in the source.
type placedProblem struct {
	Problem
	offset int
}

// full says that further problems would be dropped.
func (p *problems) full() bool { return len(p.list) >= MaxProblems }

// addAt reports a problem of a node at an offset that need not be the node's own.
func (p *problems) addAt(offset int, code string, n int32, message string) {
	p.addField(offset, code, n, "", message)
}

// add reports a problem of a node, at its place.
func (p *problems) add(code string, n int32, message string) {
	p.addField(int(p.tree.nodes[n].start), code, n, "", message)
}

// addField reports a problem of a field that the object n has not; step is the rest of the path. What the scanner has
// said of a place already is not said again.
func (p *problems) addField(offset int, code string, n int32, step, message string) {
	if p.full() {
		return
	}
	added := placedProblem{Problem{Code: code, Path: p.tree.path(n) + step, Message: message}, offset}
	if slices.ContainsFunc(p.list, func(q placedProblem) bool {
		return q.offset == offset && q.Code == code && q.Path == added.Path
	}) {
		return
	}
	p.list = append(p.list, added)
}

// err gives the problems in the order of the source, or nil when there are none.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b placedProblem) int { return cmp.Compare(a.offset, b.offset) })
	positions := newPositions(p.tree.source)
	result := &LoadError{Problems: make([]Problem, 0, len(p.list))}
	for _, f := range p.list {
		at := positions.at(f.offset)
		f.Line, f.Column = at.line, at.column
		result.Problems = append(result.Problems, f.Problem)
	}
	return result
}
