package engine

// Companion is a trigger that may start for money beside the block that took it.
type Companion interface {
	// Accompanies reports whether it does; otherwise it gets only what no block takes.
	Accompanies() bool
}

// accompany starts a companion in a turn of its own, so that what the block does now comes first and is not touched.
func (t *Turn) accompany() {
	b, m := t.bestTrigger(&t.ev, 0, func(b *compiledBlock) bool {
		c, ok := b.trigger.(Companion)
		return ok && c.Accompanies()
	})
	if b == nil || t.passedBefore(b.limits()) {
		return
	}
	t.StartFor(StartFor{Key: t.s.Key, Start: Start{
		Flow: b.flow.def.ID, Block: b.def.ID, Args: m.Outputs, Policy: b.trigger.Rules().WhenBusy,
	}})
}
