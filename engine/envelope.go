package engine

import (
	"slices"
	"time"
)

// skipExit is where a block that is passed over leaves.
func (b *compiledBlock) skipExit() string {
	if b.def.SkipExit != "" {
		return b.def.SkipExit
	}
	if _, ok := b.exit("next"); ok || len(b.exits) == 0 {
		return "next"
	}
	return b.exits[0].Name
}

// skipped decides whether the envelope passes the block over, and records the pass if not.
func (t *Turn) skipped(b *compiledBlock) (bool, error) {
	d := b.def
	if len(d.Roles) > 0 && !slices.ContainsFunc(d.Roles, func(r string) bool { return slices.Contains(t.state.Roles, r) }) {
		return true, nil
	}
	if b.skipIf != nil {
		if yes, err := t.test(b.skipIf); err != nil || yes {
			return yes, err
		}
	}
	if d.OncePer == "" && d.Cooldown == nil {
		return false, nil
	}
	var cool time.Duration
	if d.Cooldown != nil {
		cool = time.Duration(*d.Cooldown)
	}
	return t.passedBefore(d.ID, d.OncePer, cool), nil
}

// passedBefore reports whether the rule forbids another pass now; if not, it records this one. Records of "user" are
// kept with the user, so that they hold in every chat; the others in the session.
func (t *Turn) passedBefore(id, oncePer string, cooldown time.Duration) bool {
	if oncePer == "user" {
		seen, _ := t.user[passedField].([]any)
		for _, x := range seen {
			if x == id {
				return true
			}
		}
		w := Write{Scope: ScopeUser, Name: passedField, Op: WriteAppend, Value: id}
		t.user = w.Apply(t.user)
		t.res.Writes = append(t.res.Writes, w)
	}
	i := slices.IndexFunc(t.s.Passes, func(p Pass) bool { return p.Block == id })
	now := t.deps.Now
	if i >= 0 {
		last := t.s.Passes[i].At
		switch {
		case cooldown > 0 && now.Sub(last) < cooldown,
			oncePer == "session",
			oncePer == "day" && sameDay(now, last, t.rev.zone):
			return true
		}
	}
	passes := slices.Clone(t.s.Passes)
	if i >= 0 {
		passes = slices.Delete(passes, i, i+1)
	}
	t.s.Passes = append(passes, Pass{Block: id, At: now})
	return false
}

// passedField is the field of scope user that holds the ids of blocks passed once per user.
const passedField = "_passed"

func sameDay(a, b time.Time, zone *time.Location) bool {
	ay, am, ad := a.In(zone).Date()
	by, bm, bd := b.In(zone).Date()
	return ay == by && am == bm && ad == bd
}
