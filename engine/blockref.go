package engine

// BlockRef is a config field that names a block, of any flow, which the block goes to. Check treats it like a FlowRef.
type BlockRef string

func (r *BlockRef) compileField(c *compiling, path string, f fieldRules) {
	if *r != "" {
		if g := c.grafted(); g != nil {
			*r = BlockRef(g.name(string(*r)))
		}
		c.links = append(c.links, link{from: c.at, block: string(*r), path: path, later: f.later, mention: f.mention})
	}
}
