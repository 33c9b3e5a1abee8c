package engine

// FlowRef is a config field that names a flow which the block goes to. Check reports one that does not exist, and knows
// through it which flows are in use and which go round in a circle. A field tagged `scenarist:"later"` is entered in
// another turn than the block; one tagged `scenarist:"mention"` is not entered, only named, as in a filter.
type FlowRef string

func (r *FlowRef) compileField(c *compiling, path string, f fieldRules) {
	if *r != "" {
		if g := c.grafted(); g != nil {
			*r = FlowRef(g.name(string(*r)))
		}
		c.links = append(c.links, link{from: c.at, flow: string(*r), path: path, later: f.later, mention: f.mention})
	}
}
