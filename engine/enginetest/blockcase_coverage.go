package enginetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/sample"
)

// coverage is what the cases of one type come by.
type coverage struct {
	exits    map[string]bool // that were taken
	made     map[string]bool // exits that the configs of conversations make, beside those of the type
	refusals int             // issues and troubles
	waits    bool            // some step ends in a wait of the block
	hears    bool            // such a wait takes messages
	timed    bool            // such a wait has a time that runs out
	stays    bool            // something happens, and the block waits on
	misheard bool            // a message comes, and the block waits on
	timer    bool            // some time runs out
}

// uncovered gives what the cases of a type leave out: exits that none takes, settings or input that are never wrong, times
// that never run out. It looks at what the cases expect, and so knows nothing of cases that do not hold.
func uncovered(typ engine.BlockType, cases []blockCase) ([]string, error) {
	c := coverage{exits: map[string]bool{}, made: map[string]bool{}}
	for i := range cases {
		if err := c.add(typ, &cases[i]); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, e := range typ.Exits {
		if !c.exits[e.Name] {
			out = append(out, fmt.Sprintf("no case leaves by the exit %q", e.Name))
		}
	}
	taken := func(exit string) bool { return c.exits[exit] }
	if len(c.made) > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(c.made)), taken) {
		out = append(out, fmt.Sprintf("no case leaves by one of the exits that its settings make: %s", strings.Join(slices.Sorted(maps.Keys(c.made)), ", ")))
	}
	if c.refusals == 0 && hasSettings(typ) {
		out = append(out, "no case has settings that are wrong, or that come out wrong")
	}
	if c.hears && !c.misheard || c.waits && !c.stays {
		out = append(out, "the block waits, but no case has input that is not for it")
	}
	if c.timed && !c.timer {
		out = append(out, "the block waits for a time, but no case lets it run out")
	}
	return out, nil
}

// hasSettings reports whether a config of the type can say anything.
func hasSettings(typ engine.BlockType) bool {
	d, ok := typ.New().(engine.Documented)
	return ok && len(d.Fields()) > 0
}

func (c *coverage) add(typ engine.BlockType, one *blockCase) error {
	c.refusals += len(one.Issues)
	if len(one.Steps) == 0 { // its config may be one that cannot run
		return nil
	}
	for _, e := range sample.Exits(typ, one.Config) {
		if !slices.ContainsFunc(typ.Exits, func(x engine.Exit) bool { return x.Name == e.Name }) {
			c.made[e.Name] = true
		}
	}
	var before *engine.Wait
	for i := range one.Steps {
		s := &one.Steps[i]
		var came outcome
		if len(s.Expect) > 0 {
			if err := json.Unmarshal(s.Expect, &came); err != nil {
				return fmt.Errorf("case %q, step %d: read what is expected: %w", one.Name, i, err)
			}
		}
		if came.Trouble != "" {
			c.refusals++
		}
		if w := came.Wait; w != nil {
			c.waits = true
			c.hears = c.hears || w.Accepts(engine.MessageReceived)
			c.timed = c.timed || !w.Deadline.IsZero() || !w.Until.IsZero() || len(w.Reminders) > 0
		}
		if before != nil && came.Wait != nil && s.Timer == nil {
			c.stays = true
			c.misheard = c.misheard || s.Say != nil || s.Send != nil
		}
		before = came.Wait
		c.timer = c.timer || s.Timer != nil
		for _, exit := range came.Exits {
			c.exits[exit] = true
		}
	}
	return nil
}
