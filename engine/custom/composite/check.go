package composite

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// checking gathers what is wrong with a package.
type checking struct {
	m        *custom.Manifest
	doc      *flow.Document
	entry    *flow.Flow
	problems []custom.Problem
}

func (k *checking) add(path, format string, args ...any) {
	k.problems = append(k.problems, custom.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// Check finds what is wrong with the part composite and what the manifest says of it, as far as the flows themselves tell.
func (Kind) Check(p *custom.Package) []custom.Problem {
	doc, entry, problems := Read(p.Manifest)
	if len(problems) > 0 {
		return problems
	}
	k := &checking{m: p.Manifest, doc: doc, entry: entry}
	k.manifest()
	k.document()
	k.arguments()
	k.ends()
	return k.problems
}

// manifest refuses what only calls have.
func (k *checking) manifest() {
	if len(k.m.Lists) > 0 {
		k.add("/lists", "a flow has no exits that the settings make")
	}
	if len(k.m.Accepts) > 0 {
		k.add("/accepts", "what the blocks of a flow wait for needs no listing: leave it out")
	}
	if k.m.Limits != (custom.Limits{}) {
		k.add("/limits", "a flow has no limits of its own: its blocks have")
	}
	for i, e := range k.m.Exits {
		if e.Name == cancelledExit {
			k.add(fmt.Sprintf("/exits/%d/name", i), "the exit %q is added by itself", e.Name)
		}
	}
	if len(k.m.Exits) == 0 { // exits by lists do not count here
		k.add("/exits", "a block needs a way out")
	}
}

// document refuses what is a bot's business.
func (k *checking) document() {
	at := func(name string) string { return documentPath + "/" + name }
	if len(k.doc.Tables) > 0 {
		k.add(at("tables"), "tables belong to a bot: a block has none")
	}
	if k.doc.TimeZone != "" {
		k.add(at("time_zone"), "the time zone is the bot's: leave it out")
	}
	var secrets []string
	if s := k.doc.Settings; s != nil {
		secrets = s.Secrets
		if s.OnError != nil {
			k.add(at("settings/on_error"), "a handler of the whole bot is the bot's: give the flows handlers of their own")
		}
		if len(s.Texts) > 0 {
			k.add(at("settings/texts"), "built-in words are the bot's: leave them out")
		}
	}
	for _, name := range secrets {
		if !slices.Contains(k.m.Permissions.Secrets, name) {
			k.add(at("settings/secrets"), "the flows use the secret %q, which the permissions do not name", name)
		}
	}
	for _, name := range k.m.Permissions.Secrets {
		if !slices.Contains(secrets, name) {
			k.add("/permissions/secrets", "the document does not list the secret %q", name)
		}
	}
	for field, list := range map[string][]string{"read": k.m.Permissions.Read, "write": k.m.Permissions.Write} {
		for i, name := range list {
			if scope, rest, _ := strings.Cut(name, "."); !k.declares(scope, rest) {
				k.add(fmt.Sprintf("/permissions/%s/%d", field, i), "the document does not declare the variable %s", name)
			}
		}
	}
	slices.SortStableFunc(k.problems, func(a, b custom.Problem) int { return strings.Compare(a.Path, b.Path) }) // of the map above
	if len(k.entry.Blocks) == 0 {
		k.add("/composite/flow", "the flow %q has no blocks", k.entry.ID)
	}
	for fi := range k.doc.Flows {
		for bi := range k.doc.Flows[fi].Blocks {
			k.block(fmt.Sprintf("%s/flows/%d/blocks/%d", documentPath, fi, bi), &k.doc.Flows[fi].Blocks[bi])
		}
	}
}

func (k *checking) declares(scope, name string) bool {
	return slices.ContainsFunc(k.doc.Variables, func(v flow.Variable) bool { return v.Scope == scope && v.Name == name })
}

// block refuses what leaves the block around it.
func (k *checking) block(path string, b *flow.Block) {
	switch b.Type {
	case "logic.end":
		k.add(path+"/type", "%s ends the conversation of the bot around it: use %s, or end the exit", label(b), returnType)
	case "logic.jump":
		var c struct {
			Drop bool `json:"drop"`
		}
		if json.Unmarshal(orObject(b.Config), &c) == nil && c.Drop {
			k.add(path+"/config/drop", "%s would forget the bot around it", label(b))
		}
	}
}

func label(b *flow.Block) string {
	if b.Label != "" {
		return fmt.Sprintf("%q (%s)", b.Label, b.ID)
	}
	return fmt.Sprintf("the block %q", b.ID)
}

// settings is what a form asks for, as far as it matters here.
type settings struct {
	Required   []string                   `json:"required"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// arguments compares the form with the parameters of the flow.
func (k *checking) arguments() {
	var s settings
	if json.Unmarshal(orObject(k.m.Config), &s) != nil {
		return // which has been said
	}
	for _, p := range k.entry.Params {
		raw, ok := s.Properties[p.Name]
		var part struct {
			Default json.RawMessage `json:"default"`
		}
		if ok && json.Unmarshal(raw, &part) != nil {
			continue
		}
		switch {
		case !ok:
			k.add("/config", "the flow takes %q, and there is no such setting", p.Name)
		case p.Required && !slices.Contains(s.Required, p.Name) && len(part.Default) == 0:
			k.add("/config/required", "the flow needs %q: the setting has to be required, or to have a default", p.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.ContainsFunc(k.entry.Params, func(p flow.Param) bool { return p.Name == name }) {
			k.add("/config/properties/"+name, "the flow takes nothing called %q: give it a parameter of that name", name)
		}
	}
}

// ends compares exits and outputs with what the flows return.
func (k *checking) ends() {
	given, left := map[string]bool{}, map[string]bool{}
	for fi := range k.doc.Flows {
		f := &k.doc.Flows[fi]
		for bi := range f.Blocks {
			b := &f.Blocks[bi]
			r, ok := returns(b)
			if !ok {
				continue
			}
			path := fmt.Sprintf("%s/flows/%d/blocks/%d/config", documentPath, fi, bi)
			left[r.Exit] = true
			if r.Exit != "" && !slices.ContainsFunc(k.m.Exits, func(e custom.Exit) bool { return e.Name == r.Exit }) {
				k.add(path+"/exit", "%s leaves by %q, which is no exit of the manifest", label(b), r.Exit)
			}
			for _, name := range slices.Sorted(maps.Keys(r.Result)) {
				given[name] = true
				if f.ID == k.entry.ID && !slices.ContainsFunc(k.m.Outputs, func(o custom.Output) bool { return o.Name == name }) {
					k.add(path+"/result/"+name, "%s returns %q, which is no output of the manifest", label(b), name)
				}
			}
		}
	}
	for i, o := range k.m.Outputs {
		if !given[o.Name] {
			k.add(fmt.Sprintf("/outputs/%d/name", i), "no %s gives the output %q", returnType, o.Name)
		}
	}
	for i, e := range k.m.Exits {
		if i > 0 && !left[e.Name] {
			k.add(fmt.Sprintf("/exits/%d/name", i), "no %s leaves by %q; only the first exit is taken without one", returnType, e.Name)
		}
	}
}
