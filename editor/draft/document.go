package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Document is a document taken apart. The zero value is not one: Parse makes them. It is not safe for concurrent use.
type Document struct {
	fields    map[string]any
	settings  map[string]any // nil if there are none
	uses      map[string]any // the same
	variables list
	tables    list
	flows     list // values are *graph
	layout    map[string]map[string]any
}

// graph is a flow taken apart.
type graph struct {
	head  map[string]any
	parts map[string]*list // by listed field of a flow
}

// list is a list of elements with ids, in its order.
type list struct {
	order  []string
	values map[string]any
}

// The fields that are lists of elements.
const (
	fieldBlocks = "blocks"
	fieldEdges  = "edges"
	fieldNotes  = "notes"
)

// ShapeError says that a text cannot be taken apart. It is at the JSON pointer Path.
type ShapeError struct{ Path, Message string }

// Error gives the place and what is wrong there.
func (e *ShapeError) Error() string { return e.Path + ": " + e.Message }

func misshapen(path, format string, args ...any) error {
	return &ShapeError{Path: path, Message: fmt.Sprintf(format, args...)}
}

// Parse takes a document apart. Errors are *ShapeError.
func Parse(data []byte) (*Document, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, misshapen("", "this is no JSON: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, misshapen("", "something follows the document")
	}
	top, ok := v.(map[string]any)
	if !ok {
		return nil, misshapen("", "a document is an object")
	}
	return take(top)
}

// take takes a decoded document apart; it keeps parts of it.
func take(top map[string]any) (*Document, error) {
	doc := &Document{fields: map[string]any{}, layout: map[string]map[string]any{}}
	for name, v := range top {
		var err error
		switch name {
		case "settings":
			doc.settings, err = object("/settings", v)
		case "uses":
			doc.uses, err = object("/uses", v)
		case "variables":
			doc.variables, err = takeList("/variables", v, variableID)
		case "tables":
			doc.tables, err = takeList("/tables", v, idIn("name"))
		case "flows":
			err = doc.takeFlows(v)
		case "layout":
			err = doc.takeLayout(v)
		default:
			doc.fields[name] = v
		}
		if err != nil {
			return nil, err
		}
	}
	return doc, nil
}

func object(path string, v any) (map[string]any, error) {
	o, ok := v.(map[string]any)
	if !ok {
		return nil, misshapen(path, "an object belongs here")
	}
	return o, nil
}

// takeList takes a list of objects apart by their ids.
func takeList(path string, v any, id func(map[string]any) string) (list, error) {
	items, ok := v.([]any)
	if !ok {
		return list{}, misshapen(path, "a list belongs here")
	}
	l := list{order: make([]string, 0, len(items)), values: make(map[string]any, len(items))}
	for i, item := range items {
		at := fmt.Sprintf("%s/%d", path, i)
		o, err := object(at, item)
		if err != nil {
			return list{}, err
		}
		name := id(o)
		switch {
		case name == "":
			return list{}, misshapen(at, "what names it is missing")
		case len(name) > maxName:
			return list{}, misshapen(at, "its name is too long")
		case l.has(name):
			return list{}, misshapen(at, "there is another one with the name %q", name)
		}
		l.set(name, o)
	}
	return l, nil
}

func (doc *Document) takeFlows(v any) error {
	flows, err := takeList("/flows", v, idIn("id"))
	if err != nil {
		return err
	}
	for i, id := range flows.order {
		head, _ := flows.values[id].(map[string]any)
		g := newGraph(head)
		for name, of := range partIDs() {
			part, ok := head[name]
			if !ok {
				continue
			}
			l, err := takeList(fmt.Sprintf("/flows/%d/%s", i, name), part, of)
			if err != nil {
				return err
			}
			g.parts[name] = &l
		}
		flows.values[id] = g
	}
	doc.flows = flows
	return nil
}

func (doc *Document) takeLayout(v any) error {
	layout, err := object("/layout", v)
	if err != nil {
		return err
	}
	for id, places := range layout {
		o, err := object("/layout/"+token(id), places)
		if err != nil {
			return err
		}
		if len(o) > 0 {
			doc.layout[id] = o
		}
	}
	return nil
}

// newGraph makes a flow without parts.
func newGraph(head map[string]any) *graph {
	g := &graph{head: map[string]any{}, parts: map[string]*list{}}
	for name, v := range head {
		if partIDs()[name] == nil {
			g.head[name] = v
		}
	}
	return g
}

// partIDs gives what names the elements of a flow's lists.
func partIDs() map[string]func(map[string]any) string {
	return map[string]func(map[string]any) string{fieldBlocks: idIn("id"), fieldNotes: idIn("id"), fieldEdges: edgeID}
}

func idIn(field string) func(map[string]any) string {
	return func(o map[string]any) string {
		id, _ := o[field].(string)
		return id
	}
}

func variableID(o map[string]any) string {
	scope, name := idIn("scope")(o), idIn("name")(o)
	if scope == "" || name == "" {
		return ""
	}
	return scope + "." + name
}

// edgeID has a space between, which neither an id nor an exit has.
func edgeID(o map[string]any) string {
	from, exit := idIn("from")(o), idIn("exit")(o)
	if from == "" || exit == "" || strings.Contains(from, " ") {
		return ""
	}
	return from + " " + exit
}

func token(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

func (l *list) has(id string) bool {
	_, ok := l.values[id]
	return ok
}

func (l *list) get(id string) any {
	if l == nil {
		return nil
	}
	return l.values[id]
}

// set puts a new one at the end.
func (l *list) set(id string, v any) {
	if l.values == nil {
		l.values = map[string]any{}
	}
	if !l.has(id) {
		l.order = append(l.order, id)
	}
	l.values[id] = v
}

func (l *list) remove(id string) {
	if l.has(id) {
		delete(l.values, id)
		l.order = slices.DeleteFunc(l.order, func(x string) bool { return x == id })
	}
}

// arrange brings the list into the order of the ids; those that are not among them come last, as they were.
func (l *list) arrange(ids []string) {
	rank := make(map[string]int, len(ids))
	for i, id := range ids {
		if _, twice := rank[id]; !twice {
			rank[id] = i
		}
	}
	slices.SortStableFunc(l.order, func(a, b string) int {
		i, named := rank[a]
		j, too := rank[b]
		switch {
		case named && too:
			return i - j
		case named:
			return -1
		case too:
			return 1
		}
		return 0
	})
}

// items gives the elements in their order.
func (l *list) items() []any {
	out := make([]any, 0, len(l.order))
	for _, id := range l.order {
		out = append(out, l.values[id])
	}
	return out
}

// Bytes puts the document together: compact JSON, which for equal documents is equal.
func (doc *Document) Bytes() ([]byte, error) {
	top := maps.Clone(doc.fields)
	if len(doc.settings) > 0 {
		top["settings"] = doc.settings
	}
	if len(doc.uses) > 0 {
		top["uses"] = doc.uses
	}
	for name, l := range map[string]*list{"variables": &doc.variables, "tables": &doc.tables} {
		if len(l.order) > 0 {
			top[name] = l.items()
		}
	}
	flows := make([]any, 0, len(doc.flows.order))
	for _, id := range doc.flows.order {
		flows = append(flows, doc.flow(id).whole())
	}
	top["flows"] = flows
	if len(doc.layout) > 0 {
		top["layout"] = doc.layout
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(top); err != nil {
		return nil, fmt.Errorf("write the draft: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// flow gives a flow; nil if there is none of that id.
func (doc *Document) flow(id string) *graph {
	g, _ := doc.flows.get(id).(*graph)
	return g
}

// whole puts a flow together.
func (g *graph) whole() map[string]any {
	o := maps.Clone(g.head)
	for _, name := range []string{fieldBlocks, fieldEdges} { // a flow has them, were they empty
		o[name] = []any{}
	}
	for name, l := range g.parts {
		if len(l.order) > 0 || name != fieldNotes {
			o[name] = l.items()
		}
	}
	return o
}

// part gives one of a flow's lists; nil if it has none.
func (g *graph) part(name string) *list {
	if g == nil {
		return nil
	}
	return g.parts[name]
}

// Blocks gives the blocks of all flows as they are, by id, for whoever wants to know of them although the document cannot be
// loaded.
func (doc *Document) Blocks() (flows []string, blocks map[string][]json.RawMessage, err error) {
	blocks = map[string][]json.RawMessage{}
	for _, id := range doc.flows.order {
		blocks[id] = []json.RawMessage{}
		l := doc.flow(id).part(fieldBlocks)
		if l == nil {
			continue
		}
		for _, v := range l.items() {
			raw, err := json.Marshal(v)
			if err != nil {
				return nil, nil, fmt.Errorf("write a block of the draft: %w", err)
			}
			blocks[id] = append(blocks[id], raw)
		}
	}
	return doc.flows.order, blocks, nil
}
