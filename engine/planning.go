package engine

import (
	"hash/fnv"
	"slices"
	"strconv"
	"time"
)

// Planning is what a timed trigger may look at while it plans.
type Planning struct {
	t    *Turn
	b    *compiledBlock
	name string         // of the zone
	zone *time.Location // once it is asked for
}

// Now is the turn's time.
func (p *Planning) Now() time.Time { return p.t.deps.Now }

// From is the moment from which new times count: that of the publish, if this turn brings the session up to one.
func (p *Planning) From() time.Time {
	if r := p.t.ev.Refresh; r != nil && r.Since.Before(p.t.deps.Now) {
		return r.Since
	}
	return p.t.deps.Now
}

// Refreshed reports whether this turn only brings the session up to a publish.
func (p *Planning) Refreshed() bool { return p.t.ev.Kind == SessionRefreshed }

// Zone is the time zone to reckon in.
func (p *Planning) Zone() *time.Location {
	if p.zone == nil {
		p.zone = p.t.rev.location(p.name)
	}
	return p.zone
}

// Active is when the user last did something; zero for never.
func (p *Planning) Active() time.Time { return p.t.s.ActiveAt }

// Inside looks for a flow that is going on and is one of the flows, or stands at one of the blocks, and gives the number
// of its pass.
func (p *Planning) Inside(flows, blocks []string) (pass int64, ok bool) {
	for _, f := range slices.Backward(p.t.s.Frames) {
		switch {
		case slices.Contains(blocks, f.Block):
			return f.Seq, true
		case slices.Contains(flows, f.Flow):
			return 0, true
		}
	}
	return 0, false
}

// Reached is when the user reached the goal last, as far as this session remembers; zero for never.
func (p *Planning) Reached(goal string) time.Time {
	for _, g := range p.t.s.Goals {
		if g.Name == goal {
			return g.At
		}
	}
	return time.Time{}
}

// Spread is a time from 0 to most, in whole seconds, that is always the same for this trigger and this user.
func (p *Planning) Spread(most time.Duration) time.Duration {
	h := fnv.New64a()
	var seed [8]byte
	for i := range seed {
		seed[i] = byte(p.t.deps.Seed >> (8 * i))
	}
	_, _ = h.Write(seed[:])
	_, _ = h.Write([]byte(p.b.ref))
	_, _ = h.Write(strconv.AppendInt(nil, p.t.s.Key.UserID, 36))
	x := h.Sum64()
	x ^= x >> 29 // FNV leaves the low bits of short inputs alike
	return time.Duration(x%(uint64(most/time.Second)+1)) * time.Second
}
