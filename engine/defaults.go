package engine

import (
	"maps"
	"slices"
	"strings"
)

// declaredDefaults are those of the declared variables. Every turn looks through all of them, so that they are lists and no maps.
type declaredDefaults struct{ session, user, chat, bot, workspace defaultValues }

// defaultValues are the defaults of a scope, sorted by name.
type defaultValues []defaultValue

type defaultValue struct {
	name  string
	value any
}

// of gives the defaults of a scope; nil if its variables cannot have any.
func (d *declaredDefaults) of(scope string) *defaultValues {
	switch scope {
	case ScopeSession:
		return &d.session
	case ScopeUser:
		return &d.user
	case ScopeChat:
		return &d.chat
	case ScopeBot:
		return &d.bot
	case ScopeWorkspace:
		return &d.workspace
	default:
		return nil
	}
}

// get gives the default of a variable, if it has one.
func (d *declaredDefaults) get(scope, name string) (any, bool) {
	all := d.of(scope)
	if all == nil {
		return nil, false
	}
	i, found := all.find(name)
	if !found {
		return nil, false
	}
	return (*all)[i].value, true
}

func (d defaultValues) find(name string) (int, bool) {
	return slices.BinarySearchFunc(d, name, func(one defaultValue, name string) int { return strings.Compare(one.name, name) })
}

// put gives a variable a default.
func (d *declaredDefaults) put(scope, name string, value any) {
	all := d.of(scope)
	if all == nil {
		return
	}
	if i, found := all.find(name); found {
		(*all)[i].value = value
	} else {
		*all = slices.Insert(*all, i, defaultValue{name, value})
	}
}

// over adds the defaults to what is stored.
func (d defaultValues) over(v Values) Values {
	if !slices.ContainsFunc(d, func(one defaultValue) bool { _, has := v[one.name]; return !has }) {
		return v
	}
	out := make(Values, len(v)+len(d))
	for _, one := range d {
		out[one.name] = one.value
	}
	maps.Copy(out, v)
	return out
}
