package testchat

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// maxSkip is how far the clock can be moved at once.
const maxSkip = 366 * 24 * time.Hour

// Next as the time to skip is up to when the bot does something by itself.
const Next = "next"

// Skip moves the clock on, by a duration such as 1h or to Next.
func (c *Chat) Skip(ctx context.Context, by string) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	d := flow.Duration(0)
	if by == Next {
		at, ok := c.wakes(ctx)
		if !ok {
			return refuse("/skip", "nothing is going to happen by itself")
		}
		d = flow.Duration((max(at.Sub(c.world.Now()), 0) + time.Second - 1).Truncate(time.Second)) // as fine as a step says it
	} else if d, err = flow.ParseDuration(by); err != nil {
		return refuse("/skip", "%q is no duration; write it like 30s, 15m, 24h or 2d", by)
	}
	if d <= 0 && by != Next || d.Std() > maxSkip {
		return refuse("/skip", "the clock can be moved on by a second up to a year")
	}
	return c.do(ctx, c.people[0], simulator.Step{Advance: d}, func() error { return c.world.Advance(ctx, d.Std()) })
}

// wakes is when the bot does something by itself next for any of the people; false for never.
func (c *Chat) wakes(ctx context.Context) (time.Time, bool) {
	var first time.Time
	for _, p := range c.people {
		if at, ok := p.sim.Wakes(ctx); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first, !first.IsZero()
}

// SetVariable writes a variable as the person's session sees it; nil takes the value away.
func (c *Chat) SetVariable(ctx context.Context, name, scope, variable string, value any) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	who, err := c.who(name)
	if err != nil {
		return err
	}
	return c.set(ctx, who, scope, variable, value)
}

func (c *Chat) set(ctx context.Context, who *person, scope, variable string, value any) error {
	step := simulator.Step{Set: &simulator.Setting{Scope: scope, Name: variable, Value: value}}
	return c.do(ctx, who, step, func() error { return who.sim.Set(ctx, scope, variable, value) })
}

// Faults are what the author has go wrong.
type Faults struct {
	API      string `json:"api" enum:"ok,slow,down,errors" doc:"HTTP services: slow answers after 20 seconds of the chat's clock, down cannot be reached, errors answers 500"`
	Telegram string `json:"telegram" enum:"ok,errors" doc:"errors: every call of the bot ends in a 500"`
}

// slowness is how late a slow service answers.
const slowness = flow.Duration(20 * time.Second)

// SetFaults has things go wrong from now on, or not any more.
func (c *Chat) SetFaults(ctx context.Context, f Faults) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	t := &simulator.Trouble{ServerError: f.Telegram == "errors", ServicesDown: f.API == "down"}
	switch f.API {
	case "slow":
		t.ServicesDelay = slowness
	case "errors":
		t.ServicesStatus = 500
	}
	c.faults = f
	return c.do(ctx, c.people[0], simulator.Step{Faults: t}, func() error {
		t.Apply(c.world)
		return nil
	})
}

// Jump puts a person at a block; what the person was in the middle of ends.
func (c *Chat) Jump(ctx context.Context, name, flowID, block string) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	who, err := c.who(name)
	if err != nil {
		return err
	}
	place, ok := c.world.Revision().Place(block)
	switch {
	case !ok || place.Flow != flowID:
		return refuse("/block", "there is no block %q in this chat's draft; restart the chat if it is new", block)
	case place.Trigger:
		return refuse("/block", "a trigger begins when something happens: write or do it")
	}
	step := simulator.Step{Jump: &simulator.Jump{Flow: flowID, Block: block}}
	return c.do(ctx, who, step, func() error { return who.sim.Begin(ctx, engine.Start{Flow: flowID, Block: block}) })
}

// Restart begins anew with the newest draft: the same people, with the values of their own and of the bot if they are kept.
func (c *Chat) Restart(ctx context.Context, keepPeople bool) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	names := c.names()
	kept := map[string]map[string]engine.Values{}
	if keepPeople {
		for _, p := range c.people {
			if kept[p.name], err = p.sim.Variables(ctx); err != nil {
				return err
			}
		}
	}
	if err := c.build(ctx, c.world.Now()); err != nil {
		return err
	}
	for _, name := range names {
		c.join(name)
	}
	if !keepPeople {
		return nil
	}
	return c.giveBack(ctx, kept)
}

// giveBack writes the values that outlive a session. What the new draft does not take any more stays behind.
func (c *Chat) giveBack(ctx context.Context, kept map[string]map[string]engine.Values) error {
	for i, p := range c.people {
		scopes := []string{engine.ScopeUser, engine.ScopeChat}
		if i == 0 {
			scopes = append(scopes, engine.ScopeBot, engine.ScopeWorkspace)
		}
		for _, scope := range scopes {
			for _, name := range slices.Sorted(maps.Keys(kept[p.name][scope])) {
				err := c.set(ctx, p, scope, name, kept[p.name][scope][name])
				if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
					return err
				}
			}
		}
	}
	return nil
}
