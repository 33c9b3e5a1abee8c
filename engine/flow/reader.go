package flow

import "fmt"

// reader makes a Document of a tree in one pass, reporting on the way what breaks the structure. What refers to other
// parts of the document is kept for references, when all parts are known.
type reader struct {
	tree     *tree
	problems *problems
	version  int   // the schema_version that the document has
	blocks   quota // of all flows together
	edges    quota // of all flows together
	notes    quota // of all flows together

	flowAt    map[string]int      // flow id to its index
	blockFlow map[string]int      // block id to the index of its flow
	blockIn   map[blockPlace]bool // which flow holds which block
	edgeRefs  []edgeRef
	exitRefs  []exitRef
	handlers  []handlerRef
}

// blockPlace names a block in one flow.
type blockPlace struct {
	flow int
	id   string
}

// edgeRef is an edge to check, with its place.
type edgeRef struct {
	Edge
	flow int
	n    int32
}

// exitRef is an entry of Block.Exits to check, with its place.
type exitRef struct {
	block, exit, fate string
	flow              int
	n                 int32
}

// handlerRef is a handler to check, with its place.
type handlerRef struct {
	Handler
	n int32
}

// read makes a Document of a tree whose schema_version is the given one.
func read(t *tree, found *problems, version int) *Document {
	r := &reader{
		tree: t, problems: found, version: version,
		blocks: quota{limit: MaxBlocks}, edges: quota{limit: MaxEdges}, notes: quota{limit: MaxNotes},
		flowAt: map[string]int{}, blockFlow: map[string]int{}, blockIn: map[blockPlace]bool{},
	}
	d := r.document()
	if d != nil {
		r.references(d)
	}
	return d
}

// document reads the whole.
func (r *reader) document() *Document {
	o, ok := r.object(0)
	if !ok {
		return nil
	}
	d := &Document{
		SchemaVersion: o.whole("schema_version", required, 1, r.version),
		Name:          o.text("name", required, filled(MaxNameLength)),
		Description:   o.text("description", optional, upTo(MaxNoteLength)),
		Descriptions:  o.byLanguage(o.field("descriptions", optional), upTo(MaxNoteLength)),
		Language:      o.text("language", required, isLanguage),
		Languages:     o.words("languages", MaxLanguages, isLanguage),
		TimeZone:      o.text("time_zone", optional, isTimeZone),
		Settings:      r.settings(o.field("settings", optional)),
		Variables:     o.variables("variables"),
		Tables:        o.tables("tables"),
		Uses:          o.uses("uses"),
		Flows:         o.flows("flows"),
		Layout:        o.layout("layout"),
	}
	o.close()
	return d
}

// settings reads the bot-wide rules.
func (r *reader) settings(n int32) *Settings {
	o, ok := r.object(n)
	if !ok {
		return nil
	}
	s := &Settings{
		OnError: r.handler(o.field("on_error", optional)),
		Texts:   o.texts("texts"),
		Secrets: o.words("secrets", MaxSecrets, isName),
	}
	o.close()
	return s
}

// texts reads the replaced built-in words.
func (o *object) texts(name string) Texts {
	var texts Texts
	for key, entry := range o.entries(name, isTextKey) {
		byLanguage := o.byLanguage(entry, upTo(MaxTextLength))
		if byLanguage == nil {
			continue
		}
		if texts == nil {
			texts = make(Texts)
		}
		texts[key] = byLanguage
	}
	return texts
}

// byLanguage reads a text in several languages; nil if there is none.
func (r *reader) byLanguage(n int32, keeps rule) map[string]string {
	var texts map[string]string
	for language, n := range r.entriesOf(n, isLanguage) {
		if texts == nil {
			texts = make(map[string]string)
		}
		texts[language] = r.checked(n, keeps)
	}
	return texts
}

// handler reads which block takes over after a trouble.
func (r *reader) handler(n int32) *Handler {
	o, ok := r.object(n)
	if !ok {
		return nil
	}
	h := &Handler{
		Flow:  o.text("flow", required, isID),
		Block: o.text("block", optional, isID),
	}
	o.close()
	r.handlers = append(r.handlers, handlerRef{*h, n})
	return h
}

// variables reads the declared variables. A name may be declared once in each scope.
func (o *object) variables(name string) []Variable {
	var list []Variable
	type declared struct{ scope, name string }
	seen := make(map[declared]bool)
	o.each(name, optional, &quota{limit: MaxVariables}, func(n int32) {
		v, ok := o.object(n)
		if !ok {
			return
		}
		variable := Variable{
			Name:  v.text("name", required, isName),
			Title: v.text("title", optional, upTo(MaxNameLength)),
			Scope: v.text("scope", required, oneOf(Scopes())),
			Type:  v.text("type", required, oneOf(ValueTypes())),
			Note:  v.text("note", optional, upTo(MaxNoteLength)),
		}
		variable.Default = v.defaultOf("default", variable.Type)
		v.close()
		id := declared{variable.Scope, variable.Name}
		if variable.Name != "" && seen[id] {
			o.problems.add(CodeDuplicateVariable, o.tree.member(n, "name"),
				fmt.Sprintf("the variable %q is declared in the scope %q already", id.name, id.scope))
		}
		seen[id] = true
		list = append(list, variable)
	})
	return list
}

// layout reads where blocks stand. Places of flows and blocks that are no more stay: taking a deletion back finds them.
func (o *object) layout(name string) Layout {
	var layout Layout
	for id, entry := range o.entries(name, anything) {
		var places map[string][2]float64
		for block, n := range o.entriesOf(entry, anything) {
			if places == nil {
				places = make(map[string][2]float64)
			}
			places[block] = o.point(n)
		}
		if places == nil {
			continue
		}
		if layout == nil {
			layout = make(Layout)
		}
		layout[id] = places
	}
	return layout
}

// point reads x and y.
func (r *reader) point(n int32) [2]float64 {
	var point [2]float64
	if !r.expect(n, kindList, "list of two numbers") {
		return point
	}
	if count := r.tree.count(n); count != len(point) {
		r.problems.add(CodeWrongType, n, fmt.Sprintf("list of two numbers expected, list of %d found", count))
		return point
	}
	i := 0
	for c := range r.tree.children(n) {
		if r.expect(c, kindNumber, "number") {
			point[i] = r.number(c)
			if point[i] < -MaxCoordinate || point[i] > MaxCoordinate {
				r.problems.add(CodeNumberRange, c, numbers(-MaxCoordinate, MaxCoordinate)+" expected")
			}
		}
		i++
	}
	return point
}
