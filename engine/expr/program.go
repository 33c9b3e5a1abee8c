package expr

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Program is a compiled expression. It is safe for concurrent use, and does not change for who uses it: the code that it runs
// is made when it is first run (see the decisions of the package).
type Program struct {
	source string
	refs   []Reference
	typ    Type
	schema *Schema              // to make the code with; nil if the expression is nothing but one variable
	code   atomic.Pointer[code] // nil until the first run
}

// code is what runs of an expression.
type code struct {
	program *vm.Program
	sites   map[file.Location][]file.Location // see lowering
}

// Compile reads, checks and compiles an expression. The error is always an *Error, of any code: syntax, unknown names,
// types, constants that cannot be right ("add(now(), \"2 hoours\")" has the code value), and what is too big.
func Compile(src string, s *Schema) (*Program, error) {
	p, _, err := compile(src, s)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// compile gives the program and the code that it runs, which is nil for a plain variable.
func compile(src string, s *Schema) (p *Program, made *code, fail *Error) {
	in, fail := read(src)
	if fail != nil {
		return nil, nil, fail
	}
	defer func() {
		if trouble := recover(); trouble != nil { // expr-lang's parser and compiler panic on some malformed input
			p, made, fail = nil, nil, in.problem(file.Location{To: len(src)}, CodeSyntax, "the expression cannot be read")
		}
	}()
	lib := theLibrary()
	tree, err := parser.ParseWithConfig(in.parsed, &conf.Config{MaxNodes: MaxNodes, Disabled: lib.disabled, DisableIfOperator: true})
	if err != nil {
		return nil, nil, in.syntax(err)
	}
	c := &lowering{
		schema: s, lib: lib, src: in,
		sites: make(map[file.Location][]file.Location),
		spans: make(map[ast.Node]file.Location),
	}
	lowered, typ := c.lower(tree.Node)
	if c.err != nil {
		return nil, nil, c.err
	}
	if typ == typeNil {
		typ = TypeAny
	}
	refs := slices.Clone(sortReferences(c.refs)) // without what there was room for
	p = &Program{source: src, refs: refs, typ: typ}
	if isField(lowered) { // the most common expression by far needs no code
		return p, nil, nil
	}
	p.schema = s
	tree.Node = lowered
	program, err := compiler.Compile(tree, &conf.Config{Functions: lib.table, ShortCircuit: true})
	if err != nil {
		return nil, nil, in.problem(file.Location{To: len(src)}, CodeSyntax, "the expression cannot be read")
	}
	uproot(lowered)
	return p, &code{program: program, sites: c.sites}, nil
}

// again makes the code of a program that is run for the first time. Two goroutines may both make it; what they make is the same.
func (p *Program) again() (*code, *Error) {
	_, c, fail := compile(p.source, p.schema)
	if fail != nil { // it did not fail before, so this is only in case it does
		in := &source{text: p.source}
		all := file.Location{To: len(p.source)}
		return nil, in.problem(all, CodeValue, "%s cannot be worked out", in.snippet(all))
	}
	p.code.Store(c)
	return c, nil
}

// uproot cuts the tree off that the code was made from. The code keeps its root, for a debugger that nobody uses here, and
// with it would keep the tree, which is larger than the code.
func uproot(root ast.Node) { reflect.ValueOf(root).Elem().SetZero() }

// Eval gives the value of the expression: nil, bool, float64, string, []any or map[string]any, a copy that is the caller's;
// a date is RFC 3339 text. The error is an *Error with the code value or budget. A nil env is an empty one.
func (p *Program) Eval(env *Env) (any, error) {
	m := takeMachine(env)
	defer m.back()
	v, fail := p.run(m)
	if fail != nil {
		return nil, fail
	}
	switch v.(type) {
	case nil, bool, float64, string:
		return v, nil
	}
	out, err := m.run.export(v, 0)
	if err != nil {
		return nil, p.explain(err, file.Location{To: len(p.source)})
	}
	return out, nil
}

// Test gives the truth of the expression: nothing, false, 0, an empty text, list or object is false, all else is true.
func (p *Program) Test(env *Env) (bool, error) {
	m := takeMachine(env)
	defer m.back()
	v, fail := p.run(m)
	if fail != nil {
		return false, fail
	}
	return truthy(v), nil
}

// Source gives the expression as it was written.
func (p *Program) Source() string { return p.source }

// Type gives the type of the result, TypeAny if it is not known before running. The value may also be nothing.
func (p *Program) Type() Type { return p.typ }

// References lists the variables that the expression uses, sorted by scope and name, each once.
func (p *Program) References() []Reference { return slices.Clone(p.refs) }

// run works the expression out on a machine that has its env. The value still has dates in it.
func (p *Program) run(m *machine) (any, *Error) {
	if p.schema == nil { // one variable, which is read without the virtual machine
		r, at := &m.run, &p.refs[0]
		return r.lift(r.member(r.env.Scopes[at.Scope], at.Name)), nil
	}
	c := p.code.Load()
	if c == nil {
		var fail *Error
		if c, fail = p.again(); fail != nil {
			return nil, fail
		}
	}
	v, err := m.vm.Run(c.program, &m.run)
	if err != nil {
		return nil, p.explain(err, file.Location{To: len(p.source)})
	}
	return m.run.lift(v), nil
}

// explain gives an error of the machine its place and its words.
func (p *Program) explain(err error, at file.Location) *Error {
	in := &source{text: p.source}
	var where *file.Error
	if errors.As(err, &where) {
		at = where.Location // we gave it in bytes
	}
	var f *fault
	if !errors.As(err, &f) {
		if where != nil && strings.Contains(where.Message, "memory budget") {
			return in.problem(at, CodeBudget, "%s makes too much data for one expression", in.snippet(at))
		}
		return in.problem(at, CodeValue, "%s cannot be worked out", in.snippet(at))
	}
	if c := p.code.Load(); c != nil && f.arg >= 0 && f.arg < len(c.sites[at]) {
		at = c.sites[at][f.arg]
	}
	return in.problem(at, f.code, "%s", strings.ReplaceAll(f.message, "{}", in.snippet(at)))
}

// problem makes an Error with its place.
func (s *source) problem(at file.Location, code, format string, args ...any) *Error {
	e := &Error{Code: code, Message: fmt.Sprintf(format, args...)}
	return e.place(s.text, at.From, at.To)
}
