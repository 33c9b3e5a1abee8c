package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// compiling collects everything found while a document is made ready.
type compiling struct {
	doc      *flow.Document // the whole
	author   *flow.Document // without what types are made of
	grafts   *grafts
	reg      *Registry
	rev      *Revision
	issues   []Issue
	refused  map[*compiledBlock][]string // paths of settings that their schema or rules refused
	at       *compiledBlock              // the block being compiled
	uses     []use                       // variables read and written
	links    []link                      // flows and blocks that configs name
	assets   []AssetUse                  // files of the media library that configs name
	from     int                         // where the issues of the block being compiled begin
	blind    bool                        // some config or expression could not be read, so uses and links are not all there are
	validate *validator.Validate
	schemas  map[schemaKey]*expr.Schema
	vars     []expr.Variable // see declared
}

// use is one place where a variable is read or written.
type use struct {
	scope, name string
	path        string
	write       bool
	block       *compiledBlock
}

// link is one place where a config names a flow or a block to go to.
type link struct {
	from        *compiledBlock
	flow, block string // one of them
	path        string
	later       bool // entered in another turn
	mention     bool // not entered at all
}

// fieldRules are what a config field allows in its expressions, from its `scenarist` tag: "secrets" lets it read
// secrets, "item" gives it the list element as item and index, "later" says of a FlowRef or BlockRef that it is entered in
// another turn, "mention" that it is not entered at all; "one" marks a text that all languages share: a currency, or
// words for the staff.
type fieldRules struct {
	secrets bool
	item    bool
	later   bool
	mention bool
	one     bool
}

type schemaKey struct {
	flow string
	f    fieldRules
}

// compilable is a config field that is prepared at load.
type compilable interface {
	compileField(c *compiling, path string, f fieldRules)
}

func newCompiling(doc *flow.Document, reg *Registry) *compiling {
	author := doc
	doc, all := whole(doc, reg)
	c := &compiling{
		doc: doc, author: author, grafts: all, reg: reg, issues: []Issue{}, refused: map[*compiledBlock][]string{}, schemas: map[schemaKey]*expr.Schema{},
		validate: reg.rules,
		rev: &Revision{
			Doc: doc, reg: reg, flows: map[string]*compiledFlow{}, blocks: map[string]*compiledBlock{},
			zone: time.UTC, byRef: map[string]*compiledBlock{},
		},
	}
	if doc.TimeZone != "" {
		loc, err := time.LoadLocation(doc.TimeZone)
		if err != nil {
			c.add(Issue{
				Code: "time_zone_unknown", Severity: SeverityError, Path: "/time_zone",
				Message: fmt.Sprintf("time zone %q is not known; use a name such as Europe/Berlin", doc.TimeZone),
			})
		} else {
			c.rev.zone = loc
		}
	}
	return c
}

// add notes an issue of the block being compiled, or of the document. Quick fixes of a config that was brought up from an
// older version are dropped: the document still holds the old one.
func (c *compiling) add(i Issue) {
	if b := c.at; b != nil {
		i.Flow, i.Block = b.flow.def.ID, b.def.ID
		if max(b.def.Version, 1) < b.typ.Version && strings.HasPrefix(i.Path, b.path+"/config") {
			i.Fix = nil
		}
	}
	c.issues = append(c.issues, i)
}

// block decodes and compiles one block. A config that its schema refuses is read as far as possible, so that the issues
// of its texts show at once, but gives no block to run.
func (c *compiling) block(b *compiledBlock) {
	c.at = b
	defer func() { c.at = nil }()
	t := c.registry(b).types[b.def.Type]
	if t == nil {
		c.blind = true
		c.unknownType(b)
		return
	}
	if t.Trigger && b.flow.graft != nil {
		c.add(Issue{
			Code: "trigger_inside", Severity: SeverityError, Path: b.path + "/type",
			Message: "a type that is made of flows cannot have triggers in them: what starts a bot's flows is for the bot to say",
		})
		return
	}
	b.typ = t
	b.exits = t.Exits
	c.inner(b)
	cfg, ok := c.upgraded(b, t)
	if !ok {
		c.blind = true
		return
	}
	defer c.broken(b)
	c.from = len(c.issues)
	c.schemaIssues(b, cfg)
	sound := !HasErrors(c.issues[c.from:])
	c.blind = c.blind || !sound
	blk := t.New()
	if err := json.Unmarshal(cfg, blk); err != nil {
		c.blind = true
		if sound {
			c.add(Issue{
				Code: "config_invalid", Severity: SeverityError, Path: b.path + "/config" + decodePath(err),
				Message: decodeWords(err),
			})
			return
		}
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); !ok { // what came behind the error was not read
			return
		}
	} else {
		b.known = true
	}
	if d, ok := blk.(Defaulter); ok {
		d.Defaults()
	}
	c.rules(b, blk)
	for _, i := range c.issues[c.from:] {
		c.refused[b] = append(c.refused[b], i.Path)
	}
	if l, ok := blk.(ExitLister); ok {
		b.exits = l.Exits(t.Exits)
	}
	if _, ok := b.exit("timeout"); !ok && b.def.Timeout != nil && waits(blk) {
		b.exits = append(slices.Clip(b.exits), Exit{Name: "timeout", Inherit: true})
	}
	c.walk(reflect.ValueOf(blk), b.path+"/config", fieldRules{})
	if b.def.SkipIf != "" {
		b.skipIf = c.program(origin{path: b.path + "/skip_if", text: b.def.SkipIf}, b.def.SkipIf, fieldRules{})
	}
	if sound {
		b.block = blk
		b.trigger, _ = blk.(Trigger)
		if timed, ok := blk.(Timed); ok {
			b.timed, b.basis = timed, basisOf(b.def.Type+"\n"+c.rev.zone.String()+"\n"+timed.Timing())
		}
	}
}

// reported reports whether the block being compiled has an issue at the path or inside what is there.
func (c *compiling) reported(path string) bool {
	return slices.ContainsFunc(c.issues[c.from:], func(i Issue) bool {
		return i.Path == path || strings.HasPrefix(i.Path, path+"/")
	})
}

// broken keeps the panic of a block type's own code out of the check; the bot cannot be published with it.
func (c *compiling) broken(b *compiledBlock) {
	if p := recover(); p != nil {
		c.blind = true
		b.block, b.trigger, b.timed, b.known = nil, nil, nil, false
		c.add(Issue{Code: "block_type_broken", Severity: SeverityError, Path: b.path, Message: fmt.Sprintf(
			"the block type %s broke down on these settings; this is a defect of the block type: %v", b.def.Type, p)})
	}
}

// upgraded gives the block's config in the type's current version.
func (c *compiling) upgraded(b *compiledBlock, t *BlockType) (json.RawMessage, bool) {
	cfg := b.def.Config
	if len(cfg) == 0 {
		cfg = json.RawMessage("{}")
	}
	v := max(b.def.Version, 1)
	if v > t.Version {
		c.add(Issue{
			Code: "config_version_newer", Severity: SeverityError, Path: b.path + "/v",
			Message: fmt.Sprintf("the block was made for version %d of %s; this program knows version %d: update the program", v, t.Name, t.Version),
		})
		return nil, false
	}
	for ; v < t.Version; v++ {
		next, err := t.Upgrades[v-1](cfg)
		if err != nil {
			c.add(Issue{
				Code: "config_upgrade_failed", Severity: SeverityError, Path: b.path + "/config",
				Message: fmt.Sprintf("the settings are of an older version (%d) and could not be brought up: %v", v, err),
			})
			return nil, false
		}
		cfg = next
	}
	return cfg, true
}

var compilableType = reflect.TypeFor[compilable]()

// walk compiles every template, condition and expression of a config.
func (c *compiling) walk(v reflect.Value, path string, f fieldRules) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			if v.Kind() == reflect.Pointer && v.Type().Implements(compilableType) {
				v.Interface().(compilable).compileField(c, path, f)
				return
			}
			c.walk(v.Elem(), path, f)
		}
	case reflect.Struct:
		if v.CanAddr() && v.Addr().Type().Implements(compilableType) {
			v.Addr().Interface().(compilable).compileField(c, path, f)
			return
		}
		t := v.Type()
		for i := range t.NumField() {
			sf := t.Field(i)
			if !sf.IsExported() && !sf.Anonymous {
				continue
			}
			fp, name := path, jsonName(sf)
			if name == "-" {
				continue
			}
			if !sf.Anonymous || name != "" {
				if name == "" {
					name = sf.Name
				}
				fp = path + "/" + pointerToken(name)
			}
			c.walk(v.Field(i), fp, f.with(sf.Tag.Get("scenarist")))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			c.walk(v.Index(i), fmt.Sprintf("%s/%d", path, i), f)
		}
	case reflect.Map:
		c.walkMap(v, path, f)
	case reflect.String:
		if v.CanAddr() && v.Addr().Type().Implements(compilableType) {
			v.Addr().Interface().(compilable).compileField(c, path, f)
		}
	default:
	}
}

// walkMap compiles map values, which cannot be changed in place, through copies.
func (c *compiling) walkMap(v reflect.Value, path string, f fieldRules) {
	if v.IsNil() || v.Type().Key().Kind() != reflect.String {
		return
	}
	for _, k := range sortedKeys(v) {
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(v.MapIndex(k))
		c.walk(p.Elem(), path+"/"+pointerToken(k.String()), f)
		v.SetMapIndex(k, p.Elem())
	}
}

func (f fieldRules) with(tag string) fieldRules {
	for part := range strings.SplitSeq(tag, ",") {
		switch part {
		case "secrets":
			f.secrets = true
		case "item":
			f.item = true
		case "later":
			f.later = true
		case "mention":
			f.mention = true
		case "one":
			f.one = true
		}
	}
	return f
}

func jsonName(sf reflect.StructField) string {
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	return name
}

// origin is where the source of an expression stands: in the text at path, from byte shift on.
type origin struct {
	path, text string
	shift      int
	made       bool // out of something else that is at path, so that no place in the source is one in the document
}

// program compiles an expression and notes what it reads; nil if it is empty or wrong.
func (c *compiling) program(o origin, src string, f fieldRules) *expr.Program {
	if strings.TrimSpace(src) == "" {
		return nil
	}
	p, err := expr.Compile(src, c.schema(f))
	if err != nil {
		c.exprIssue(o, err, f)
		return nil
	}
	c.refs(o.path, p.References())
	return p
}

func (c *compiling) refs(path string, refs []expr.Reference) {
	for _, r := range refs {
		c.rev.secrets = c.rev.secrets || r.Scope == ScopeSecret
		if r.Name == "" && variableScope(r.Scope) && c.grafted() != nil {
			c.add(Issue{
				Code: "scope_not_of_own", Severity: SeverityError, Path: path,
				Message: fmt.Sprintf("a type that is made of flows cannot use all of %s at once: it has to name each variable", r.Scope),
			})
		}
		c.uses = append(c.uses, use{scope: r.Scope, name: r.Name, path: path, block: c.at})
	}
}

func (c *compiling) writes(path string, v Var) {
	scope, name := v.Split()
	c.uses = append(c.uses, use{scope: scope, name: name, path: path, write: true, block: c.at})
}

// decodeWords explains a decoding error without the library's words.
func decodeWords(err error) string {
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%s does not fit here", te.Value)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

func decodePath(err error) string {
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && te.Field != "" {
		return "/" + strings.ReplaceAll(te.Field, ".", "/")
	}
	return ""
}
