package custom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// Equal reports whether two permissions are the same, whatever their order.
func (p Permissions) Equal(q Permissions) bool { return reflect.DeepEqual(p.sorted(), q.sorted()) }

func (p Permissions) sorted() Permissions {
	sorted := func(list []string) []string {
		if len(list) == 0 {
			return nil
		}
		list = slices.Clone(list)
		slices.Sort(list)
		return slices.Compact(list)
	}
	p.Hosts, p.Read, p.Write, p.Secrets = sorted(p.Hosts), sorted(p.Read), sorted(p.Write), sorted(p.Secrets)
	return p
}

// Differences says in plain words what is not the same in another version of a package: what it may do, where it leads, what it
// keeps, its settings. It is nil if none of that has changed.
func Differences(old, next *Manifest) []string {
	var out []string
	lists := func(what string, was, is []string) {
		for _, x := range is {
			if !slices.Contains(was, x) {
				out = append(out, fmt.Sprintf("%s: %s is new", what, x))
			}
		}
		for _, x := range was {
			if !slices.Contains(is, x) {
				out = append(out, fmt.Sprintf("%s: %s is gone", what, x))
			}
		}
	}
	yes := func(what string, was, is bool) {
		if is && !was {
			out = append(out, "permission: "+what+" is new")
		} else if was && !is {
			out = append(out, "permission: "+what+" is gone")
		}
	}
	p, q := old.Permissions, next.Permissions
	lists("permission to call", p.Hosts, q.Hosts)
	lists("permission to read", p.Read, q.Read)
	lists("permission to write", p.Write, q.Write)
	lists("permission to read the secret", p.Secrets, q.Secrets)
	yes("to see who the user is", p.Contacts, q.Contacts)
	yes("to read files of users", p.Files, q.Files)
	yes("to charge and grant units", p.Ledger, q.Ledger)
	lists("exit", exitsOf(old), exitsOf(next))
	lists("output", outputsOf(old), outputsOf(next))
	lists("waits for", old.Accepts, next.Accepts)
	if !sameJSON(old.Config, next.Config) {
		out = append(out, "the settings have changed")
	}
	if old.Kind != next.Kind {
		out = append(out, fmt.Sprintf("the kind is %s and was %s", next.Kind, old.Kind))
	}
	return append(out, flowDifferences(old, next)...)
}

func exitsOf(m *Manifest) (out []string) {
	for _, e := range m.Exits {
		out = append(out, e.Name)
	}
	for _, l := range m.Lists {
		out = append(out, l.Prefix+":*")
	}
	return out
}

func outputsOf(m *Manifest) (out []string) {
	for _, o := range m.Outputs {
		out = append(out, o.Name)
	}
	return out
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return bytes.Equal(a, b)
	}
	return reflect.DeepEqual(x, y)
}
