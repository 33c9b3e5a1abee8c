package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Checking is what a block's Check uses to report issues of its own config.
type Checking struct {
	c *compiling
	b *compiledBlock
}

// Error notes an issue that stops a publish. Path is a JSON pointer inside the config, such as "/buttons/0/0/label";
// empty means the whole config.
func (k *Checking) Error(code, path, format string, args ...any) {
	k.note(SeverityError, code, path, format, args...)
}

// Warn notes an issue that is only shown.
func (k *Checking) Warn(code, path, format string, args ...any) {
	k.note(SeverityWarning, code, path, format, args...)
}

// WarnOf warns, as Warn does, of the word at the path, which is none of those that are known. If it is near to one of them,
// the warning asks whether that was meant, and a quick fix puts it there.
func (k *Checking) WarnOf(word string, known []string, code, path, format string, args ...any) {
	i := k.issue(SeverityWarning, code, path, fmt.Sprintf(format, args...)+didYouMean(word, known))
	if n := nearest(word, known); n != "" {
		i.Fix = fixReplace(fmt.Sprintf("Use %q", n), i.Path, n)
	}
	k.add(i)
}

func (k *Checking) note(s Severity, code, path, format string, args ...any) {
	k.add(k.issue(s, code, path, fmt.Sprintf(format, args...)))
}

func (k *Checking) issue(s Severity, code, path, message string) Issue {
	return Issue{Code: code, Severity: s, Path: k.b.path + "/config" + path, Message: message}
}

func (k *Checking) add(i Issue) {
	if !slices.Contains(k.c.refused[k.b], i.Path) { // said already, by the schema or the rules
		k.c.add(i)
	}
}

// Connected reports whether the block's exit leads to a block.
func (k *Checking) Connected(exit string) bool { return k.b.connected(exit) }

// Answered reports whether the block is one that may answer the caller of a webhook, or leads to one.
func (k *Checking) Answered() bool { return k.b.replies }

// Leads gives the type of the block that the exit leads to; empty if it leads nowhere.
func (k *Checking) Leads(exit string) string {
	if to := k.b.next(exit); to != nil {
		return to.def.Type
	}
	return ""
}

// HasFlow reports whether the document has the flow. A field of type FlowRef is checked by the engine.
func (k *Checking) HasFlow(id string) bool { return k.c.rev.flows[id] != nil }

// HasBlock reports whether the document has the block. A field of type BlockRef is checked by the engine.
func (k *Checking) HasBlock(id string) bool { return k.c.rev.blocks[id] != nil }

// Timeout is the envelope's time-out; 0 if there is none.
func (k *Checking) Timeout() time.Duration {
	if k.b.def.Timeout == nil {
		return 0
	}
	return k.b.def.Timeout.Std()
}

// TypeOf gives the declared type of a variable, TypeAny for one that may hold anything or is not declared.
func (k *Checking) TypeOf(v Var) expr.Type {
	scope, name := v.Split()
	return k.c.typeOf(scope, name)
}

// Assign notes an issue if values of the type do not fit the variable. Path is where the value is.
func (k *Checking) Assign(path string, v Var, got expr.Type) {
	want := k.TypeOf(v)
	if fits(want, got) {
		return
	}
	k.Error("variable_type", path, "%s holds %s, but this gives %s", v, typeWords(want), typeWords(got))
}

// fits reports whether a value of type got may be stored where want was declared. A date is stored as text.
func fits(want, got expr.Type) bool {
	dated := func(t expr.Type) bool { return t == expr.TypeText || t == expr.TypeDate }
	return want == got || want == expr.TypeAny || got == expr.TypeAny || dated(want) && dated(got)
}

func typeWords(t expr.Type) string {
	switch t {
	case expr.TypeBool:
		return "yes or no"
	case expr.TypeObject:
		return "an object"
	case expr.TypeAny:
		return "anything"
	default:
		return "a " + string(t)
	}
}

// finish runs every check that needs the whole document.
func (c *compiling) finish() {
	c.pinned()
	c.variables()
	c.targets()
	c.replies()
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			c.at = b
			c.exits(b)
			c.envelope(b)
			c.literalSecrets(b)
			c.own(b)
		}
		c.at = nil
		c.edges(f)
	}
	c.reach()
	c.circles()
	c.triggers()
	c.commands()
	c.payments()
	c.settings()
	c.secrets()
}

// own lets the block check its config itself.
func (c *compiling) own(b *compiledBlock) {
	if k, ok := b.block.(Checker); ok {
		defer c.broken(b)
		k.Check(&Checking{c: c, b: b})
	}
}

// unknownType notes a block type that is not registered.
func (c *compiling) unknownType(b *compiledBlock) {
	if b.flow.graft != nil {
		c.missingInside(b)
		return
	}
	if flow.IsPackage(b.def.Type) && c.notThere(b) {
		return
	}
	i := Issue{
		Code: "block_type_unknown", Severity: SeverityError, Path: b.path + "/type",
		Message: fmt.Sprintf("there is no block type %q here", b.def.Type),
	}
	if n := c.suggestType(b.def.Type); n != "" {
		i.Message += fmt.Sprintf("; did you mean %q?", n)
		i.Fix = fixReplace(fmt.Sprintf("Change the type to %q", n), i.Path, n)
	}
	c.add(i)
}

// suggestType names the nearest known type: by spelling, else the one of another family with the same last name.
func (c *compiling) suggestType(name string) string {
	known := make([]string, 0, len(c.reg.types))
	for n := range c.reg.types {
		known = append(known, n)
	}
	slices.Sort(known)
	return nearest(name, known)
}
