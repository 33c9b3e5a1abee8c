package expr

import (
	"fmt"
	"strings"
	"sync"

	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
)

// definition is one function of the language: its description and what it does.
type definition struct {
	doc   Function
	kinds []kind // of doc.Params
	call  body   // nil for what the compiler writes out itself: loops and if
	loop  string // the name of the loop in expr-lang's grammar, for functions with an expression for each item
}

// body is the work of a function. The arguments have the Go types of their kinds (see kind); those left out at the end are
// absent. What it gives is counted by its caller.
type body func(r *run, args []any) (any, error)

// library is all that an expression can call: the functions by name, and everything compiled code calls, operators too, in
// the form of expr-lang. Never changed after it is built.
type library struct {
	defs     []*definition
	byName   map[string]*definition
	loops    map[string]*definition // by expr-lang's name
	table    conf.FunctionsTable
	disabled map[string]bool // every built-in of expr-lang, to keep the parser from knowing them
}

// theLibrary builds the library once.
var theLibrary = sync.OnceValue(newLibrary)

func newLibrary() *library {
	l := &library{
		byName:   make(map[string]*definition),
		loops:    make(map[string]*definition),
		table:    make(conf.FunctionsTable),
		disabled: make(map[string]bool),
	}
	for _, name := range builtin.Names {
		l.disabled[name] = true
	}
	for _, group := range [][]*definition{
		textFunctions(), numberFunctions(), moneyFunctions(), dateFunctions(), listFunctions(), loopFunctions(),
		objectFunctions(), jsonFunctions(), formatFunctions(), randomFunctions(), logicFunctions(), encodeFunctions(),
	} {
		for _, d := range group {
			l.add(d)
		}
	}
	for name, op := range operators() {
		l.table[name] = &builtin.Function{Name: name, Func: op}
	}
	return l
}

func (l *library) add(d *definition) {
	name := d.doc.Name
	if l.byName[name] != nil {
		panic("expr: function " + name + " is defined twice")
	}
	l.defs = append(l.defs, d)
	l.byName[name] = d
	if d.loop != "" {
		l.loops[d.loop] = d
	}
	if d.call != nil {
		l.table[name] = &builtin.Function{Name: name, Func: d.invoke}
	}
}

// define makes a definition. The signature is "name(param kind, param? kind, param... kind) type"; it is written by us and
// must be right, so a mistake panics when the library is built, which every test does.
func define(category, signature, en, ru, example, output string, call body) *definition {
	name, rest, _ := strings.Cut(signature, "(")
	list, result, ok := strings.Cut(rest, ") ")
	if !ok || !Type(result).valid() {
		panic("expr: bad signature " + signature)
	}
	d := &definition{call: call}
	var shown []string
	for part := range strings.SplitSeq(list, ", ") {
		if part == "" {
			continue
		}
		pname, kname, _ := strings.Cut(part, " ")
		k := kind(kname)
		if k.publicType() == "" {
			panic(fmt.Sprintf("expr: bad kind in signature %s", signature))
		}
		p := Param{Type: k.publicType(), Each: k == kindEach}
		if pname, p.Optional = strings.CutSuffix(pname, "?"); p.Optional {
			shown = append(shown, pname+"?")
		} else if pname, p.Repeated = strings.CutSuffix(pname, "..."); p.Repeated {
			shown = append(shown, pname+"…")
		} else {
			shown = append(shown, pname)
		}
		p.Name = pname
		d.doc.Params = append(d.doc.Params, p)
		d.kinds = append(d.kinds, k)
	}
	d.doc.Name, d.doc.Category, d.doc.Result = name, category, Type(result)
	d.doc.Signature = name + "(" + strings.Join(shown, ", ") + ")"
	d.doc.HelpEN, d.doc.HelpRU, d.doc.Example, d.doc.Output = en, ru, example, output
	return d
}

// arity gives the least and the greatest number of arguments; most is -1 without a limit.
func (d *definition) arity() (least, most int) {
	most = len(d.doc.Params)
	for _, p := range d.doc.Params {
		if !p.Optional && !p.Repeated {
			least++
		}
		if p.Repeated {
			most = -1
		}
	}
	return least, most
}

// kindAt gives the kind of the argument at an index, the last parameter's for those that repeat.
func (d *definition) kindAt(i int) kind { return d.kinds[min(i, len(d.kinds)-1)] }

// optionalAt reports whether the argument at an index may be left out.
func (d *definition) optionalAt(i int) bool {
	return d.doc.Params[min(i, len(d.doc.Params)-1)].Optional
}

// given leaves out optional arguments at the end that are nothing.
func (d *definition) given(args []any) []any {
	n := len(args)
	for n > 0 && args[n-1] == nil && d.optionalAt(n-1) && d.kindAt(n-1) != kindAny {
		n--
	}
	return args[:n]
}

// invoke is the function as the virtual machine calls it: the run first, then the arguments.
func (d *definition) invoke(params ...any) (any, error) {
	r := params[0].(*run)
	args := d.given(params[1:])
	if err := r.step(1); err != nil {
		return nil, err
	}
	for i, v := range args {
		if err := r.read(v); err != nil {
			return nil, err
		}
		k := d.kindAt(i)
		if v == nil && k.missing() {
			return nil, nil
		}
		c, err := k.coerce(r, v, d.doc.Name, i)
		if err != nil {
			return nil, err
		}
		args[i] = c
	}
	v, err := d.call(r, args)
	if err != nil {
		return nil, err
	}
	return v, r.made(v)
}
