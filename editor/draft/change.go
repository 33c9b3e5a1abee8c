package draft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// maxName is the longest name of an element, in bytes. What flow permits is shorter.
const maxName = 1024

// Change sets, replaces or removes one element.
type Change struct {
	Path []string `json:"path" minItems:"1" maxItems:"5" doc:"Which element"`
	// Before is the element as its author saw it; nil if there was none.
	Before any `json:"before,omitempty" doc:"What it was when it was changed; null if it was not there"`
	// After is what it is to be; nil to remove it.
	After any `json:"after,omitempty" doc:"What it is to be; null to remove it"`
}

// Conflict is a change that was not made, since the element is not what its author saw.
type Conflict struct {
	Path    []string `json:"path"`
	Current any      `json:"current" doc:"What is there; null if nothing"`
	Yours   any      `json:"yours" doc:"What the change wanted"`
}

// PathError says that a change is of no element, or sets one to what it cannot be.
type PathError struct {
	Index   int // of the change
	Message string
}

// Error says which change it is.
func (e *PathError) Error() string { return fmt.Sprintf("change %d: %s", e.Index, e.Message) }

// Apply makes the changes in their order. It gives those that changed something, and those that could not be made. A
// *PathError means that one of them makes no sense; the document is then not what it was, and is to be thrown away.
func (doc *Document) Apply(changes []Change) (done []Change, conflicts []Conflict, err error) {
	for i := range changes {
		c := &changes[i]
		changed, conflict, wrong := doc.apply(c)
		switch {
		case wrong != "":
			return nil, nil, &PathError{Index: i, Message: wrong}
		case conflict != nil:
			conflicts = append(conflicts, *conflict)
		case changed:
			done = append(done, *c)
		}
	}
	return done, conflicts, nil
}

// apply makes one change. The text says what is wrong with the change itself.
func (doc *Document) apply(c *Change) (changed bool, conflict *Conflict, wrong string) {
	if len(c.Path) > 0 && c.Path[0] == "order" {
		changed, wrong = doc.arrange(c)
		return changed, nil, wrong
	}
	e, wrong := doc.element(c.Path)
	if wrong == "" && c.After != nil && e.fits != nil {
		wrong = e.fits(c.After)
	}
	if wrong != "" {
		return false, nil, wrong
	}
	current := e.get()
	switch {
	case same(current, c.After):
		return false, nil, ""
	case !e.lastWins && !same(current, c.Before), c.After != nil && e.homeless:
		return false, &Conflict{Path: c.Path, Current: current, Yours: c.After}, ""
	}
	e.set(c.After)
	return true, nil, ""
}

// element is how one element of a document is read and written.
type element struct {
	get      func() any
	set      func(v any)        // nil removes it
	fits     func(v any) string // what is wrong with a value; nil for anything
	lastWins bool               // whatever it was
	homeless bool               // what it would be in is gone
}

// element finds the element of a path.
func (doc *Document) element(path []string) (element, string) {
	for _, name := range path {
		if name == "" || len(name) > maxName {
			return element{}, "a part of the path is empty or too long"
		}
	}
	kind := ""
	if len(path) > 0 {
		kind = path[0]
	}
	switch {
	case len(path) == 1 && !slices.Contains([]string{"settings", "uses", "variables", "tables", "flows", "layout"}, kind):
		return inMap(&doc.fields, kind), ""
	case len(path) == 2 && kind == "settings":
		return inMap(&doc.settings, path[1]), ""
	case len(path) == 2 && kind == "uses":
		return inMap(&doc.uses, path[1]), ""
	case len(path) == 2 && kind == "variables":
		return inList(&doc.variables, path[1], variableID), ""
	case len(path) == 2 && kind == "tables":
		return inList(&doc.tables, path[1], idIn("name")), ""
	case len(path) == 2 && kind == "flows":
		return doc.head(path[1]), ""
	case len(path) == 3 && kind == "layout":
		return doc.place(path[1], path[2]), ""
	case len(path) == 4 && kind == "flows" && (path[2] == fieldBlocks || path[2] == fieldNotes):
		return doc.inFlow(path[1], path[2], path[3]), ""
	case len(path) == 5 && kind == "flows" && path[2] == fieldEdges && !strings.Contains(path[3], " "):
		return doc.edge(path[1], path[3], path[4]), ""
	}
	return element{}, "there is no element of this path"
}

// inMap is an entry of a map.
func inMap(m *map[string]any, key string) element {
	return element{
		get: func() any { return (*m)[key] },
		set: func(v any) {
			if v == nil {
				delete(*m, key)
				return
			}
			if *m == nil {
				*m = map[string]any{}
			}
			(*m)[key] = v
		},
	}
}

// inList is an object of a list, which has its name.
func inList(l *list, id string, of func(map[string]any) string) element {
	return element{
		get: func() any { return l.get(id) },
		set: func(v any) {
			if v == nil {
				l.remove(id)
			} else {
				l.set(id, v)
			}
		},
		fits: named(id, of),
	}
}

// named is the rule of an object that has to have a name.
func named(id string, of func(map[string]any) string) func(any) string {
	return func(v any) string {
		o, ok := v.(map[string]any)
		switch {
		case !ok:
			return "an object belongs here"
		case of(o) != id:
			return fmt.Sprintf("its own name is not %q, as in the path", id)
		}
		return ""
	}
}

// head is a flow without what is in it.
func (doc *Document) head(id string) element {
	e := inList(&doc.flows, id, idIn("id"))
	e.get = func() any {
		if g := doc.flow(id); g != nil {
			return g.head
		}
		return nil
	}
	set := e.set
	e.set = func(v any) {
		head, ok := v.(map[string]any)
		if !ok {
			set(nil)
			return
		}
		g := newGraph(head)
		if old := doc.flow(id); old != nil {
			g.parts = old.parts
		}
		set(g)
	}
	fits := e.fits
	e.fits = func(v any) string {
		if wrong := fits(v); wrong != "" {
			return wrong
		}
		o, _ := v.(map[string]any)
		for name := range partIDs() {
			if _, ok := o[name]; ok {
				return "blocks, edges and notes are elements of their own"
			}
		}
		return ""
	}
	return e
}

// inFlow is an element of one of a flow's lists.
func (doc *Document) inFlow(flow, part, id string) element {
	g := doc.flow(flow)
	l := g.part(part)
	if l == nil {
		l = &list{}
	}
	e := inList(l, id, partIDs()[part])
	e.homeless = g == nil
	set := e.set
	e.set = func(v any) {
		set(v)
		if g != nil {
			g.parts[part] = l
		}
	}
	return e
}

// edge is an edge, of which from and exit are in the path.
func (doc *Document) edge(flow, from, exit string) element {
	e := doc.inFlow(flow, fieldEdges, from+" "+exit)
	get, set := e.get, e.set
	e.get = func() any {
		o, ok := get().(map[string]any)
		if !ok {
			return nil
		}
		rest := maps.Clone(o)
		delete(rest, "from")
		delete(rest, "exit")
		return rest
	}
	e.set = func(v any) {
		o, ok := v.(map[string]any)
		if !ok {
			set(nil)
			return
		}
		whole := maps.Clone(o)
		whole["from"], whole["exit"] = from, exit
		set(whole)
	}
	e.fits = func(v any) string {
		o, ok := v.(map[string]any)
		if !ok || o["to"] == nil {
			return `an object with "to" belongs here`
		}
		return ""
	}
	return e
}

// place is where a block stands. Places outlive what they are of: taking a deletion back finds them.
func (doc *Document) place(flow, block string) element {
	places := doc.layout[flow]
	e := inMap(&places, block)
	set := e.set
	e.set = func(v any) {
		set(v)
		if doc.layout[flow] = places; len(places) == 0 {
			delete(doc.layout, flow)
		}
	}
	e.lastWins = true
	return e
}

// arrange changes an order; what is gone is left alone.
func (doc *Document) arrange(c *Change) (changed bool, wrong string) {
	l, wrong := doc.ordered(c.Path)
	if wrong != "" {
		return false, wrong
	}
	items, ok := c.After.([]any)
	ids := make([]string, 0, len(items))
	for _, item := range items {
		id, isText := item.(string)
		ids, ok = append(ids, id), ok && isText
	}
	if !ok {
		return false, "a list of ids belongs here"
	}
	if l == nil {
		return false, ""
	}
	before := slices.Clone(l.order)
	l.arrange(ids)
	return !slices.Equal(before, l.order), ""
}

// ordered finds the list of an order; nil if there is none.
func (doc *Document) ordered(path []string) (*list, string) {
	switch {
	case len(path) == 2 && path[1] == "flows":
		return &doc.flows, ""
	case len(path) == 2 && path[1] == "variables":
		return &doc.variables, ""
	case len(path) == 2 && path[1] == "tables":
		return &doc.tables, ""
	case len(path) == 3 && partIDs()[path[1]] != nil:
		return doc.flow(path[2]).part(path[1]), ""
	}
	return nil, "there is no order of this path"
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}

// same reports whether two JSON values are equal, however their numbers are written.
func same(a, b any) bool {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x == y
	}
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			w, ok := b[k]
			if !ok || !same(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	default:
		return reflect.DeepEqual(a, b)
	}
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case json.Number:
		f, err := strconv.ParseFloat(v.String(), 64)
		return f, err == nil
	}
	return 0, false
}

// Equal reports whether two decoded values are the same JSON value.
func Equal(a, b any) bool { return same(a, b) }

// Same reports whether two texts are the same JSON value.
func Same(a, b []byte) bool {
	x, errX := decode(a)
	y, errY := decode(b)
	return errX == nil && errY == nil && same(x, y)
}

func decode(data []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}
