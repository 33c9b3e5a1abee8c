package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/editor/draft"
	"github.com/scenarist/scenarist/engine"
)

// Kinds of differences.
const (
	DiffAdded   = "added"
	DiffRemoved = "removed"
	DiffChanged = "changed"
	DiffMoved   = "moved"
)

// Diff is how two documents differ, for a person.
type Diff struct {
	Texts  []DiffItem // what people read
	Logic  []DiffItem
	Layout int // places, notes and orders that differ
}

// DiffItem is one difference.
type DiffItem struct {
	Kind        string
	Flow, Block string
	Path        string // JSON pointer inside the block, or inside the document
	Title       string // of the block, or what it is
	Before      any
	After       any
}

// maxDiff is how many differences are told of each sort: more nobody reads.
const maxDiff = 1000

// Compare tells how two documents of a bot differ. Errors are *BrokenError and those of the library of packages.
func (s *Studio) Compare(ctx context.Context, bot string, from, to []byte) (*Diff, error) {
	was, err := draft.Parse(from)
	if err != nil {
		return nil, shapeless(err)
	}
	is, err := draft.Parse(to)
	if err != nil {
		return nil, shapeless(err)
	}
	c := &comparing{out: &Diff{Texts: []DiffItem{}, Logic: []DiffItem{}}, schemas: map[string]*schema{}}
	for _, document := range [][]byte{to, from} { // a block that is gone may be of a package that only the former has
		reg, err := s.registryFor(ctx, "", bot, document)
		if err != nil {
			return nil, err
		}
		c.regs = append(c.regs, reg)
	}
	changes := draft.Changes(was, is)
	gone := map[string]int{} // blocks that were removed from some flow
	for i, ch := range changes {
		if isBlock(ch.Path) && ch.After == nil {
			gone[ch.Path[3]] = i + 1
		}
	}
	moved := map[string]bool{}
	for _, ch := range changes {
		if i := 0; isBlock(ch.Path) && ch.Before == nil && gone[ch.Path[3]] > 0 {
			i = gone[ch.Path[3]] - 1
			moved[ch.Path[3]] = true
			c.block(DiffMoved, ch.Path, changes[i].Before, ch.After)
		}
	}
	for _, ch := range changes {
		if !isBlock(ch.Path) || !moved[ch.Path[3]] {
			c.change(&ch)
		}
	}
	return c.out, nil
}

func isBlock(path []string) bool { return len(path) == 4 && path[0] == "flows" && path[2] == "blocks" }

// comparing writes a Diff.
type comparing struct {
	regs    []*engine.Registry // of both documents, the newer one's first
	out     *Diff
	schemas map[string]*schema
}

func (c *comparing) text(i DiffItem)  { c.out.Texts = some(c.out.Texts, i) }
func (c *comparing) logic(i DiffItem) { c.out.Logic = some(c.out.Logic, i) }

func some(list []DiffItem, i DiffItem) []DiffItem {
	if len(list) >= maxDiff {
		return list
	}
	return append(list, i)
}

func kindOf(before, after any) string {
	switch {
	case before == nil:
		return DiffAdded
	case after == nil:
		return DiffRemoved
	default:
		return DiffChanged
	}
}

// change puts one change where it belongs.
func (c *comparing) change(ch *draft.Change) {
	i := DiffItem{Kind: kindOf(ch.Before, ch.After), Path: pointer(ch.Path), Before: ch.Before, After: ch.After, Title: ch.Path[len(ch.Path)-1]}
	switch p := ch.Path; {
	case p[0] == "layout", p[0] == "order", len(p) == 4 && p[2] == "notes":
		c.out.Layout++
	case isBlock(p):
		c.block(i.Kind, p, ch.Before, ch.After)
	case p[0] == "flows" && len(p) == 2:
		i.Flow = p[1]
		c.logic(i)
	case p[0] == "flows" && len(p) == 5:
		i.Flow, i.Block = p[1], p[3]
		c.logic(i)
	case p[0] == "name", p[0] == "description", p[0] == "descriptions", p[0] == "settings" && p[1] == "texts":
		c.text(i)
	default:
		c.logic(i)
	}
}

// block tells what is different in a block: one item for a block that comes, goes or moves, one for each setting else.
func (c *comparing) block(kind string, path []string, before, after any) {
	was, _ := before.(map[string]any)
	is, _ := after.(map[string]any)
	of := is
	if of == nil {
		of = was
	}
	item := DiffItem{Kind: kind, Flow: path[1], Block: path[3], Title: c.title(of), Before: before, After: after}
	if kind != DiffChanged {
		c.logic(item)
		if kind != DiffMoved {
			return
		}
	}
	typ, _ := of["type"].(string)
	at := leaf{item: item, schema: c.schema(typ)}
	for _, name := range names(was, is) {
		at := at
		at.path, at.text = "/"+token(name), name == "label" || name == "note"
		if name != "config" {
			at.schema = nil
		}
		c.compare(at, was[name], is[name])
	}
}

// title is what the author calls a block, or else what its type is called.
func (c *comparing) title(block map[string]any) string {
	if label, _ := block["label"].(string); label != "" {
		return label
	}
	typ, _ := block["type"].(string)
	for _, reg := range c.regs {
		if t, ok := reg.Type(typ); ok {
			return t.Title["en"]
		}
	}
	return typ
}

// leaf is a place inside a block.
type leaf struct {
	item   DiffItem
	path   string
	text   bool
	schema *schema
}

// compare goes down to what is different.
func (c *comparing) compare(at leaf, was, is any) {
	a, mapped := was.(map[string]any)
	b, too := is.(map[string]any)
	if mapped && too {
		for _, name := range names(a, b) {
			down := at
			down.path += "/" + token(name)
			down.schema = at.schema.field(name)
			down.text = at.text || down.schema.words()
			c.compare(down, a[name], b[name])
		}
		return
	}
	x, listed := was.([]any)
	y, too := is.([]any)
	if listed && too && len(x) == len(y) {
		for i := range x {
			down := at
			down.path += fmt.Sprintf("/%d", i)
			down.schema = at.schema.item()
			down.text = at.text || down.schema.words()
			c.compare(down, x[i], y[i])
		}
		return
	}
	if draft.Equal(was, is) {
		return
	}
	i := at.item
	i.Kind, i.Path, i.Before, i.After = kindOf(was, is), at.path, was, is
	if at.text {
		c.text(i)
	} else {
		c.logic(i)
	}
}

func names(a, b map[string]any) []string {
	all := map[string]bool{}
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return slices.Sorted(maps.Keys(all))
}

func token(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

func pointer(path []string) string {
	var b strings.Builder
	for _, p := range path {
		b.WriteString("/" + token(p))
	}
	return b.String()
}

// schema is a place in the JSON Schema of a block's settings; nil knows nothing.
type schema struct {
	root map[string]any
	at   map[string]any
	name string // of the shared definition that it is
	said bool   // people read what the block has there
}

// schema gives that of a block type.
func (c *comparing) schema(typ string) *schema {
	if s, ok := c.schemas[typ]; ok {
		return s
	}
	c.schemas[typ] = nil
	var root map[string]any
	for _, reg := range c.regs {
		if raw, err := reg.Schema(typ); err == nil && json.Unmarshal(raw, &root) == nil {
			break
		}
	}
	if root == nil {
		return nil
	}
	family, _, _ := strings.Cut(typ, ".")
	c.schemas[typ] = (&schema{root: root, said: !slices.Contains([]string{"http", "job", "data", "logic", "ledger"}, family)}).to(root)
	return c.schemas[typ]
}

// to follows a reference.
func (s *schema) to(v any) *schema {
	at, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	name := ""
	if ref, ok := at["$ref"].(string); ok {
		name = strings.TrimPrefix(ref, "#/$defs/")
		defs, _ := s.root["$defs"].(map[string]any)
		if at, ok = defs[name].(map[string]any); !ok {
			return nil
		}
	}
	return &schema{root: s.root, at: at, name: name, said: s.said}
}

func (s *schema) field(name string) *schema {
	if s == nil {
		return nil
	}
	if properties, ok := s.at["properties"].(map[string]any); ok && properties[name] != nil {
		return s.to(properties[name])
	}
	if more, ok := s.at["additionalProperties"]; ok {
		return s.to(more)
	}
	if s.words() { // a text by language
		return s
	}
	return nil
}

func (s *schema) item() *schema {
	if s == nil {
		return nil
	}
	return s.to(s.at["items"])
}

// words reports whether people read what is there.
func (s *schema) words() bool {
	return s != nil && s.said && (s.name == "template" || s.name == "line")
}
