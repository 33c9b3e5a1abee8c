package custom

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Check finds what is wrong with a package, besides what Load refuses; nil if nothing is. The kind judges its own part; it is nil
// for a kind that needs nothing to carry it out.
func Check(p *Package, kind Kind) []Problem {
	k := &checking{m: p.Manifest}
	k.settings()
	k.exits()
	k.outputs()
	k.permissions()
	k.upgrades()
	k.ownPart(kind)
	k.examples()
	if kind != nil {
		k.problems = append(k.problems, kind.Check(p)...)
	}
	return k.problems
}

// checking gathers the problems of a manifest.
type checking struct {
	m        *Manifest
	schema   *engine.SettingsSchema // nil if it is wrong
	problems []Problem
}

func (k *checking) add(path, format string, args ...any) {
	k.problems = append(k.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (k *checking) settings() {
	schema, err := settingsSchema(k.m)
	if wrong, ok := errors.AsType[*engine.SchemaError](err); ok {
		k.add("/config"+wrong.Path, "%s", wrong.Message)
	} else if err != nil {
		k.add("/config", "%v", err)
	}
	k.schema = schema
}

func (k *checking) exits() {
	seen := map[string]bool{}
	for i, e := range k.m.Exits {
		path := fmt.Sprintf("/exits/%d/name", i)
		switch {
		case e.Name == errorExit || e.Name == timeoutExit:
			k.add(path, "the exit %q is added by itself", e.Name)
		case seen[e.Name]:
			k.add(path, "the exit %q is there twice", e.Name)
		}
		seen[e.Name] = true
	}
	if len(k.m.Exits)+len(k.m.Lists) == 0 {
		k.add("/exits", "a block needs a way out")
	}
	for i, l := range k.m.Lists {
		path := fmt.Sprintf("/lists/%d", i)
		if k.schema != nil && !k.schema.Has(l.Setting) {
			k.add(path+"/setting", "there is no setting %q", l.Setting)
		}
		for _, other := range k.m.Lists[:i] {
			if other.Prefix == l.Prefix {
				k.add(path+"/prefix", "the prefix %q is there twice", l.Prefix)
			}
		}
	}
	known := EventNames()
	for i, kind := range k.m.Accepts {
		if !slices.Contains(known, kind) {
			k.add(fmt.Sprintf("/accepts/%d", i), "there is nothing called %q to wait for; there are %s%s", kind, strings.Join(known, ", "), engine.DidYouMean(kind, known))
		}
	}
}

func (k *checking) outputs() {
	seen := map[string]bool{}
	for i, o := range k.m.Outputs {
		if seen[o.Name] {
			k.add(fmt.Sprintf("/outputs/%d/name", i), "the output %q is there twice", o.Name)
		}
		seen[o.Name] = true
	}
}

// hostName is a name of a host, with a port or a *. before it, in small letters.
var hostName = regexp.MustCompile(`^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$`)

func (k *checking) permissions() {
	p := &k.m.Permissions
	for i, h := range p.Hosts {
		if !hostName.MatchString(h) || strings.HasPrefix(h, "*.") && strings.Count(h, ".") < 2 {
			k.add(fmt.Sprintf("/permissions/hosts/%d", i), "%q is no name of a host, such as api.example.com or *.example.com", h)
		}
	}
	for name, list := range map[string][]string{"read": p.Read, "write": p.Write} {
		for i, v := range list {
			scope, rest, dotted := strings.Cut(v, ".")
			if !dotted || !slices.Contains(append(flow.Scopes(), engine.ScopeLocal), scope) || !flow.IsName(rest) {
				k.add(fmt.Sprintf("/permissions/%s/%d", name, i), "%q is no variable such as user.points", v)
			}
		}
	}
	for i, name := range p.Secrets {
		if !flow.IsName(name) {
			k.add(fmt.Sprintf("/permissions/secrets/%d", i), "%q cannot be the name of a secret: use letters, digits and _", name)
		}
	}
	slices.SortStableFunc(k.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) }) // of the map above
}

func (k *checking) upgrades() {
	if want := max(1, k.m.ConfigVersion) - 1; len(k.m.Upgrades) != want {
		k.add("/upgrades", "version %d of the settings needs %d upgrades, and there are %d", max(1, k.m.ConfigVersion), want, len(k.m.Upgrades))
	}
}

// ownPart looks for the part of the kind, and for those of others.
func (k *checking) ownPart(kind Kind) {
	parts := map[string]json.RawMessage{HTTP: k.m.HTTP, Remote: k.m.Remote, Wasm: k.m.Wasm, Composite: k.m.Composite}
	for _, name := range KindNames() {
		switch own := name == k.m.Kind; {
		case name == Go:
		case own && len(parts[name]) == 0:
			k.add("/"+name, "the part %q is missing: a package of this kind needs it", name)
		case !own && len(parts[name]) > 0:
			k.add("/"+name, "a package of the kind %s has no part %q", k.m.Kind, name)
		}
	}
	if kind != nil && kind.Name() != k.m.Kind {
		k.add("/kind", "the package is of the kind %s, not %s", k.m.Kind, kind.Name())
	}
}

func (k *checking) examples() {
	for i := range k.m.Examples {
		e, path := &k.m.Examples[i], fmt.Sprintf("/examples/%d", i)
		if k.schema != nil {
			for _, fault := range k.schema.Faults(e.Config) {
				k.add(path+"/config"+fault.Path, "%s", fault.Message)
			}
		}
		switch {
		case e.Exit == "" || e.Exit == timeoutExit:
		case e.Exit == errorExit:
			if e.Error == "" {
				k.add(path+"/error", "the code of the error is missing")
			}
		case !slices.ContainsFunc(k.m.Exits, func(x Exit) bool { return x.Name == e.Exit }) && !k.listed(e.Exit):
			k.add(path+"/exit", "there is no exit %q", e.Exit)
		}
		for name := range e.Outputs {
			if !slices.ContainsFunc(k.m.Outputs, func(o Output) bool { return o.Name == name }) {
				k.add(path+"/outputs", "there is no output %q", name)
			}
		}
	}
}

// listed reports whether an exit may be one that the settings make.
func (k *checking) listed(exit string) bool {
	return slices.ContainsFunc(k.m.Lists, func(l List) bool { return strings.HasPrefix(exit, l.Prefix+":") })
}
