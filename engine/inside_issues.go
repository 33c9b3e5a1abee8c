package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// authored puts the issues of what is inside where the author of the document sees them: at the first block of the type. What
// only the maker of a type can better is left out.
func (c *compiling) authored() {
	if c.grafts.tooDeep != nil {
		g := c.grafts.tooDeep
		c.issues = append(c.issues, c.atUse(g, Issue{
			Code: "blocks_too_deep", Severity: SeverityError,
			Message: fmt.Sprintf("%s has too much inside: at most %d types made of flows may be in one another, and %d blocks in all of them",
				strings.ReplaceAll(g.path, insideMark, insideWords), MaxNesting, MaxInsideBlocks),
		}))
	}
	if len(c.grafts.all) == 0 {
		return
	}
	kept := c.issues[:0]
	for _, i := range c.issues {
		g := c.graftAt(i.Path)
		if g == nil {
			kept = append(kept, i)
			continue
		}
		if i.Severity != SeverityError && !aboutTheBot(i.Code) {
			continue
		}
		if i.Severity == SeverityError {
			i.Message = fmt.Sprintf("inside of %s%s: %s", g.label(), c.place(i), i.Message)
		}
		if i = c.atUse(g, i); !slices.ContainsFunc(kept, func(k Issue) bool { return k.Path == i.Path && k.Message == i.Message }) {
			kept = append(kept, i)
		}
	}
	c.issues = kept
}

// aboutTheBot reports whether a warning is for the author of the bot wherever the block is that it is about.
func aboutTheBot(code string) bool {
	return code == "payment_support_missing" || code == "payment_terms_missing" || code == "error_handler_missing"
}

// label names the types that g is in, the last one with its version.
func (g *graft) label() string {
	return strings.TrimSpace(strings.ReplaceAll(g.path, insideMark, insideWords) + " " + g.in.Version)
}

// place names the block of an issue, by the words of who made the type.
func (c *compiling) place(i Issue) string {
	b := c.rev.blocks[i.Block]
	if b == nil {
		return ""
	}
	_, id := SplitInside(b.def.ID)
	if b.def.Label != "" {
		return fmt.Sprintf(", at %q (%s)", b.def.Label, id)
	}
	return fmt.Sprintf(", at the block %q", id)
}

// graftAt is what the path leads into; nil for the document's own.
func (c *compiling) graftAt(path string) *graft {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	index, _, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(index)
	if err != nil || kind != "flows" || n >= len(c.grafts.flows) {
		return nil
	}
	return c.grafts.flows[n]
}

// atUse brings an issue to the first block of the document that is of the type.
func (c *compiling) atUse(g *graft, i Issue) Issue {
	i.From, i.To, i.Fix = 0, 0, nil
	i.Path, i.Flow, i.Block = "/uses/"+pointerToken(g.top()), "", ""
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			if f.graft == nil && b.def.Type == g.top() {
				i.Path, i.Flow, i.Block = b.path, f.def.ID, b.def.ID
				return i
			}
		}
	}
	return i
}

// missingInside notes a block of a package that a type pins inside and that is not installed.
func (c *compiling) missingInside(b *compiledBlock) {
	message := fmt.Sprintf("there is no block type %q here", b.def.Type)
	if want := b.flow.graft.in.Document.Uses[b.def.Type]; want != "" {
		message = fmt.Sprintf("%s %s is needed and is not installed here", b.def.Type, want)
	}
	c.add(Issue{Code: "block_version_missing", Severity: SeverityError, Path: b.path + "/type", Message: message})
}
