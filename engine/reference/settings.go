package reference

import (
	"slices"
	"strings"
)

// settings writes the settings of a config: a table of the members of the schema, then one for each object in them. What
// several block types share is on the page of settings.
func (w *writer) settings(p *Page, root *schema) {
	if len(root.Properties) == 0 {
		p.say(w.in("The block has no settings.", "У блока нет настроек."))
		return
	}
	groups := groupsOf(root)
	for i, g := range groups {
		if i > 0 {
			p.subhead(code(g.paths[0]))
			if also := g.also(); also != "" {
				p.say(w.in("The same goes for ", "То же самое — для ") + also + ".")
			}
		}
		w.members(p, g.of, func(def string) string { return w.place(def, groups) })
	}
}

// group is an object whose members get a table of their own.
type group struct {
	def   string
	paths []string // of the settings that hold it, such as "options[].label"
	of    *schema
}

// also names the other settings that the table is for.
func (g *group) also() string {
	var names []string
	for _, path := range g.paths[1:] {
		names = append(names, code(path))
	}
	return strings.Join(names, ", ")
}

// groupsOf gives the config itself and the objects in it that are its own, in the order in which they are met.
func groupsOf(root *schema) []*group {
	out := []*group{{of: root}}
	for i := 0; i < len(out); i++ {
		for _, m := range out[i].of.Properties {
			def, suffix := objectIn(m.schema)
			if def == "" || isShared(def) || root.Defs[def] == nil {
				continue
			}
			path := m.name + suffix
			if len(out[i].paths) > 0 {
				path = out[i].paths[0] + "." + path
			}
			at := slices.IndexFunc(out, func(g *group) bool { return g.def == def })
			if at < 0 {
				at = len(out)
				out = append(out, &group{def: def, of: root.Defs[def]})
			}
			out[at].paths = append(out[at].paths, path)
		}
	}
	return out
}

// objectIn gives the definition of the object that a setting is or is made of.
func objectIn(s *schema) (def, suffix string) {
	for {
		switch {
		case s.def() != "":
			def = s.def()
			if language("en").kindName(def) != "" {
				return "", ""
			}
			return def, suffix
		case s.Items != nil:
			s, suffix = s.Items, suffix+"[]"
		case s.Additional != nil:
			s, suffix = s.Additional, suffix+".*"
		default:
			return "", ""
		}
	}
}

// place is a link to where an object is described.
func (w *writer) place(def string, groups []*group) string {
	for _, g := range groups {
		if g.def == def {
			return "[" + code(g.paths[0]) + "](#" + anchor(g.paths[0]) + ")"
		}
	}
	title := w.partTitle(def)
	return "[" + title + "](" + settingsPage + ".md#" + anchor(title) + ")"
}

// members writes the table of an object's settings.
func (w *writer) members(p *Page, s *schema, place func(def string) string) {
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	var rows [][]string
	for _, m := range s.Properties {
		help := w.of(m.Help)
		if help == "" {
			help = m.Words
		}
		rows = append(rows, []string{
			code(m.name), w.of(m.Title), w.kind(m.schema, place), w.limits(m.schema, required[m.name]), strings.TrimSpace(help),
		})
	}
	p.tabulate([]string{
		w.in("Setting", "Настройка"), w.in("Name", "Название"), w.in("Takes", "Что принимает"), w.in("Limits", "Ограничения"),
		w.in("What it does", "Что делает"),
	}, rows)
}
