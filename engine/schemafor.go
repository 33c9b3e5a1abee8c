package engine

import (
	"reflect"
	"slices"
	"sort"

	"github.com/scenarist/scenarist/engine/expr"
)

// schema gives what expressions of the block being compiled may read. Flows without params share one.
func (c *compiling) schema(f fieldRules) *expr.Schema {
	f = fieldRules{secrets: f.secrets, item: f.item} // the rest does not matter to expressions
	k := schemaKey{f: f}
	if c.at != nil && (len(c.at.flow.def.Params) > 0 || c.at.flow.graft != nil) {
		k.flow = c.at.flow.def.ID
	}
	if s := c.schemas[k]; s != nil {
		return s
	}
	vars := slices.Clone(c.declared())
	g := c.grafted()
	if g != nil {
		vars = c.declaredInside(g)
	}
	opts := expr.SchemaOptions{Open: []string{ScopeEvent, ScopeLocal}, AllowSecrets: f.secrets}
	if k.flow != "" {
		for _, p := range c.at.flow.def.Params {
			vars = append(vars, expr.Variable{Scope: ScopeLocal, Name: p.Name, Type: expr.Type(p.Type)})
		}
	}
	if f.secrets {
		names := c.secretNames()
		if g != nil {
			names = secretsOf(g.in.Document)
		}
		for _, name := range names {
			vars = append(vars, expr.Variable{Scope: ScopeSecret, Name: name, Type: expr.TypeText})
		}
	}
	if f.item {
		opts.Locals = []expr.Variable{{Name: "item", Type: expr.TypeAny}, {Name: "index", Type: expr.TypeNumber}}
	}
	s, err := expr.NewSchema(nil, opts)
	if err != nil {
		panic("engine: our own names cannot be declared: " + err.Error())
	}
	s = s.With(vars...) // leaves out what cannot be declared, which is an issue of its own
	c.schemas[k] = s
	return s
}

// declared gives the variables that expressions of every flow may read: the document's, and those that are always there.
func (c *compiling) declared() []expr.Variable {
	if c.vars != nil {
		return c.vars
	}
	at := map[[2]string]int{}
	add := func(v expr.Variable) {
		k := [2]string{v.Scope, v.Name}
		if i, ok := at[k]; ok {
			c.vars[i] = v
			return
		}
		at[k] = len(c.vars)
		c.vars = append(c.vars, v)
	}
	fields := func(all map[string]map[string]expr.Type) {
		for scope, named := range all {
			for name, t := range named {
				add(expr.Variable{Scope: scope, Name: name, Type: t})
			}
		}
	}
	fields(WritableFields())
	for _, v := range c.doc.Variables {
		add(expr.Variable{Scope: v.Scope, Name: v.Name, Type: expr.Type(v.Type)})
	}
	fields(BuiltInFields())
	return c.vars
}

func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	return keys
}
