// Package goapi keeps the promise that programs over our packages go on building: it lists what the packages export, a line for each
// thing, as the Go project does for its own library. The list of what is promised is schemas/go-api.txt.
//
// A line that is gone, which a changed one is, too, breaks programs; one that came is new, and is promised once it is in the list.
// So adding a field to a struct is no break, and adding a method to an interface, which others may have implemented, is one: all
// methods of an interface stand in one line. What is promised of packages of blocks is not Go: it is their manifest, its schema, and
// the protocols, which have versions of their own.
package goapi

import (
	"bytes"
	"context"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Module is the path of ours.
const Module = "github.com/scenarist/scenarist"

// Promised are the packages whose API is kept, by their paths in the module.
func Promised() []string {
	return []string{
		"blocks", "cmd/program", "engine", "engine/conform", "engine/enginetest", "engine/expr", "engine/flow", "engine/phone", "engine/simulator",
	}
}

// List gives the API of packages of the module, sorted. It asks the go command for what the compiler wrote of them.
func List(ctx context.Context, packages []string) ([]string, error) {
	args := []string{"list", "-export", "-deps", "-f", "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}"}
	for _, p := range packages {
		args = append(args, Module+"/"+p)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, failed.String())
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
	}
	open := func(path string) (io.ReadCloser, error) {
		file, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("there is nothing compiled of %s", path)
		}
		return os.Open(file)
	}
	from := importer.ForCompiler(token.NewFileSet(), "gc", open)
	var all []string
	for _, p := range packages {
		pkg, err := from.Import(Module + "/" + p)
		if err != nil {
			return nil, fmt.Errorf("read what is exported by %s: %w", p, err)
		}
		for _, line := range Lines(pkg) {
			all = append(all, p+": "+line)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Lines gives the API of one package, in no order.
func Lines(pkg *types.Package) []string {
	l := &listing{pkg: pkg}
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			l.object(obj)
		}
	}
	return l.lines
}

// listing gathers the lines of a package.
type listing struct {
	pkg   *types.Package
	lines []string
}

func (l *listing) add(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

// text writes a type as code inside of the package would.
func (l *listing) text(t types.Type) string {
	if f, ok := t.(*types.Signature); ok {
		return "func" + l.signature(f)
	}
	return types.TypeString(t, l.qualify)
}

// signature is that of a function without the word func, and without names: what a parameter is called breaks nothing.
func (l *listing) signature(t types.Type) string {
	f, ok := t.(*types.Signature)
	if !ok {
		return l.text(t)
	}
	bare := func(all *types.Tuple) *types.Tuple {
		out := make([]*types.Var, 0, all.Len())
		for v := range all.Variables() {
			out = append(out, types.NewVar(v.Pos(), v.Pkg(), "", v.Type()))
		}
		return types.NewTuple(out...)
	}
	if f.TypeParams().Len() > 0 { // they belong to their function
		return strings.TrimPrefix(types.TypeString(f, l.qualify), "func")
	}
	return strings.TrimPrefix(types.TypeString(types.NewSignatureType(nil, nil, nil, bare(f.Params()), bare(f.Results()), f.Variadic()), l.qualify), "func")
}

// qualify names packages as code inside of this one does.
func (l *listing) qualify(other *types.Package) string {
	if other == l.pkg {
		return ""
	}
	return other.Name()
}

func (l *listing) object(obj types.Object) {
	switch x := obj.(type) {
	case *types.Const:
		l.add("const %s %s = %s", x.Name(), l.text(x.Type()), x.Val().ExactString())
	case *types.Var:
		l.add("var %s %s", x.Name(), l.text(x.Type()))
	case *types.Func:
		l.add("func %s%s", x.Name(), l.signature(x.Type()))
	case *types.TypeName:
		l.named(x)
	}
}

func (l *listing) named(x *types.TypeName) {
	if x.IsAlias() {
		l.add("type %s = %s", x.Name(), l.text(types.Unalias(x.Type())))
		return
	}
	switch under := x.Type().Underlying().(type) {
	case *types.Struct:
		l.add("type %s struct", x.Name())
		l.fields(x.Name(), under, map[types.Type]bool{x.Type(): true})
	case *types.Interface:
		l.face(x, under)
		return // its methods are in the line
	default:
		l.add("type %s %s", x.Name(), l.text(under))
	}
	l.methods(x)
}

// fields lists those that others can name, also through structs that are embedded without being exported.
func (l *listing) fields(of string, s *types.Struct, seen map[types.Type]bool) {
	for f := range s.Fields() {
		if f.Exported() {
			word := ""
			if f.Embedded() {
				word = "embedded "
			}
			l.add("type %s struct, %s%s %s", of, word, f.Name(), l.text(f.Type()))
			continue
		}
		inner, ok := deref(f.Type()).Underlying().(*types.Struct)
		if f.Embedded() && ok && !seen[f.Type()] {
			seen[f.Type()] = true
			l.fields(of, inner, seen)
		}
	}
}

func deref(t types.Type) types.Type {
	if p, ok := t.(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// face lists an interface in one line: whoever implements it must have all of it.
func (l *listing) face(x *types.TypeName, i *types.Interface) {
	var parts []string
	closed := ""
	for m := range i.Methods() {
		if m.Exported() {
			parts = append(parts, m.Name()+l.signature(m.Type()))
		} else {
			closed = "; nobody else can implement it"
		}
	}
	if !i.IsMethodSet() {
		parts = append(parts, l.text(i))
	}
	slices.Sort(parts)
	l.add("type %s interface { %s }%s", x.Name(), strings.Join(parts, "; "), closed)
}

// methods lists those of a type and of a pointer to it, also those that it has by embedding.
func (l *listing) methods(x *types.TypeName) {
	value := types.NewMethodSet(x.Type())
	for m := range types.NewMethodSet(types.NewPointer(x.Type())).Methods() {
		if !m.Obj().Exported() {
			continue
		}
		star := "*"
		if value.Lookup(m.Obj().Pkg(), m.Obj().Name()) != nil {
			star = ""
		}
		l.add("method (%s%s) %s%s", star, x.Name(), m.Obj().Name(), l.signature(m.Type()))
	}
}
