package trial

import (
	"encoding/json"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// document is the bot: the block, every variable and secret that it may want, and ends at all of its exits.
func document(o *Options) *flow.Document {
	doc := &flow.Document{SchemaVersion: flow.SchemaVersion, Name: "Trial", Language: "en"}
	b := flow.Block{ID: blockID, Type: o.Type.Name, Config: o.Config, Exits: map[string]string{}}
	if o.Type.Version > 1 {
		b.Version = o.Type.Version
	}
	if o.Version != "" {
		doc.Uses = map[string]string{o.Type.Name: o.Version}
	}
	doc.Flows = []flow.Flow{{ID: flowID, Name: "Main", Blocks: []flow.Block{b}, Edges: []flow.Edge{}}}
	for _, e := range exitsOf(o) {
		if !e.Inherit {
			b.Exits[e.Name] = flow.ExitEnd
		}
	}
	for name := range o.Secrets {
		secrets(doc, name)
	}
	for name := range o.Values {
		declare(doc, name)
	}
	// Check says what else is missing, and how to add it.
	for again := true; again; {
		again = false
		for _, i := range engine.Check(doc, o.Registry) {
			if i.Fix != nil && (i.Code == "variable_unknown" || i.Code == "secret_undeclared") {
				again = amend(doc, i.Fix) || again
			}
		}
	}
	return doc
}

func exitsOf(o *Options) []engine.Exit {
	blk := o.Type.New()
	if json.Unmarshal(orEmpty(o.Config), blk) != nil {
		return o.Type.Exits
	}
	if l, ok := blk.(engine.ExitLister); ok {
		return l.Exits(o.Type.Exits)
	}
	return o.Type.Exits
}

func orEmpty(config json.RawMessage) json.RawMessage {
	if len(config) == 0 {
		return json.RawMessage("{}")
	}
	return config
}

func secrets(doc *flow.Document, name string) bool {
	if doc.Settings == nil {
		doc.Settings = &flow.Settings{}
	}
	if slices.Contains(doc.Settings.Secrets, name) {
		return false
	}
	doc.Settings.Secrets = append(doc.Settings.Secrets, name)
	slices.Sort(doc.Settings.Secrets)
	return true
}

func declare(doc *flow.Document, full string) bool {
	scope, name := engine.Var(full).Split()
	known := slices.ContainsFunc(doc.Variables, func(v flow.Variable) bool { return v.Scope == scope && v.Name == name })
	if known || !slices.Contains(flow.Scopes(), scope) {
		return false
	}
	doc.Variables = append(doc.Variables, flow.Variable{Name: name, Scope: scope, Type: flow.TypeAny})
	return true
}

// amend makes a quick fix that declares a variable or lists a secret.
func amend(doc *flow.Document, fix *engine.Fix) bool {
	made := false
	for _, c := range fix.Changes {
		data, err := json.Marshal(c.Value)
		if err != nil {
			continue
		}
		var one flow.Variable
		var many []flow.Variable
		var settings flow.Settings
		var names []string
		var name string
		switch {
		case json.Unmarshal(data, &many) == nil && len(many) > 0 && many[0].Name != "":
			made = declare(doc, many[0].Scope+"."+many[0].Name) || made
		case json.Unmarshal(data, &names) == nil && len(names) > 0:
			made = secrets(doc, names[0]) || made
		case json.Unmarshal(data, &one) == nil && one.Name != "":
			made = declare(doc, one.Scope+"."+one.Name) || made
		case json.Unmarshal(data, &settings) == nil && len(settings.Secrets) > 0:
			made = secrets(doc, settings.Secrets[0]) || made
		case json.Unmarshal(data, &name) == nil && c.Op == "add":
			made = secrets(doc, name) || made
		}
	}
	return made
}
