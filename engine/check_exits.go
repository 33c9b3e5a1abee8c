package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// skips reports whether the envelope may pass the block over.
func (b *compiledBlock) skips() bool {
	d := b.def
	return d.SkipIf != "" || d.OncePer != "" || d.Cooldown != nil || len(d.Roles) > 0
}

// wayOuts gives the exits that edges may leave by: those of the block, and "next" for a block without any that may be
// passed over.
func (b *compiledBlock) wayOuts() []Exit {
	if len(b.exits) == 0 && b.skips() {
		return []Exit{{Name: "next"}}
	}
	return b.exits
}

func (b *compiledBlock) exitNames() []string {
	var names []string
	for _, e := range b.wayOuts() {
		names = append(names, e.Name)
	}
	return names
}

// leaves reports whether the engine may leave the block by the exit. Every block can have a trouble.
func (b *compiledBlock) leaves(exit string) bool {
	return exit == "error" || slices.Contains(b.exitNames(), exit)
}

// undecided reports whether the exit has neither an edge nor an entry in exits.
func (b *compiledBlock) undecided(exit string) bool {
	_, decided := b.def.Exits[exit]
	return !decided && !b.connected(exit)
}

// exits checks that every exit is connected, ended on purpose or inherited, and that no other is decided.
func (c *compiling) exits(b *compiledBlock) {
	skip := ""
	if b.skips() {
		skip = b.skipExit()
	}
	for _, e := range b.wayOuts() {
		if !b.undecided(e.Name) || e.Inherit || e.Optional && e.Name != skip {
			continue
		}
		words := fmt.Sprintf("the exit %q leads nowhere: connect it, or end it on purpose", e.Name)
		if e.Optional {
			words = fmt.Sprintf("when it is passed over, the block leaves by %q, which leads nowhere: connect it, or end it on purpose", e.Name)
		}
		c.add(Issue{
			Code: "exit_open", Severity: SeverityError, Path: b.path + "/exits/" + pointerToken(e.Name),
			Message: words, Fix: fixExit(b, e.Name),
		})
	}
	if !b.known {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(b.def.Exits)) {
		if b.leaves(name) {
			continue
		}
		i := Issue{
			Code: "exit_unknown", Severity: SeverityWarning, Path: b.path + "/exits/" + pointerToken(name),
			Message: fmt.Sprintf("the block has no exit %q", name) + didYouMean(name, b.exitNames()),
		}
		if n := nearest(name, b.exitNames()); n != "" && b.undecided(n) {
			i.Fix = fixRename(b.path+"/exits", name, n, b.ends(name))
		} else {
			i.Fix = fixRemove("Remove the entry", i.Path)
		}
		c.add(i)
	}
	c.skipExits(b)
}

func (c *compiling) skipExits(b *compiledBlock) {
	name, path := b.def.SkipExit, b.path+"/skip_exit"
	switch {
	case name == "":
	case !b.leaves(name):
		i := Issue{
			Code: "skip_exit_unknown", Severity: SeverityError, Path: path,
			Message: fmt.Sprintf("the block has no exit %q to leave by when it is passed over", name) + didYouMean(name, b.exitNames()),
			Fix:     fixRemove("Use the usual exit", path),
		}
		if n := nearest(name, b.exitNames()); n != "" {
			i.Fix = fixReplace(fmt.Sprintf("Use %q", n), path, n)
		}
		c.add(i)
	case !b.skips():
		c.add(Issue{
			Code: "skip_exit_unused", Severity: SeverityWarning, Path: path,
			Message: "nothing passes this block over, so skip_exit is never used", Fix: fixRemove("Remove skip_exit", path),
		})
	}
}

// edges checks that every edge leaves by an exit that its block has and enters a block that can be entered.
func (c *compiling) edges(f *compiledFlow) {
	for i, e := range f.def.Edges {
		path := fmt.Sprintf("/flows/%d/edges/%d", f.index, i)
		from, to := c.rev.blocks[e.From], c.rev.blocks[e.To]
		if from != nil && from.known && !from.leaves(e.Exit) {
			i := Issue{
				Code: "edge_exit_unknown", Severity: SeverityError, Path: path + "/exit", Flow: f.def.ID, Block: e.From,
				Message: fmt.Sprintf("the block %q has no exit %q", from.label(), e.Exit) + didYouMean(e.Exit, from.exitNames()),
			}
			if n := nearest(e.Exit, from.exitNames()); n != "" && from.undecided(n) {
				i.Fix = fixReplace(fmt.Sprintf("Connect the exit %q", n), i.Path, n)
			} else {
				i.Fix = fixRemove("Remove the connection", path)
			}
			c.add(i)
		}
		if to != nil && to.typ.Trigger {
			c.add(Issue{
				Code: "edge_to_trigger", Severity: SeverityError, Path: path + "/to", Flow: f.def.ID, Block: e.From,
				Message: fmt.Sprintf("%q starts a flow and cannot be entered: connect to the block behind it", to.label()),
				Fix:     behind(to, path),
			})
		}
	}
}

// behind leads an edge to the block after a trigger.
func behind(trigger *compiledBlock, edge string) *Fix {
	if next := trigger.next("next"); next != nil && !next.typ.Trigger {
		return fixReplace(fmt.Sprintf("Connect to %q", next.label()), edge+"/to", next.def.ID)
	}
	return fixRemove("Remove the connection", edge)
}

// label is how messages name a block.
func (b *compiledBlock) label() string {
	if l := strings.TrimSpace(b.def.Label); l != "" {
		return l
	}
	return b.def.ID
}

// envelope checks the settings that all blocks share.
func (c *compiling) envelope(b *compiledBlock) {
	if b.block == nil {
		return
	}
	d := b.def
	if d.Timeout != nil && !waits(b.block) {
		c.add(Issue{
			Code: "timeout_useless", Severity: SeverityWarning, Path: b.path + "/timeout",
			Message: "this block never waits, so its time-out never comes", Fix: fixRemove("Remove the time-out", b.path+"/timeout"),
		})
	}
	if _, ok := b.exit("timeout"); ok && d.Cost != nil && d.Timeout == nil && waits(b.block) && memberOf(d.Config, "timeout") == nil && memberOf(d.Config, "deadline") == nil {
		c.add(Issue{
			Code: "timeout_missing", Severity: SeverityWarning, Path: b.path,
			Message: "this block costs money and waits without a time-out: decide how long it may take",
			Fix:     fixAdd("Wait at most 10 minutes", b.path+"/timeout", "10m"),
		})
	}
}

// memberOf gives a member of a JSON object; nil if there is none.
func memberOf(object []byte, name string) any {
	m, _ := decodeAny(object).(map[string]any)
	return m[name]
}
