package expr

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Schema is what is declared: scopes, their variables with types, bare names. Expressions are compiled against it. It is
// immutable and safe for concurrent use.
type Schema struct {
	scopes  map[string]scope
	locals  map[string]Type
	secrets bool
}

// SchemaOptions are the rules besides the declared variables.
type SchemaOptions struct {
	// Open are the scopes whose members are not declared ("event", "local"): any member may be used and has any type,
	// unless it is declared all the same.
	Open []string

	// Locals are bare names such as "item" and "index". Their Scope must be empty.
	Locals []Variable

	// AllowSecrets permits the scope "secret". Without it a secret is an unknown variable, whatever is declared.
	AllowSecrets bool
}

type scope struct {
	open   bool
	vars   map[string]Type
	stored map[string]string // what is called otherwise in Env.Scopes; nil for none
}

// secretScope is the scope that SchemaOptions.AllowSecrets guards.
const secretScope = "secret"

// NewSchema checks and collects the declarations. Errors say every name that cannot be declared: not a name, declared
// twice, unknown type.
func NewSchema(vars []Variable, opts SchemaOptions) (*Schema, error) {
	s := &Schema{
		scopes:  make(map[string]scope),
		locals:  make(map[string]Type),
		secrets: opts.AllowSecrets,
	}
	var errs []error
	for _, name := range opts.Open {
		if !isName(name) {
			errs = append(errs, fmt.Errorf("open scope %q: not a name", name))
			continue
		}
		s.scopes[name] = scope{open: true, vars: make(map[string]Type)}
	}
	for _, v := range vars {
		errs = append(errs, s.declare(v, v.Scope != ""))
	}
	for _, v := range opts.Locals {
		errs = append(errs, s.declare(v, v.Scope == ""))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

// With gives a schema with these variables in addition; a name declared before takes the new type. Variables that cannot be
// declared are left out, so that using them is an error with a place.
func (s *Schema) With(vars ...Variable) *Schema {
	c := *s
	c.locals = maps.Clone(s.locals)
	c.scopes = make(map[string]scope, len(s.scopes))
	for name, sc := range s.scopes {
		c.scopes[name] = scope{open: sc.open, vars: maps.Clone(sc.vars), stored: maps.Clone(sc.stored)}
	}
	for _, v := range vars {
		if v.Scope == "" {
			delete(c.locals, v.Name)
		} else {
			delete(c.scopes[v.Scope].vars, v.Name)
			delete(c.scopes[v.Scope].stored, v.Name)
		}
		_ = c.declare(v, true) // left out, as promised
	}
	return &c
}

// declare adds one variable; scoped says whether its Scope is as it should be there.
func (s *Schema) declare(v Variable, scoped bool) error {
	full := v.Name
	if v.Scope != "" {
		full = v.Scope + "." + v.Name
	}
	switch {
	case !scoped && v.Scope == "":
		return fmt.Errorf("variable %q: no scope", full)
	case !scoped:
		return fmt.Errorf("local %q: has a scope", full)
	case !isName(v.Name) || v.Scope != "" && !isName(v.Scope):
		return fmt.Errorf("variable %q: not a name", full)
	case !v.Type.valid():
		return fmt.Errorf("variable %q: unknown type %q", full, v.Type)
	}
	vars := s.locals
	if v.Scope == "" && isReserved(v.Name) {
		return fmt.Errorf("variable %q: the word is taken", full)
	}
	if v.Scope != "" {
		if isReserved(v.Scope) {
			return fmt.Errorf("variable %q: the word %q is taken", full, v.Scope)
		}
		if s.scopes[v.Scope].vars == nil {
			s.scopes[v.Scope] = scope{vars: make(map[string]Type)}
		}
		vars = s.scopes[v.Scope].vars
	}
	if _, twice := vars[v.Name]; twice {
		return fmt.Errorf("variable %q: declared twice", full)
	}
	vars[v.Name] = v.Type
	if v.Stored != "" && v.Scope != "" {
		sc := s.scopes[v.Scope]
		if sc.stored == nil {
			sc.stored = make(map[string]string)
			s.scopes[v.Scope] = sc
		}
		sc.stored[v.Name] = v.Stored
	}
	return nil
}

// names lists every declared name in full, sorted, for suggestions.
func (s *Schema) names() []string {
	names := slices.Collect(maps.Keys(s.locals))
	for name, sc := range s.scopes {
		if name == secretScope && !s.secrets {
			continue
		}
		names = append(names, name)
		for v := range sc.vars {
			names = append(names, name+"."+v)
		}
	}
	slices.Sort(names)
	return names
}

// isName reports whether the word can be written after a dot: a letter or _ first, then letters, digits, _.
func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80 && isLetter(r)
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// isReserved reports whether the grammar uses the word itself, so that it cannot be a name on its own.
func isReserved(s string) bool {
	switch s {
	case "true", "false", "nil", "let", "not", "and", "or", "in", "matches", "contains", "startsWith", "endsWith":
		return true
	default:
		return false
	}
}
