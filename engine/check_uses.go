package engine

import (
	"fmt"
	"maps"
	"slices"
)

// notThere notes a block of a package that the document does not pin, or pins in a version that is not installed. It is
// false for a package that nobody has heard of.
func (c *compiling) notThere(b *compiledBlock) bool {
	name := b.def.Type
	want, pinned := c.doc.Uses[name]
	offer, offered := c.reg.offers[name]
	i := Issue{Code: "block_not_pinned", Severity: SeverityError, Path: b.path + "/type"}
	switch {
	case !pinned && !offered:
		return false
	case !pinned:
		i.Message = fmt.Sprintf("the bot does not say which version of %s it uses; %s is installed", name, offer.Version)
	default:
		i.Code, i.Message = "block_version_missing", fmt.Sprintf("%s %s is not installed here", name, want)
		if offered {
			i.Message += fmt.Sprintf("; %s is", offer.Version)
		}
	}
	if offered {
		i.Fix = c.fixPin(name, offer.Version)
	}
	c.add(i)
	return true
}

// fixPin pins a version of a package.
func (c *compiling) fixPin(name, version string) *Fix {
	title := fmt.Sprintf("Use %s %s", name, version)
	if len(c.doc.Uses) == 0 {
		return fixAdd(title, "/uses", map[string]any{name: version})
	}
	return fixAdd(title, "/uses/"+pointerToken(name), version)
}

// pinned notes packages that no block uses, and used ones that are disabled.
func (c *compiling) pinned() {
	if len(c.doc.Uses) == 0 {
		return
	}
	used := map[string]bool{}
	for _, f := range c.author.Flows {
		for i := range f.Blocks {
			used[f.Blocks[i].Type] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.doc.Uses)) {
		path := "/uses/" + pointerToken(name)
		switch {
		case !used[name]:
			c.add(Issue{
				Code: "block_unused", Severity: SeverityWarning, Path: path,
				Message: fmt.Sprintf("no block of the bot is of the type %s", name), Fix: fixRemove("Remove it", path),
			})
		case c.reg.offers[name].Disabled && c.reg.types[name] != nil:
			c.add(Issue{
				Code: "block_disabled", Severity: SeverityWarning, Path: path,
				Message: fmt.Sprintf("%s is switched off here: what uses it goes on, but nothing new should", name),
			})
		}
	}
}
