package flow

// The look-ups below are linear and lead into the document itself, not to copies. Who asks often, such as the engine,
// builds maps.

// Flow finds a flow by its id.
func (d *Document) Flow(id string) (f *Flow, ok bool) {
	for i := range d.Flows {
		if d.Flows[i].ID == id {
			return &d.Flows[i], true
		}
	}
	return nil, false
}

// Block finds a block by its id, which is unique in a bot, and the flow that holds it.
func (d *Document) Block(id string) (f *Flow, b *Block, ok bool) {
	for i := range d.Flows {
		if b, ok := d.Flows[i].Block(id); ok {
			return &d.Flows[i], b, true
		}
	}
	return nil, nil, false
}

// Variable finds a declared variable.
func (d *Document) Variable(scope, name string) (v *Variable, ok bool) {
	for i := range d.Variables {
		if d.Variables[i].Scope == scope && d.Variables[i].Name == name {
			return &d.Variables[i], true
		}
	}
	return nil, false
}

// Table finds a table.
func (d *Document) Table(name string) (t *Table, ok bool) {
	for i := range d.Tables {
		if d.Tables[i].Name == name {
			return &d.Tables[i], true
		}
	}
	return nil, false
}

// Block finds a block of the flow.
func (f *Flow) Block(id string) (b *Block, ok bool) {
	for i := range f.Blocks {
		if f.Blocks[i].ID == id {
			return &f.Blocks[i], true
		}
	}
	return nil, false
}

// Edge finds the block that an exit leads to.
func (f *Flow) Edge(from, exit string) (to string, ok bool) {
	for _, e := range f.Edges {
		if e.From == from && e.Exit == exit {
			return e.To, true
		}
	}
	return "", false
}
