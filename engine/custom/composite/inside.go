package composite

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// CheckInside compiles the document, and holds its flows to the manifest's permissions.
func (Kind) CheckInside(m *custom.Manifest, in custom.Nested) []custom.Problem {
	doc, entry, problems := Read(m)
	if len(problems) > 0 {
		return problems
	}
	k := &checking{m: m, doc: doc, entry: entry}
	study := engine.StudyOf(doc, in.Registry)
	for _, i := range study.Issues {
		if i.Severity == engine.SeverityError {
			k.add(documentPath+i.Path, "%s", k.about(i.Block, i.Message))
		}
	}
	for _, a := range study.Assets {
		k.add(documentPath+a.Path, "%s", k.about(a.Block, fmt.Sprintf("the file %q is in the media library of a bot: a block has none; give its address", a.Name)))
	}
	for fi := range doc.Flows {
		for bi := range doc.Flows[fi].Blocks {
			if t, ok := in.Registry.Type(doc.Flows[fi].Blocks[bi].Type); ok && t.Trigger {
				k.add(fmt.Sprintf("%s/flows/%d/blocks/%d/type", documentPath, fi, bi), "a trigger has no place in a block: what starts a bot's flows is for the bot to say")
			}
		}
	}
	needed := needsOf(m, doc, study.Variables, in)
	needed.missing(m.Permissions, func(n need, what string) {
		k.add(documentPath+n.path, "%s", k.about(n.block, what+", which the permissions do not name"))
	})
	for _, n := range needed.refused {
		k.add(documentPath+n.path, "%s", k.about(n.block, n.name))
	}
	return k.problems
}

// about puts the block that a sentence is about before it; a sentence about none stays as it is.
func (k *checking) about(block, sentence string) string {
	for fi := range k.doc.Flows {
		for bi := range k.doc.Flows[fi].Blocks {
			switch b := &k.doc.Flows[fi].Blocks[bi]; {
			case b.ID != block:
			case b.Label != "":
				return fmt.Sprintf("%q (%s): %s", b.Label, b.ID, sentence)
			default:
				return fmt.Sprintf("the block %q: %s", b.ID, sentence)
			}
		}
	}
	return sentence
}

// need is something that a permission is needed for, and where.
type need struct{ name, path, block string }

// needs is what flows do that permissions are for.
type needs struct {
	hosts, read, write, secrets []need
	contacts, files, ledger     *need
	refused                     []need // the name is what is wrong
}

// aboutUsers are the fields that say who the user is.
var aboutUsers = []string{"id", "name", "first_name", "last_name", "username", "premium", "roles", "tags", "banned"}

// ledgerFamilies are the families of block types that move units, or what is bought and granted.
var ledgerFamilies = []string{"ledger.", "payment.", "access.", "promo.", "deliver."}

// needsOf finds what flows need. Variables of scopes that the manifest shares are the bot's.
func needsOf(m *custom.Manifest, doc *flow.Document, uses []engine.VariableUse, in custom.Nested) *needs {
	out := &needs{}
	bots := shared(m, doc)
	for _, u := range uses {
		n := need{u.Scope + "." + u.Name, u.Path, u.Block}
		switch {
		case u.Scope == engine.ScopeSecret && u.Name != "":
			out.secrets = append(out.secrets, need{u.Name, u.Path, u.Block})
		case !slices.Contains(flow.Scopes(), u.Scope) && u.Scope != engine.ScopeSecret:
		case u.Name == "":
			out.refused = append(out.refused, need{fmt.Sprintf("all of %s is used at once: name each variable", u.Scope), u.Path, u.Block})
		case u.Scope == engine.ScopeUser && slices.Contains(aboutUsers, u.Name) && !u.Write:
			out.contacts = &n
		case slices.Contains(bots, engine.Var(n.name)) && u.Write:
			out.write = append(out.write, n)
		case slices.Contains(bots, engine.Var(n.name)):
			out.read = append(out.read, n)
		}
	}
	for fi := range doc.Flows {
		for bi := range doc.Flows[fi].Blocks {
			out.block(&doc.Flows[fi].Blocks[bi], fmt.Sprintf("/flows/%d/blocks/%d", fi, bi), in)
		}
	}
	return out
}

// block adds what a block needs by its type.
func (n *needs) block(b *flow.Block, path string, in custom.Nested) {
	here := need{b.Type, path + "/type", b.ID}
	family, _, _ := strings.Cut(b.Type, ".")
	switch {
	case slices.ContainsFunc(ledgerFamilies, func(f string) bool { return strings.HasPrefix(b.Type, f) }):
		n.ledger = &here
	case b.Type == "data.file":
		n.files = &here
		fallthrough
	case family == "http" || b.Type == "job.run":
		n.calls(b, path)
	}
	inner := in.Manifests[b.Type]
	if inner == nil {
		return
	}
	for list, names := range map[*[]need][]string{
		&n.hosts: inner.Permissions.Hosts, &n.read: inner.Permissions.Read, &n.write: inner.Permissions.Write, &n.secrets: inner.Permissions.Secrets,
	} {
		for _, name := range names {
			*list = append(*list, need{name, path + "/type", b.ID})
		}
	}
	if inner.Permissions.Contacts {
		n.contacts = &here
	}
	if inner.Permissions.Files {
		n.files = &here
	}
	if inner.Permissions.Ledger {
		n.ledger = &here
	}
}

// calls finds the hosts of the addresses in the settings of a block.
func (n *needs) calls(b *flow.Block, path string) {
	var config any
	if json.Unmarshal(orObject(b.Config), &config) != nil {
		return
	}
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				text, ok := v[name].(string)
				if !ok || name != "url" {
					walk(v[name], at+"/"+name)
					continue
				}
				host, ok := hostOf(text)
				if !ok {
					n.refused = append(n.refused, need{"the host of the address has to stand there, so that who installs the block sees it", at + "/url", b.ID})
				} else if host != "" {
					n.hosts = append(n.hosts, need{host, at + "/url", b.ID})
				}
			}
		case []any:
			for i := range v {
				walk(v[i], fmt.Sprintf("%s/%d", at, i))
			}
		}
	}
	walk(config, path+"/config")
}

// hostOf gives the host of an address in which only what follows it may be a template; empty for no address.
func hostOf(address string) (host string, ok bool) {
	address = strings.TrimSpace(address)
	if address == "" {
		return "", true
	}
	fixed, _, open := strings.Cut(address, "{{")
	u, err := url.Parse(fixed)
	if err != nil || u.Host == "" || open && u.Path == "" && u.RawQuery == "" {
		return "", false
	}
	return strings.ToLower(u.Host), true
}

// missing tells of everything that the permissions do not allow, each once.
func (n *needs) missing(p custom.Permissions, tell func(n need, what string)) {
	each := func(list []need, has func(name string) bool, words string) {
		seen := map[string]bool{}
		for _, x := range list {
			if !seen[x.name] && !has(x.name) {
				tell(x, fmt.Sprintf(words, x.name))
			}
			seen[x.name] = true
		}
	}
	in := func(list []string) func(string) bool {
		return func(name string) bool { return slices.Contains(list, name) }
	}
	each(n.hosts, func(host string) bool {
		return slices.Contains(p.Hosts, host) || custom.HostAllowed(p.Hosts, &url.URL{Host: host})
	}, "the flow calls %s")
	each(n.read, in(p.Read), "the flow reads %s")
	each(n.write, in(p.Write), "the flow writes %s")
	each(n.secrets, in(p.Secrets), "the flow uses the secret %q")
	for _, x := range []struct {
		n     *need
		has   bool
		words string
	}{
		{n.contacts, p.Contacts, "the flow sees who the user is"},
		{n.files, p.Files, "the flow reads files of users"},
		{n.ledger, p.Ledger, "the flow moves units, or what is bought"},
	} {
		if x.n != nil && !x.has {
			tell(*x.n, x.words)
		}
	}
}

// permissions gives what has to be asked for.
func (n *needs) permissions() custom.Permissions {
	names := func(list []need) (out []string) {
		for _, x := range list {
			out = append(out, x.name)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return custom.Permissions{
		Hosts: names(n.hosts), Read: names(n.read), Write: names(n.write), Secrets: names(n.secrets),
		Contacts: n.contacts != nil, Files: n.files != nil, Ledger: n.ledger != nil,
	}
}
