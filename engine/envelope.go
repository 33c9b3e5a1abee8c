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

// skipped decides whether the envelope passes the block over, and records the pass if not. The envelope of a trigger
// decides whether it starts at all; see allowed and startTrigger.
func (t *Turn) skipped(b *compiledBlock) (bool, error) {
	if b.trigger != nil {
		return false, nil
	}
	if !t.mayPass(b.def.Roles) {
		return true, nil
	}
	if b.skipIf != nil {
		if yes, err := t.test(b.skipIf); err != nil || yes {
			return yes, err
		}
	}
	l := b.limits()
	if t.passedBefore(l) {
		return true, nil
	}
	t.recordPass(l)
	return false, nil
}

// mayPass reports whether the user has one of the roles; no roles are for everybody.
func (t *Turn) mayPass(roles []string) bool {
	return len(roles) == 0 || slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(t.state.Roles, r) })
}

// passLimits is how often a block may be passed.
type passLimits struct {
	id       string
	rules    [2]string // once_per of the envelope, and of a trigger's own settings
	cooldown time.Duration
}

func (b *compiledBlock) limits() passLimits {
	l := passLimits{id: b.def.ID, rules: [2]string{b.def.OncePer}}
	if b.def.Cooldown != nil {
		l.cooldown = time.Duration(*b.def.Cooldown)
	}
	if b.trigger == nil {
		return l
	}
	r := b.trigger.Rules()
	l.rules[1] = r.OncePer
	if r.Cooldown != nil {
		l.cooldown = max(l.cooldown, time.Duration(*r.Cooldown))
	}
	return l
}

func (l passLimits) once(per string) bool { return l.rules[0] == per || l.rules[1] == per }

// inSession reports whether the session has to remember the pass.
func (l passLimits) inSession() bool { return l.once("session") || l.once("day") || l.cooldown > 0 }

// passedBefore reports whether the rules forbid another pass now. Records of "user" are kept with the user, so that they
// hold in every chat; the others in the session.
func (t *Turn) passedBefore(l passLimits) bool {
	if l.once("user") {
		if seen, _ := t.user[passedField].([]any); slices.Contains(seen, any(l.id)) {
			return true
		}
	}
	if !l.inSession() {
		return false
	}
	i := slices.IndexFunc(t.s.Passes, func(p Pass) bool { return p.Block == l.id })
	if i < 0 {
		return false
	}
	now, last := t.deps.Now, t.s.Passes[i].At
	return l.once("session") || l.cooldown > 0 && now.Sub(last) < l.cooldown || l.once("day") && sameDay(now, last, t.rev.zone)
}

// recordPass remembers a pass as far as the rules need it.
func (t *Turn) recordPass(l passLimits) {
	if l.once("user") {
		w := Write{Scope: ScopeUser, Name: passedField, Op: WriteAppend, Value: l.id}
		t.user = w.Apply(t.user)
		t.res.Writes = append(t.res.Writes, w)
	}
	if !l.inSession() {
		return
	}
	passes := slices.DeleteFunc(slices.Clone(t.s.Passes), func(p Pass) bool { return p.Block == l.id })
	if len(passes) >= MaxPasses {
		passes = passes[len(passes)-MaxPasses+1:]
	}
	p := Pass{Block: l.id, At: t.deps.Now}
	t.s.Passes = append(passes, p)
	t.grew(p.bytes())
}

// passedField is the field of scope user that holds the ids of blocks passed once per user.
const passedField = "_passed"

func sameDay(a, b time.Time, zone *time.Location) bool {
	ay, am, ad := a.In(zone).Date()
	by, bm, bd := b.In(zone).Date()
	return ay == by && am == bm && ad == bd
}
